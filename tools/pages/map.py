"""The page *Map of the chapters*: what needs what, as a picture and as a list."""

from __future__ import annotations

from pathlib import Path

import nbformat

from tools.chapters import numbers, parts, title
from tools.needs import Needs, ahead, depths, needs
from tools.pages.map_picture import Box, picture

WIDE = "---\nhtml_theme.sidebar_secondary.remove: true\n---"

INTRO = """\
What each chapter needs, and what it leads to.

Each box is a chapter, and a line leads to it from what it needs: its *Needs*, as they
stand in the box at the end of its *Why*. The first column needs nothing of this book.
A chapter in the second needs one from the first, and so on. Point at a chapter, or
walk to it with the tab key, to see its own lines; open it with a click. Lines that
follow from others are left out of the picture, not out of the list below it."""

LIST = "## The same as a list"

EARLY = """\
## Needed before the book tells it

The parts are ordered by topic, so a few chapters need one that comes later:"""


def page(root: Path) -> str:
    """Return the page's MyST text.

    Raises
    ------
    ValueError
        If the chapters' Needs run in a circle.
    """
    found, book = needs(root), parts(root)
    names, order, columns = _titles(root, found), numbers(root), depths(found)
    boxes = [
        Box(
            name,
            part.caption,
            columns[name],
            names[name],
            order.get(name),
            without_detours(name, found),
        )
        for part in book
        for name in part.chapters
    ]
    sections = [WIDE, "# Map of the chapters", INTRO, picture(boxes), LIST]
    for part in book:
        lines = [_line(name, found[name], names) for name in part.chapters]
        sections += [f"**{part.caption or 'Chapters'}**", "\n".join(lines)]
    early = [
        f"- {_link(name, names)} needs {_link(need, names)}."
        for name, need in ahead(found)
    ]
    if early:
        sections += [EARLY, "\n".join(early)]
    return "\n\n".join(sections) + "\n"


def _titles(root: Path, found: Needs) -> dict[str, str]:
    return {
        name: title(nbformat.read(root / name, nbformat.NO_CONVERT)) for name in found
    }


def without_detours(name: str, found: Needs) -> list[str]:
    """Return what a chapter needs, without what another of its needs already needs."""
    return [
        need
        for need in found[name]
        if not any(need in _below(other, found) for other in found[name])
    ]


def _below(name: str, found: Needs) -> set[str]:
    """Return all that a chapter needs, directly or not."""
    return {below for need in found[name] for below in {need, *_below(need, found)}}


def _line(name: str, wanted: list[str], names: dict[str, str]) -> str:
    said = ", ".join(_link(need, names) for need in wanted) or "nothing of this book"
    return f"- {_link(name, names)} needs {said}."


def _link(name: str, names: dict[str, str]) -> str:
    return f"[{names[name]}](/{name})"
