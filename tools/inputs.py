"""What a chapter read, with the hash of each content: what has changed runs it again.

A key is a file's path relative to the root, or ``book/notes.yml#<id>``, one entry of
the notes: no chapter reads all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from dlnotes.teach._notes import Entries, entries

NOTES = "book/notes.yml"
ALWAYS = ("requirements.txt",)
# Installed or made, not written: requirements.txt stands for the first.
NOT_OURS = {".venv", "_build", "__pycache__"}
# Another process may have read any of these, unseen.
BY_OTHERS = (
    *("dlnotes/**/*.py", NOTES, "book/{topic}/*.yml"),
    *("experiments/{topic}/*", "bench/results/{topic}.json"),
)


class Digests:
    """The hashes of files and entries under a root as they are now, each made once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._made: dict[str, str] = {}

    def __getitem__(self, key: str) -> str:
        """Return the hash of a file or entry, empty if there is no such thing."""
        if key not in self._made:
            content = self._content(key)
            made = "" if content is None else hashlib.sha256(content).hexdigest()
            self._made[key] = made
        return self._made[key]

    def hold(self, inputs: dict[str, str] | None) -> bool:
        """Whether all that a chapter read is still the same."""
        return bool(inputs) and all(self[key] == was for key, was in inputs.items())

    def _content(self, key: str) -> bytes | None:
        name, _, id = key.partition("#")
        if not (self.root / name).is_file():
            return None
        if name != NOTES or not id:
            return (self.root / name).read_bytes()
        entry = self._entries.get(id)
        return None if entry is None else repr(entry).encode()

    @cached_property
    def _entries(self) -> Entries:
        return entries(self.root)


def inputs(
    root: Path, notebook: str, report: dict[str, Any], begin: float
) -> dict[str, str]:
    """Return what a chapter read and its hash, from what `tools.reads` reported.

    What changed after the chapter began has no hash that would ever be met: who knows
    which content the cells saw.
    """
    opened = dict(report["opened"])
    paths = [*opened, *report["loaded"], *_by_others(root, notebook, report["started"])]
    keys = {*ALWAYS, *ours(root, paths), *(f"{NOTES}#{id}" for id in report["asked"])}
    notes = str(root / NOTES)
    if not report["started"] and opened.get(notes, 0) <= report["parsed"]:
        keys.discard(NOTES)
    digests = Digests(root)
    return {
        key: "changed" if _changed(root, key, begin) else digests[key]
        for key in sorted(keys)
    }


def _changed(root: Path, key: str, begin: float) -> bool:
    path = root / key.partition("#")[0]
    return path.is_file() and path.stat().st_mtime > begin


def ours(root: Path, paths: list[str]) -> Iterator[str]:
    """Name the files of this tree among those read."""
    for path in map(Path, paths):
        if path.is_relative_to(root) and path.is_file():
            name = path.relative_to(root)
            if not NOT_OURS & set(name.parts):
                yield name.as_posix()


def _by_others(root: Path, notebook: str, started: list[str]) -> Iterator[str]:
    topic = Path(notebook).parent.name
    for pattern in BY_OTHERS if started else ():
        yield from map(str, root.glob(pattern.format(topic=topic)))
