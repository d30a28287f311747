"""The exercise on the unit of ShuffleNet's second version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import Array
from dlnotes.convolution import channel_shuffle, conv2d
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

Numbers = NDArray[Any]


def _relu(x: Numbers) -> Numbers:
    positive: Numbers = np.maximum(x, x.dtype.type(0))
    return positive


def _same(x: Numbers) -> Numbers:
    return x


def _join(left: Numbers, right: Numbers) -> Numbers:
    return np.concatenate([left, right], axis=1)


def _halves(x: Numbers) -> tuple[Numbers, Numbers]:
    half = x.shape[1] // 2
    return x[:, :half], x[:, half:]


def _unit(
    x: Array,
    reduce: Array,
    depthwise: Array,
    expand: Array,
    *,
    split: Callable[[Numbers], tuple[Numbers, Numbers]] = _halves,
    first: Callable[[Numbers], Numbers] = _relu,
    second: Callable[[Numbers], Numbers] = _same,
    last: Callable[[Numbers], Numbers] = _relu,
    join: Callable[[Numbers, Numbers], Numbers] = _join,
    shuffle: Callable[[Numbers], Numbers] = lambda y: channel_shuffle(y, 2),
) -> Numbers:
    """Compute the unit, with one thing changed or none."""
    rests, changes = split(x)
    y = first(conv2d(np.ascontiguousarray(changes), reduce))
    y = second(conv2d(y, depthwise, padding=1, groups=len(depthwise)))
    return shuffle(join(rests, last(conv2d(y, expand))))


@exercise()
def split_unit(x: Array, reduce: Array, depthwise: Array, expand: Array) -> Numbers:
    """Return what the unit of ShuffleNet v2 makes of x, (N, C, H, W), at stride 1.

    The first half of the channels rests. The second half passes a 1×1, a depthwise 3×3
    with one pixel of padding, and a 1×1 convolution; the weights are (M, M, 1, 1),
    (M, 1, 3, 3) and (M, M, 1, 1), where M = C/2. Batch norms are left out, and ReLU
    stands behind each 1×1. Then both halves are joined, and shuffled. Keep the dtype.
    """
    return _unit(x, reduce, depthwise, expand)


def _case(label: str, n: int, half: int, size: int = 3, kind: Any = integers) -> None:
    split_unit.case(
        label,
        kind(n, 2 * half, size, size + 1),
        kind(half, half, 1, 1),
        kind(half, 1, 3, 3),
        kind(half, half, 1, 1).transpose(1, 0, 2, 3).copy() + kind(half, 1, 1, 1),
    )


_case("2 channels", 1, 1)
_case("4 channels", 1, 2)
_case("6 channels", 1, 3)
_case("10 channels, 2 images", 2, 5, 4)
_case("float32 noise", 2, 8, 5, kind=noise)


def _slip(sentence: str, **change: object) -> None:
    split_unit.mistake(
        sentence,
        lambda x, reduce, depthwise, expand: _unit(
            x,
            reduce,
            depthwise,
            expand,
            **change,  # type: ignore[arg-type]
        ),
    )


def _copied(x: Numbers) -> tuple[Numbers, Numbers]:
    return _halves(x)[1], _halves(x)[1]


_slip("The shuffle is missing.", shuffle=_same)
_slip(
    "You shuffle by C/2 groups, which is the inverse: the halves are two groups.",
    shuffle=lambda y: channel_shuffle(y, y.shape[1] // 2),
)
_slip(
    "You shuffle before the halves are split: it stands behind the concatenation.",
    split=lambda x: _halves(channel_shuffle(x, 2)),
    shuffle=_same,
)
_slip(
    "You copy instead of splitting: one half goes both ways, and the other is lost.",
    split=_copied,
)
_slip(
    "You change the first half and let the second rest.",
    split=lambda x: (_halves(x)[1], _halves(x)[0]),
    join=lambda rests, y: _join(y, rests),
)
_slip(
    "You change the first half: it is the second that changes.",
    split=lambda x: (_halves(x)[1], _halves(x)[0]),
)
_slip(
    "Your halves are every second channel: take the first half and the second.",
    split=lambda x: (x[:, ::2], x[:, 1::2]),
)
_slip(
    "You join the other way: first the half that rests.",
    join=lambda rests, y: _join(y, rests),
)
_slip(
    "You add the resting half to the other: here nothing is added.",
    join=lambda rests, y: _join(rests, rests + y),
)
_slip("The ReLU behind the first 1×1 is missing.", first=_same)
_slip("The ReLU behind the last 1×1 is missing.", last=_same)
_slip("A ReLU follows your depthwise layer: here none does.", second=_relu)
