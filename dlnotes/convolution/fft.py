"""Convolution by the convolution theorem: a product for each frequency."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, IntPair, Pair
from dlnotes._window import Padding, Window, as_batch
from dlnotes.convolution._arguments import check_conv2d, with_bias

Spectra: TypeAlias = npt.NDArray[np.complexfloating[Any, Any]]


def conv2d_fft(
    x: Array,
    weight: Array,
    bias: Array | None = None,
    *,
    stride: IntPair = 1,
    padding: Padding = 0,
    dilation: IntPair = 1,
    groups: int = 1,
) -> Array:
    r"""2-D convolution as a product of spectra.

    .. math:: y = b + \mathcal{F}^{-1}\Big(\sum_c \mathcal{F}(x_c)\,
              \overline{\mathcal{F}(w_{o,c})}\Big)

    Without the conjugate this would be the *true* convolution, kernel flipped. The
    transforms take the image to be periodic; positions where the kernel would wrap
    around are the ones that the window never takes.

    Parameters
    ----------
    x, weight, bias, stride, padding, dilation, groups
        As in :func:`conv2d`. A stride saves nothing: all positions are computed.

    Returns
    -------
    Array
        (N, C_out, OH, OW), or (C_out, OH, OW) for a single image; x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`conv2d`.

    Notes
    -----
    N·C_out·(C/G)·H·W/2 complex multiply-adds, whatever the kernel's size, besides the
    transforms of N·C + C_out·C/G + N·C_out images. Rounding spreads over the whole
    image, NaN and infinity too. Source: Mathieu, Henaff and LeCun, *Fast training of
    convolutional networks through FFTs* (arXiv 1312.5851).

    Examples
    --------
    >>> x = np.arange(1.0, 10.0).reshape(1, 3, 3)
    >>> conv2d_fft(x, np.ones((1, 1, 2, 2))).round(10)
    array([[[12., 16.],
            [24., 28.]]])
    """
    window, groups = check_conv2d(x, weight, bias, stride, padding, dilation, groups)
    (oh, ow), (sh, sw) = window.output_size(x.shape[-2:]), window.stride
    images, kernels = window.pad(as_batch(x)), _spread(weight, window)
    n, _, height, width = images.shape
    size = _fast_size(height), _fast_size(width)
    images = images.reshape(n, groups, weight.shape[1], height, width)
    kernels = kernels.reshape(groups, -1, *kernels.shape[1:])
    spectra = np.matmul(
        _spectra(kernels, size, (0, 1, 2)).conj(),  # (FH, FW, G, C_out/G, C/G)
        _spectra(images, size, (1, 2, 0)),  # (FH, FW, G, C/G, N)
    )
    # (FH, FW, G, C_out/G, N) -> (N, G, C_out/G, FH, FW)
    y = np.fft.irfft2(spectra.transpose(4, 2, 3, 0, 1), size)
    y = y[..., : (oh - 1) * sh + 1 : sh, : (ow - 1) * sw + 1 : sw]
    return with_bias(y.reshape(n, len(weight), oh, ow), bias, x)


def _spectra(a: Array, size: Pair, order: tuple[int, ...]) -> Spectra:
    """Transform the last two axes, and put them before the others in their order."""
    spectra = np.fft.rfft2(a, size).transpose(3, 4, *order)
    return np.ascontiguousarray(spectra)


def _spread(weight: Array, window: Window) -> Array:
    """Put the zeros between the taps that dilation means."""
    dh, dw = window.dilation
    kernels = np.zeros((*weight.shape[:2], *window.span), weight.dtype)
    kernels[..., ::dh, ::dw] = weight
    return kernels


def _fast_size(length: int) -> int:
    """Round up to a product of twos, threes and fives: those transform fast."""
    rest = length
    for prime in (2, 3, 5):
        while rest % prime == 0:
            rest //= prime
    return length if rest == 1 else _fast_size(length + 1)
