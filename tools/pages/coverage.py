"""Which cell of which chapter treats which entry of the notes, and how it judged."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from dlnotes.teach._notes import Entry, near
from tools.chapters import chapters, claims, covers, executed, headings, title

CLAIM = "application/vnd.dlnotes.claim+json"


@dataclass(frozen=True)
class Treatment:
    """A cell that treats an entry: where it is, and the verdict if it gave one."""

    place: str
    href: str
    by_code: bool
    executed: bool
    verdict: str | None = None
    measured: str | list[list[str]] = ""

    @property
    def proves(self) -> bool:
        """Whether code ran here that could have failed."""
        return self.by_code and self.executed and self.verdict != "quoted"


def coverage(root: Path, known: dict[str, Entry]) -> dict[str, list[Treatment]]:
    """Return the treatments of every entry, an empty list where it is still open.

    Raises
    ------
    ValueError
        If a cell names an unknown entry, or two cells judge the same claim.
    """
    found: dict[str, list[Treatment]] = {id: [] for id in known}
    judged: dict[str, str] = {}
    for name in chapters(root):
        for id, treatment in _treatments(root, name):
            if id not in known:
                raise ValueError(
                    f"{name} names {id!r}, which is not in book/notes.yml"
                    f"{near(id, known)}"
                )
            if treatment.verdict and id in judged:
                raise ValueError(
                    f"the claim {id!r} is judged in {judged[id]} and again in {name}"
                )
            if treatment.verdict:
                judged[id] = name
            if not any(treatment.href == other.href for other in found[id]):
                found[id].append(treatment)
    return found


def _treatments(root: Path, name: str) -> Iterator[tuple[str, Treatment]]:
    """Yield each entry a chapter treats: first its claims, then what cells cover."""
    stored = nbformat.read(root / name, nbformat.NO_CONVERT)
    result = executed(root, name)
    page = posixpath.relpath(name.removesuffix(".ipynb"), "book/generated") + ".html"
    chapter = title(stored)
    if result is not None:
        for data in _claims(result):
            href = f"{page}#claim-{data['id']}"
            verdict, measured = data["verdict"], data["measured"]
            yield (
                data["id"],
                Treatment(chapter, href, True, True, verdict, measured),
            )
    for cell, heading in zip(stored.cells, headings(stored), strict=True):
        is_code = cell.cell_type == "code"
        ids = covers(cell) + (claims(cell) if result is None else [])
        href = f"{page}#{heading.anchor}" if heading.anchor else page
        same = heading.text in ("", chapter)
        place = chapter if same else f"{chapter}: {heading.text}"
        for id in ids:
            yield id, Treatment(place, href, is_code, result is not None)


def _claims(notebook: nbformat.NotebookNode) -> Iterator[dict[str, Any]]:
    """Yield the record of each claim that the notebook's outputs show."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if CLAIM in output.get("data", {}):
                yield output["data"][CLAIM]
