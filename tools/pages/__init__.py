"""The pages of the book that are made from its chapters, between execution and build.

Every page lies in ``book/generated`` and is written only when its text changed, so
that Sphinx reads again only what is new.
"""

from __future__ import annotations

from pathlib import Path

from tools.interview import interview
from tools.pages import (
    answers,
    drills,
    map,
    mock_interview,
    notes,
    progress,
    questions,
    reference,
    status,
)

FOLDER = Path("book/generated")


def write(root: Path) -> list[Path]:
    """Write every generated page, remove those of an earlier run; return the changed.

    Raises
    ------
    ValueError
        If a chapter names an entry that ``book/notes.yml`` lacks, or two cells judge
        the same claim.
    """
    asked = list(interview(root))
    pages = {
        "answers.md": answers.page(root),
        "map.md": map.page(root),
        "mock_interview.md": mock_interview.page(asked),
        "notes.md": notes.page(root),
        "progress.md": progress.page(root, asked),
        "questions.md": questions.page(asked),
        "status.md": status.page(root),
        **drills.pages(root),
        **reference.pages(root),
    }
    folder = root / FOLDER
    changed = [
        folder / name for name, text in pages.items() if _put(folder / name, text)
    ]
    for stray in folder.rglob("*.md"):
        if stray.relative_to(folder).as_posix() not in pages:
            stray.unlink()
    return changed


def _put(path: Path, text: str) -> bool:
    """Write the text if the file holds another; say whether it did."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True
