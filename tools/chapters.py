"""The chapters of the book: their order, their last execution, their headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import nbformat
import yaml
from docutils.nodes import make_id
from jupyter_cache import get_cache
from jupyter_cache.cache.db import NbCacheRecord
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

CACHE = Path("_build/.jupyter_cache")
_CLAIM = re.compile(r"\bclaim\(\s*[\"']([^\"']+)[\"']")
_MARKDOWN = MarkdownIt().use(dollarmath_plugin).use(myst_role_plugin)


def chapters(root: Path) -> list[str]:
    """Return the notebooks of ``_toc.yml``, in reading order, relative to ``root``."""
    return _notebooks(root, _toc(root))


@dataclass(frozen=True)
class Part:
    """A part of the book that has notebooks."""

    caption: str
    chapters: list[str]
    numbered: bool

    @property
    def heading(self) -> str:
        """What a page writes over the part's chapters."""
        return self.caption or "Chapters"


def parts(root: Path) -> list[Part]:
    """Return the parts that have notebooks; a book without parts is one."""
    toc = _toc(root)
    found = [
        Part(part.get("caption", ""), _notebooks(root, part), "numbered" in part)
        for part in toc.get("parts", [toc])
    ]
    return [part for part in found if part.chapters]


def numbers(root: Path) -> dict[str, int]:
    """Return the chapters' numbers, which run on from part to part."""
    numbered = (part.chapters for part in parts(root) if part.numbered)
    return {name: n for n, name in enumerate(chain.from_iterable(numbered), start=1)}


def documents(root: Path) -> list[tuple[str, list[str]]]:
    """Return the caption of each part, and what it names, notebooks and other pages.

    What stands above the parts is the first, without a caption. A ``glob`` names none.
    """
    toc = _toc(root)
    named = [toc | {"parts": []}, *toc.get("parts", [])]
    return [(part.get("caption", ""), list(_documents(part))) for part in named]


def _toc(root: Path) -> dict[str, Any]:
    toc: dict[str, Any] = yaml.safe_load((root / "_toc.yml").read_text("utf-8"))
    return toc


def _notebooks(root: Path, node: object) -> list[str]:
    names = (f"{name.removesuffix('.ipynb')}.ipynb" for name in _documents(node))
    return [name for name in names if (root / name).is_file()]


def _documents(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _documents(item)
    elif isinstance(node, dict):
        yield from (node[key] for key in ("root", "file") if key in node)
        for value in node.values():
            yield from _documents(value)


def record(root: Path, chapter: str | Path) -> NbCacheRecord | None:
    """Return the record of the chapter's last execution, None if its code changed."""
    if not (root / CACHE).is_dir():
        return None
    notebook = nbformat.read(root / chapter, nbformat.NO_CONVERT)
    try:
        return get_cache(str(root / CACHE)).match_cache_notebook(notebook)
    except KeyError:
        return None


def executed_path(root: Path, chapter: str | Path) -> Path | None:
    """Return the cached file with the outputs of the chapter's last execution."""
    found = record(root, chapter)
    if found is None:
        return None
    return root / CACHE / "executed" / str(found.hashkey) / "base.ipynb"


def executed(root: Path, chapter: str | Path) -> nbformat.NotebookNode | None:
    """Return the chapter with the outputs of its last execution, None without one."""
    if record(root, chapter) is None:
        return None
    notebook = nbformat.read(root / chapter, nbformat.NO_CONVERT)
    return get_cache(str(root / CACHE)).merge_match_into_notebook(notebook)[1]


@dataclass(frozen=True)
class Heading:
    """A heading, and the anchor that Sphinx gives it."""

    text: str
    anchor: str
    level: int = 1


def headings(notebook: nbformat.NotebookNode) -> list[Heading]:
    """Return, for each cell, the heading it stands under.

    A heading whose anchor Sphinx would number (a repeated one, or one without a Latin
    letter) is passed over for the one before it.
    """
    result, current, seen = [], Heading("", ""), {""}
    for cell in notebook.cells:
        inside = []
        if cell.cell_type == "markdown":
            for heading in _parse(cell.source):
                if heading.anchor not in seen:
                    seen.add(heading.anchor)
                    inside.append(heading)
        result.append(inside[0] if inside else current)
        current = inside[-1] if inside else current
    return result


def section(notebook: nbformat.NotebookNode, heading: str) -> str:
    """Return the text under a second-level heading, empty without one."""
    text = "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")
    _, _, after = f"\n{text}\n".partition(f"\n## {heading}\n")
    return after.partition("\n## ")[0].strip()


def anchors(notebook: nbformat.NotebookNode) -> dict[str, str]:
    """Return what a link to the chapter's page may end in, and what stands there."""
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            found |= {each.anchor: each.text for each in _parse(cell.source)}
        found |= {f"claim-{id}": f"Claim {id}" for id in claims(cell)}
    return {anchor: text for anchor, text in found.items() if anchor}


def claims(cell: nbformat.NotebookNode) -> list[str]:
    """Return the entries of the notes that a cell's code judges."""
    return _CLAIM.findall(cell.source) if cell.cell_type == "code" else []


def covers(cell: nbformat.NotebookNode) -> list[str]:
    """Return the entries of the notes that a cell says it treats."""
    return list(cell.metadata.get("covers", ()))


def _parse(markdown: str) -> Iterator[Heading]:
    tokens = _MARKDOWN.parse(markdown)
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            text = "".join(part.content for part in inline.children or ())
            yield Heading(text, make_id(text), int(opening.tag[1:]))


def title(notebook: nbformat.NotebookNode) -> str:
    """Return the first heading's text."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for heading in _parse(cell.source):
                return heading.text
    raise ValueError("the notebook has no heading: its first cell names the chapter")
