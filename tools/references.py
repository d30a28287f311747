"""The list of references: in the order of its keys, complete, and all of it cited.

python -m tools.references    put book/references.bib in order
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

BIBLIOGRAPHY = Path("book/references.bib")
FIELDS = {  # that a reader needs to find the work
    "article": {"author", "title", "journal", "year"},
    "book": {"author", "title", "publisher", "year"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "misc": {"author", "title", "year", "url"},
    "phdthesis": {"author", "title", "school", "year"},
    "techreport": {"author", "title", "institution", "year"},
}
INSTEAD = {"author": {"editor"}, "url": {"howpublished", "doi"}}
PAGES = ("*.ipynb", "*.md", "*.yml")
_ENTRY = re.compile(r"^@(\w+)\{([^,\s]+),.*?(?=^@|\Z)", re.MULTILINE | re.DOTALL)
_CITED = re.compile(r"\{cite(?::\w+)?\}`([^`]+)`")


@dataclass(frozen=True)
class Entry:
    """An entry of the file."""

    kind: str
    key: str
    text: str

    @property
    def fields(self) -> set[str]:
        """The names of the fields that it has."""
        return set(re.findall(r"^\s*(\w+)\s*=", self.text.lower(), re.MULTILINE))

    @property
    def missing(self) -> set[str]:
        """The names of the fields that it should have."""
        known = FIELDS.get(self.kind, set())
        return {
            name for name in known if not self.fields & {name, *INSTEAD.get(name, ())}
        }


def entries(text: str) -> list[Entry]:
    """Return the entries of a BibTeX file, in its order."""
    found = _ENTRY.finditer(text)
    return [Entry(m[1].lower(), m[2], m[0].strip()) for m in found]


def in_order(text: str) -> str:
    """Return the file with its entries in the order of their keys."""
    ordered = sorted(entries(text), key=lambda entry: entry.key)
    return "\n\n".join(entry.text for entry in ordered) + "\n"


def cited(root: Path) -> set[str]:
    """Return the keys that the book cites."""
    pages = (path for kind in PAGES for path in (root / "book").rglob(kind))
    texts = (path.read_text(encoding="utf-8") for path in pages)
    lists = (keys for text in texts for keys in _CITED.findall(text))
    return {key.strip() for keys in lists for key in keys.split(",")}


def problems(root: Path) -> Iterator[str]:
    """Yield what is wrong with the list of references."""
    text = (root / BIBLIOGRAPHY).read_text(encoding="utf-8")
    found, used = entries(text), cited(root)
    keys = [entry.key for entry in found]
    for before, key in pairwise(keys):
        if key == before:
            yield f"reference {key} occurs twice"
        elif key < before:
            yield f"reference {key} stands behind {before}: python -m tools.references"
    for entry in found:
        if entry.kind not in FIELDS:
            yield f"reference {entry.key} is of a kind unknown here: @{entry.kind}"
        for name in sorted(entry.missing):
            yield f"reference {entry.key} has no {name}"
        if entry.key not in used:
            yield f"reference {entry.key} is cited nowhere"


def main() -> None:
    """Put the file of this book in order."""
    path = Path.cwd() / BIBLIOGRAPHY
    text = path.read_text(encoding="utf-8")
    path.write_text(in_order(text), encoding="utf-8")


if __name__ == "__main__":
    main()
