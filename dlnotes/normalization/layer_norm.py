"""Layer norm: a mean and a variance for each sample, over its last axes."""

import numpy as np

from dlnotes._arguments import Array, check_dy
from dlnotes.normalization._arguments import (
    Shape,
    check_layer_norm,
    like,
)
from dlnotes.normalization._rows import (
    as_rows,
    flat,
    mean_over,
    normalize_rows,
    normalize_rows_backward,
)


def layer_norm(
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Array:
    r"""Layer normalization.

    .. math:: y_{r,d} = w_d \frac{x_{r,d} - \mu_r}{\sqrt{\sigma_r^2 + \epsilon}} + b_d,
              \qquad \mu_r = \frac1D \sum_d x_{r,d}, \qquad
              \sigma_r^2 = \frac1D \sum_d (x_{r,d} - \mu_r)^2

    where d runs over the last axes, r over the others. No batch statistic, no state: a
    sample's output depends on that sample alone, in training as in evaluation.

    Parameters
    ----------
    x : Array
        (..., normalized_shape), float32 or float64.
    normalized_shape : int or tuple of int
        Sizes of the last axes, which share the statistics; an integer is the size of
        the last one.
    weight, bias : Array, optional
        Scale and shift of shape normalized_shape, of x's dtype; None: 1 and 0.
    eps : float, keyword-only
        Added to the variance, under the root.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is none.
    ValueError
        If normalized_shape is empty or not the end of x's shape, a parameter has
        another shape, or eps is negative.

    Notes
    -----
    Some ten operations a value, block by block. Numerics as :func:`batch_norm`.

    torch: ``torch.nn.functional.layer_norm`` (which takes a tuple alone). Source: Ba,
    Kiros and Hinton, *Layer normalization* (2016), equations 3 and 4.

    Examples
    --------
    >>> import numpy as np
    >>> layer_norm(np.array([[1.0, 3.0], [10.0, 30.0]]), 2).round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    shape, eps = check_layer_norm(x, normalized_shape, weight, bias, eps)
    y = normalize_rows(as_rows(x, shape), flat(weight), flat(bias), eps, centre=True)
    return y.reshape(x.shape)


def layer_norm_backward(
    dy: Array,
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    r"""Gradients of :func:`layer_norm`.

    .. math:: db_d = \sum_r dy_{r,d}, \qquad
              dw_d = \sum_r dy_{r,d}\,\hat x_{r,d}, \qquad
              dx = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \left(g - \overline{g}
              - \hat x\,\overline{g \hat x}\right), \qquad g = w \cdot dy

    where the bar is the mean over d.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, normalized_shape, weight, bias, eps
        What :func:`layer_norm` was given.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`layer_norm`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The statistics are computed again: nothing is kept of the forward pass. torch: what
    autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0, 2.0, 6.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dweight, dbias = layer_norm_backward(dy, x, 3, np.ones(3))
    >>> dx.round(3), dweight.round(3), dbias
    (array([[ 0.176, -0.22 ,  0.044]]), array([-0.926,  0.   ,  0.   ]), None)
    """
    shape, eps = check_layer_norm(x, normalized_shape, weight, bias, eps)
    check_dy(dy, x, x.shape)
    dx, dweight, dbias = normalize_rows_backward(
        as_rows(dy, shape),
        as_rows(x, shape),
        flat(weight),
        flat(bias),
        eps,
        centre=True,
    )
    return dx.reshape(x.shape), like(weight, dweight), like(bias, dbias)


def layer_norm_naive(
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Array:
    """Compute :func:`layer_norm` as its formula reads, on whole arrays.

    Parameters
    ----------
    x, normalized_shape, weight, bias, eps
        As in :func:`layer_norm`.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError, ValueError
        As :func:`layer_norm`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch, source: as :func:`layer_norm`.

    Examples
    --------
    >>> import numpy as np
    >>> layer_norm_naive(np.array([[1.0, 3.0], [10.0, 30.0]]), 2).round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    shape, eps = check_layer_norm(x, normalized_shape, weight, bias, eps)
    wide, axes = x.astype(np.float64), tuple(range(-len(shape), 0))
    mean = mean_over(wide, axes)  # (..., 1)
    var = mean_over((wide - mean) ** 2, axes)
    y: Array = (wide - mean) / np.sqrt(var + eps)
    if weight is not None:
        y *= weight
    if bias is not None:
        y += bias
    return y.astype(x.dtype)


def layer_norm_backward_naive(
    dy: Array,
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    """Compute :func:`layer_norm_backward` as its formulas read, on whole arrays.

    Parameters
    ----------
    dy, x, normalized_shape, weight, bias, eps
        As in :func:`layer_norm_backward`.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`layer_norm_backward`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0, 2.0, 6.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dweight, dbias = layer_norm_backward_naive(dy, x, 3, np.ones(3))
    >>> dx.round(3), dweight.round(3), dbias
    (array([[ 0.176, -0.22 ,  0.044]]), array([-0.926,  0.   ,  0.   ]), None)
    """
    shape, eps = check_layer_norm(x, normalized_shape, weight, bias, eps)
    check_dy(dy, x, x.shape)
    wide, slope = x.astype(np.float64), dy.astype(np.float64)
    axes, rows = tuple(range(-len(shape), 0)), tuple(range(x.ndim - len(shape)))
    mean = mean_over(wide, axes)  # (..., 1)
    rstd = 1 / np.sqrt(mean_over((wide - mean) ** 2, axes) + eps)
    x_hat = (wide - mean) * rstd
    dbias, dweight = slope.sum(axis=rows), (slope * x_hat).sum(axis=rows)
    g = slope if weight is None else slope * weight
    dx: Array = rstd * (g - mean_over(g, axes) - x_hat * mean_over(g * x_hat, axes))
    return dx.astype(x.dtype), like(weight, dweight), like(bias, dbias)
