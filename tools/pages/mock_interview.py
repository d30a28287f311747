"""The page *Mock interview*: every question of the book, for mock.js to draw from."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from dlnotes.teach._prose import inline, paragraphs, points
from dlnotes.teach.questions import LEVELS
from tools.interview import Asked, spoken
from tools.pages.keep import keep
from tools.pages.ledger import one_block
from tools.pages.stage import OUTCOME, STAGE, setup

INTRO = """\
# Mock interview

All {count} questions of the book. Draw a few, answer each aloud, then lay your answer
beside the short one, the full one, and what an interviewer would ask next."""


def page(rows: Sequence[Asked]) -> str:
    """Return the page's MyST text."""
    topics = {row.topic: spoken(row.topic) for row in rows}
    controls = (setup(topics, LEVELS), STAGE, OUTCOME, keep(rows))
    found = [
        INTRO.format(count=len(rows)),
        one_block('<div class="dn-mock dn-questions">', *controls, "</div>"),
    ]
    for topic, asked in groupby(rows, lambda row: row.topic):
        found.append(f"## {topics[topic]}")
        for chapter, bank in groupby(asked, lambda row: row.chapter):
            items = map(_folded, bank)
            block = one_block('<div class="dn-questions dn-bank">', *items, "</div>")
            found += [f"### {chapter}", block]
    return "\n\n".join(found) + "\n"


def _folded(row: Asked) -> str:
    """Return a question and, behind a click, its answer in the steps of a reveal."""
    asked = row.question
    wording = ""
    if asked.notes_wording:
        wording = f"<cite>Asked as: {inline(asked.notes_wording)}</cite>"
    proof = f"../{row.topic}/{asked.proof}"
    return (
        f'<details class="dn-question" id="{asked.id}" data-topic="{row.topic}"'
        f' data-level="{asked.level}">'
        f'<summary><span class="dn-asks">{inline(asked.question)}</span>'
        f"<cite>{asked.level}</cite>{wording}</summary>"
        f"<div><p><strong>In short:</strong> {inline(asked.short)}</p></div>"
        f"<div>{paragraphs(asked.full)}</div>"
        f"<div>{points('Red flags', asked.red_flags)}"
        f"{points('Follow-ups', asked.follow_ups)}</div>"
        f'<p class="dn-proof">Shown at: <a href="{escape(proof)}">'
        f"{escape(row.page)} › {escape(row.heading)}</a></p></details>"
    )
