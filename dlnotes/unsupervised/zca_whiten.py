"""ZCA: white data that stay as near to the original as they can."""

import numpy as np

from dlnotes._arguments import Array, as_real, check_array
from dlnotes.unsupervised._centre import centre, mean_of


def zca_whiten(x: Array, *, eps: float = 1e-5) -> Array:
    r"""Centre the samples and make their covariance the identity.

    .. math:: y_i = W (x_i - \mu), \qquad
              W = (\Sigma + \epsilon I)^{-1/2}
                = V (\Lambda + \epsilon I)^{-1/2} V^T

    PCA's whitening leaves the data turned; W, the symmetric one, turns them back. Of
    all white versions it is the one nearest to x: white pictures still look alike.

    Parameters
    ----------
    x : Array
        Samples, (N, D), N >= 2, float32 or float64.
    eps : float, keyword-only
        Added to the variances, in squared units of x. Directions of smaller variance
        stay small; without eps they would be blown up, and they are mostly noise.

    Returns
    -------
    Array
        (N, D), x's dtype. Along an eigenvector of variance v its variance is
        v / (v + eps).

    Raises
    ------
    TypeError, ValueError
        If the arguments cannot serve, or `eps` is too small for a singular covariance.

    Notes
    -----
    2 N·D² multiply-adds and an eigendecomposition, O(D³). The same W whitens further
    samples: see :func:`zca_matrix`. Source: Bell and Sejnowski, *The "independent
    components" of natural scenes are edge filters* (1997), section 3.

    Examples
    --------
    >>> x = np.array([[0.0, 0.0], [0.0, 2.0], [8.0, 0.0], [8.0, 2.0]])
    >>> np.cov(zca_whiten(x, eps=0), rowvar=False).round(9) + 0
    array([[1., 0.],
           [0., 1.]])
    """
    matrix = zca_matrix(x, eps=eps)
    white: Array = centre(x, mean_of(x)) @ matrix
    return white


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
    check_array("x", x, ndim=[2])
    as_real("eps", eps, 0)
    if len(x) < 2 or x.shape[1] == 0:
        raise ValueError(
            f"x has shape {x.shape}, expected two samples and one feature at least"
        )
    if not np.isfinite(x).all():
        raise ValueError("x has NaN or infinite entries, expected finite ones")
    centred = centre(x, mean_of(x))
    variances, vectors = np.linalg.eigh(centred.T @ centred / (len(x) - 1))
    rounding = len(variances) * np.finfo(x.dtype).eps * variances[-1]
    if variances[0] + eps <= rounding:
        raise ValueError(
            f"eps is {eps}, expected more: the least variance of x along a direction "
            f"is {variances[0]:.1e}, the greatest {variances[-1]:.1e}"
        )
    roots = np.sqrt(variances + eps).astype(x.dtype)
    matrix: Array = (vectors / roots) @ vectors.T
    return matrix
