"""A small book with a mock interview, its progress and a chapter, as the book has them.

The pages are those that the book's tools write, in sections as Sphinx puts them.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import nbformat
import yaml
from markdown_it import MarkdownIt
from nbformat.v4 import new_markdown_cell, new_notebook
from playwright.sync_api import Page

from tools.interview import interview
from tools.pages import mock_interview, progress
from tools.sphinx_extension import READ

ROOT = Path(__file__).parents[3]
INTERVIEW = "book/generated/mock_interview.html"
PROGRESS = "book/generated/progress.html"
CHAPTER = "book/sums/addition.html"
KEY = "dlnotes.1"
PARTS = {"Sums": ["sums/addition", "sums/product"], "Powers": ["powers/square"]}
LEVELS = ("junior", "mid", "senior", "senior")
# The questions by what the stage shows: part and level.
BANK = {
    f"What is {level} {number} of {chapter}?": (part, level)
    for part, chapters in PARTS.items()
    for chapter in chapters
    for number, level in enumerate(LEVELS)
}
EXERCISES = {"sums/addition": 2, "sums/product": 1, "powers/square": 0}
SIDEBAR = "".join(
    f'<li><a href="../{chapter}.html">{chapter}</a></li>' for chapter in EXERCISES
)
PAGE = """\
<!DOCTYPE html>
<html lang="en" data-content_root="../../"><head><meta charset="utf-8">
<title>A sample</title>
{head}
</head><body><nav class="bd-links"><ul>{sidebar}</ul></nav>
<main><article class="bd-article">{body}</article></main></body></html>
"""


def id_of(asked: str) -> str:
    """Return the id of a question by its words."""
    _, _, level, number, _, chapter = asked.rstrip("?").split()
    return f"{chapter.replace('/', '.')}.{level}-{number}"


def _question(asked: str, level: str) -> dict[str, object]:
    id = id_of(asked)
    page = id.split(".")[1]
    return {
        "id": id,
        "level": level,
        "question": asked,
        "short": f"Short {id}.",
        "full": f"Full {id}.\n\nAnd more.",
        "red_flags": [f"Flag {id}."],
        "follow_ups": [f"And {id}?"],
        "proof": f"{page}.html#{level}-proof",
    }


def label(chapter: str, number: int) -> str:
    return f"ex-{chapter.split('/')[1]}-{number}"


def _exercise(chapter: str, number: int) -> str:
    return (
        f"```{{exercise-start}} Task\n:label: {label(chapter, number)}\n```\n\n"
        "Do it.\n\n```{exercise-end}\n```"
    )


def _write_book(root: Path) -> None:
    """Write what the tools read: contents, chapters, questions."""
    parts = [
        {"caption": part, "chapters": [{"file": f"book/{name}"} for name in names]}
        for part, names in PARTS.items()
    ]
    toc = {"format": "jb-book", "root": "book/index", "parts": parts}
    schema = Path("book/questions.schema.json")
    (root / schema).parent.mkdir()
    shutil.copy(ROOT / schema, root / schema)
    (root / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
    for chapter, count in EXERCISES.items():
        path = root / "book" / f"{chapter}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        proofs = (f"## {level} proof" for level in dict.fromkeys(LEVELS))
        cells = [
            f"# The {chapter}",
            *proofs,
            *(_exercise(chapter, n) for n in range(count)),
        ]
        nbformat.write(new_notebook(cells=list(map(new_markdown_cell, cells))), path)
        bank = [
            _question(asked, level)
            for asked, (_, level) in BANK.items()
            if asked.endswith(f" {chapter}?")
        ]
        text = yaml.safe_dump({"questions": bank, "drills": []})
        path.with_suffix(".yml").write_text(text, encoding="utf-8")


def _sections(markdown: str) -> str:
    """Render a page, each of its headings opening a section."""
    html = MarkdownIt().render(markdown)
    parts = html.replace("<h3>", "<h2>").split("<h2>")
    inner = "".join(f"<section><h2>{part}</section>" for part in parts[1:])
    return f"<section>{parts[0]}{inner}</section>"


def _chapter(chapter: str) -> str:
    exercises = "".join(
        f'<div class="exercise admonition" id="{label(chapter, number)}">'
        f'<p class="admonition-title">Exercise {number} (Task)</p><p>Do it.</p></div>'
        for number in range(EXERCISES[chapter])
    )
    read = READ.format(chapter=f"book/{chapter}", progress="../generated/progress.html")
    return f"<h1>{chapter}</h1>{exercises}{read}"


def write(folder: Path, head: str) -> None:
    """Write the book and its three pages."""
    _write_book(folder)
    rows = list(interview(folder))
    bodies = {
        INTERVIEW: _sections(mock_interview.page(rows)),
        PROGRESS: _sections(progress.page(folder, rows)),
        CHAPTER: _chapter("sums/addition"),
    }
    for name, body in bodies.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        text = PAGE.format(head=head, sidebar=SIDEBAR, body=body)
        (folder / name).write_text(text, encoding="utf-8")


def keep(page: Page, text: str | None) -> None:
    """Put a text where the book keeps its own, or nothing."""
    page.evaluate(
        "([key, text]) => text === null ? localStorage.removeItem(key)"
        " : localStorage.setItem(key, text)",
        [KEY, text],
    )


def raw(page: Page) -> str | None:
    return page.evaluate("key => localStorage.getItem(key)", KEY)


def kept(page: Page) -> dict[str, dict[str, object]]:
    """Return what the book keeps."""
    return json.loads(raw(page) or "{}")


def state(**parts: object) -> str:
    """Return a file that the book would write."""
    return json.dumps({"version": 1, "read": {}, "done": {}, "sessions": {}} | parts)


def session(scores: dict[str, int], settings: str = "") -> dict[str, object]:
    """Return an interview in which the questions got these points."""
    answers = {
        id_of(asked): {"score": score, "seconds": 60} for asked, score in scores.items()
    }
    return {"settings": settings, "answers": answers}
