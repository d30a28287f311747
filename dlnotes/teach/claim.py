"""Judge a claim of the notes by what was measured."""

from __future__ import annotations

import html
from collections.abc import Mapping

import numpy as np

from dlnotes.teach._display import Exhibit, book_root, is_static
from dlnotes.teach._notes import Entry, entry, to_html

__all__ = ["VERDICTS", "ClaimError", "claim"]

# Verdict -> (style, mark, its meaning in one line).
VERDICTS = {
    "holds": ("holds", "✓", "the measurement agrees"),
    "holds within limits": ("limits", "◐", "true only where the measurement says"),
    "does not hold": ("fails", "✗", "the measurement disagrees"),
    "quoted": ("quoted", "❝", "not measurable here"),
}


class ClaimError(ValueError):
    """The evidence does not support the verdict."""


def claim(
    id: str,
    verdict: str,
    *,
    measured: str | Mapping[str, object],
    because: bool | np.bool_,
) -> Exhibit:
    """Show what the notes say, what was measured, and the verdict.

    The panel's HTML id is ``claim-<id>``. The page *The notes, line by line* collects
    every verdict from here.

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
      the notes say (004:15): Worked example: 1000 samples with batches of 10 take ...
      measured: iterations: 100
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
    return Exhibit(
        _html(found, verdict, evidence),
        _text(found, verdict, evidence),
        "claim",
        id=id,
        verdict=verdict,
        measured=evidence,
        says=found.says,
    )


def _evidence(measured: str | Mapping[str, object]) -> str | list[tuple[str, str]]:
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


def _plain(evidence: str | list[tuple[str, str]]) -> str:
    """Return the evidence on one line."""
    if isinstance(evidence, str):
        return evidence
    return ", ".join(f"{label}: {value}" for label, value in evidence)


def _where(entry: Entry) -> str:
    return ", ".join(map(str, entry.where))


def _text(entry: Entry, verdict: str, evidence: str | list[tuple[str, str]]) -> str:
    """Return the panel for a terminal."""
    lines = [
        f"{VERDICTS[verdict][1]} {verdict}: {entry.id}",
        f"  the notes say ({_where(entry)}): {entry.says}",
        f"  measured: {_plain(evidence)}",
    ]
    if entry.error:
        lines.append("  {}: {}".format(*entry.flaw))
    return "\n".join(lines)


def _html(entry: Entry, verdict: str, evidence: str | list[tuple[str, str]]) -> str:
    """Return the panel for a page; a live notebook gets its style sheet with it."""
    style, mark, meaning = VERDICTS[verdict]
    rows = [
        (f"The notes say <small>{_where(entry)}</small>", to_html(entry.says)),
        ("Measured", _evidence_html(evidence)),
    ]
    if entry.error:
        label, text = entry.flaw
        rows.append((f"{label} in the notes", to_html(text)))
    terms = "".join(f"<dt>{term}</dt><dd>{text}</dd>" for term, text in rows)
    return (
        f"{'' if is_static() else _style_sheet()}"
        f'<section class="dn-claim dn-verdict-{style}" id="claim-{entry.id}"'
        f' aria-label="The claim {entry.id} {verdict}">'
        f'<p class="dn-claim-verdict"><span aria-hidden="true">{mark}</span> '
        f"<strong>{verdict}</strong> <small>{meaning}</small>"
        f"<code>{entry.id}</code></p><dl>{terms}</dl></section>"
    )


def _evidence_html(evidence: str | list[tuple[str, str]]) -> str:
    """Return a sentence, or a two-column list of labels and values."""
    if isinstance(evidence, str):
        return to_html(evidence)
    pairs = "".join(
        f"<li><span>{to_html(label)}</span> <b>{html.escape(value)}</b></li>"
        for label, value in evidence
    )
    return f"<ul>{pairs}</ul>"


def _style_sheet() -> str:
    css = book_root() / "book" / "assets" / "claim.css"
    return f"<style>{css.read_text(encoding='utf-8')}</style>"
