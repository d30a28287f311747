"""How an instrument reaches the reader: where it runs and what it shows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any


def is_static() -> bool:
    """Whether the book is being built: pages have no kernel to answer a widget."""
    return os.environ.get("DLNOTES_STATIC") == "1"


def book_root(start: Path | None = None) -> Path:
    """Return the folder that holds ``book/notes.yml``, and all else that chapters read.

    It lies at or above ``start`` inside the repository or a copy of it; anywhere else
    it is the package's own: the wheel carries these files beside this module.

    Parameters
    ----------
    start : pathlib.Path, optional
        Where to begin; the working directory, which for a notebook is its folder.

    Raises
    ------
    FileNotFoundError
        If the package came without the book's files, and ``start`` is outside.
    """
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents, *Path(__file__).resolve().parents):
        if (folder / "book" / "notes.yml").is_file():
            return folder
    raise FileNotFoundError(
        f"no book/notes.yml at or above {start}, nor in the package "
        f"{Path(__file__).parent}: install dlnotes from its wheel or its repository"
    )


def style_sheet(name: str) -> str:
    """Return the palette and a style sheet of the book: Jupyter loads neither."""
    assets = book_root() / "book" / "assets"
    parts = ((assets / f"{part}.css").read_text("utf-8") for part in ("palette", name))
    return f"<style>{''.join(parts)}</style>"


class Exhibit:
    """Something to show: HTML for a page, text for a terminal, data for the tools.

    Parameters
    ----------
    html, text : str
        The same content for a browser and for ``print``.
    kind : str, optional
        Names the machine-readable record, ``application/vnd.dlnotes.<kind>+json``.
    **data
        The fields of that record.
    """

    def __init__(self, html: str, text: str, kind: str = "", **data: Any) -> None:
        self.html = html
        self.text = text
        self.kind = kind
        self.data = data

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        bundle: dict[str, Any] = {"text/html": self.html, "text/plain": self.text}
        if self.kind:
            bundle[f"application/vnd.dlnotes.{self.kind}+json"] = self.data
        return bundle
