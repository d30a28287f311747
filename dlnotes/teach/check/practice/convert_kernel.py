"""The exercise on the layout of kernels."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise


def _by_channel(kernel: Array) -> Array:
    """Lay out a depthwise kernel with the input channel slowest."""
    rows, columns, channels, multiplier = kernel.shape
    shape = channels * multiplier, 1, rows, columns
    return kernel.transpose(2, 3, 0, 1).reshape(shape)


def _torch_layout(
    kernel: Array, kind: str, depthwise: Callable[[Array], Array] = _by_channel
) -> Array:
    return depthwise(kernel) if kind == "depthwise" else kernel.transpose(3, 2, 0, 1)


@exercise()
def convert_kernel(kernel: Array, kind: str) -> Array:
    """Return the weight of PyTorch's layer that does what Keras's kernel does.

    kind "conv": from (rows, columns, in, out) to (out, in, rows, columns).
    kind "transposed": from (rows, columns, out, in) to (in, out, rows, columns).
    kind "depthwise": from (rows, columns, in, multiplier) to (in * multiplier, 1, rows,
    columns); output channel multiplier * c + m is kernel m of input channel c.
    Keep the dtype of kernel.
    """
    return _torch_layout(kernel, kind)


convert_kernel.case("1 weight", np.array([[[[2.0]]]]), "conv")
convert_kernel.case("1×3 kernels, 2 outputs", count(1, 3, 1, 2), "conv")
convert_kernel.case("2 inputs, 3 outputs", count(2, 2, 2, 3), "conv")
convert_kernel.case("as many inputs as outputs", integers(3, 3, 2, 2), "conv")
convert_kernel.case("transposed", count(2, 3, 2, 4), "transposed")
convert_kernel.case("depthwise", count(2, 2, 3, 1), "depthwise")
convert_kernel.case("depthwise, 2 kernels a channel", count(2, 3, 3, 2), "depthwise")
convert_kernel.case("float32 noise", noise(3, 3, 4, 5), "conv")

convert_kernel.mistake(
    "You reshape: that cuts the same sequence into other pieces. Move the axes, by "
    "transpose.",
    lambda kernel, kind: kernel.reshape(_torch_layout(kernel, kind).shape),
)
convert_kernel.mistake(
    "Rows and columns are exchanged: kernel.T reverses all axes, transpose(3, 2, 0, 1) "
    "keeps rows before columns.",
    lambda kernel, kind: _torch_layout(kernel.swapaxes(0, 1), kind),
)
convert_kernel.mistake(
    "You flip the kernel: both frameworks correlate, so nothing is to be flipped.",
    lambda kernel, kind: _torch_layout(kernel[::-1, ::-1], kind),
)
convert_kernel.mistake(
    "A depthwise kernel's outputs are in the wrong order: all kernels of input channel "
    "0 come first, transpose(2, 3, 0, 1).",
    lambda kernel, kind: _torch_layout(
        kernel,
        kind,
        lambda k: k.transpose(3, 2, 0, 1).reshape(-1, 1, *k.shape[:2]),
    ),
)
convert_kernel.mistake(
    "A transposed layer's kernel needs the same transpose as a convolution's: its in "
    "and out are exchanged in both frameworks.",
    lambda kernel, kind: (
        kernel.transpose(2, 3, 0, 1)
        if kind == "transposed"
        else _torch_layout(kernel, kind)
    ),
)
