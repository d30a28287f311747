"""Group norm: a mean and a variance for each group of channels of each image."""

import numpy as np

from dlnotes._arguments import Array, check_dy
from dlnotes.normalization._arguments import (
    along_channels,
    check_group_norm,
    like,
)
from dlnotes.normalization._channels import (
    as_rows,
    normalize,
    normalize_backward,
    over_groups,
)
from dlnotes.normalization._rows import mean_over


def group_norm(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Array:
    r"""Group normalization.

    .. math:: y_{n,c,i} = \gamma_c \frac{x_{n,c,i} - \mu_{n,g}}
              {\sqrt{\sigma_{n,g}^2 + \epsilon}} + \beta_c, \qquad
              g = \left\lfloor \frac{c}{C/G} \right\rfloor

    with the mean and the biased variance of image n over the C/G channels of group g
    and all their positions. One group: layer norm's statistics; C groups: instance
    norm.

    Parameters
    ----------
    x : Array
        (N, C) or (N, C, ...), float32 or float64.
    num_groups : int
        Number of groups G; divides C.
    weight, bias : Array, optional
        Scale gamma and shift beta, (C,), of x's dtype; None: 1 and 0.
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
        If shapes or groups do not fit, eps is negative, or there is one image with one
        value a group (as torch; in a larger batch such an output is the bias).

    Notes
    -----
    Cost and numerics as :func:`batch_norm`. torch: ``torch.nn.functional.group_norm``.
    Source: Wu and He, *Group normalization* (2018), section 3.

    Examples
    --------
    >>> import numpy as np
    >>> group_norm(np.array([[1.0, 3.0, 10.0, 30.0]]), 2).round(3)
    array([[-1.,  1., -1.,  1.]])
    """
    groups, eps = check_group_norm(x, num_groups, weight, bias, eps)
    y, _ = normalize(as_rows(x), over_groups(groups), weight, bias, eps)
    return y.reshape(x.shape)


def group_norm_backward(
    dy: Array,
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    r"""Gradients of :func:`group_norm`.

    .. math:: d\beta_c = \sum_{n,i} dy_{n,c,i}, \qquad
              d\gamma_c = \sum_{n,i} dy_{n,c,i}\,\hat x_{n,c,i}, \qquad
              dx = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \left(g - \overline{g}
              - \hat x\,\overline{g \hat x}\right), \qquad g = \gamma \cdot dy

    where the bar is the mean over the group.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, num_groups, weight, bias, eps
        What :func:`group_norm` was given.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`group_norm`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The statistics are computed again: nothing is kept of the forward pass. torch: what
    autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0, 2.0, 6.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dweight, dbias = group_norm_backward(dy, x, 1, np.ones(3))
    >>> dx.round(3), dweight.round(3), dbias
    (array([[ 0.176, -0.22 ,  0.044]]), array([-0.926,  0.   ,  0.   ]), None)
    """
    groups, eps = check_group_norm(x, num_groups, weight, bias, eps)
    check_dy(dy, x, x.shape)
    dx, dweight, dbias = normalize_backward(
        as_rows(dy), as_rows(x), over_groups(groups), weight, eps
    )
    return dx.reshape(x.shape), like(weight, dweight), like(bias, dbias)


def group_norm_naive(
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> Array:
    """Compute :func:`group_norm` as its formula reads, on whole arrays.

    Parameters
    ----------
    x, num_groups, weight, bias, eps
        As in :func:`group_norm`.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError, ValueError
        As :func:`group_norm`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch, source: as :func:`group_norm`.

    Examples
    --------
    >>> import numpy as np
    >>> group_norm_naive(np.array([[1.0, 3.0, 10.0, 30.0]]), 2).round(3)
    array([[-1.,  1., -1.,  1.]])
    """
    groups, eps = check_group_norm(x, num_groups, weight, bias, eps)
    # (N, C, *) -> (N, G, C/G, *)
    grouped = x.reshape(len(x), groups, x.shape[1] // groups, *x.shape[2:])
    wide, axes = grouped.astype(np.float64), tuple(range(2, grouped.ndim))
    mean = mean_over(wide, axes)  # (N, G, 1, ..., 1)
    var = mean_over((wide - mean) ** 2, axes)
    x_hat = ((wide - mean) / np.sqrt(var + eps)).reshape(x.shape)
    gamma, beta = along_channels(x, weight, default=1), along_channels(x, bias)
    y: Array = gamma * x_hat + beta
    return y.astype(x.dtype)


def group_norm_backward_naive(
    dy: Array,
    x: Array,
    num_groups: int,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    """Compute :func:`group_norm_backward` as its formulas read, on whole arrays.

    Parameters
    ----------
    dy, x, num_groups, weight, bias, eps
        As in :func:`group_norm_backward`.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`group_norm_backward`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0, 2.0, 6.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> dx, dweight, dbias = group_norm_backward_naive(dy, x, 1, np.ones(3))
    >>> dx.round(3), dweight.round(3), dbias
    (array([[ 0.176, -0.22 ,  0.044]]), array([-0.926,  0.   ,  0.   ]), None)
    """
    groups, eps = check_group_norm(x, num_groups, weight, bias, eps)
    check_dy(dy, x, x.shape)
    # (N, C, *) -> (N, G, C/G, *)
    grouped = x.reshape(len(x), groups, x.shape[1] // groups, *x.shape[2:])
    wide, axes = grouped.astype(np.float64), tuple(range(2, grouped.ndim))
    mean = mean_over(wide, axes)  # (N, G, 1, ..., 1)
    rstd = 1 / np.sqrt(mean_over((wide - mean) ** 2, axes) + eps)
    x_hat = (wide - mean) * rstd
    slope, over = dy.astype(np.float64), (0, *range(2, x.ndim))
    dbias, dweight = slope.sum(axis=over), (slope * x_hat.reshape(x.shape)).sum(over)
    g = (along_channels(x, weight, default=1) * slope).reshape(grouped.shape)
    dx: Array = rstd * (g - mean_over(g, axes) - x_hat * mean_over(g * x_hat, axes))
    return dx.reshape(x.shape).astype(x.dtype), like(weight, dweight), like(bias, dbias)
