"""What the reader sees of a grading: the verdict, the diagnosis and one case."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from typing import Any

import numpy as np

from dlnotes.teach._display import Exhibit
from dlnotes.teach.check._compare import is_numeric

MOST_SHOWN = 48  # entries of an array


@dataclass(frozen=True)
class Panel:
    """A titled piece of fixed-width text, such as an array."""

    title: str
    text: str


@dataclass(frozen=True)
class Row:
    """Panels side by side under a sentence."""

    caption: str
    panels: Sequence[Panel] = ()


class Report(Exhibit):
    """The result of a grading.

    Parameters
    ----------
    exercise : str
        Its name.
    state : {"passed", "failed", "unsolved"}
        The verdict; an exercise is unsolved while its function is still the stub.
    headline, diagnosis : str
        The verdict in words, and what to do about it.
    rows : sequence of Row
        The evidence.

    Attributes
    ----------
    passed : bool
        Whether the function passes every case.
    diagnosis : str
        What is wrong, in words.
    """

    def __init__(
        self,
        exercise: str,
        state: str,
        headline: str,
        diagnosis: str,
        rows: Sequence[Row] = (),
    ) -> None:
        self.passed = state == "passed"
        self.diagnosis = diagnosis
        mark = {"passed": "✓", "failed": "✗", "unsolved": "○"}[state]
        verdict = f"{mark} {exercise}: {headline}"
        super().__init__(
            html=_html(state, verdict, diagnosis, rows),
            text="\n".join([verdict, diagnosis, *(_text(row) for row in rows)]),
            kind="check",
            exercise=exercise,
            state=state,
            headline=headline,
            diagnosis=diagnosis,
        )


def array_panel(name: str, value: Any) -> Panel:
    """Show a value: of an array the entries, if few, without leading axes of size 1."""
    if not isinstance(value, np.ndarray):
        return Panel(name, reprlib.repr(value))  # a repr that raises is caught there
    title = f"{name} {value.shape}"
    if not is_numeric(value) or not 0 < value.size <= MOST_SHOWN:
        return Panel(title, f"{value.size} entries, {value.dtype}")
    while value.ndim > 2 and len(value) == 1:
        value = value[0]
    width = max(len(_number(entry)) for entry in value.flat)
    text = np.array2string(
        value, formatter={"all": lambda entry: _number(entry).rjust(width)}
    )
    return Panel(title, text)


def _number(value: Any) -> str:
    return f"{value:.5g}" if isinstance(value, np.floating) else str(value)


def _text(row: Row) -> str:
    blocks = [
        [*filter(None, [panel.title]), *panel.text.splitlines()] for panel in row.panels
    ]
    widths = [max(map(len, block)) for block in blocks]
    lines = [
        ("    " + "   ".join(map(str.ljust, line, widths))).rstrip()
        for line in zip_longest(*blocks, fillvalue="")
    ]
    return "\n".join([*filter(None, [row.caption]), *lines])


def _html(state: str, verdict: str, diagnosis: str, rows: Sequence[Row]) -> str:
    parts = [
        f'<div class="dn-check dn-check-{state}">',
        f'<p class="dn-check-verdict"><strong>{escape(verdict)}</strong></p>',
        _paragraph(diagnosis),
    ]
    for row in rows:
        parts.append(_paragraph(row.caption))
        panels = "".join(
            f'<div class="dn-check-panel">{_paragraph(panel.title)}'
            f'<pre tabindex="0">{escape(panel.text)}</pre></div>'
            for panel in row.panels
        )
        parts.append(f'<div class="dn-check-row">{panels}</div>')
    return "\n".join([*parts, "</div>"])


def _paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>" if text else ""
