"""Instrument ``questions``: the interview corner and its self-grading quiz."""

from __future__ import annotations

import textwrap
from functools import cached_property
from html import escape
from typing import Any

from dlnotes._extras import needs
from dlnotes.teach._bank import Drill, Question, load_bank
from dlnotes.teach._display import Exhibit, book_root, is_static, style_sheet
from dlnotes.teach._prose import inline, paragraphs, points
from dlnotes.teach._quiz import quiz_html, quiz_widget

LEVELS = ("junior", "mid", "senior")


class InterviewCorner(Exhibit):
    """What :func:`questions` returns; the HTML of a page, widgets in a live kernel.

    Parameters
    ----------
    corner : str
        HTML of the questions.
    drills : list of Drill
        The quiz below them.
    text : str
        Both for a terminal.
    **data
        Fields of the record that the book's tools read.
    """

    def __init__(
        self, corner: str, drills: list[Drill], text: str, **data: Any
    ) -> None:
        quiz = f"<h3>Quiz</h3>{quiz_html(drills)}" if drills else ""
        html = f'<div class="dn-questions">{corner}{quiz}</div>'
        super().__init__(html, text, "questions", **data)
        self._corner = corner
        self._drills = drills

    @cached_property
    def widget(self) -> Any:
        """The corner and its quiz as one ipywidgets box, graded by the kernel."""
        with needs("book"):
            import ipywidgets

        corner = ipywidgets.HTMLMath(f"{style_sheet('questions')}{self._corner}")
        corner.add_class("dn-questions")
        parts = [ipywidgets.HTML("<h3>Quiz</h3>"), quiz_widget(self._drills)]
        return ipywidgets.VBox([corner, *(parts if self._drills else [])])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        bundle = super()._repr_mimebundle_(include, exclude)
        if not is_static():
            bundle = {**self.widget._repr_mimebundle_(), **bundle}
        return bundle


def questions(topic: str, *, chapter: str | None = None) -> InterviewCorner:
    """Show a topic's interview questions, folded, and a quiz that grades itself.

    Parameters
    ----------
    topic : str
        Folder of the topic in the book; ``<chapter>.yml`` in it is a chapter's bank.
    chapter : str, optional
        Read this chapter's file alone, e.g. ``"backward"``.

    Returns
    -------
    InterviewCorner
        Questions by level (junior, mid, senior), then the drills.

    Raises
    ------
    ValueError
        If the topic has no bank, the bank breaks ``book/questions.schema.json``, an
        answer cannot be computed or no entry belongs to ``chapter``. The message
        names file, entry and field.

    Notes
    -----
    The answer of a drill is an expression that dlnotes evaluates; none is typed.

    Examples
    --------
    >>> corner = questions("convolution", chapter="backward")
    >>> print(str(corner).splitlines()[0])
    convolution, backward: 10 questions, 6 drills
    """
    asked, drills = load_bank(book_root(), topic, chapter)
    title = topic if chapter is None else f"{topic}, {chapter}"
    asked.sort(key=lambda question: LEVELS.index(question.level))
    return InterviewCorner(
        "".join(_level(level, asked, chapter) for level in LEVELS),
        drills,
        _text(title, asked, drills),
        topic=topic,
        chapter=chapter,
        questions=[question.id for question in asked],
        quiz=[drill.id for drill in drills],
        covers=sorted({note for question in asked for note in question.covers}),
    )


def _level(level: str, asked: list[Question], chapter: str | None) -> str:
    """Return the folded questions of one level under their heading."""
    items = [_folded(q, chapter) for q in asked if q.level == level]
    return f"<h3>{level.capitalize()}</h3>{''.join(items)}" if items else ""


def _folded(question: Question, chapter: str | None) -> str:
    """Return one question, its answers behind a click."""
    wording = ""
    if question.notes_wording:
        wording = (
            f"<small><cite>Asked as: {inline(question.notes_wording)}</cite></small>"
        )
    return (
        f'<details class="dn-question" id="{question.id}">'
        f"<summary>{inline(question.question)}{wording}</summary>"
        f"<p><strong>In short:</strong> {inline(question.short)}</p>"
        f"{paragraphs(question.full)}"
        f"{points('Red flags', question.red_flags)}"
        f"{points('Follow-ups', question.follow_ups)}"
        f"<p>{_proof(question.proof, chapter)}</p></details>"
    )


def _proof(proof: str, chapter: str | None) -> str:
    """Return the way to the proof: a link on a page, words in a live notebook."""
    page, anchor = proof.split(".html#")
    claim = anchor.removeprefix("claim-")
    name = anchor.replace("-", " ") if claim == anchor else f"claim {claim}"
    where = escape(f"{page.capitalize()} › {name}")
    if is_static():
        href = f"#{anchor}" if page == chapter else proof
        where = f'<a href="{escape(href)}">{where}</a>'
    return f"Proof: {where}"


def _text(title: str, asked: list[Question], drills: list[Drill]) -> str:
    """Return the corner for a terminal: questions with their short answers."""
    lines = [f"{title}: {len(asked)} questions, {len(drills)} drills"]
    for question in asked:
        lines += ["", *textwrap.wrap(f"[{question.level}] {question.question}", 79)]
        lines += textwrap.wrap(
            question.short, 79, initial_indent="  ", subsequent_indent="  "
        )
    for number, drill in enumerate(drills, 1):
        lines += ["", *textwrap.wrap(f"{number}. {drill.question}", 79)]
        lines += [f"   - {option.text}" for option in drill.options]
    return "\n".join(lines)
