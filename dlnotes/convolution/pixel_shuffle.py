"""Channels become pixels: an image r times as large, without any arithmetic."""

import numpy as np

from dlnotes._arguments import Array, as_int, check_dy
from dlnotes.convolution._arguments import check_images


def pixel_shuffle(x: Array, upscale_factor: int) -> Array:
    r"""Depth to space: r·r channels become one with r times the rows and columns.

    .. math:: y_{n,c,\;ir+a,\;jr+b} = x_{n,\;cr^2+ar+b,\;i,j},
              \qquad 0 \le a, b < r

    Parameters
    ----------
    x : Array
        Images, (..., C·r·r, H, W), float32 or float64.
    upscale_factor : int
        How many times as many rows and columns, r.

    Returns
    -------
    Array
        (..., C, H·r, W·r), a copy; x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or r is not an integer.
    ValueError
        If x has the wrong rank, r is less than 1, or its square does not divide the
        channels.

    Notes
    -----
    No arithmetic. torch: ``torch.nn.functional.pixel_shuffle``. Source: Shi et al.,
    *Real-time single image and video super-resolution using an efficient sub-pixel
    convolutional neural network* (2016), equation 4.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 2]], [[3, 4]], [[5, 6]], [[7, 8]]])  # (4, 1, 2)
    >>> pixel_shuffle(x, 2)
    array([[[1., 3., 2., 4.],
            [5., 7., 6., 8.]]])
    """
    r, shape = _checked(x, upscale_factor)
    *batch, channels, height, width = x.shape
    blocks = x.reshape(*batch, channels // r**2, r, r, height, width)
    # (..., C, r, r, H, W) -> (..., C, H, r, W, r)
    pixels = np.moveaxis(blocks, (-4, -3), (-3, -1))
    return pixels.copy().reshape(shape)  # (..., C, H*r, W*r)


def pixel_shuffle_backward(dy: Array, x: Array, upscale_factor: int) -> Array:
    r"""Gradient of :func:`pixel_shuffle`: every pixel goes back to its channel.

    .. math:: dx = \text{pixel\_unshuffle}(dy, r)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, upscale_factor
        What :func:`pixel_shuffle` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`pixel_shuffle`, and if dy has not the output's shape and dtype.

    Notes
    -----
    No arithmetic. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> dy = np.array([[[1.0, 3, 2, 4], [5, 7, 6, 8]]])
    >>> pixel_shuffle_backward(dy, np.zeros((4, 1, 2)), 2).ravel()
    array([1., 2., 3., 4., 5., 6., 7., 8.])
    """
    r, shape = _checked(x, upscale_factor)
    check_dy(dy, x, shape)
    return to_depth(dy, r)


def to_depth(x: Array, r: int) -> Array:
    """Lay out blocks of r by r pixels as r·r channels; a copy, (..., C·r·r, H, W)."""
    *batch, channels, height, width = x.shape
    pixels = x.reshape(*batch, channels, height // r, r, width // r, r)
    # (..., C, H, r, W, r) -> (..., C, r, r, H, W)
    blocks = np.moveaxis(pixels, (-3, -1), (-4, -3))
    return blocks.copy().reshape(*batch, channels * r**2, height // r, width // r)


def _checked(x: Array, upscale_factor: int) -> tuple[int, tuple[int, ...]]:
    """Check the arguments; return the factor and the output's shape."""
    check_images("x", x)
    r = as_int("upscale_factor", upscale_factor, minimum=1)
    *batch, channels, height, width = x.shape
    if channels % r**2:
        raise ValueError(
            f"x has {channels} channels, expected a multiple of {r**2}, the square of "
            f"upscale_factor {r}"
        )
    return r, (*batch, channels // r**2, height * r, width * r)
