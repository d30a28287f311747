"""Convolution: forward, backward, and the shapes in between, in NumPy."""

from dlnotes.convolution.channel_shuffle import (
    channel_shuffle,
    channel_shuffle_backward,
)
from dlnotes.convolution.conv2d import conv2d, conv2d_algorithm, conv2d_backward
from dlnotes.convolution.conv2d_naive import conv2d_backward_naive, conv2d_naive
from dlnotes.convolution.conv_transpose2d import (
    conv_transpose2d,
    conv_transpose2d_backward,
    conv_transpose2d_naive,
)
from dlnotes.convolution.depthwise import conv2d_depthwise
from dlnotes.convolution.depthwise_separable_conv2d import (
    depthwise_separable_conv2d,
    depthwise_separable_conv2d_backward,
)
from dlnotes.convolution.fft import conv2d_fft
from dlnotes.convolution.im2col import conv2d_im2col
from dlnotes.convolution.indirect import conv2d_indirect, indirection_buffer
from dlnotes.convolution.interpolate import interpolate, interpolate_backward
from dlnotes.convolution.output_size import output_size, transposed_output_size
from dlnotes.convolution.pixel_shuffle import pixel_shuffle, pixel_shuffle_backward
from dlnotes.convolution.pixel_unshuffle import (
    pixel_unshuffle,
    pixel_unshuffle_backward,
)
from dlnotes.convolution.shift import conv2d_shift
from dlnotes.convolution.unfold import fold, fold_backward, unfold, unfold_backward
from dlnotes.convolution.winograd import conv2d_winograd, winograd_matrices

__all__ = [
    "channel_shuffle",
    "channel_shuffle_backward",
    "conv2d",
    "conv2d_algorithm",
    "conv2d_backward",
    "conv2d_backward_naive",
    "conv2d_depthwise",
    "conv2d_fft",
    "conv2d_im2col",
    "conv2d_indirect",
    "conv2d_naive",
    "conv2d_shift",
    "conv2d_winograd",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "conv_transpose2d_naive",
    "depthwise_separable_conv2d",
    "depthwise_separable_conv2d_backward",
    "fold",
    "fold_backward",
    "indirection_buffer",
    "interpolate",
    "interpolate_backward",
    "output_size",
    "pixel_shuffle",
    "pixel_shuffle_backward",
    "pixel_unshuffle",
    "pixel_unshuffle_backward",
    "transposed_output_size",
    "unfold",
    "unfold_backward",
    "winograd_matrices",
]
