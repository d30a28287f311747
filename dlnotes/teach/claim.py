"""Judge what is often said by what was measured."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

import numpy as np

from dlnotes.teach._display import Exhibit, book_root, is_static, style_sheet
from dlnotes.teach._links import book_url
from dlnotes.teach._notes import Entry, entry
from dlnotes.teach._prose import inline

__all__ = ["VERDICTS", "ClaimError", "claim"]

# Verdict -> (style, mark, its meaning in one line).
VERDICTS = {
    "holds": ("holds", "✓", "the measurement agrees"),
    "holds within limits": ("limits", "◐", "true only where the measurement says"),
    "does not hold": ("fails", "✗", "the measurement disagrees"),
    "quoted": ("quoted", "❝", "not measurable here"),
}

# The heading of How to read this book that explains them.
SCALE = "the-verdict-scale"

Evidence = str | list[tuple[str, str]]


class ClaimError(ValueError):
    """The evidence does not support the verdict."""


def claim(
    id: str,
    verdict: str,
    *,
    measured: str | Mapping[str, object],
    because: bool | np.bool_,
    said: str = "",
    exactly: str = "",
) -> Exhibit:
    """Show what is often said, the verdict, what is true, and what was measured.

    The panel's HTML id is ``claim-<id>``; on a page the verdict leads to the scale of
    verdicts. The evidence waits behind a bar: the chapter's sentences tell the finding.
    The page *The notes, line by line* collects every verdict from here.

    Parameters
    ----------
    id : str
        An entry of ``book/notes.yml``.
    verdict : str
        ``"holds"``, ``"holds within limits"``, ``"does not hold"`` or ``"quoted"``
        (not measurable here).
    measured : str or mapping of str to object
        The evidence: a sentence, or labelled values, each shown as ``str(value)``.
        Format numbers, with their units, before.
    because : bool
        The comparison that decides; for ``"quoted"`` the reason it stands, also true.
    said : str, optional
        What is often said, in the reader's words, with ``$math$`` and `code`; the
        entry's own words by default.
    exactly : str, optional
        What is true instead; by default what the entry corrects, if it does.

    Returns
    -------
    Exhibit
        HTML, text, and the record ``{id, verdict, measured, says}``, a mapping of
        measurements as a list of pairs, in order.

    Raises
    ------
    ClaimError
        If ``because`` is false: the evidence does not support the verdict.
    ValueError
        If the id or the verdict is unknown, or nothing was measured.
    TypeError
        If ``because`` is not a boolean, or ``measured`` neither text nor a mapping.

    Notes
    -----
    Evidence and verdict stand in one call so that a verdict cannot outlive a
    measurement that stopped supporting it: the chapter then fails to build.

    Examples
    --------
    >>> claim(
    ...     "basics.epoch-example-1000-10",
    ...     "holds",
    ...     measured={"iterations": 1000 // 10},
    ...     because=1000 // 10 == 100,
    ... )
    ✓ holds: basics.epoch-example-1000-10
      often said: Worked example: 1000 samples with batches of 10 take ...
      measured: iterations: 100
      notes 004:15
    """
    found = entry(id)
    if verdict not in VERDICTS:
        raise ValueError(f"verdict {verdict!r} is not one of {', '.join(VERDICTS)}")
    evidence = _evidence(measured)
    if not isinstance(because, bool | np.bool_):
        raise TypeError(
            f"because is {because!r} ({type(because).__name__}), expected True or "
            "False: reduce the comparison to one truth value"
        )
    if not because:
        raise ClaimError(
            f"the evidence does not support that {id} {verdict!r}: {_plain(evidence)}"
        )
    panel = _Panel(
        found, verdict, evidence, said or found.says, exactly or found.flaw[1]
    )
    return Exhibit(
        panel.html(),
        panel.text(),
        "claim",
        id=id,
        verdict=verdict,
        measured=evidence,
        says=found.says,
    )


def _evidence(measured: str | Mapping[str, object]) -> Evidence:
    """Return the evidence as text or as pairs of label and value."""
    if not isinstance(measured, str | Mapping):
        raise TypeError(
            f"measured is {type(measured).__name__}, expected a str or a mapping "
            "of label to value"
        )
    if not measured:
        raise ValueError("measured is empty, expected the evidence for the verdict")
    if isinstance(measured, str):
        return measured
    # Pairs: notebooks store mappings sorted by key.
    return [(str(label), str(value)) for label, value in measured.items()]


def _plain(evidence: Evidence) -> str:
    """Return the evidence on one line."""
    if isinstance(evidence, str):
        return evidence
    return ", ".join(f"{label}: {value}" for label, value in evidence)


@dataclass(frozen=True)
class _Panel:
    """What the reader sees of a claim."""

    entry: Entry
    verdict: str
    evidence: Evidence
    said: str
    exactly: str

    def text(self) -> str:
        """Return the panel for a terminal."""
        lines = [
            f"{VERDICTS[self.verdict][1]} {self.verdict}: {self.entry.id}",
            f"  often said: {self.said}",
            f"  {self._measured.lower()}: {_plain(self.evidence)}",
            *([f"  more exactly: {self.exactly}"] if self.exactly else ()),
            f"  {self._where}",
        ]
        return "\n".join(lines)

    def html(self) -> str:
        """Return the panel for a page; a live notebook gets its style sheet with it."""
        style, mark, _ = VERDICTS[self.verdict]
        rows = {"Often said": inline(self.said), "More exactly": inline(self.exactly)}
        terms = "".join(
            f"<dt>{term}</dt><dd>{text}</dd>" for term, text in rows.items() if text
        )
        return (
            f"{'' if is_static() else style_sheet('claim')}"
            f'<section class="dn-claim dn-verdict-{style}" id="claim-{self.entry.id}"'
            f' aria-label="The claim {self.entry.id} {self.verdict}">'
            f'<p class="dn-claim-verdict"><span aria-hidden="true">{mark}</span> '
            f"{_verdict(self.verdict)}</p><dl>{terms}</dl>"
            f"<details><summary>{self._measured}</summary>"
            f"{_evidence_html(self.evidence)}"
            '<p><small title="Where the study notes say it">'
            f"{self._where}</small></p></details></section>"
        )

    @property
    def _measured(self) -> str:
        """What the evidence is."""
        return "Source" if self.verdict == "quoted" else "Measured"

    @property
    def _where(self) -> str:
        """The pointer into the notes."""
        return f"notes {', '.join(map(str, self.entry.where))}"


def _verdict(verdict: str) -> str:
    """Return the verdict; where there is a page it leads to the scale, told once."""
    meaning = VERDICTS[verdict][2]
    href = scale_href(Path.cwd()) if is_static() else _published_scale()
    if not href:
        return f'<strong title="{meaning}">{verdict}</strong>'
    word = f"<strong>{verdict}</strong>"
    return f'<a href="{escape(href)}" title="{meaning}">{word}</a>'


def scale_href(folder: Path) -> str:
    """Return the link from a page in ``folder`` to the scale of verdicts, if any."""
    page = book_root(folder) / "book" / "how_to_read.md"
    if not page.is_file():
        return ""
    way = Path(os.path.relpath(page.with_suffix(".html"), folder)).as_posix()
    return f"{way}#{SCALE}"


def _published_scale() -> str:
    """Return the scale's address for a live notebook, if the book is published."""
    url = book_url()
    return f"{url}/book/how_to_read.html#{SCALE}" if url else ""


def _evidence_html(evidence: Evidence) -> str:
    """Return a sentence, or a two-column list of labels and values."""
    if isinstance(evidence, str):
        return f"<p>{inline(evidence)}</p>"
    pairs = "".join(
        f"<li><span>{inline(label)}</span> <b>{inline(value)}</b></li>"
        for label, value in evidence
    )
    return f"<ul>{pairs}</ul>"
