"""ZCA: white data that stay as near to the original as they can."""

import numpy as np

from dlnotes._arguments import Array
from dlnotes.unsupervised.zca_matrix import whitening


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
        If the arguments cannot serve, or `eps` is too small for a singular covariance:
        where the samples have no variance, by the rule of :class:`PCA` with the
        covariance, nothing can be whitened.

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
    matrix, frame = whitening(x, eps)
    white: Array = frame.enter(x.astype(np.float64, copy=False)) @ matrix
    return white.astype(x.dtype, copy=False)
