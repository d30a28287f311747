"""RMS norm: divide each sample by its root mean square."""

import numpy as np

from dlnotes._arguments import Array, check_dy
from dlnotes.normalization._arguments import (
    Shape,
    check_rms_norm,
    like,
)
from dlnotes.normalization._rows import (
    as_rows,
    flat,
    mean_over,
    normalize_rows,
    normalize_rows_backward,
)


def rms_norm(
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    *,
    eps: float | None = None,
) -> Array:
    r"""Root mean square normalization: layer norm without the mean and the shift.

    .. math:: y_{r,d} = w_d \frac{x_{r,d}}{\sqrt{\overline{x_r^2} + \epsilon}}, \qquad
              \overline{x_r^2} = \frac1D \sum_d x_{r,d}^2

    where d runs over the last axes, r over the others.

    Parameters
    ----------
    x : Array
        (..., normalized_shape), float32 or float64.
    normalized_shape : int or tuple of int
        Sizes of the last axes, which share the mean square; an integer is the size of
        the last one.
    weight : Array, optional
        Scale of shape normalized_shape, of x's dtype; None: 1.
    eps : float, optional, keyword-only
        Added to the mean square, under the root; None: the dtype's machine epsilon,
        1.2e-7 for float32 and 2.2e-16 for float64.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is none.
    ValueError
        If normalized_shape is empty or not the end of x's shape, weight has another
        shape, or eps is negative.

    Notes
    -----
    Some six operations a value, block by block. Squares beyond float32 are summed in
    float64 (torch returns zeros).

    torch: ``torch.nn.functional.rms_norm`` (which takes a tuple alone). Source: Zhang
    and Sennrich, *Root mean square layer normalization* (2019), equation 4.

    Examples
    --------
    >>> import numpy as np
    >>> rms_norm(np.array([[1.0, 7.0], [-2.0, -14.0]]), 2).round(3)
    array([[ 0.2,  1.4],
           [-0.2, -1.4]])
    """
    shape, eps = check_rms_norm(x, normalized_shape, weight, eps)
    y = normalize_rows(as_rows(x, shape), flat(weight), None, eps, centre=False)
    return y.reshape(x.shape)


def rms_norm_backward(
    dy: Array,
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    *,
    eps: float | None = None,
) -> tuple[Array, Array | None]:
    r"""Gradients of :func:`rms_norm`.

    .. math:: dw_d = \sum_r dy_{r,d}\,\hat x_{r,d}, \qquad
              dx = \frac{1}{\sqrt{\overline{x^2} + \epsilon}} \left(g
              - \hat x\,\overline{g \hat x}\right), \qquad g = w \cdot dy

    where x_hat is the output before w, and the bar is the mean over d.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, normalized_shape, weight, eps
        What :func:`rms_norm` was given.

    Returns
    -------
    dx, dweight : Array
        Gradients of the shapes of x and weight; dweight is None where weight is.

    Raises
    ------
    TypeError, ValueError
        As :func:`rms_norm`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The mean square is computed again: nothing is kept of the forward pass. torch: what
    autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> dx, dweight = rms_norm_backward(
    ...     np.array([[1.0, 0.0]]), np.array([[1.0, 7.0]]), 2, np.ones(2)
    ... )
    >>> dx.round(3), dweight.round(3)
    (array([[ 0.196, -0.028]]), array([0.2, 0. ]))
    """
    shape, eps = check_rms_norm(x, normalized_shape, weight, eps)
    check_dy(dy, x, x.shape)
    dx, dweight, _ = normalize_rows_backward(
        as_rows(dy, shape), as_rows(x, shape), flat(weight), None, eps, centre=False
    )
    return dx.reshape(x.shape), like(weight, dweight)


def rms_norm_naive(
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    *,
    eps: float | None = None,
) -> Array:
    """Compute :func:`rms_norm` as its formula reads, on whole arrays.

    Parameters
    ----------
    x, normalized_shape, weight, eps
        As in :func:`rms_norm`.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError, ValueError
        As :func:`rms_norm`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch, source: as :func:`rms_norm`.

    Examples
    --------
    >>> import numpy as np
    >>> rms_norm_naive(np.array([[1.0, 7.0], [-2.0, -14.0]]), 2).round(3)
    array([[ 0.2,  1.4],
           [-0.2, -1.4]])
    """
    shape, eps = check_rms_norm(x, normalized_shape, weight, eps)
    wide, axes = x.astype(np.float64), tuple(range(-len(shape), 0))
    y: Array = wide / np.sqrt(mean_over(wide**2, axes) + eps)
    if weight is not None:
        y *= weight
    return y.astype(x.dtype)


def rms_norm_backward_naive(
    dy: Array,
    x: Array,
    normalized_shape: Shape,
    weight: Array | None = None,
    *,
    eps: float | None = None,
) -> tuple[Array, Array | None]:
    """Compute :func:`rms_norm_backward` as its formulas read, on whole arrays.

    Parameters
    ----------
    dy, x, normalized_shape, weight, eps
        As in :func:`rms_norm_backward`.

    Returns
    -------
    dx, dweight : Array
        Gradients of the shapes of x and weight; dweight is None where weight is.

    Raises
    ------
    TypeError, ValueError
        As :func:`rms_norm_backward`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> dx, dweight = rms_norm_backward_naive(
    ...     np.array([[1.0, 0.0]]), np.array([[1.0, 7.0]]), 2, np.ones(2)
    ... )
    >>> dx.round(3), dweight.round(3)
    (array([[ 0.196, -0.028]]), array([0.2, 0. ]))
    """
    shape, eps = check_rms_norm(x, normalized_shape, weight, eps)
    check_dy(dy, x, x.shape)
    wide, slope = x.astype(np.float64), dy.astype(np.float64)
    axes, rows = tuple(range(-len(shape), 0)), tuple(range(x.ndim - len(shape)))
    rstd = 1 / np.sqrt(mean_over(wide**2, axes) + eps)
    x_hat = wide * rstd
    dweight = (slope * x_hat).sum(axis=rows)
    g = slope if weight is None else slope * weight
    dx: Array = rstd * (g - x_hat * mean_over(g * x_hat, axes))
    return dx.astype(x.dtype), like(weight, dweight)
