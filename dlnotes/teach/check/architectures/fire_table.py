"""The exercise on the rule that makes SqueezeNet's table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Table = NDArray[np.int64]


def _row(out: float, squeeze: float, threes: float) -> tuple[int, int, int]:
    return int(squeeze), int(out - threes), int(threes)


@exercise()
def fire_table(modules: int, squeeze: float = 0.125, threes: float = 0.5) -> Table:
    """Return the channels of the first fire modules, integers of shape (modules, 3).

    The first two modules put out 128 channels, the next two 256, and every two have 128
    more. Of its output a module squeezes to the share `squeeze`, and its 3×3 kernels
    make the share `threes`. A row holds the channels of squeeze, 1×1 and 3×3; all are
    whole numbers.
    """
    outs = [128 + 128 * (i // 2) for i in range(modules)]
    return np.array([_row(out, squeeze * out, threes * out) for out in outs])


fire_table.case("1 module", 1)
fire_table.case("3 modules", 3)
fire_table.case("SqueezeNet", 8)
fire_table.case("half squeezed", 5, squeeze=0.5)
fire_table.case("a quarter 3×3", 6, threes=0.25)
fire_table.case("nothing squeezed, 3/4 3×3", 4, squeeze=1.0, threes=0.75)


def _slip(
    sentence: str, row: Callable[[int, float, float], tuple[int, int, int]]
) -> None:
    """Add a mistake made in the row of the i-th module."""
    fire_table.mistake(
        sentence,
        lambda modules, squeeze=0.125, threes=0.5: np.array(
            [row(i, squeeze, threes) for i in range(modules)]
        ),
    )


def _out(i: int) -> int:
    return 128 + 128 * (i // 2)


_slip(
    "Each module grows: the channels change after every two.",
    lambda i, s, t: _row(128 + 128 * i, s * (128 + 128 * i), t * (128 + 128 * i)),
)
_slip(
    "The channels do not grow: every two modules have 128 more.",
    lambda i, s, t: _row(128, s * 128, t * 128),
)
_slip(
    "The channels double: they grow by 128.",
    lambda i, s, t: _row(
        128 * 2 ** (i // 2), *(v * 128 * 2 ** (i // 2) for v in (s, t))
    ),
)
_slip(
    "You squeeze a share of the module's input: it is a share of its output.",
    lambda i, s, t: _row(_out(i), s * (_out(i - 1) if i else 96), t * _out(i)),
)
_slip(
    "The shares of 1×1 and 3×3 are exchanged: `threes` is the share of the 3×3.",
    lambda i, s, t: _row(_out(i), s * _out(i), (1 - t) * _out(i)),
)
_slip(
    "Both parts have all channels of the output: together they make it.",
    lambda i, s, t: (int(s * _out(i)), _out(i), _out(i)),
)
