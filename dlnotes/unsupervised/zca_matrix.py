"""The matrix of ZCA: symmetric, it whitens without turning."""

import math

import numpy as np

from dlnotes._arguments import Array, as_real, check_array
from dlnotes.unsupervised._samples import (
    Frame,
    check_finite,
    rounding_of,
    unit_of,
)


def zca_matrix(x: Array, *, eps: float = 1e-5) -> Array:
    r"""Compute the symmetric matrix that whitens.

    .. math:: W = (\Sigma + \epsilon I)^{-1/2}, \qquad
              \Sigma = \frac{(X - \mu)^T (X - \mu)}{n - 1}

    Parameters
    ----------
    x, eps
        As in :func:`zca_whiten`.

    Returns
    -------
    Array
        (D, D), symmetric, x's dtype.

    Raises
    ------
    TypeError, ValueError
        As :func:`zca_whiten`.

    Notes
    -----
    N·D² multiply-adds and an eigendecomposition, O(D³). NumPy's ``linalg.svd`` of the
    covariance gives the same eigenvalues, and V transposed.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [0.0, 3.0], [3.0, 0.0], [3.0, 3.0]])
    >>> zca_matrix(x, eps=1.0)
    array([[0.5, 0. ],
           [0. , 0.5]])
    """
    matrix, frame = whitening(x, eps)
    return (matrix / frame.unit).astype(x.dtype, copy=False)


def whitening(x: Array, eps: float) -> tuple[Array, Frame]:
    """Return the matrix that whitens in a frame, float64, and the frame."""
    check_array("x", x, ndim=[2])
    as_real("eps", eps, 0)
    if len(x) < 2 or x.shape[1] == 0:
        raise ValueError(
            f"x has shape {x.shape}, expected two samples and one feature at least"
        )
    check_finite("x", x)
    exact = x.astype(np.float64, copy=False)
    frame = Frame.of(exact)
    if eps and frame.unit < 1:  # tiny data, beside which eps would leave the floats
        frame = frame._replace(
            unit=max(frame.unit, unit_of(math.frexp(float(eps))[1] // 2))
        )
    added = float(eps) / frame.unit / frame.unit
    centred = frame.enter(exact)
    variances, vectors = np.linalg.eigh(centred.T @ centred / (len(x) - 1))
    deviations = np.sqrt(np.maximum(variances, 0))
    rounding = rounding_of(deviations, vectors.T, frame, x.dtype, squared=True)
    if (variances + added <= rounding**2).any():
        raise ValueError(
            f"eps is {eps}, expected more: the least standard deviation of x along a "
            f"direction is {deviations[0] * frame.unit:.1e}, the greatest "
            f"{deviations[-1] * frame.unit:.1e}"
        )
    return (vectors / np.sqrt(variances + added)) @ vectors.T, frame
