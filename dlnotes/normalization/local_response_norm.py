"""Local response norm: divide by the energy of the neighbouring channels."""

import numpy as np

from dlnotes._arguments import Array, as_int, as_real, check_array, check_dy


def local_response_norm(
    x: Array, size: int, *, alpha: float = 1e-4, beta: float = 0.75, k: float = 1.0
) -> Array:
    r"""Local response normalization, across channels.

    .. math:: y_c = x_c\, s_c^{-\beta}, \qquad s_c = k + \frac{\alpha}{n}
              \sum_{j = c - \lfloor n/2 \rfloor}^{c + \lfloor (n-1)/2 \rfloor} x_j^2

    at each position by itself, with n = `size` and x zero beyond the first and the last
    channel.

    Parameters
    ----------
    x : Array
        (N, C, ...) with at least one further axis, float32 or float64.
    size : int
        Channels in the window; an even window has its extra channel before c.
    alpha, beta, k : float, keyword-only
        Weight of the energy, exponent, and what is added; none negative.

    Returns
    -------
    Array
        Shape and dtype of x.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64, or a number is none.
    ValueError
        If x has fewer than 3 dimensions, or a number is out of range.

    Notes
    -----
    n additions and a power an entry, in float64, so that x near 1e30 is no special case
    (torch returns zeros there). As torch and unlike the paper, alpha is divided by the
    window's size: the paper's alpha of 1e-4 at n = 5 is 5e-4 here.

    torch: ``torch.nn.functional.local_response_norm``. Source: Krizhevsky, Sutskever
    and Hinton, *ImageNet classification with deep convolutional neural networks*
    (2012), section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0], [2.0], [3.0]]])
    >>> local_response_norm(x, 3, alpha=3.0, beta=1.0, k=0.0).ravel().round(4)
    array([0.2   , 0.1429, 0.2308])
    """
    size, alpha, beta, k = _check(x, size, alpha, beta, k)
    wide = x.astype(np.float64)
    energy = _window_sum(wide**2, before=size // 2, after=(size - 1) // 2)
    y: Array = wide / (k + alpha / size * energy) ** beta
    return y.astype(x.dtype)


def local_response_norm_backward(
    dy: Array,
    x: Array,
    size: int,
    *,
    alpha: float = 1e-4,
    beta: float = 0.75,
    k: float = 1.0,
) -> Array:
    r"""Gradient of :func:`local_response_norm`.

    .. math:: dx_j = dy_j\, s_j^{-\beta} - \frac{2 \alpha \beta}{n}\, x_j
              \sum_{c:\; j \in \text{window of } c} dy_c\, x_c\, s_c^{-\beta-1}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, size, alpha, beta, k
        What :func:`local_response_norm` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`local_response_norm`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The windows that see j reach as far after it as a window reaches before its centre.
    torch: what autograd does.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[1.0], [2.0]]])
    >>> dy = np.array([[[1.0], [0.0]]])
    >>> dx = local_response_norm_backward(dy, x, 3, alpha=3.0, beta=1.0)
    >>> dx.ravel().round(4)
    array([ 0.1111, -0.1111])
    """
    size, alpha, beta, k = _check(x, size, alpha, beta, k)
    check_dy(dy, x, x.shape)
    wide, given = x.astype(np.float64), dy.astype(np.float64)
    energy = _window_sum(wide**2, before=size // 2, after=(size - 1) // 2)
    scale = k + alpha / size * energy
    direct = given / scale**beta
    through_scale = _window_sum(
        direct * wide / scale, before=(size - 1) // 2, after=size // 2
    )
    dx: Array = direct - 2 * alpha * beta / size * wide * through_scale
    return dx.astype(x.dtype)


def _check(
    x: Array, size: int, alpha: float, beta: float, k: float
) -> tuple[int, float, float, float]:
    """Check all arguments; return the numbers as Python's."""
    check_array("x", x)
    if x.ndim < 3:
        raise ValueError(
            f"x has {x.ndim} dimensions (shape {x.shape}), expected at least 3: "
            "batch, channels and position"
        )
    return (
        as_int("size", size, minimum=1),
        as_real("alpha", alpha, 0),
        as_real("beta", beta, 0),
        as_real("k", k, 0),
    )


def _window_sum(values: Array, *, before: int, after: int) -> Array:
    """Sum the channels from `before` ahead of each one to `after` behind it."""
    channels = values.shape[1]
    total = np.zeros_like(values)
    for step in range(-min(before, channels), min(after, channels) + 1):
        to = slice(max(0, -step), max(0, channels - step))
        source = slice(max(0, step), max(0, channels + step))
        total[:, to] += values[:, source]
    return total
