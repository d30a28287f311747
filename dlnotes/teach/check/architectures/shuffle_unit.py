"""The exercise on ShuffleNet's unit."""

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


def _unit(
    x: Array,
    reduce: Array,
    depthwise: Array,
    expand: Array,
    groups: int,
    *,
    before: Callable[[Numbers, int], Numbers] = lambda x, groups: x,
    first: Callable[[Numbers], Numbers] = _relu,
    shuffle: Callable[[Numbers, int], Numbers] = channel_shuffle,
    second: Callable[[Numbers], Numbers] = _same,
    between: Callable[[Numbers, int], Numbers] = lambda y, groups: y,
    after: Callable[[Numbers, int], Numbers] = lambda y, groups: y,
    join: Callable[[Numbers, Numbers], Numbers] = lambda x, y: _relu(x + y),
) -> Numbers:
    """Compute the unit, with one thing changed or none."""
    y = first(conv2d(before(x, groups), reduce, groups=groups))
    y = conv2d(shuffle(y, groups), depthwise, padding=1, groups=len(depthwise))
    y = conv2d(between(second(y), groups), expand, groups=groups)
    return join(x, after(y, groups))


@exercise()
def shuffle_unit(
    x: Array, reduce: Array, depthwise: Array, expand: Array, groups: int
) -> Numbers:
    """Return what ShuffleNet's unit of stride 1 makes of x, (N, C, H, W).

    The weights are (M, C/groups, 1, 1), (M, 1, 3, 3), with one pixel of padding, and
    (C, M/groups, 1, 1). Batch norms are left out. ReLU stands behind the first layer
    and behind the sum. Keep the dtype of x.
    """
    return _unit(x, reduce, depthwise, expand, groups)


def _case(
    label: str,
    n: int,
    channels: int,
    middle: int,
    groups: int,
    size: int = 3,
    kind: Any = integers,
) -> None:
    shuffle_unit.case(
        label,
        kind(n, channels, size, size + 1),
        kind(middle, channels // groups, 1, 1),
        kind(middle, 1, 3, 3),
        kind(channels, middle // groups, 1, 1),
        groups,
    )


_case("1 group", 1, 2, 2, 1)
_case("2 groups of 2 channels", 1, 4, 4, 2)
_case("2 groups of 3 channels inside", 1, 8, 6, 2)
_case("3 groups of 2 channels inside", 2, 12, 6, 3)
_case("as many groups as channels", 1, 4, 4, 4)
_case("float32 noise", 2, 16, 8, 2, 5, kind=noise)


def _slip(sentence: str, **change: object) -> None:
    shuffle_unit.mistake(
        sentence,
        lambda x, reduce, depthwise, expand, groups: _unit(
            x,
            reduce,
            depthwise,
            expand,
            groups,
            **change,  # type: ignore[arg-type]
        ),
    )


def _inverse(y: Numbers, groups: int) -> Numbers:
    shuffled: Numbers = channel_shuffle(y, y.shape[1] // groups)
    return shuffled


_slip("The shuffle is missing.", shuffle=lambda y, groups: y)
_slip(
    "You shuffle by the channels of a group, which is the inverse: the table has a row "
    "for each group, and is read by columns.",
    shuffle=_inverse,
)
_slip(
    "You shuffle behind the depthwise layer: there the other channels' kernels have "
    "already been applied.",
    shuffle=lambda y, groups: y,
    between=channel_shuffle,
)
_slip(
    "You shuffle the input: the shuffle stands behind the first layer.",
    shuffle=lambda y, groups: y,
    before=channel_shuffle,
)
_slip(
    "You shuffle a second time, behind the last layer: this unit shuffles once.",
    after=channel_shuffle,
)
_slip("The ReLU behind the first layer is missing.", first=_same)
_slip("A ReLU follows your depthwise layer: in this unit none does.", second=_relu)
_slip("The last ReLU is missing: it stands behind the sum.", join=lambda x, y: x + y)
_slip(
    "You apply ReLU before the addition: it stands behind the sum.",
    join=lambda x, y: x + _relu(y),
)
_slip("The input is not added.", join=lambda x, y: _relu(y))
