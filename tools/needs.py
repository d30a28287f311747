"""Which chapters a chapter needs: the links of *Needs* in the box that closes *Why*."""

from __future__ import annotations

import posixpath
import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import nbformat

from tools.chapters import chapters

Needs = dict[str, list[str]]

_LABEL = "*Needs*:"
_ANY_LABEL = re.compile(r"^(?:[^\w\n]|_)*Needs(?:[^\w\n]|_)*:[*_]*", re.MULTILINE)
_PARAGRAPH = re.compile(r"^\*Needs\*:(.*?)(?:\n\s*\n|\n:::|\Z)", re.M | re.S)
_CHAPTER = re.compile(r"\[[^]]*\]\(([^)#]+\.ipynb)(?:#[^)]*)?\)")
_OTHER_LINK = re.compile(
    r"\[[^]]*\](?:\([^)]*\)|\[[^]]*\])?|\{[\w:-]+\}`[^`]*`|<\w[^>]*>|\w+://[^\s,;]+"
)


def needs(root: Path) -> Needs:
    """Return, for each chapter in reading order, the chapters that its box names.

    Raises
    ------
    ValueError
        If one names its needs in another way than by links to chapters, or chapters
        need each other in a circle.
    """
    found = {name: _needs(root, name) for name in chapters(root)}
    for name, wanted in found.items():
        for need in set(wanted) - set(found):
            raise ValueError(f"{name} needs {need}, which is no chapter of the book")
    refuse_circles(found)
    return found


def links(prose: str) -> list[str]:
    """Return the notebooks that a chapter's text names as its needs.

    Raises
    ------
    ValueError
        If the paragraph begins otherwise than with ``*Needs*:``, or holds a link that
        is none to a notebook: the needs behind it would be lost.
    """
    labels = _ANY_LABEL.findall(prose)
    if not labels:
        return []
    if labels != [_LABEL]:
        given = " and ".join(labels)
        raise ValueError(f"it says {given}, expected one paragraph after {_LABEL}")
    paragraph = _PARAGRAPH.findall(prose)[0]
    others = _OTHER_LINK.findall(_CHAPTER.sub("", paragraph))
    if others:
        raise ValueError(
            f"its Needs hold {others[0]}, expected links to chapters alone, as "
            "[words](chapter.ipynb)"
        )
    return _CHAPTER.findall(paragraph)


def refuse_circles(found: Needs) -> None:
    """Raise a ValueError that names the chapters of a circle, if there is one."""
    try:
        TopologicalSorter(found).prepare()
    except CycleError as error:
        # graphlib tells who is needed first; a reader asks who needs whom.
        circle = " needs ".join(reversed(error.args[1]))
        raise ValueError(f"the chapters' Needs run in a circle: {circle}") from None


def depths(found: Needs) -> dict[str, int]:
    """Return how many chapters stand below each one, along its longest way down."""
    result: dict[str, int] = {}
    for name in TopologicalSorter(found).static_order():
        result[name] = max(
            (result[need] + 1 for need in found.get(name, ())), default=0
        )
    return result


def ahead(found: Needs) -> list[tuple[str, str]]:
    """Return each chapter with one that it needs and the book tells only later."""
    place = {name: at for at, name in enumerate(found)}
    return [
        (name, need)
        for name, wanted in found.items()
        for need in wanted
        if place[need] > place[name]
    ]


def _needs(root: Path, name: str) -> list[str]:
    notebook = nbformat.read(root / name, nbformat.NO_CONVERT)
    prose = "\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    try:
        found = links(prose)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    folder = posixpath.dirname(name)
    return [posixpath.normpath(posixpath.join(folder, link)) for link in found]
