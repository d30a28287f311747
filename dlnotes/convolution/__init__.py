"""Convolution: forward, backward, and the shapes in between, in NumPy."""

from dlnotes.convolution.conv2d import conv2d, conv2d_backward
from dlnotes.convolution.conv2d_naive import conv2d_naive
from dlnotes.convolution.conv_transpose2d import (
    conv_transpose2d,
    conv_transpose2d_backward,
)
from dlnotes.convolution.output_size import output_size, transposed_output_size
from dlnotes.convolution.unfold import fold, fold_backward, unfold, unfold_backward

__all__ = [
    "conv2d",
    "conv2d_backward",
    "conv2d_naive",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "fold",
    "fold_backward",
    "output_size",
    "transposed_output_size",
    "unfold",
    "unfold_backward",
]
