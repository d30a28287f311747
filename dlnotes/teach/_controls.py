"""Choices a reader can make: checked, labelled, and shown as native controls."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from json import dumps
from numbers import Real
from typing import Any, Literal


@dataclass(frozen=True)
class Choice:
    """One parameter of a figure function and the values it may take."""

    name: str
    values: tuple[Any, ...]

    @property
    def label(self) -> str:
        """The parameter's name in words."""
        return self.name.replace("_", " ")

    @property
    def words(self) -> list[str]:
        """The values as the reader sees them."""
        return [word(value) for value in self.values]

    @property
    def kind(self) -> Literal["range", "checkbox", "select"]:
        """Which control suits: numbers in order slide, a yes or no is ticked."""
        if all(isinstance(value, bool) for value in self.values):
            return "checkbox" if len(self.values) == 2 else "select"
        numbers = [value for value in self.values if _is_number(value)]
        ordered = all(a < b for a, b in pairwise(numbers))
        if len(numbers) == len(self.values) > 1 and ordered:
            return "range"
        return "select"

    def html(self) -> str:
        """Return the control, set to the first value, inside its label."""
        words = self.words
        name = f'name="{self.name}" autocomplete="off"'
        data = f'data-values="{escape(dumps(words, ensure_ascii=False))}"'
        if self.kind == "range":
            control = (
                f'<input type="range" min="0" max="{len(words) - 1}" value="0" '
                f'aria-valuetext="{escape(words[0])}" {name} {data}>'
                f"<output>{escape(words[0])}</output>"
            )
        elif self.kind == "checkbox":
            checked = " checked" if self.values[0] else ""
            control = f'<input type="checkbox" {name} {data}{checked}>'
        else:
            options = "".join(f"<option>{escape(each)}</option>" for each in words)
            control = f"<select {name} {data}>{options}</select>"
        return f"<label><span>{escape(self.label)}</span> {control}</label>"

    def widget(self) -> Any:
        """Return the control as an ipywidget."""
        import ipywidgets

        look = {"description": self.label, "style": {"description_width": "initial"}}
        if self.kind == "checkbox":
            return ipywidgets.Checkbox(self.values[0], indent=False, **look)
        options = list(zip(self.words, self.values, strict=True))
        slides = self.kind == "range"
        make = ipywidgets.SelectionSlider if slides else ipywidgets.Dropdown
        return make(options=options, value=self.values[0], **look)


def read_choices(
    fn: Callable[..., object], choices: Mapping[str, object]
) -> list[Choice]:
    """Check the values given for each parameter of ``fn``.

    Raises
    ------
    TypeError
        If a choice is no list, tuple or range, or does not suit the parameters.
    ValueError
        If there is no choice, or one is empty or repeats a value.
    """
    if not choices:
        raise ValueError("choices are missing: give the values of each parameter")
    result = [Choice(name, _values(name, given)) for name, given in choices.items()]
    try:
        inspect.signature(fn).bind(**{choice.name: None for choice in result})
    except TypeError as error:
        raise TypeError(
            f"choices are {', '.join(choices)}, but the function is "
            f"{fn.__name__}{inspect.signature(fn)}: {error}"
        ) from None
    return result


def word(value: object) -> str:
    """Write a value as the reader sees it, and as the address of the page holds it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def state(choices: Sequence[Choice], picked: Sequence[object]) -> str:
    """Say what is chosen: ``kernel size 3, stride 2``."""
    pairs = zip(choices, picked, strict=True)
    return ", ".join(f"{choice.label} {word(value)}" for choice, value in pairs)


def _values(name: str, given: object) -> tuple[Any, ...]:
    if not isinstance(given, list | tuple | range):
        raise TypeError(
            f"{name} must be a list, tuple or range of values, got {given!r}"
        )
    if not given:
        raise ValueError(f"{name} has no values to choose from")
    words = [word(value) for value in given]
    if len(set(words)) < len(words):
        raise ValueError(f"{name} repeats a value: {', '.join(words)}")
    return tuple(given)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)
