"""The drills of a question bank as a page's form and as a kernel's widgets."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from dlnotes.teach._bank import Drill
from dlnotes.teach._prose import inline


def quiz_html(drills: list[Drill]) -> str:
    """Return the forms that questions.js grades; without it, folded answers."""
    forms = "".join(_form(number, drill) for number, drill in enumerate(drills, 1))
    return (
        f'<div class="dn-quiz">{forms}'
        f'<p class="dn-score" role="status" hidden>0 of {len(drills)} right</p></div>'
    )


def _form(number: int, drill: Drill) -> str:
    # method="dialog" outside a dialog submits nowhere, with or without JavaScript.
    return (
        f'<form class="dn-drill" method="dialog" id="{drill.id}"'
        f' data-answer="{drill.answer!r}" data-tolerance="{drill.tolerance!r}"'
        f" data-kind='{'choice' if drill.options else 'number'}'>"
        f"<fieldset><legend>{number}. {inline(drill.question)}</legend>"
        f"{_controls(drill)}"
        '<button type="submit" hidden>Check</button>'
        '<p class="dn-feedback" role="status"></p>'
        f"<details><summary>Answer</summary>{_answer(drill)}</details>"
        "</fieldset></form>"
    )


def _controls(drill: Drill) -> str:
    """Radio buttons, or a number field with its unit."""
    if drill.options:
        return "".join(
            f'<label><input type="radio" name="given" value="{i}" required>'
            f" {escape(option.text)}</label>"
            for i, option in enumerate(drill.options)
        )
    return (
        '<label>Your answer <input type="number" name="given" step="any" required>'
        f" {escape(drill.unit)}</label>"
    )


def _answer(drill: Drill) -> str:
    """Return the explanations: one an option, or that of the number."""
    if drill.options:
        items = (
            f"<li>{'✓' if o.holds else '✗'} <strong>{escape(o.text)}</strong>:"
            f' <span class="dn-because">{inline(o.because)}</span></li>'
            for o in drill.options
        )
        return f"<ul>{''.join(items)}</ul>"
    return (
        f"<p><strong>{escape(drill.answer_text)}</strong>:"
        f' <span class="dn-because">{inline(drill.because)}</span></p>'
    )


def quiz_widget(drills: list[Drill]) -> Any:
    """Return the same quiz as ipywidgets, graded by the kernel."""
    import ipywidgets

    score = ipywidgets.HTML(f"0 of {len(drills)} right")
    right: set[str] = set()

    def record(drill: Drill, is_right: bool) -> None:
        (right.add if is_right else right.discard)(drill.id)
        score.value = f"{len(right)} of {len(drills)} right"

    boxes = [drill_widget(n, drill, record) for n, drill in enumerate(drills, 1)]
    return ipywidgets.VBox([*boxes, score])


def drill_widget(
    number: int,
    drill: Drill,
    record: Callable[[Drill, bool], None],
    *,
    tells: bool = False,
) -> Any:
    """Return question, control, Check button and feedback of one drill.

    A wrong number is told its answer only if it ``tells``.
    """
    import ipywidgets

    if drill.options:
        labels = [(option.text, i) for i, option in enumerate(drill.options)]
        layout = ipywidgets.Layout(width="auto")
        control = ipywidgets.RadioButtons(options=labels, value=None, layout=layout)
    else:
        control = ipywidgets.Text(placeholder=drill.unit or "a number")
    button = ipywidgets.Button(description="Check")
    feedback = ipywidgets.HTMLMath()

    def check(_: Any) -> None:
        try:
            given = float(str(control.value).replace(",", ""))
        except ValueError:
            feedback.value = "Answer first, with a number or an option."
            return
        is_right = drill.accepts(given)
        because = drill.because if is_right else ""
        if tells and not is_right:
            because = f"It is {drill.answer_text}: {drill.because}"
        if drill.options:
            because = drill.options[int(given)].because
        verdict = "✓ Right." if is_right else "✗ Not yet."
        feedback.value = f"<strong>{verdict}</strong> {inline(because)}"
        record(drill, is_right)

    button.on_click(check)
    question = ipywidgets.HTMLMath(f"<p>{number}. {inline(drill.question)}</p>")
    return ipywidgets.VBox([question, control, button, feedback])
