"""Covariance pooling: how channels vary together, evened out by a matrix root."""

import numpy as np

from dlnotes._arguments import Array, check_dy, check_image


def covariance_pool(x: Array) -> Array:
    r"""Return the square root of the channels' covariance over all places.

    .. math:: \Sigma_n = \operatorname{mean}_{i,j}\, (v - \bar v)(v - \bar v)^{\mathsf
              T}, \quad v = x_{n,:,i,j}, \qquad
              y_n = \Sigma_n^{1/2} = U \operatorname{diag}(\sqrt{\lambda})\,
              U^{\mathsf T}

    where :math:`\Sigma_n = U \operatorname{diag}(\lambda)\, U^{\mathsf T}`.

    Parameters
    ----------
    x : Array
        Maps, (N, C, H, W) or (C, H, W), float32 or float64.

    Returns
    -------
    Array
        (N, C, C), or (C, C) for a single image, symmetric and positive semi-definite;
        x's dtype.

    Raises
    ------
    TypeError
        If x is no array of float32 or float64.
    ValueError
        If x has the wrong rank, or no channel, row or column.

    Notes
    -----
    C² multiply-adds a place, and C³ for the eigenvalues; in float64, where those that
    rounding made negative count as 0. Source: Li et al. 2017 (MPN-COV), with the power
    1/2. torch: ``linalg.eigh``. NaN or infinity makes NaN of its image's result, and of
    no other's.

    Examples
    --------
    >>> x = np.array([[[3.0, -3, 1, -1]], [[3, -3, -1, 1]]])
    >>> covariance_pool(x)  # its square is [[5, 4], [4, 5]]
    array([[2., 1.],
           [1., 2.]])
    """
    check_image("x", x)
    roots, axes = _spectrum(x)
    y = (axes * roots[..., None, :]) @ axes.swapaxes(-1, -2)
    return y.astype(x.dtype)


def covariance_pool_backward(dy: Array, x: Array) -> Array:
    r"""Gradient of :func:`covariance_pool`.

    .. math:: d\Sigma = U \left( \frac{(U^{\mathsf T} \tilde G\, U)_{a,b}}
              {\sqrt{\lambda_a} + \sqrt{\lambda_b}} \right)_{a,b} U^{\mathsf T},
              \qquad dx_{n,:,i,j} = \frac{2}{HW}\, d\Sigma\, (v - \bar v)

    where :math:`\tilde G` is the symmetric part of dy.

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x : Array
        What :func:`covariance_pool` was given.

    Returns
    -------
    Array
        Gradient for x, of its shape and dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`covariance_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    :math:`d\Sigma` solves :math:`Y\,d\Sigma + d\Sigma\,Y = \tilde G`, which follows
    from :math:`YY = \Sigma`; so equal eigenvalues do no harm, where the gradient of the
    eigenvectors would be infinite. Pairs of eigenvalues that are both 0 (fewer places
    than channels) pass nothing on. torch: autograd through ``eigh``, where it exists.

    Examples
    --------
    >>> x = np.array([[[3.0, -3]]])  # one channel: the standard deviation
    >>> covariance_pool_backward(np.ones((1, 1)), x)
    array([[[ 0.5, -0.5]]])
    """
    check_image("x", x)
    channels = x.shape[-3]
    check_dy(dy, x, (*x.shape[:-3], channels, channels))
    roots, axes = _spectrum(x)
    symmetric = (dy + dy.swapaxes(-1, -2)) / 2
    turned = axes.swapaxes(-1, -2) @ symmetric @ axes  # (N, C, C)
    sums = roots[..., :, None] + roots[..., None, :]
    floor = 1e-7 * roots.max(axis=-1, initial=0)[..., None, None]
    turned = np.divide(turned, sums, out=np.zeros_like(sums), where=sums > floor)
    dcovariance = axes @ turned @ axes.swapaxes(-1, -2)
    flat = _centred(x)
    with np.errstate(invalid="ignore"):
        dx = 2 / flat.shape[-1] * dcovariance @ flat  # (N, C, H*W)
    gradient: Array = dx.reshape(x.shape).astype(x.dtype)
    return gradient


def _centred(x: Array) -> Array:
    """Subtract each channel's mean; (N, C, H*W), in float64."""
    height, width = x.shape[-2:]
    flat = x.astype(np.float64).reshape(*x.shape[:-2], height * width)
    with np.errstate(invalid="ignore"):
        centred: Array = flat - flat.mean(axis=-1, keepdims=True)
    return centred


def _spectrum(x: Array) -> tuple[Array, Array]:
    """Return the roots of the covariance's eigenvalues, (N, C), and its axes."""
    flat = _centred(x)
    # squares neither overflow nor vanish in a unit near the largest value
    _, exponents = np.frexp(np.abs(flat).max(axis=(-2, -1), keepdims=True))
    unit = np.ldexp(1.0, exponents.clip(-1000, 1000))  # (N, 1, 1)
    flat = flat / unit
    with np.errstate(invalid="ignore"):
        covariance = flat @ flat.swapaxes(-1, -2) / flat.shape[-1]  # (N, C, C)
    lost = ~np.isfinite(covariance).all(axis=(-2, -1), keepdims=True)
    values, axes = np.linalg.eigh(np.where(lost, 0, covariance))
    roots = np.sqrt(np.maximum(values, 0)) * unit[..., 0]
    return np.where(lost[..., 0], np.nan, roots), axes
