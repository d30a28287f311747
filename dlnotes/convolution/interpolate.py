"""Images of another size, between pixels: the nearest one, or a mixture of four."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dlnotes._arguments import (
    Array,
    IntPair,
    as_bool,
    as_pair,
    as_real,
    check_array,
    check_choice,
    check_dy,
    check_image,
)
from dlnotes._loops import blocks
from dlnotes._window import BLOCK

FEW = 16
"""Shares of a pixel that float32 adds up well; more need float64."""

Factor = float | Sequence[float]


class Axis(NamedTuple):
    """Which two input pixels each output pixel mixes along one axis.

    `far` is the weight of `high`, and `low` has the rest; None where nothing is mixed.
    """

    low: NDArray[np.intp]
    high: NDArray[np.intp]
    far: Array | None


def interpolate(
    x: Array,
    *,
    size: IntPair | None = None,
    scale_factor: Factor | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Array:
    r"""Resize images by the nearest pixel, or bilinearly.

    .. math:: y_i = (1 - \lambda)\, x_p + \lambda\, x_{\min(p+1,\,H-1)}, \quad
              p = \lfloor s \rfloor, \quad \lambda = s - p, \quad
              s = \max\left(\tfrac{i + 1/2}{f} - \tfrac12,\; 0\right)

    along the columns and then along the rows, where one output pixel is 1/f input
    pixels. Nearest is :math:`y_i = x_{\lfloor i/f \rfloor}`.

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W), float32 or float64.
    size : int or pair, keyword-only
        Rows and columns of the output, OH and OW; then f = OH/H.
    scale_factor : number or pair, keyword-only
        f, in place of `size`; OH is f·H, rounded down.
    mode : {"nearest", "bilinear"}, keyword-only
        "nearest" repeats or drops pixels, "bilinear" mixes the four around a place.
    align_corners : bool, optional, keyword-only
        Only for "bilinear". True puts the corner pixels onto each other's centres,
        :math:`s = i\,(H-1)/(O_H-1)`; else, and by default, pixels are squares that
        fill the same image.

    Returns
    -------
    Array
        (N, C, OH, OW), x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or an argument has a wrong type.
    ValueError
        If x has the wrong rank, not exactly one of `size` and `scale_factor` is given,
        nothing would be left, or `align_corners` is given for "nearest".

    Notes
    -----
    Bilinear takes two multiplications and one addition for each value of the wide
    image, (N, C, H, OW), and for each of the output; nearest takes none. Outside the
    image the outermost pixel is repeated. Shrinking looks at no more than four pixels,
    so it can skip some. torch: ``torch.nn.functional.interpolate``, not antialiased.

    Examples
    --------
    >>> x = np.array([[[[1.0, 5]]]])
    >>> interpolate(x, scale_factor=2)
    array([[[[1., 1., 5., 5.],
             [1., 1., 5., 5.]]]])
    >>> interpolate(x, size=(1, 4), mode="bilinear")
    array([[[[1., 2., 4., 5.]]]])
    >>> interpolate(x, size=(1, 5), mode="bilinear", align_corners=True)
    array([[[[1., 2., 3., 4., 5.]]]])
    """
    rows, columns = _axes(x, size, scale_factor, mode, align_corners)
    n, channels, height, width = x.shape
    planes = x.reshape(n * channels, height, width)
    y = np.empty((len(planes), len(rows.low), len(columns.low)), x.dtype)
    for some in blocks(len(planes), y[:1].size, BLOCK):
        wide = _mixed(planes[some], columns, axis=2)  # (planes, H, OW)
        _mixed(wide, rows, axis=1, out=y[some])  # (planes, OH, OW)
    return y.reshape(n, channels, *y.shape[1:])


def interpolate_backward(
    dy: Array,
    x: Array,
    *,
    size: IntPair | None = None,
    scale_factor: Factor | None = None,
    mode: str = "nearest",
    align_corners: bool | None = None,
) -> Array:
    r"""Gradient of :func:`interpolate`: each pixel collects by the weights it gave.

    .. math:: dx_p = \sum_{i:\; p_i = p} (1 - \lambda_i)\, dy_i +
              \sum_{i:\; \min(p_i+1,\,H-1) = p} \lambda_i\, dy_i

    along the rows and then along the columns.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, size, scale_factor, mode, align_corners
        What :func:`interpolate` was given; of x only shape and dtype count.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`interpolate`, and if dy has not the output's shape and dtype.

    Notes
    -----
    A multiplication and an addition for each output and each pixel that it mixes, the
    rows first. torch: what autograd does.

    Examples
    --------
    >>> dy = np.array([[[[1.0, 2, 3, 4]]]])
    >>> interpolate_backward(dy, np.zeros((1, 1, 1, 2)), size=(1, 4))
    array([[[[3., 7.]]]])
    >>> how = {"size": (1, 4), "mode": "bilinear"}
    >>> interpolate_backward(dy, np.zeros((1, 1, 1, 2)), **how)
    array([[[[3.25, 6.75]]]])
    """
    rows, columns = _axes(x, size, scale_factor, mode, align_corners)
    check_dy(dy, x, (*x.shape[:2], len(rows.low), len(columns.low)))
    n, channels, height, width = x.shape
    planes = dy.reshape(n * channels, *dy.shape[2:])
    dx = np.empty((len(planes), height, width), x.dtype)
    for some in blocks(len(planes), dy[:1, :1].size, BLOCK):
        wide = _collected(planes[some], rows, height, axis=1)  # (planes, H, OW)
        dx[some] = _collected(wide, columns, width, axis=2)
    return dx.reshape(x.shape)


def _mixed(x: Array, pixels: Axis, axis: int, out: Array | None = None) -> Array:
    """Mix two pixels along an axis for each pixel of the output."""
    y = x.take(pixels.low, axis, out=out, mode="clip")
    if pixels.far is not None:
        far = pixels.far if axis == 2 else pixels.far[:, None]
        y *= 1 - far
        high = x.take(pixels.high, axis, mode="clip")
        high *= far
        y += high
    return y


def _collected(dy: Array, pixels: Axis, size: int, axis: int) -> Array:
    """Add up along an axis what each of its `size` input pixels gave away."""
    places, weights = _taken(pixels, size)
    dtype = dy.dtype if len(places) <= FEW else np.float64
    dx = np.zeros((*dy.shape[:axis], size, *dy.shape[axis + 1 :]), dtype)
    dy = np.pad(dy, [(0, int(axis == k)) for k in range(3)])  # a place for no output
    for place, weight in zip(places, weights.astype(dtype), strict=True):
        share = dy.take(place, axis, mode="clip")
        if pixels.far is not None:
            share *= weight if axis == 2 else weight[:, None]
        dx += share
    return dx


def _taken(pixels: Axis, size: int) -> tuple[NDArray[np.intp], Array]:
    """List the outputs that mix each input pixel, (T, size), and its weights in them.

    T is the most that one pixel has; where another has fewer stands the number after
    the last output, with the weight 0.
    """
    wanted = len(pixels.low)
    givers, outputs, given = pixels.low, np.arange(wanted), np.ones(wanted)
    if pixels.far is not None:
        givers = np.concatenate([pixels.low, pixels.high])
        outputs = np.concatenate([outputs, outputs])
        given = np.concatenate([1 - pixels.far, pixels.far])
    order = np.argsort(givers, kind="stable")
    first = np.searchsorted(givers[order], np.arange(size))
    count = np.diff(first, append=len(givers))
    turn = np.arange(count.max())[:, None]  # (T, 1)
    entry = np.where(turn < count, first + turn, len(givers))
    return np.append(outputs[order], wanted)[entry], np.append(given[order], 0)[entry]


def _axes(
    x: Array,
    size: IntPair | None,
    scale_factor: Factor | None,
    mode: str,
    align_corners: bool | None,
) -> tuple[Axis, Axis]:
    """Check all arguments; return what the rows and what the columns are made of."""
    check_array("x", x, ndim=(4,))
    check_image("x", x)
    check_choice("mode", mode, ("nearest", "bilinear"))
    if align_corners is not None:
        align_corners = as_bool("align_corners", align_corners)
        if mode == "nearest":
            raise ValueError(
                f"align_corners is {align_corners}, expected None where mode is "
                "'nearest'"
            )
    if (size is None) == (scale_factor is None):
        raise ValueError(
            f"size is {size} and scale_factor is {scale_factor}, expected one of them"
        )
    image = x.shape[-2], x.shape[-1]
    if size is not None:
        wanted = as_pair("size", size, minimum=1)
        steps = image[0] / wanted[0], image[1] / wanted[1]
    else:
        factors = _factors(scale_factor)
        wanted = int(image[0] * factors[0]), int(image[1] * factors[1])
        if 0 in wanted:
            raise ValueError(
                f"scale_factor is {scale_factor}, which leaves {wanted[0]} x "
                f"{wanted[1]} pixels of {image[0]} x {image[1]}"
            )
        steps = 1 / factors[0], 1 / factors[1]
    make = _nearest if mode == "nearest" else _linear
    rows, columns = (
        make(n, out, step, bool(align_corners), x.dtype)
        for n, out, step in zip(image, wanted, steps, strict=True)
    )
    return rows, columns


def _factors(scale_factor: object) -> tuple[float, float]:
    """Return one positive number as (f, f), and a pair as it is."""
    pair = (
        scale_factor if isinstance(scale_factor, (tuple, list)) else [scale_factor] * 2
    )
    if len(pair) != 2:
        raise ValueError(
            f"scale_factor is {scale_factor!r}, expected a number or a pair"
        )
    rows, columns = (as_real("scale_factor", value, 0) for value in pair)
    if 0 in (rows, columns):
        raise ValueError(f"scale_factor is {scale_factor}, expected more than 0")
    return rows, columns


def _nearest(
    size: int, wanted: int, step: float, aligned: bool, dtype: np.dtype[Any]
) -> Axis:
    """Find the pixel at or before each place, in float32 as torch does."""
    places = np.arange(wanted)
    if wanted != size:
        exact = places.astype(np.float32) * np.float32(step)
        places = np.minimum(np.floor(exact).astype(np.intp), size - 1)
    return Axis(places, places, None)


def _linear(
    size: int, wanted: int, step: float, aligned: bool, dtype: np.dtype[Any]
) -> Axis:
    """Find the two pixels around each place, and how far it is from the first."""
    if wanted == size:  # nothing is mixed: a NaN stays alone
        return Axis(np.arange(size), np.arange(size), None)
    places = np.arange(wanted, dtype=dtype)
    if aligned:
        step = (size - 1) / (wanted - 1) if wanted > 1 else 0.0
        places *= dtype.type(step)
    else:
        places = np.maximum((places + 0.5) * dtype.type(step) - 0.5, 0).astype(dtype)
    low = np.minimum(places.astype(np.intp), size - 1)
    high = np.minimum(low + 1, size - 1)
    return Axis(low, high, np.minimum(places - low, 1).astype(dtype))
