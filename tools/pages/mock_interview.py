"""The page *Mock interview*: every question of the book, for mock.js to draw from."""

from __future__ import annotations

import posixpath
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import yaml
from docutils.nodes import make_id

from dlnotes.teach._bank import Question
from dlnotes.teach._prose import inline
from dlnotes.teach.questions import LEVELS
from tools.chapters import chapters, parts, title
from tools.pages.interview import OUTCOME, STAGE, setup
from tools.pages.keep import KEEP

INTRO = """\
# Mock interview

All {count} questions of the book. Draw a few, answer each aloud, then lay your answer
beside the short one, the full one, and what an interviewer would ask next."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def page(root: Path) -> str:
    """Return the page's MyST text."""
    asked = {
        caption: {name: bank for name in names if (bank := _questions(root, name))}
        for caption, names in parts(root).items()
    }
    topics = {caption: make_id(caption) for caption, banks in asked.items() if banks}
    titles = {name: _title(root / name) for name in chapters(root)}
    count = sum(len(bank) for banks in asked.values() for bank in banks.values())
    found = [
        INTRO.format(count=count),
        f'<div class="dn-mock dn-questions">\n{setup(topics, LEVELS)}\n{STAGE}\n'
        f"{OUTCOME}\n{KEEP}\n</div>",
    ]
    for caption, topic in topics.items():
        found.append(f"## {caption}")
        for name, bank in asked[caption].items():
            items = "\n".join(_folded(name, topic, each, titles) for each in bank)
            block = f'<div class="dn-questions dn-bank">\n{items}\n</div>'
            found += [f"### {titles[name]}", block]
    return "\n\n".join(found) + "\n"


def _questions(root: Path, name: str) -> list[Question]:
    """Return a chapter's questions by level; its drills need not be computed."""
    path = (root / name).with_suffix(".yml")
    if not path.is_file():
        return []
    bank = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    found = [Question(**entry, chapter=path.stem) for entry in bank["questions"]]
    return sorted(found, key=lambda question: LEVELS.index(question.level))


def _title(notebook: Path) -> str:
    return title(nbformat.read(notebook, nbformat.NO_CONVERT))


def _folded(name: str, topic: str, question: Question, titles: dict[str, str]) -> str:
    """Return a question and, behind a click, its answer in the steps of a reveal."""
    wording = ""
    if question.notes_wording:
        wording = f"<cite>Asked as: {inline(question.notes_wording)}</cite>"
    full = "".join(f"<p>{inline(part)}</p>" for part in question.full.split("\n\n"))
    proof = _proof(posixpath.dirname(name), question.proof, titles)
    return (
        f'<details class="dn-question" id="{question.id}" data-topic="{topic}"'
        f' data-level="{question.level}">'
        f'<summary><span class="dn-asks">{inline(question.question)}</span>'
        f"<cite>{question.level}</cite>{wording}</summary>"
        f"<div><p><strong>In short:</strong> {inline(question.short)}</p></div>"
        f"<div>{full}</div><div>{_points('Red flags', question.red_flags)}"
        f"{_points('Follow-ups', question.follow_ups)}</div>"
        f'<p class="dn-proof">Proof: {proof}</p></details>'
    )


def _points(label: str, items: list[str]) -> str:
    lines = "".join(f"<li>{inline(item)}</li>" for item in items)
    return f'<p class="dn-label">{label}</p><ul>{lines}</ul>'


def _proof(folder: str, proof: str, titles: dict[str, str]) -> str:
    """Return the link to the section, or the claim, that proves an answer."""
    page, anchor = proof.split(".html#")
    place = anchor.removeprefix("claim-")
    words = place.replace("-", " ") if place == anchor else f"claim {place}"
    where = f"{titles[f'{folder}/{page}.ipynb']} › {words}"
    href = f"{posixpath.relpath(folder, 'book/generated')}/{proof}"
    return f'<a href="{escape(href)}">{escape(where)}</a>'
