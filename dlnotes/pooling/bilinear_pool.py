"""Bilinear pooling: how strongly each pair of channels fires at the same places."""

import numpy as np

from dlnotes._arguments import (
    Array,
    as_bool,
    check_dy,
    check_image,
    check_same_dtype,
    check_shape,
)

LEAST = 1e-12
"""What a norm is at least, when it divides."""


def bilinear_pool(
    x: Array, other: Array | None = None, *, normalize: bool = True
) -> Array:
    r"""Average over all places the products of each channel of x with each of `other`.

    .. math:: B_n = \frac{1}{HW} \sum_{i,j} x_{n,:,i,j}\, o_{n,:,i,j}^{\mathsf T},
              \qquad z = \operatorname{sign}(B)\sqrt{|B|}, \qquad
              y_n = \frac{z_n}{\lVert z_n \rVert}

    Parameters
    ----------
    x : Array
        Maps, (N, C, H, W) or (C, H, W), float32 or float64.
    other : Array, optional
        o: maps of a second network, (N, D, H, W) or (D, H, W); x itself by default.
    normalize : bool, keyword-only
        Whether to take the signed square root and to divide by the norm of the image;
        without, the result is B.

    Returns
    -------
    Array
        (N, C·D), or (C·D,) for a single image, row by row of B; x's dtype.

    Raises
    ------
    TypeError
        If x or other is no array of float32 or float64, or their dtypes differ.
    ValueError
        If a rank is wrong, or the two differ in batch, height or width.

    Notes
    -----
    C·D multiply-adds a place, summed in float64. B is the matrix of second moments, not
    the covariance: the means are not subtracted (:func:`covariance_pool` does). Source:
    Lin, RoyChowdhury and Maji 2015, section 3. torch: ``einsum("nchw,ndhw->ncd") / (H *
    W)``, ``sign * sqrt(abs)``, ``normalize``.

    Examples
    --------
    >>> x = np.array([[[4.0, 0], [0, 4]], [[4, 0], [0, 4]]])
    >>> bilinear_pool(x, normalize=False)
    array([8., 8., 8., 8.])
    >>> bilinear_pool(x)
    array([0.5, 0.5, 0.5, 0.5])
    """
    second = _checked(x, other, normalize)
    b = _moments(x, second)
    z = _normalized(b) if normalize else b
    return z.astype(x.dtype)


def bilinear_pool_backward(
    dy: Array, x: Array, other: Array | None = None, *, normalize: bool = True
) -> tuple[Array, Array | None]:
    r"""Gradient of :func:`bilinear_pool`.

    .. math:: dx_{n,:,i,j} = \frac{1}{HW}\, dB_n\, o_{n,:,i,j}, \qquad
              do_{n,:,i,j} = \frac{1}{HW}\, dB_n^{\mathsf T}\, x_{n,:,i,j}

    Parameters
    ----------
    dy : Array
        Gradient of the loss for the output, of its shape and dtype.
    x, other, normalize
        What :func:`bilinear_pool` was given.

    Returns
    -------
    dx : Array
        Gradient for x, of its shape and dtype; without `other` the sum of both parts.
    dother : Array or None
        Gradient for other, None where that was None.

    Raises
    ------
    TypeError, ValueError
        As :func:`bilinear_pool`, and if dy has not the output's shape and dtype.

    Notes
    -----
    The slope of the square root at 0 is infinite; here an entry of B that is 0 passes
    nothing on, where torch's autograd of the formula gives NaN.

    Examples
    --------
    >>> x = np.array([[[4.0, 0], [0, 4]]])
    >>> dx, _ = bilinear_pool_backward(np.ones(1), x, normalize=False)
    >>> dx
    array([[[2., 0.],
            [0., 2.]]])
    """
    second = _checked(x, other, normalize)
    *batch, channels, height, width = x.shape
    count = second.shape[-3]
    check_dy(dy, x, (*batch, channels * count))
    db: Array = dy.astype(np.float64)
    if normalize:
        db = _normalized_backward(db, _moments(x, second))
    db = db.reshape(*batch, channels, count) / (height * width)  # (N, C, D)
    dx = np.einsum("...cd,...dhw->...chw", db, second)
    dother = np.einsum("...cd,...chw->...dhw", db, x)
    if other is None:
        return (dx + dother).astype(x.dtype), None
    return dx.astype(x.dtype), dother.astype(x.dtype)


def _checked(x: Array, other: Array | None, normalize: bool) -> Array:
    """Check the arguments; return the second maps."""
    check_image("x", x)
    as_bool("normalize", normalize)
    if other is None:
        return x
    check_image("other", other)
    check_same_dtype(x=x, other=other)
    check_shape("other", other, (*x.shape[:-3], other.shape[-3], *x.shape[-2:]))
    return other


def _moments(x: Array, other: Array) -> Array:
    """Average the products; (N, C*D), in float64."""
    places = x.shape[-2] * x.shape[-1]
    wide = x.astype(np.float64)
    b = np.einsum("...chw,...dhw->...cd", wide, other) / places  # (N, C, D)
    flat: Array = b.reshape(*x.shape[:-3], x.shape[-3] * other.shape[-3])
    return flat


def _normalized(b: Array) -> Array:
    """Take the signed root, and divide by the norm."""
    z: Array = np.sign(b) * np.sqrt(abs(b))
    y: Array = z / _norm(z)
    return y


def _normalized_backward(dy: Array, b: Array) -> Array:
    """Return the gradient for b."""
    root = np.sqrt(abs(b))
    unit, norm = _normalized(b), _norm(root)
    inward = (dy * unit).sum(axis=-1, keepdims=True)
    droot = (dy - unit * inward) / norm
    slope: Array = np.divide(0.5, root, out=np.zeros_like(root), where=root > 0)
    db: Array = droot * slope
    return db


def _norm(z: Array) -> Array:
    """Return each image's norm, (N, 1)."""
    squares: Array = (z * z).sum(axis=-1, keepdims=True)
    least: Array = np.maximum(np.sqrt(squares), LEAST)
    return least
