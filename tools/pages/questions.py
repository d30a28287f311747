"""The page *The questions*: every question of the book, by topic and level."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from dlnotes.teach._prose import inline
from dlnotes.teach.questions import LEVELS
from tools.interview import Asked, spoken
from tools.pages import ledger


def page(rows: Sequence[Asked]) -> str:
    """Return the page's MyST text."""
    parts = [
        "# The questions",
        f"The {len(rows)} questions of the chapters' interview corners, by topic and "
        "level. Answer aloud,\nthen follow the question to its chapter, where the "
        "answer is folded. The second link leads to what shows it.",
        ledger.one_block(
            '<div class="dn-ledger dn-index">',
            ledger.filters(
                "questions",
                len(rows),
                topic={row.topic: spoken(row.topic) for row in rows},
                level=dict.fromkeys(LEVELS),
            ),
            _table(rows),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _table(rows: Sequence[Asked]) -> str:
    bodies = "\n".join(
        _body(topic, list(group))
        for topic, group in groupby(rows, lambda row: row.topic)
    )
    return (
        "<table><caption>Every question, by topic and chapter</caption>"
        '<thead><tr><th scope="col">Question</th><th scope="col">Level</th>'
        f'<th scope="col">Shown at</th></tr></thead>\n{bodies}\n</table></div>'
    )


def _body(topic: str, rows: list[Asked]) -> str:
    lines = "\n".join(map(_line, rows))
    return (
        f'<tbody data-topic="{topic}"><tr class="dn-topic">'
        f'<th scope="rowgroup" colspan="3">{spoken(topic)} '
        f"<small>{len(rows)} questions</small></th></tr>\n{lines}\n</tbody>"
    )


def _line(row: Asked) -> str:
    asked, folder = row.question, f"../{row.topic}"
    return (
        f'<tr data-level="{asked.level}"><th scope="row">'
        f'<a href="{folder}/{asked.chapter}.html#{asked.id}">{inline(asked.question)}'
        f"</a><small>{escape(row.chapter)}</small></th><td>{asked.level}</td>"
        f'<td><a href="{folder}/{asked.proof}">{escape(row.heading)}</a></td></tr>'
    )
