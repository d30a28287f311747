"""The exercise on the values that a 1×1 convolution moves."""

from __future__ import annotations

from collections.abc import Callable

from dlnotes.cost import memory_access_cost
from dlnotes.teach.check._grader import exercise


@exercise()
def access_cost(size: int, in_channels: int, out_channels: int) -> int:
    """Return how many values a 1×1 convolution of one image moves, an int.

    The image has size rows and columns; the stride is 1, and there is no bias. Each
    value of input, weights and output is moved once.
    """
    return memory_access_cost((in_channels, size, size), out_channels, 1, bias=False)


for _case in (
    *((1, 1, 1), (1, 6, 6), (1, 4, 9), (1, 2, 18), (2, 3, 5), (3, 2, 2)),
    *((7, 512, 64), (28, 144, 32), (56, 64, 256)),
):
    access_cost.case("{0}×{0} places, {1} channels to {2}".format(*_case), *_case)


def _mistake(sentence: str, wrong: Callable[..., float]) -> None:
    access_cost.mistake(sentence, wrong)


_mistake(
    "These are the multiply-adds: count what is moved, inputs, weights and outputs.",
    lambda n, a, b: n * n * a * b,
)
_mistake(
    "The weights are missing: in_channels * out_channels values.",
    lambda n, a, b: n * n * (a + b),
)
_mistake(
    "The outputs are missing: they are written.",
    lambda n, a, b: n * n * a + a * b,
)
_mistake(
    "The inputs are missing: they are read.",
    lambda n, a, b: n * n * b + a * b,
)
_mistake(
    "You read the weights anew at every place: each is moved once, and kept.",
    lambda n, a, b: n * n * (a + b + a * b),
)
_mistake(
    "A map has rows and columns: size squared places.",
    lambda n, a, b: n * (a + b) + a * b,
)
_mistake(
    "You read the input anew for every output channel: each value is moved once, and "
    "kept.",
    lambda n, a, b: n * n * (a * b + b) + a * b,
)
_mistake(
    "These are bytes in float32: count values, not 4 bytes for each.",
    lambda n, a, b: 4 * (n * n * (a + b) + a * b),
)
_mistake(
    "You count a bias for each output channel: there is none.",
    lambda n, a, b: n * n * (a + b) + a * b + b,
)
_mistake(
    "The number is right, but a float: return an int.",
    lambda n, a, b: float(n * n * (a + b) + a * b),
)
