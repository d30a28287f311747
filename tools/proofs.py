"""Where the questions of a chapter have their answers proven."""

from __future__ import annotations

from pathlib import Path

import nbformat
import yaml

from tools.chapters import anchors


def missing_proofs(root: Path, chapter: str) -> list[str]:
    """Return a complaint for each question whose proof does not exist.

    Parameters
    ----------
    root : pathlib.Path
        The root of the book.
    chapter : str
        A notebook, relative to ``root``; its questions lie beside it.
    """
    notebook = root / chapter
    bank = notebook.with_suffix(".yml")
    if not bank.is_file():
        return []
    pages: dict[str, dict[str, str]] = {}
    complaints = []
    for question in yaml.safe_load(bank.read_text("utf-8"))["questions"]:
        page, _, anchor = question["proof"].partition(".html#")
        if page not in pages:
            pages[page] = _anchors(notebook.with_name(f"{page}.ipynb"))
        if anchor not in pages[page]:
            complaints.append(f"{question['id']}: no proof at {question['proof']}")
    return complaints


def _anchors(notebook: Path) -> dict[str, str]:
    """Return the anchors of a page, none if there is no such page."""
    if not notebook.is_file():
        return {}
    return anchors(nbformat.read(notebook, nbformat.NO_CONVERT))
