"""The exercise on where "same" padding puts its zeros."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dlnotes.teach.check._grader import exercise

Pads = NDArray[np.int64]


def _missing(size: int, span: int, stride: int) -> int:
    """Count the pixels that ceil(size / stride) windows reach past the image."""
    windows = -(-size // stride)
    return (windows - 1) * stride + span - size


@exercise()
def same_padding(
    size: int, kernel_size: int, stride: int = 1, dilation: int = 1
) -> Pads:
    """Return how many zeros Keras's "same" puts around a row: array([before, after]).

    So many that ceil(size / stride) windows fit, and never fewer than none; if their
    number is odd, the extra one stands after. A kernel with dilation d spans
    d*(kernel_size - 1) + 1 pixels.
    """
    total = max(_missing(size, dilation * (kernel_size - 1) + 1, stride), 0)
    return np.array([total // 2, total - total // 2])


same_padding.case("3 of 4 pixels, stride 2", 4, 3, stride=2)
same_padding.case("3 of 5 pixels, stride 2", 5, 3, stride=2)
same_padding.case("3 of 5 pixels", 5, 3)
same_padding.case("an even kernel", 5, 2)
same_padding.case("a kernel of 1", 6, 1)
same_padding.case("a stride longer than the kernel", 8, 2, stride=4)
same_padding.case("a stride longer than the image", 3, 2, stride=5)
same_padding.case("dilation", 9, 3, dilation=2)
same_padding.case("stride and dilation", 10, 3, stride=2, dilation=3)
same_padding.case("ResNet's stem", 224, 7, stride=2)
same_padding.case("1 pixel", 1, 5, stride=2)


def _slip(
    sentence: str,
    *,
    missing: Callable[[int, int, int], int] = lambda *a: max(_missing(*a), 0),
    span: Callable[[int, int], int] = lambda kernel, dilation: (
        dilation * (kernel - 1) + 1
    ),
    split: Callable[[int], tuple[int, int]] = lambda total: (
        total // 2,
        total - total // 2,
    ),
) -> None:
    """Add a mistake; what is not named is right."""

    def wrong(size: int, kernel_size: int, stride: int = 1, dilation: int = 1) -> Pads:
        return np.array(split(missing(size, span(kernel_size, dilation), stride)))

    same_padding.mistake(sentence, wrong)


_slip(
    "The extra zero stands before: Keras puts it after.",
    split=lambda total: (total - total // 2, total // 2),
)
_slip(
    "You put as many zeros before as after, as PyTorch's padding does: an odd total "
    "puts one more after.",
    split=lambda total: (total // 2, total // 2),
)
_slip(
    "This is half a kernel on either side, whatever the stride: how far do "
    "ceil(size / stride) windows reach?",
    missing=lambda size, span, stride: 2 * (span // 2),
)
_slip(
    "The stride is ignored: consecutive windows are stride pixels apart.",
    missing=lambda size, span, stride: span - 1,
)
_slip(
    "Your total becomes negative where windows skip pixels: at least 0.",
    missing=_missing,
)
_slip(
    "The dilation is ignored: the kernel spans dilation*(kernel_size - 1) + 1 pixels.",
    span=lambda kernel, dilation: kernel,
)
_slip(
    "The number of windows is rounded down: it is ceil(size / stride).",
    missing=lambda size, span, stride: max(
        (size // stride - 1) * stride + span - size, 0
    ),
)
