"""The page *The notes, line by line*: every entry, its place, its verdict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from dlnotes.teach._notes import Entry, entries, to_html
from dlnotes.teach.claim import VERDICTS, scale_href
from tools.pages import ledger
from tools.pages.coverage import Treatment, coverage

STATUSES = {
    "open": "open",
    "treated": "treated",
    **{style: verdict for verdict, (style, _, _) in VERDICTS.items()},
    "error": "wrong in the notes",
    "unproven": "wrong, not yet proven",
    "waiting": "not executed",
}


@dataclass(frozen=True)
class Row:
    """An entry and what the book has done with it."""

    entry: Entry
    treatments: list[Treatment]

    @property
    def judged(self) -> Treatment | None:
        """The claim that judged the entry, if one did."""
        return next((t for t in self.treatments if t.verdict), None)

    @property
    def proof(self) -> Treatment | None:
        """The executed code that shows the notes' error, if there is any."""
        if self.judged:
            return self.judged if self.judged.proves else None
        return next((t for t in self.treatments if t.proves), None)

    @property
    def status(self) -> list[str]:
        """The keys of ``STATUSES`` that describe the row."""
        if not self.treatments:
            words = ["open"]
        elif any(t.executed for t in self.treatments):
            words = ["treated"]
        else:
            words = ["treated", "waiting"]
        if self.judged and self.judged.verdict:
            words.append(VERDICTS[self.judged.verdict][0])
        if self.entry.error:
            words += ["error"] if self.proof else ["error", "unproven"]
        return words


def page(root: Path) -> str:
    """Return the page's MyST text."""
    known = entries(root)
    rows = [Row(known[id], where) for id, where in coverage(root, known).items()]
    order = list(dict.fromkeys(map(_topic, rows)))
    rows.sort(key=lambda row: order.index(_topic(row)))
    parts = [
        "# The notes, line by line",
        "Everything the five source notes say or ask, where this book treats it, and\n"
        "what became of it when it was run.",
        ledger.one_block(
            _counts(rows),
            _scale(scale_href(root / "book" / "generated")),
            ledger.filters(
                "entries",
                len(rows),
                topic=dict.fromkeys(map(_topic, rows)),
                kind=dict.fromkeys(row.entry.kind for row in rows),
                status=STATUSES,
            ),
            _table(rows),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _topic(row: Row) -> str:
    return row.entry.topic


def _having(rows: Iterable[Row], status: str) -> int:
    return sum(status in row.status for row in rows)


def _counts(rows: list[Row]) -> str:
    """Return the numbers that open the page."""
    claims = sum(row.entry.kind == "claim" or bool(row.judged) for row in rows)
    judged = sum(row.judged is not None for row in rows)
    errors = _having(rows, "error")
    verdicts = "".join(
        f'<li class="dn-verdict-{style}"><span aria-hidden="true">{mark}</span> '
        f"{_having(rows, style)} {verdict}</li>"
        for verdict, (style, mark, _) in VERDICTS.items()
    )
    tiles = [
        ("entries", f"{len(rows)}", ""),
        ("treated", f"{_having(rows, 'treated')}", _share(rows, "treated")),
        ("open", f"{_having(rows, 'open')}", ""),
        ("claims judged", f"{judged} <small>of {claims}</small>", ""),
        (
            "errors of the notes proven",
            f"{errors - _having(rows, 'unproven')} <small>of {errors}</small>",
            "",
        ),
    ]
    body = "".join(
        f"<div><dt>{name}</dt><dd>{number}{extra}</dd></div>"
        for name, number, extra in tiles
    )
    return (
        f'<div class="dn-ledger"><dl class="dn-counts">{body}</dl>'
        f'<ul class="dn-verdicts" aria-label="Claims by verdict">{verdicts}</ul>'
    )


def _scale(href: str) -> str:
    """Return the way to what the verdicts mean, if a page says it."""
    return f'<p><a href="{href}">What the verdicts mean</a></p>' if href else ""


def _share(rows: list[Row], status: str) -> str:
    return f" <small>{_having(rows, status) / max(len(rows), 1):.0%}</small>"


def _table(rows: list[Row]) -> str:
    bodies = "\n".join(
        _body(topic, list(group)) for topic, group in groupby(rows, _topic)
    )
    return (
        "<table><caption>Every entry of the notes, by topic</caption>"
        '<thead><tr><th scope="col">Entry</th><th scope="col">What the notes say</th>'
        f'<th scope="col">In the book</th></tr></thead>\n{bodies}\n</table></div>'
    )


def _body(topic: str, rows: list[Row]) -> str:
    treated = _having(rows, "treated")
    lines = "\n".join(map(_line, rows))
    return (
        f'<tbody data-topic="{topic}"><tr class="dn-topic">'
        f'<th scope="rowgroup" colspan="3">{topic} <small>{treated} of {len(rows)} '
        f"treated</small></th></tr>\n{lines}\n</tbody>"
    )


def _line(row: Row) -> str:
    entry = row.entry
    places = ", ".join(map(str, entry.where))
    return (
        f'<tr id="{entry.id}" data-kind="{entry.kind}" data-status="'
        f'{" ".join(row.status)}"><th scope="row"><code>{_breakable(entry.id)}</code>'
        f"<small>{entry.kind} · {places}</small>"
        f"{_heading(entry.where[0].heading)}</th>"
        f"<td>{to_html(entry.says)}{_flaw(row)}</td><td>{_outcome(row)}</td></tr>"
    )


def _heading(text: str) -> str:
    """Return the note's heading, in the language it is written in."""
    language = "" if text.isascii() else ' lang="zh"'
    return f"<small{language}>{escape(text)}</small>"


def _breakable(id: str) -> str:
    """Let a long id break after its dots and dashes."""
    return escape(id).replace(".", ".<wbr>").replace("-", "-<wbr>")


def _flaw(row: Row) -> str:
    """Return what is wrong in the notes, with the link to its proof."""
    if not row.entry.error:
        return ""
    label, text = row.entry.flaw
    proof = ""
    if row.proof:
        id = escape(row.entry.id)
        proof = f' <a href="{row.proof.href}" aria-label="Proof for {id}">Proof</a>'
    elif row.treatments:
        proof = " <em>Not yet proven.</em>"
    return f"<p><strong>{label}.</strong> {to_html(text)}{proof}</p>"


def _outcome(row: Row) -> str:
    """Return the verdict with its measurement, and the links to the cells."""
    if not row.treatments:
        return "<i>open</i>"
    parts = []
    if row.judged and row.judged.verdict:
        style, mark, _ = VERDICTS[row.judged.verdict]
        parts.append(
            f'<strong class="dn-verdict-{style}"><span aria-hidden="true">{mark}'
            f"</span> {row.judged.verdict}</strong>{_measured(row.judged.measured)}"
        )
    if "waiting" in row.status:
        parts.append("<i>not executed</i>")
    links = {t.href: t.place for t in row.treatments}
    parts += [f'<a href="{href}">{to_html(text)}</a>' for href, text in links.items()]
    return "".join(f"<div>{part}</div>" for part in parts)


def _measured(measured: str | list[list[str]]) -> str:
    if isinstance(measured, str):
        return f"<p>{to_html(measured)}</p>"
    items = "".join(
        f"<li>{to_html(label)} <b>{escape(value)}</b></li>" for label, value in measured
    )
    return f"<ul>{items}</ul>"
