"""The exercise on the four paths of an octave convolution."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.convolution import conv2d
from dlnotes.pooling import avg_pool2d
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise

Pair = tuple[Array, Array]
Step = Callable[[Array], Array]


def _mean(x: Array) -> Array:
    return avg_pool2d(x, 2)


def _up(x: Array) -> Array:
    return x.repeat(2, axis=2).repeat(2, axis=3)


def _paths(
    high: Array,
    low: Array,
    weight: Array,
    low_out: int,
    *,
    down: Step = _mean,
    up: Step = _up,
) -> Pair:
    """Add up the four paths, with steps that may be wrong."""
    h_in, h_out = high.shape[1], len(weight) - low_out

    def conv(x: Array, w: Array) -> Array:
        return conv2d(x, w, padding="same")

    to_high, to_low = weight[:h_out], weight[h_out:]
    y_high = conv(high, to_high[:, :h_in]) + up(conv(low, to_high[:, h_in:]))
    y_low = conv(down(high), to_low[:, :h_in]) + conv(low, to_low[:, h_in:])
    return y_high, y_low


@exercise("y_high", "y_low")
def octave_conv2d(high: Array, low: Array, weight: Array, low_out: int) -> Pair:
    """Return (y_high, y_low), the octave convolution of high and low channels.

    high is (N, C_high, H, W), low (N, C_low, H/2, W/2), weight (C_out, C_in, K, K) with
    C_in = C_high + C_low: high channels come first, and so do the C_out - low_out high
    outputs. K is odd, each convolution keeps the size. Keep the dtype of high.
    """
    return _paths(high, low, weight, low_out)


def _case(label: str, high: Array, low: Array, weight: Array, low_out: int = 1) -> None:
    octave_conv2d.case(label, high, low, weight, low_out)


_case(
    "by hand, 1×1 kernels",
    np.array([[[[5.0, 1], [3, 7]]]]),
    np.array([[[[2.0]]]]),
    np.array([[1.0, 3], [2, 1]])[:, :, None, None],
)
_case("1×1 kernels", count(1, 1, 4, 4), integers(1, 1, 2, 2), integers(2, 2, 1, 1))
_case("not square", integers(1, 1, 2, 6), integers(1, 1, 1, 3), integers(2, 2, 1, 1))
_case("3×3 kernels", integers(1, 1, 4, 6), integers(1, 1, 2, 3), integers(2, 2, 3, 3))
_case("more high inputs", integers(1, 3, 4, 4), count(1, 1, 2, 2), integers(2, 4, 1, 1))
_case("more low inputs", integers(1, 1, 4, 4), count(1, 2, 2, 2), integers(2, 3, 1, 1))
_case(
    "more high outputs",
    integers(1, 1, 4, 4),
    integers(1, 1, 2, 2),
    integers(4, 2, 3, 3),
)
_case(
    "more low outputs",
    integers(1, 2, 4, 4),
    integers(1, 2, 2, 2),
    integers(4, 4, 3, 3),
    3,
)
_case("2 images", integers(2, 1, 4, 4), integers(2, 1, 2, 2), integers(2, 2, 3, 3))
_case(
    "all at once",
    integers(2, 3, 8, 6),
    integers(2, 2, 4, 3),
    integers(5, 5, 3, 3),
    2,
)
_case("float32", noise(2, 2, 4, 6), noise(2, 2, 2, 3), noise(3, 4, 3, 3), 2)


def _mistake(sentence: str, wrong: Callable[..., Pair]) -> None:
    octave_conv2d.mistake(sentence, wrong)


_mistake(
    "High to low keeps every second pixel. Take the mean of each 2×2 window, "
    "avg_pool2d(high, 2).",
    lambda *a: _paths(*a, down=lambda x: x[:, :, ::2, ::2]),
)
_mistake(
    "High to low takes the largest of each window: asked for is the mean.",
    lambda *a: _paths(
        *a,
        down=lambda x: np.maximum.reduce(
            [x[:, :, i::2, j::2] for i in (0, 1) for j in (0, 1)]
        ),
    ),
)
_mistake(
    "High to low adds the four pixels of a window: divide by 4 for their mean.",
    lambda *a: _paths(*a, down=lambda x: 4 * avg_pool2d(x, 2)),
)
_mistake(
    "You tile the small map, as np.tile does: write each value four times, "
    "x.repeat(2, axis=2).repeat(2, axis=3).",
    lambda *a: _paths(*a, up=lambda x: np.tile(x, (1, 1, 2, 2))),
)
_mistake(
    "You spread the small map with zeros between its values: write each value four "
    "times.",
    lambda *a: _paths(
        *a, up=lambda x: np.kron(x, np.array([[1.0, 0], [0, 0]], x.dtype))
    ),
)


def _without(path: int) -> Callable[..., Pair]:
    """Leave out a path: low to high, high to low, low to low."""

    def wrong(high: Array, low: Array, weight: Array, low_out: int) -> Pair:
        rest = weight.copy()
        h_in, h_out = high.shape[1], len(weight) - low_out
        rows = slice(h_out) if path == 0 else slice(h_out, None)
        columns = slice(h_in) if path == 1 else slice(h_in, None)
        rest[rows, columns] = 0
        return _paths(high, low, rest, low_out)

    return wrong


def _early(high: Array, low: Array, weight: Array, low_out: int) -> Pair:
    """Enlarge the low channels before their convolution."""
    h_out = len(weight) - low_out
    both = np.concatenate([high, _up(low)], axis=1)
    _, y_low = _paths(high, low, weight, low_out)
    return conv2d(both, weight[:h_out], padding="same"), y_low


def _late(high: Array, low: Array, weight: Array, low_out: int) -> Pair:
    """Take the means of high channels after their convolution."""
    h_in, h_out = high.shape[1], len(weight) - low_out
    y_high, _ = _paths(high, low, weight, low_out)
    from_high = _mean(conv2d(high, weight[h_out:, :h_in], padding="same"))
    return y_high, from_high + conv2d(low, weight[h_out:, h_in:], padding="same")


_mistake(
    "You enlarge the low channels and then convolve: convolve the small maps first, "
    "then write each value four times.",
    _early,
)
_mistake(
    "You convolve the high channels and then take means: take their means first, then "
    "convolve.",
    _late,
)
_mistake("y_high leaves out the low channels: enlarge their path and add.", _without(0))
_mistake("y_low leaves out the high channels: take their means first.", _without(1))
_mistake("y_low leaves out the low channels' own path.", _without(2))


_mistake(
    "You read the weight as if low input channels came first: weight[:, :C_high] is "
    "for the high ones.",
    lambda high, low, weight, low_out: _paths(
        high, low, np.roll(weight, -low.shape[1], axis=1), low_out
    ),
)
