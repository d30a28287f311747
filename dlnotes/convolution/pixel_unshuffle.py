"""Pixels become channels: the way back from a pixel shuffle, and nothing is lost."""

from dlnotes._arguments import Array, as_int, check_dy
from dlnotes.convolution._arguments import check_images
from dlnotes.convolution.pixel_shuffle import pixel_shuffle, to_depth


def pixel_unshuffle(x: Array, downscale_factor: int) -> Array:
    r"""Space to depth: each r by r block of pixels becomes one pixel of r·r channels.

    .. math:: y_{n,\;cr^2+ar+b,\;i,j} = x_{n,c,\;ir+a,\;jr+b},
              \qquad 0 \le a, b < r

    It undoes :func:`~dlnotes.convolution.pixel_shuffle`.

    Parameters
    ----------
    x : Array
        Images, (..., C, H·r, W·r), float32 or float64.
    downscale_factor : int
        How many times as few rows and columns, r.

    Returns
    -------
    Array
        (..., C·r·r, H, W), a copy; x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or r is not an integer.
    ValueError
        If x has the wrong rank, r is less than 1, or does not divide rows and columns.

    Notes
    -----
    No arithmetic. torch: ``torch.nn.functional.pixel_unshuffle``. Source:
    Jacobsen et al., *i-RevNet* (2018), which down-samples so.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 3, 2, 4], [5, 7, 6, 8]]])
    >>> pixel_unshuffle(x, 2).tolist()
    [[[1.0, 2.0]], [[3.0, 4.0]], [[5.0, 6.0]], [[7.0, 8.0]]]
    """
    r, _ = _checked(x, downscale_factor)
    return to_depth(x, r)


def pixel_unshuffle_backward(dy: Array, x: Array, downscale_factor: int) -> Array:
    r"""Gradient of :func:`pixel_unshuffle`: every pixel goes back to its place.

    .. math:: dx = \text{pixel\_shuffle}(dy, r)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, downscale_factor
        What :func:`pixel_unshuffle` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`pixel_unshuffle`, and if dy has not the output's shape and dtype.

    Notes
    -----
    No arithmetic. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> dy = np.arange(1.0, 9.0).reshape(4, 1, 2)
    >>> pixel_unshuffle_backward(dy, np.zeros((1, 2, 4)), 2)
    array([[[1., 3., 2., 4.],
            [5., 7., 6., 8.]]])
    """
    r, shape = _checked(x, downscale_factor)
    check_dy(dy, x, shape)
    return pixel_shuffle(dy, r)


def _checked(x: Array, downscale_factor: int) -> tuple[int, tuple[int, ...]]:
    """Check the arguments; return the factor and the output's shape."""
    check_images("x", x)
    r = as_int("downscale_factor", downscale_factor, minimum=1)
    *batch, channels, height, width = x.shape
    if height % r or width % r:
        raise ValueError(
            f"x measures {height} x {width}, expected multiples of downscale_factor {r}"
        )
    return r, (*batch, channels * r**2, height // r, width // r)
