"""What the five source notes contain: the entries of ``book/notes.yml``."""

from __future__ import annotations

import difflib
import functools
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dlnotes._extras import needs
from dlnotes.teach._display import book_root

# Han, and the full-width punctuation that stands between Han characters.
_CHINESE = re.compile(
    "[\u3400-\u9fff\uf900-\ufaff]"
    "(?:[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]*)"
)


@dataclass(frozen=True)
class Place:
    """A heading of one note and the lines below it."""

    note: str
    heading: str
    line: int
    end: int | None = None

    def __str__(self) -> str:
        last = f"–{self.end}" if self.end else ""
        return f"{self.note}:{self.line}{last}"


@dataclass(frozen=True)
class Entry:
    """One thing that the notes say or ask, and what is wrong with it, if anything."""

    id: str
    topic: str
    kind: str
    where: tuple[Place, ...]
    says: str
    error: str | None = None

    @property
    def flaw(self) -> tuple[str, str]:
        """The error in two parts: ``("Imprecise", "Weight sharing gives ...")``."""
        label, _, text = (self.error or "").partition(":")
        return label.strip().capitalize(), text.strip()


# The ids that were looked up so far: an edit of the other entries leaves a chapter be.
asked: set[str] = set()


class Entries(Mapping[str, Entry]):
    """The entries by their ids, which remembers in `asked` what was looked up."""

    def __init__(self, known: dict[str, Entry]) -> None:
        self._known = known

    def __getitem__(self, id: str) -> Entry:
        found = self._known[id]
        asked.add(id)
        return found

    def __iter__(self) -> Iterator[str]:
        asked.update(self._known)
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def entries(root: Path | None = None) -> Entries:
    """Return every entry by its id, in the order of ``book/notes.yml``."""
    path = (root or book_root()) / "book" / "notes.yml"
    return Entries(_read(path, path.stat().st_mtime_ns))


def parsed() -> int:
    """Return how often this process has read ``book/notes.yml`` for its entries."""
    return _read.cache_info().misses


def entry(id: str, root: Path | None = None) -> Entry:
    """Return one entry.

    Raises
    ------
    ValueError
        If there is none; the message names ids like it.
    """
    known = entries(root)
    if id not in known:
        raise ValueError(f"id {id!r} is not in book/notes.yml{near(id, known)}")
    return known[id]


@functools.lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> dict[str, Entry]:
    """Parse the file; ``changed`` makes an edited file a new key of the cache."""
    with needs("book"):
        import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    rows = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return {
        row["id"]: Entry(**{**row, "where": tuple(Place(**at) for at in row["where"])})
        for row in rows
    }


def near(wrong: str, known: Mapping[str, Entry]) -> str:
    """Return what to add to an error about an unknown id: the ids it resembles."""
    matches = difflib.get_close_matches(wrong, known, n=3)
    return f"; did you mean {' or '.join(matches)}?" if matches else ""


def to_html(text: str) -> str:
    """Escape ``text``, marking its Chinese for fonts and screen readers."""
    escaped = html.escape(text, quote=False)
    return _CHINESE.sub(r'<span lang="zh">\g<0></span>', escaped)
