"""Factorised bilinear pooling: scores of pairs of channels, from few factors."""

import numpy as np

from dlnotes._arguments import (
    Array,
    check_array,
    check_dy,
    check_image,
    check_same_dtype,
    check_shape,
)


def factorized_bilinear_pool(
    x: Array,
    weight: Array,
    factors: Array,
    bias: Array | None = None,
    *,
    mask: Array | None = None,
) -> Array:
    r"""Score each place by a line and k squares, and average the scores.

    .. math:: y_{n,o} = b_o + \operatorname{mean}_{i,j} \Bigl( w_o^{\mathsf T} v
              + \sum_{f} m_{n,o,f} \bigl(F_o v\bigr)_f^2 \Bigr),
              \qquad v = x_{n,:,i,j}

    Without a mask the square part is :math:`v^{\mathsf T} F_o^{\mathsf T} F_o v`.

    Parameters
    ----------
    x : Array
        Maps, (N, C, H, W) or (C, H, W), float32 or float64. A vector of features is a
        map of one place.
    weight : Array
        w, (O, C), for O scores.
    factors : Array
        F, (O, k, C): k factors for each score.
    bias : Array, optional
        b, (O,); none by default.
    mask : Array, optional, keyword-only
        m, (N, O, k), or (O, k) for a single image: what each factor counts. DropFactor
        draws it in training: 0 with probability p, else 1 / (1 - p).

    Returns
    -------
    Array
        (N, O), or (O,) for a single image; x's dtype.

    Raises
    ------
    TypeError
        If an argument is no array of float32 or float64, or their dtypes differ.
    ValueError
        If a shape does not fit.

    Notes
    -----
    O·C·(k + 1) multiply-adds a place, and as many weights, against O·C² weights of the
    whole matrix. :math:`F^{\mathsf T}F` is positive semi-definite and of rank k at
    most, so a single score is convex in v. Source: Li et al. 2017, "Factorized bilinear
    models", section 3, for maps averaged over their places.

    Examples
    --------
    >>> x = np.array([2.0, 1]).reshape(2, 1, 1)
    >>> w, factors = np.array([[1.0, 0]]), np.array([[[1.0, 1]]])
    >>> factorized_bilinear_pool(x, w, factors)  # 2 + (2 + 1)²
    array([11.])
    """
    _check(x, weight, factors, bias, mask)
    squares = (_projected(x, factors) ** 2).mean(axis=(-2, -1))  # (N, O, k)
    if mask is not None:
        squares = squares * mask
    y = x.mean(axis=(-2, -1), dtype=np.float64) @ weight.T + squares.sum(axis=-1)
    if bias is not None:
        y = y + bias
    scores: Array = y.astype(x.dtype)
    return scores


def factorized_bilinear_pool_backward(
    dy: Array,
    x: Array,
    weight: Array,
    factors: Array,
    bias: Array | None = None,
    *,
    mask: Array | None = None,
) -> tuple[Array, Array, Array, Array | None]:
    r"""Gradient of :func:`factorized_bilinear_pool`.

    .. math:: dF_{o,f} = \sum_n 2\, m_{n,o,f}\, dy_{n,o} \operatorname{mean}_{i,j}
              (F_o v)_f\, v, \qquad
              dv = \frac{1}{HW} \sum_o dy_{n,o} \bigl( w_o + 2 \textstyle\sum_f
              m_{n,o,f} (F_o v)_f F_{o,f} \bigr)

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, weight, factors, bias, mask
        What :func:`factorized_bilinear_pool` was given.

    Returns
    -------
    dx, dweight, dfactors, dbias : Array or None
        Gradients of the shape and dtype of each; None for no bias. The mask gets none.

    Raises
    ------
    TypeError, ValueError
        As :func:`factorized_bilinear_pool`, and if dy has not the output's shape and
        dtype.

    Notes
    -----
    About twice the work of the forward pass. torch: what autograd does.

    Examples
    --------
    >>> x = np.array([2.0, 1]).reshape(2, 1, 1)
    >>> w, factors = np.array([[1.0, 0]]), np.array([[[1.0, 1]]])
    >>> dx, *_ = factorized_bilinear_pool_backward(np.ones(1), x, w, factors)
    >>> dx.ravel()
    array([7., 6.])
    """
    _check(x, weight, factors, bias, mask)
    check_dy(dy, x, (*x.shape[:-3], len(weight)))
    places = x.shape[-2] * x.shape[-1]
    means = x.mean(axis=(-2, -1), dtype=np.float64)  # (N, C)
    each = dy[..., None] if mask is None else dy[..., None] * mask  # (N, O, k)
    pull = 2 / places * each[..., None, None] * _projected(x, factors)
    dfactors = np.einsum("...okhw,...chw->...okc", pull, x)
    dx = np.einsum("...okhw,okc->...chw", pull, factors)
    dx += (dy @ weight)[..., None, None] / places
    dweight = dy[..., :, None] * means[..., None, :]  # (N, O, C)
    images = tuple(range(x.ndim - 3))
    return (
        dx.astype(x.dtype),
        dweight.sum(axis=images).astype(x.dtype),
        dfactors.sum(axis=images).astype(x.dtype),
        None if bias is None else dy.sum(axis=images),
    )


def _check(
    x: Array, weight: Array, factors: Array, bias: Array | None, mask: Array | None
) -> None:
    """Check the arguments."""
    check_image("x", x)
    check_array("weight", weight, ndim=(2,))
    check_array("factors", factors, ndim=(3,))
    outputs, channels = len(weight), x.shape[-3]
    check_shape("weight", weight, (outputs, channels))
    check_shape("factors", factors, (outputs, factors.shape[1], channels))
    if bias is not None:
        check_array("bias", bias)
        check_shape("bias", bias, (outputs,))
    if mask is not None:
        check_array("mask", mask)
        check_shape("mask", mask, (*x.shape[:-3], outputs, factors.shape[1]))
    check_same_dtype(x=x, weight=weight, factors=factors, bias=bias, mask=mask)


def _projected(x: Array, factors: Array) -> Array:
    """Return what each factor sees at each place, (N, O, k, H, W), in float64."""
    wide = x.astype(np.float64)
    seen: Array = np.einsum("okc,...chw->...okhw", factors, wide)
    return seen
