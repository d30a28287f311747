"""The exercise on the transposed convolution."""

from __future__ import annotations

from dlnotes import convolution
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._slips import last_only, pad, stamp


@exercise()
def conv_transpose2d(
    x: Array, weight: Array, stride: int = 1, padding: int = 0
) -> Array:
    """Stamp the kernels on the output, once a pixel, and return (N, C_out, OH, OW).

    x is (N, C, H, W), weight (C, C_out, KH, KW). Pixel (i, j) adds x times weight to
    the window at (i * stride, j * stride); then padding cuts as many rows and columns
    off each side. Keep the dtype of x.
    """
    return convolution.conv_transpose2d(x, weight, stride=stride, padding=padding)


for _label, _x, _weight, _how in (
    ("1 pixel, 1×1 kernel", count(1, 1, 1, 1, start=2), count(1, 1, 1, 1, start=3), {}),
    ("2×2 image, 2×2 kernel", count(1, 1, 2, 2), count(1, 1, 2, 2), {}),
    ("1 pixel, 2×3 kernel", count(1, 1, 1, 1, start=1), count(1, 1, 2, 3), {}),
    ("stride", count(1, 1, 2, 2), count(1, 1, 2, 3), {"stride": 2}),
    ("gaps", count(1, 1, 2, 2), count(1, 1, 1, 2), {"stride": 3}),
    ("padding", count(1, 1, 2, 3), count(1, 1, 3, 3), {"padding": 1}),
    ("cut to less", count(1, 1, 6, 6), count(1, 1, 2, 2), {"padding": 2}),
    ("2 channels", integers(1, 2, 2, 2), integers(2, 1, 2, 2), {}),
    ("2 kernels", integers(1, 1, 2, 3), integers(1, 2, 2, 2), {}),
    ("2 images", integers(2, 1, 2, 3), integers(1, 1, 2, 2), {}),
    (
        "all at once",
        *(integers(2, 3, 3, 2), integers(3, 4, 3, 4), {"stride": 2, "padding": 1}),
    ),
    ("float32", noise(2, 3, 3, 2), noise(3, 2, 3, 3), {"stride": 2}),
):
    conv_transpose2d.case(_label, _x, _weight, **_how)


def _full_size(x: Array, weight: Array, stride: int, padding: int) -> tuple[int, ...]:
    return tuple(
        convolution.transposed_output_size(n, k, stride=stride, padding=padding)
        for n, k in zip(x.shape[2:], weight.shape[2:], strict=True)
    )


_STAMPS_OVERLAP = "The stamps overwrite each other: they add up, so write += for =."
conv_transpose2d.mistake(
    _STAMPS_OVERLAP,
    lambda x, weight, stride=1, padding=0: stamp(
        x, weight, _full_size(x, weight, stride, padding), stride, padding
    ),
)
conv_transpose2d.mistake(  # the same in a loop that goes through the channels too
    _STAMPS_OVERLAP,
    lambda x, weight, stride=1, padding=0: stamp(
        last_only(x, 1), weight, _full_size(x, weight, stride, padding), stride, padding
    ),
)
conv_transpose2d.mistake(
    "Your kernel is flipped: a pixel stamps it as it is.",
    lambda x, weight, **how: convolution.conv_transpose2d(
        x, weight[..., ::-1, ::-1], **how
    ),
)
conv_transpose2d.mistake(
    "Stride is ignored: neighbouring stamps are stride apart in the output.",
    lambda x, weight, stride=1, **how: convolution.conv_transpose2d(x, weight, **how),
)
conv_transpose2d.mistake(
    "Padding is ignored: cut padding rows and columns off each side of the result.",
    lambda x, weight, padding=0, **how: convolution.conv_transpose2d(x, weight, **how),
)
conv_transpose2d.mistake(
    "Padding is added: here it is what a convolution had added, so cut it off.",
    lambda x, weight, padding=0, **how: pad(
        convolution.conv_transpose2d(x, weight, **how), padding, padding
    ),
)


def _never_below_zero(
    x: Array, weight: Array, stride: int = 1, padding: int = 0
) -> Array:
    """Cut off at most what the kernel adds on each side."""
    largest = min(weight.shape[2:]) - 1
    return convolution.conv_transpose2d(
        x, weight, stride=stride, padding=min(padding, largest)
    )


conv_transpose2d.mistake(
    "Where padding cuts more than the kernel adds, K - 1 - padding is negative: then "
    "cut off rows and columns, which max(..., 0) leaves.",
    _never_below_zero,
)
