"""Batch norm: a mean and a variance for each channel, over the batch."""

import numpy as np

from dlnotes._arguments import Array, check_dy
from dlnotes.normalization._arguments import (
    along_channels,
    check_batch_norm,
    check_updated,
    like,
)
from dlnotes.normalization._channels import (
    Moments,
    as_rows,
    normalize,
    normalize_backward,
    normalize_by,
    normalize_by_backward,
    over_batch,
    update,
)
from dlnotes.normalization._rows import mean_over


def batch_norm(
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array:
    r"""Batch normalization.

    .. math:: y_{n,c,i} = \gamma_c\, \frac{x_{n,c,i} - \mu_c}
              {\sqrt{\sigma_c^2 + \epsilon}} + \beta_c

    In training, :math:`\mu_c` and :math:`\sigma_c^2` are the mean and the *biased*
    variance of channel c over the batch, m = N·L values, and running statistics move:

    .. math:: \text{running} \leftarrow (1 - \text{momentum})\,\text{running}
              + \text{momentum} \cdot \left(\mu_c \;\text{or}\;
              \tfrac{m}{m-1} \sigma_c^2\right)

    In evaluation, they are the running statistics.

    Parameters
    ----------
    x : Array
        (N, C) or (N, C, ...), float32 or float64; L values a channel of an image.
    running_mean, running_var : Array or None
        (C,), of x's dtype. Training updates them in place (None: not tracked),
        evaluation needs them.
    weight, bias : Array, optional
        Scale gamma and shift beta, (C,), of x's dtype; None: 1 and 0.
    training : bool, keyword-only
        Whether to normalize by the batch's statistics.
    momentum : float, keyword-only
        How far the running statistics move, 0 to 1.
    eps : float, keyword-only
        Added to the variance, under the root; in training above 0.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError
        If data are not arrays of one dtype, float32 or float64, or a number is none.
    ValueError
        If shapes do not fit, a number is out of range, training has one value a
        channel or cannot update the running statistics alone, or evaluation has none.

    Notes
    -----
    Some ten operations a value, block by block. The variance is that of x minus its
    mean, never E[x²] - E[x]², and the mean is kept beyond float32: at mean 1e3 and
    standard deviation 1e-2 the output is exact to rounding, and a constant becomes
    the bias. Squares beyond float32 (x near 1e30) are summed in float64; torch returns
    zeros there. An empty batch leaves the running statistics alone.

    torch: ``torch.nn.functional.batch_norm``. Source: Ioffe and Szegedy, *Batch
    normalization: accelerating deep network training by reducing internal covariate
    shift* (2015), algorithms 1 and 2.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 10.0], [3.0, 30.0]])
    >>> running_mean, running_var = np.zeros(2), np.ones(2)
    >>> batch_norm(x, running_mean, running_var, training=True).round(3)
    array([[-1., -1.],
           [ 1.,  1.]])
    >>> running_mean, running_var
    (array([0.2, 2. ]), array([ 1.1, 20.9]))
    """
    fixed, momentum, eps = check_batch_norm(
        x, running_mean, running_var, weight, bias, training, momentum, eps
    )
    if training:
        check_updated(running_mean, running_var, x=x, weight=weight, bias=bias)
    rows = as_rows(x)
    if fixed:
        return normalize_by(rows, fixed, weight, bias, eps).reshape(x.shape)
    y, batch = normalize(rows, over_batch, weight, bias, eps)
    count = rows.shape[0] * rows.shape[2]
    update(running_mean, running_var, batch, count, momentum)
    return y.reshape(x.shape)


def batch_norm_backward(
    dy: Array,
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    r"""Gradients of :func:`batch_norm`.

    .. math:: d\beta_c = \sum_{n,i} dy_{n,c,i}, \qquad
              d\gamma_c = \sum_{n,i} dy_{n,c,i}\, \hat x_{n,c,i}, \qquad
              dx_{n,c,i} = \frac{\gamma_c}{\sqrt{\sigma_c^2 + \epsilon}}
              \left(dy_{n,c,i} - \frac{d\beta_c}{m}
              - \hat x_{n,c,i}\, \frac{d\gamma_c}{m}\right)

    In evaluation the statistics are constants: only :math:`dy_{n,c,i}` is left in the
    bracket.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, running_mean, running_var, weight, bias, training, momentum, eps
        What :func:`batch_norm` was given. The running statistics are not touched.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`batch_norm`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The statistics are computed again: nothing is kept of the forward pass. torch: what
    autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0], [2.0], [6.0]]), np.array([[1.0], [0.0], [0.0]])
    >>> weight, bias = np.ones(1), np.zeros(1)
    >>> dx, dweight, dbias = batch_norm_backward(
    ...     dy, x, None, None, weight, bias, training=True
    ... )
    >>> dx.round(3).tolist(), dweight.round(3), dbias
    ([[0.176], [-0.22], [0.044]], array([-0.926]), array([1.]))
    """
    fixed, momentum, eps = check_batch_norm(
        x, running_mean, running_var, weight, bias, training, momentum, eps
    )
    check_dy(dy, x, x.shape)
    rows, slopes = as_rows(x), as_rows(dy)
    if fixed:
        gradients = normalize_by_backward(slopes, rows, fixed, weight, eps)
    else:
        gradients = normalize_backward(slopes, rows, over_batch, weight, eps)
    dx, dweight, dbias = gradients
    return dx.reshape(x.shape), like(weight, dweight), like(bias, dbias)


def batch_norm_naive(
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array:
    """Compute :func:`batch_norm` as its formula reads, on whole arrays.

    Parameters
    ----------
    x, running_mean, running_var, weight, bias, training, momentum, eps
        As in :func:`batch_norm`, running statistics updated in place included.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError, ValueError
        As :func:`batch_norm`.

    Notes
    -----
    Some ten passes over x in float64, rounded once: for reading, and for checking
    faster versions. torch, source: as :func:`batch_norm`.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0], [3.0]])
    >>> batch_norm_naive(x, None, None, training=True).round(3).tolist()
    [[-1.0], [1.0]]
    """
    fixed, momentum, eps = check_batch_norm(
        x, running_mean, running_var, weight, bias, training, momentum, eps
    )
    wide, axes = x.astype(np.float64), (0, *range(2, x.ndim))
    if fixed:
        mean, var = (along_channels(x, statistic) for statistic in fixed)
    else:
        check_updated(running_mean, running_var, x=x, weight=weight, bias=bias)
        mean = mean_over(wide, axes)  # (1, C, 1, ..., 1)
        var = mean_over((wide - mean) ** 2, axes)
        together = x[:, :1].size
        update(running_mean, running_var, Moments(mean, var), together, momentum)
    gamma, beta = along_channels(x, weight, default=1), along_channels(x, bias)
    y: Array = gamma * (wide - mean) / np.sqrt(var + eps) + beta
    return y.astype(x.dtype)


def batch_norm_backward_naive(
    dy: Array,
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    """Compute :func:`batch_norm_backward` as its formulas read, on whole arrays.

    Parameters
    ----------
    dy, x, running_mean, running_var, weight, bias, training, momentum, eps
        As in :func:`batch_norm_backward`.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`batch_norm_backward`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0], [2.0], [6.0]]), np.array([[1.0], [0.0], [0.0]])
    >>> batch_norm_backward_naive(dy, x, None, None, training=True)[0].ravel().round(3)
    array([ 0.176, -0.22 ,  0.044])
    """
    fixed, momentum, eps = check_batch_norm(
        x, running_mean, running_var, weight, bias, training, momentum, eps
    )
    check_dy(dy, x, x.shape)
    wide, slope = x.astype(np.float64), dy.astype(np.float64)
    axes = (0, *range(2, x.ndim))
    if fixed:
        mean, var = (along_channels(x, statistic) for statistic in fixed)
    else:
        mean = mean_over(wide, axes)  # (1, C, 1, ..., 1)
        var = mean_over((wide - mean) ** 2, axes)
    rstd = 1 / np.sqrt(var + eps)
    x_hat = (wide - mean) * rstd
    dbias, dweight = slope.sum(axis=axes), (slope * x_hat).sum(axis=axes)
    g = along_channels(x, weight, default=1) * slope
    dx: Array = rstd * g
    if not fixed:
        dx -= rstd * (mean_over(g, axes) + x_hat * mean_over(g * x_hat, axes))
    return dx.astype(x.dtype), like(weight, dweight), like(bias, dbias)
