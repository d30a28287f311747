"""Bind printed pages to one PDF: numbers, links that stay inside, an outline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, Destination, Fit, NameObject

from tools.pdf.press import SCHEME, Printed


@dataclass(frozen=True)
class Place:
    """A place in the bound book: a page of it, counted from 0, and where on that."""

    page: int
    left: float = 0
    top: float | None = None  # None is the page's upper edge


class Bound:
    """The pages of a book after each other; those of ``front`` have Roman numbers."""

    def __init__(self, front: bytes, chapters: Iterable[Printed]) -> None:
        self._writer = PdfWriter()
        self._writer.append(BytesIO(front), import_outline=False)
        self._front = len(self._writer.pages)
        self._places: dict[str, Place] = {}
        for chapter in chapters:
            self._append(chapter)

    def _append(self, chapter: Printed) -> None:
        reader = PdfReader(BytesIO(chapter.pdf))
        first = len(self._writer.pages)
        self._places[chapter.name] = Place(first)
        for name, found in reader.named_destinations.items():
            page = first + (reader.get_destination_page_number(found) or 0)
            anchor = f"{chapter.name}#{name.removeprefix('/')}"
            self._places[anchor] = Place(page, found.left, found.top)
        self._writer.append(reader, import_outline=False)

    def link(self) -> None:
        """Let links of the book lead to its pages; to an unseen place, to its page."""
        for page in self._writer.pages:
            for reference in page.get("/Annots", ()):
                link = reference.get_object()
                target = link.get("/A", {}).get("/URI", "")
                if target.startswith(SCHEME):
                    name = target.removeprefix(SCHEME)
                    place = self._places.get(name) or self._places[name.split("#")[0]]
                    del link["/A"]
                    link[NameObject("/Dest")] = self._destination(place)

    def _destination(self, place: Place) -> ArrayObject:
        page = self._writer.pages[place.page].indirect_reference
        return Destination("", page, _fit(place)).dest_array

    def outline(self, parts: Iterable[tuple[str, list[Printed]]]) -> None:
        """Write the bookmarks: parts, their chapters, the sections of these."""
        for caption, chapters in parts:
            part = caption and self._bookmark(caption, chapters[0].name)
            for chapter in chapters:
                above = self._bookmark(chapter.heading, chapter.name, part or None)
                for anchor, heading in chapter.sections:
                    self._bookmark(heading, f"{chapter.name}#{anchor}", above)

    def _bookmark(self, title: str, name: str, above: Any = None) -> Any:
        place = self._places[name]
        return self._writer.add_outline_item(
            title=title,
            page_number=place.page,
            parent=above,
            fit=_fit(place),
            is_open=False,
        )

    def stamp(self, feet: bytes) -> None:
        """Lay a sheet over each page that has a number."""
        pages = self._writer.pages[self._front :]
        for page, foot in zip(pages, PdfReader(BytesIO(feet)).pages, strict=True):
            page.merge_page(foot)
            page.compress_content_streams()

    def name(self, title: str, author: str) -> None:
        """Say what the book is called, and number its pages as they are printed."""
        self._writer.add_metadata({"/Title": title, "/Author": author})
        self._writer.set_page_label(0, self._front - 1, style="/r")
        last = len(self._writer.pages) - 1
        self._writer.set_page_label(self._front, last, style="/D")

    def write(self, path: Path) -> int:
        """Write the book to a file; return the number of its pages."""
        self._writer.compress_identical_objects()  # each chapter brought its typefaces
        self._writer.write(path)
        return len(self._writer.pages)


def _fit(place: Place) -> Fit:
    return Fit.xyz(place.left, place.top)
