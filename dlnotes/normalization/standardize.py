"""The generic normalizer: each of the family is it, over axes of its own."""

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, as_real, check_dy
from dlnotes.normalization._arguments import check_axes
from dlnotes.normalization._rows import mean_over


def standardize(x: Array, axes: Sequence[int], *, eps: float = 1e-5) -> Array:
    r"""Subtract the mean over some axes and divide by the standard deviation.

    .. math:: \hat x = \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad
              \mu = \frac1m \sum_{\text{axes}} x, \qquad
              \sigma^2 = \frac1m \sum_{\text{axes}} (x - \mu)^2

    with m the number of values that share a statistic.

    Parameters
    ----------
    x : Array
        Any shape, float32 or float64.
    axes : tuple of int
        Axes that share a mean and a variance. For x of shape (N, C, H, W): (0, 2, 3) is
        batch norm, (1, 2, 3) layer norm over all of a sample, (2, 3) instance norm.
    eps : float, keyword-only
        Added to the variance, under the root.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or axes no tuple of integers.
    ValueError
        If axes are not distinct axes of x, or eps is negative.

    Notes
    -----
    The variance is biased: it divides by m. Computed in float64 and rounded once: the
    yardstick of the faster functions, and slower. torch: none; for axes at the end,
    ``torch.nn.functional.layer_norm``. Source: Wu and He, *Group normalization* (2018),
    section 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 5.0], [3.0, 5.0]])
    >>> standardize(x, (0,), eps=1e-12).round(3)
    array([[-1.,  0.],
           [ 1.,  0.]])
    """
    axes = check_axes(x, axes)
    eps = as_real("eps", eps, 0)
    wide = x.astype(np.float64)
    centred = wide - mean_over(wide, axes)
    var = mean_over(centred**2, axes)
    x_hat: Array = centred / np.sqrt(var + eps)
    return x_hat.astype(x.dtype)


def standardize_backward(
    dy: Array, x: Array, axes: Sequence[int], *, eps: float = 1e-5
) -> Array:
    r"""Gradient of :func:`standardize`.

    .. math:: dx = \frac{1}{\sqrt{\sigma^2 + \epsilon}} \left(dy
              - \frac1m \sum_{\text{axes}} dy
              - \hat x\, \frac1m \sum_{\text{axes}} dy\, \hat x\right)

    The first mean is what the loss says through :math:`\mu`, the second what it says
    through :math:`\sigma`.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, axes, eps
        What :func:`standardize` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`standardize`, and if dy has not the output's shape and dtype.

    Notes
    -----
    dx sums to zero over the axes, and so does (at eps = 0) dx times x: no step along
    either can change the output. torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 2.0, 6.0]])
    >>> dx = standardize_backward(np.array([[1.0, 0.0, 0.0]]), x, (1,))
    >>> bool(abs(dx.sum()) < 1e-12)
    True
    """
    axes = check_axes(x, axes)
    eps = as_real("eps", eps, 0)
    check_dy(dy, x, x.shape)
    wide, g = x.astype(np.float64), dy.astype(np.float64)
    centred = wide - mean_over(wide, axes)
    rstd = 1 / np.sqrt(mean_over(centred**2, axes) + eps)
    x_hat = centred * rstd
    dx: Array = rstd * (g - mean_over(g, axes) - x_hat * mean_over(g * x_hat, axes))
    return dx.astype(x.dtype)
