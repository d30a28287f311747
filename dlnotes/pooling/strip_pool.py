"""Strip pooling: each place learns the mean of its row and that of its column."""

import numpy as np

from dlnotes._arguments import (
    Array,
    check_array,
    check_dy,
    check_image,
    check_same_dtype,
)


def strip_pool(
    x: Array, row_weight: Array | None = None, column_weight: Array | None = None
) -> Array:
    r"""Add up, at each place, what its whole row and its whole column say.

    .. math:: y_{n,o,i,j} = r_{n,o,i} + s_{n,o,j}, \qquad
              r = w^r \star \operatorname{mean}_j x_{n,c,i,j}, \quad
              s = w^s \star \operatorname{mean}_i x_{n,c,i,j}

    Parameters
    ----------
    x : Array
        Images, (N, C, H, W) or (C, H, W), float32 or float64.
    row_weight, column_weight : Array, optional
        Kernels (O, C, K) of a 1-D convolution along the H means of rows, and of one
        along the W means of columns; K odd, zeros around. None leaves the means as
        they are.

    Returns
    -------
    Array
        (N, O, H, W), or (O, H, W) for a single image; x's dtype. O is C without
        weights.

    Raises
    ------
    TypeError
        If an argument is no array of float32 or float64, or their dtypes differ.
    ValueError
        If a shape does not fit, or K is even.

    Notes
    -----
    The paper's module then weighs x by the result: ``x * sigmoid(conv1x1(y))``. This
    gate is left to the caller. Summed in float64. Source: Hou et al. 2020, section 3.
    torch: ``x.mean(3)``, ``conv1d`` with padding K // 2, ``x.mean(2)``, and a sum that
    broadcasts.

    Examples
    --------
    >>> x = np.array([[[0.0, 0, 0], [3, 3, 3], [0, 0, 0]]])
    >>> strip_pool(x)
    array([[[1., 1., 1.],
            [4., 4., 4.],
            [1., 1., 1.]]])
    """
    _check(x, row_weight, column_weight)
    rows = _along(_mean(x, -1), row_weight)  # (N, O, H)
    columns = _along(_mean(x, -2), column_weight)  # (N, O, W)
    return rows[..., :, None] + columns[..., None, :]


def strip_pool_backward(
    dy: Array,
    x: Array,
    row_weight: Array | None = None,
    column_weight: Array | None = None,
) -> tuple[Array, Array | None, Array | None]:
    r"""Gradient of :func:`strip_pool`.

    .. math:: dx_{n,c,i,j} = \frac{1}{W}\sum_{o,u} w^r_{o,c,u}\, dr_{n,o,i-u}
              + \frac{1}{H}\sum_{o,u} w^s_{o,c,u}\, ds_{n,o,j-u}

    where :math:`dr_{n,o,i} = \sum_j dy_{n,o,i,j}`, :math:`ds_{n,o,j} = \sum_i
    dy_{n,o,i,j}`, and u counts the taps from the middle.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, row_weight, column_weight
        What :func:`strip_pool` was given.

    Returns
    -------
    dx, drow_weight, dcolumn_weight : Array or None
        Gradients of the shape and dtype of x and the weights; None for no weight.

    Raises
    ------
    TypeError, ValueError
        As :func:`strip_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    torch: what autograd does.

    Examples
    --------
    >>> dx, _, _ = strip_pool_backward(np.ones((1, 2, 4)), np.zeros((1, 2, 4)))
    >>> dx
    array([[[2., 2., 2., 2.],
            [2., 2., 2., 2.]]])
    """
    channels = _check(x, row_weight, column_weight)
    *batch, _, height, width = x.shape
    check_dy(dy, x, (*batch, channels, height, width))
    drows, drow_weight = _back(dy.sum(axis=-1), _mean(x, -1), row_weight)
    dcolumns, dcolumn_weight = _back(dy.sum(axis=-2), _mean(x, -2), column_weight)
    dx = drows[..., :, None] / width + dcolumns[..., None, :] / height
    return dx, drow_weight, dcolumn_weight


def _check(x: Array, row_weight: Array | None, column_weight: Array | None) -> int:
    """Check the arguments; return the number of output channels."""
    check_image("x", x)
    given = {"row_weight": row_weight, "column_weight": column_weight}
    outputs = {}
    for name, weight in given.items():
        if weight is None:
            outputs[name] = int(x.shape[-3])
            continue
        check_array(name, weight, ndim=(3,))
        if weight.shape[1] != x.shape[-3] or weight.shape[0] < 1:
            raise ValueError(
                f"{name} has shape {weight.shape}, but x has {x.shape[-3]} channels "
                f"(expected (O, {x.shape[-3]}, K))"
            )
        if weight.shape[2] % 2 == 0:
            raise ValueError(f"{name} has {weight.shape[2]} taps, expected an odd K")
        outputs[name] = weight.shape[0]
    check_same_dtype(x=x, **given)
    if outputs["row_weight"] != outputs["column_weight"]:
        raise ValueError(
            f"row_weight makes {outputs['row_weight']} channels and column_weight "
            f"{outputs['column_weight']}, expected as many of both"
        )
    return outputs["row_weight"]


def _mean(x: Array, axis: int) -> Array:
    """Average an axis away, in float64."""
    means: Array = x.mean(axis=axis, dtype=np.float64).astype(x.dtype)
    return means


def _along(means: Array, weight: Array | None) -> Array:
    """Slide a kernel (O, C, K) along means (..., C, T); None changes nothing."""
    if weight is None:
        return means
    slices = _slices(means, weight.shape[2])
    taps = [weight[:, :, u] @ part for u, part in enumerate(slices)]  # (..., O, T)
    y: Array = np.sum(taps, axis=0)
    return y


def _back(dy: Array, means: Array, weight: Array | None) -> tuple[Array, Array | None]:
    """Return the gradients for the means and for the weight."""
    if weight is None:
        return dy, None
    flipped = weight.transpose(1, 0, 2)[:, :, ::-1]  # (C, O, K)
    products = [dy @ part.swapaxes(-1, -2) for part in _slices(means, weight.shape[2])]
    dweight = np.stack(products, axis=-1)  # (..., O, C, K)
    images = tuple(range(dweight.ndim - 3))
    return _along(dy, flipped), dweight.sum(axis=images)


def _slices(means: Array, taps: int) -> list[Array]:
    """Return what each tap of a kernel sees, with zeros around."""
    before, length = taps // 2, means.shape[-1]
    around = [(0, 0)] * (means.ndim - 1) + [(before, before)]
    padded = np.pad(means, around)
    return [padded[..., u : u + length] for u in range(taps)]
