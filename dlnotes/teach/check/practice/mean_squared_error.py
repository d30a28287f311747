"""The exercise on an error that no shape can fool."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


def _differences(output: Array, target: Array) -> Array:
    return output.reshape(-1) - target.reshape(-1)


@exercise()
def mean_squared_error(output: Array, target: Array) -> Any:
    """Return the mean of the squared differences of outputs and targets, a number.

    Each may be a row (N,) or a column (N, 1), whatever the other is. Keep their dtype.
    """
    return (_differences(output, target) ** 2).mean()


def _case(label: str, output: Array, target: Array) -> None:
    """Add a case in all four pairs of shapes."""
    for out, wanted in ((1, 0), (0, 1), (0, 0), (1, 1)):
        names = " and a ".join(("row", "column")[shape] for shape in (out, wanted))
        mean_squared_error.case(
            f"{label}, a {names}",
            output[:, None] if out else output,
            target[:, None] if wanted else target,
        )


_case("1 sample", np.array([3.0]), np.array([1.0]))
_case("2 perfect outputs", count(2), count(2))
_case("3 samples", integers(3), count(3))
_case("float32", noise(6), noise(12)[::2])


def _mistake(sentence: str, wrong: Callable[[Array, Array], Any]) -> None:
    mean_squared_error.mistake(sentence, wrong)


_mistake(
    "A column minus a row is a table: every output is compared with every target.",
    lambda output, target: ((output - target) ** 2).mean(),
)
_mistake(
    "You sum the squares: divide by the number of samples.",
    lambda output, target: (_differences(output, target) ** 2).sum(),
)
_mistake(
    "This is half the mean of the squares.",
    lambda output, target: (_differences(output, target) ** 2).mean() / 2,
)
_mistake(
    "This is the mean of the absolute differences: they are not squared.",
    lambda output, target: abs(_differences(output, target)).mean(),
)
_mistake(
    "You square the mean difference: positive and negative ones cancel in it.",
    lambda output, target: _differences(output, target).mean() ** 2,
)
_mistake(
    "You take the root of the mean.",
    lambda output, target: np.sqrt((_differences(output, target) ** 2).mean()),
)
