"""The exercise on where a network's parameters lie."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from dlnotes.teach.check._grader import exercise


@exercise()
def dense_share(body: int, channels: int, side: int, units: tuple[int, ...]) -> float:
    """Return the share of a network's parameters that its dense layers hold, a float.

    The convolutions hold body parameters. They end in channels maps of side × side
    pixels, which are flattened. Dense layers with biases follow, of units[0] outputs,
    then units[1], and so on.
    """
    head = _head(channels * side * side, units)
    return head / (body + head)


def _head(inputs: int, units: tuple[int, ...], bias: int = 1) -> int:
    """Count weights and biases."""
    return sum((a + bias) * b for a, b in pairwise((inputs, *units)))


for _label, *_numbers in (
    ("1 weight and 1 bias", 0, 1, 1, (1,)),
    ("half", 2, 1, 1, (1,)),
    ("2 maps of 1 pixel", 8, 2, 1, (3,)),
    ("maps of 2×2", 8, 2, 2, (3,)),
    ("two layers", 57, 3, 2, (5, 4)),
    ("LeNet-5's, three layers", 2572, 16, 5, (120, 84, 10)),
    ("AlexNet", 2_469_696, 256, 6, (4096, 4096, 1000)),
    ("VGG-16", 14_714_688, 512, 7, (4096, 4096, 1000)),
    ("one mean a map", 14_714_688, 512, 1, (1000,)),
):
    dense_share.case(_label, *_numbers)


def _mistake(sentence: str, wrong: Callable[..., float]) -> None:
    dense_share.mistake(sentence, wrong)


def _share(head: int, body: int) -> float:
    return head / (head + body)


_mistake(
    "The first dense layer reads every pixel of every map: channels * side * side "
    "values, not one a map.",
    lambda body, channels, side, units: _share(_head(channels, units), body),
)
_mistake(
    "A map has side rows and side columns: side squared pixels.",
    lambda body, channels, side, units: _share(_head(channels * side, units), body),
)
_mistake(
    "Biases are missing: each output has one.",
    lambda body, channels, side, units: _share(
        _head(channels * side * side, units, bias=0), body
    ),
)
_mistake(
    "You count the first dense layer alone.",
    lambda body, channels, side, units: _share(
        _head(channels * side * side, units[:1]), body
    ),
)
_mistake(
    "You divide by the convolutions' parameters: the whole network holds both.",
    lambda body, channels, side, units: (
        _head(channels * side * side, units) / body if body else float("inf")
    ),
)
_mistake(
    "That is the convolutions' share: the dense layers hold the rest.",
    lambda body, channels, side, units: (
        1 - _share(_head(channels * side * side, units), body)
    ),
)
_mistake(
    "You give percent: a share lies between 0 and 1.",
    lambda body, channels, side, units: (
        100 * _share(_head(channels * side * side, units), body)
    ),
)
