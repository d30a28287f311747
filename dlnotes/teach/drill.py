"""Instrument ``drill``: questions with new numbers, as long as one likes."""

from __future__ import annotations

import textwrap
from functools import cached_property
from itertools import count, islice
from typing import Any

from dlnotes._extras import needs
from dlnotes.teach._bank import Drill
from dlnotes.teach._display import Exhibit, is_static
from dlnotes.teach._quiz import drill_widget, quiz_html
from dlnotes.teach.drills import series

SHOWN = 5  # where no kernel makes more


class Drills(Exhibit):
    """What :func:`drill` returns: one after another in a live kernel, else a few.

    Parameters
    ----------
    **chosen
        The arguments of `dlnotes.teach.drills.series`.
    """

    def __init__(self, **chosen: Any) -> None:
        first = list(islice(series(**chosen), SHOWN))
        html = f'<div class="dn-questions">{quiz_html(first)}</div>'
        lines = [
            textwrap.fill(f"{number}. {each.question}", 79)
            for number, each in enumerate(first, 1)
        ]
        super().__init__(html, "\n".join(lines))
        self._chosen = chosen

    @cached_property
    def widget(self) -> Any:
        """One drill, a button that brings the next, and how many were right."""
        with needs("book"):
            import ipywidgets

        drills, numbers = series(**self._chosen), count(1)
        verdicts: dict[str, bool] = {}
        score = ipywidgets.HTML()
        more = ipywidgets.Button(description="Another")
        box = ipywidgets.VBox()

        def record(drill: Drill, is_right: bool) -> None:
            verdicts.setdefault(drill.id, is_right)  # the first try counts
            right = sum(verdicts.values())
            score.value = f"{right} of {len(verdicts)} right at the first try"

        def bring(_: Any = None) -> None:
            asked = drill_widget(next(numbers), next(drills), record, tells=True)
            box.children = [asked, more, score]

        more.on_click(bring)
        bring()
        return box

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> Any:
        bundle = super()._repr_mimebundle_(include, exclude)
        if not is_static():
            bundle = {**self.widget._repr_mimebundle_(), **bundle}
        return bundle


def drill(topic: str, *, chapter: str | None = None, seed: int = 0) -> Drills:
    """Ask for numbers, one question after another: sizes, weights, steps by hand.

    Parameters
    ----------
    topic : str
        E.g. ``"convolution"``; `dlnotes.teach.drills.topics` lists them.
    chapter : str, optional
        Only what this chapter explains, e.g. ``"backward"``.
    seed : int
        Not negative. Another seed asks with other numbers, in another order.

    Returns
    -------
    Drills
        In a live kernel a question, graded with a tolerance, its working if the
        answer is wrong, and a button that brings the next; elsewhere the first five.

    Raises
    ------
    ValueError
        If topic or chapter has no drills; the message names those that have. If seed
        is negative.
    TypeError
        If seed is no integer.

    Examples
    --------
    >>> print(str(drill("cost", chapter="counting", seed=1)).partition("2.")[0])
    1. A dense layer from 784 inputs to 10 outputs, with biases. How many
    parameters?
    """
    return Drills(topic=topic, chapter=chapter, seed=seed)
