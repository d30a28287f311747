"""Instance norm: a mean and a variance for each channel of each image."""

import numpy as np

from dlnotes._arguments import Array, check_dy
from dlnotes.normalization._arguments import (
    along_channels,
    check_instance_norm,
    check_updated,
    like,
)
from dlnotes.normalization._channels import (
    Moments,
    alone,
    as_rows,
    normalize,
    normalize_backward,
    normalize_by,
    normalize_by_backward,
    update,
)
from dlnotes.normalization._rows import mean_over


def instance_norm(
    x: Array,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array:
    r"""Instance normalization.

    .. math:: y_{n,c,i} = \gamma_c \frac{x_{n,c,i} - \mu_{n,c}}
              {\sqrt{\sigma_{n,c}^2 + \epsilon}} + \beta_c

    with the mean and the biased variance of channel c of image n, over its L positions.
    Running statistics, where given, move towards the batch's mean of
    :math:`\mu_{n,c}` and of :math:`\tfrac{L}{L-1}\sigma_{n,c}^2`, as batch norm's do.

    Parameters
    ----------
    x : Array
        (N, C, ...), float32 or float64; L values a channel of an image.
    running_mean, running_var : Array, optional
        (C,), of x's dtype; updated in place if `use_input_stats`, else what x is
        normalized by. None: not tracked.
    weight, bias : Array, optional
        Scale gamma and shift beta, (C,), of x's dtype; None: 1 and 0.
    use_input_stats : bool, keyword-only
        Whether to normalize by the image's own statistics.
    momentum : float, keyword-only
        How far the running statistics move, 0 to 1.
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
        If shapes do not fit, a number is out of range, a channel of an image has one
        value, or the running statistics are needed but absent, or cannot be updated
        alone.

    Notes
    -----
    Cost and numerics as :func:`batch_norm`. An empty batch leaves the running
    statistics alone (torch fills them with NaN).

    torch: ``torch.nn.functional.instance_norm``. Source: Ulyanov, Vedaldi and
    Lempitsky, *Instance normalization: the missing ingredient for fast stylization*
    (2016), equation 4.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0, 3.0]], [[10.0, 30.0]]])
    >>> instance_norm(x).round(3)
    array([[[-1.,  1.]],
    <BLANKLINE>
           [[-1.,  1.]]])
    """
    fixed, momentum, eps = check_instance_norm(
        x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )
    if use_input_stats:
        check_updated(running_mean, running_var, x=x, weight=weight, bias=bias)
    rows = as_rows(x)
    if fixed:
        return normalize_by(rows, fixed, weight, bias, eps).reshape(x.shape)
    y, own = normalize(rows, alone, weight, bias, eps)
    update(running_mean, running_var, own, rows.shape[2], momentum)
    return y.reshape(x.shape)


def instance_norm_backward(
    dy: Array,
    x: Array,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    r"""Gradients of :func:`instance_norm`.

    .. math:: d\beta_c = \sum_{n,i} dy_{n,c,i}, \qquad
              d\gamma_c = \sum_{n,i} dy_{n,c,i}\,\hat x_{n,c,i}, \qquad
              dx = \frac{\gamma}{\sqrt{\sigma^2 + \epsilon}} \left(dy - \overline{dy}
              - \hat x\,\overline{dy\,\hat x}\right)

    where the bar is the mean over the L positions. Without `use_input_stats` the
    statistics are constants: only dy is left in the bracket.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
        What :func:`instance_norm` was given. The running statistics are not touched.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`instance_norm`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The statistics are computed again: nothing is kept of the forward pass. torch: what
    autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[[1.0, 2.0, 6.0]]]), np.array([[[1.0, 0.0, 0.0]]])
    >>> dx, dweight, dbias = instance_norm_backward(dy, x)
    >>> dx.round(3), dweight, dbias
    (array([[[ 0.176, -0.22 ,  0.044]]]), None, None)
    """
    fixed, momentum, eps = check_instance_norm(
        x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )
    check_dy(dy, x, x.shape)
    rows, slopes = as_rows(x), as_rows(dy)
    if fixed:
        gradients = normalize_by_backward(slopes, rows, fixed, weight, eps)
    else:
        gradients = normalize_backward(slopes, rows, alone, weight, eps)
    dx, dweight, dbias = gradients
    return dx.reshape(x.shape), like(weight, dweight), like(bias, dbias)


def instance_norm_naive(
    x: Array,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array:
    """Compute :func:`instance_norm` as its formula reads, on whole arrays.

    Parameters
    ----------
    x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
        As in :func:`instance_norm`, running statistics updated in place included.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError, ValueError
        As :func:`instance_norm`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch, source: as :func:`instance_norm`.

    Examples
    --------
    >>> import numpy as np
    >>> instance_norm_naive(np.array([[[1.0, 3.0]], [[10.0, 30.0]]])).round(3).tolist()
    [[[-1.0, 1.0]], [[-1.0, 1.0]]]
    """
    fixed, momentum, eps = check_instance_norm(
        x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )
    wide, axes = x.astype(np.float64), tuple(range(2, x.ndim))
    if fixed:
        mean, var = (along_channels(x, statistic) for statistic in fixed)
    else:
        check_updated(running_mean, running_var, x=x, weight=weight, bias=bias)
        mean = mean_over(wide, axes)  # (N, C, 1, ..., 1)
        var = mean_over((wide - mean) ** 2, axes)
        together = x[:1, :1].size
        update(running_mean, running_var, Moments(mean, var), together, momentum)
    gamma, beta = along_channels(x, weight, default=1), along_channels(x, bias)
    y: Array = gamma * (wide - mean) / np.sqrt(var + eps) + beta
    return y.astype(x.dtype)


def instance_norm_backward_naive(
    dy: Array,
    x: Array,
    running_mean: Array | None = None,
    running_var: Array | None = None,
    weight: Array | None = None,
    bias: Array | None = None,
    *,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> tuple[Array, Array | None, Array | None]:
    """Compute :func:`instance_norm_backward` as its formulas read, on whole arrays.

    Parameters
    ----------
    dy, x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
        As in :func:`instance_norm_backward`.

    Returns
    -------
    dx, dweight, dbias : Array
        Gradients of the shapes of x, weight and bias; None where the argument is.

    Raises
    ------
    TypeError, ValueError
        As :func:`instance_norm_backward`.

    Notes
    -----
    Cost as :func:`batch_norm_naive`. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[[1.0, 2.0, 6.0]]]), np.array([[[1.0, 0.0, 0.0]]])
    >>> dx, dweight, dbias = instance_norm_backward_naive(dy, x)
    >>> dx.round(3).tolist(), dweight, dbias
    ([[[0.176, -0.22, 0.044]]], None, None)
    """
    fixed, momentum, eps = check_instance_norm(
        x, running_mean, running_var, weight, bias, use_input_stats, momentum, eps
    )
    check_dy(dy, x, x.shape)
    wide, slope, axes = (
        *(a.astype(np.float64) for a in (x, dy)),
        tuple(range(2, x.ndim)),
    )
    if fixed:
        mean, var = (along_channels(x, statistic) for statistic in fixed)
    else:
        mean = mean_over(wide, axes)  # (N, C, 1, ..., 1)
        var = mean_over((wide - mean) ** 2, axes)
    rstd = 1 / np.sqrt(var + eps)
    x_hat = (wide - mean) * rstd
    dbias, dweight = (a.sum(axis=(0, *axes)) for a in (slope, slope * x_hat))
    g = along_channels(x, weight, default=1) * slope
    dx: Array = rstd * g
    if not fixed:
        dx -= rstd * (mean_over(g, axes) + x_hat * mean_over(g * x_hat, axes))
    return dx.astype(x.dtype), like(weight, dweight), like(bias, dbias)
