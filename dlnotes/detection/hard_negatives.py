"""Which boxes of background a detector learns from: those it gets most wrong."""

import numpy as np
import numpy.typing as npt

from dlnotes._arguments import Array, as_real, check_array


def hard_negatives(
    losses: Array, positive: npt.NDArray[np.bool_], *, ratio: float = 3
) -> npt.NDArray[np.bool_]:
    r"""Choose in each picture the boxes of background with the largest losses.

    .. math:: \text{as many as } \lfloor \rho P \rfloor \text{ of the boxes } n
              \text{ that are not positive, by falling } \ell_n

    for ratio :math:`\rho` and P positive boxes.

    Parameters
    ----------
    losses : Array
        ℓ, each box's, (..., N) for N boxes of each picture; float32 or float64.
    positive : bool array
        Of the same shape: whether a box answers for a thing.
    ratio : float, optional, keyword-only
        ρ, at least 0.

    Returns
    -------
    bool array
        Of the same shape: whether a box is chosen.

    Raises
    ------
    TypeError, ValueError
        If an array is of a wrong dtype, shapes differ, a loss is NaN, or ratio is no
        such number.

    Notes
    -----
    A sort of each picture's boxes. A picture without a positive box has none chosen;
    where background is short, all of it is. Of equal losses the first counts. Source:
    Liu et al. 2016 (SSD, arXiv 1512.02325), section 2.2.

    Examples
    --------
    >>> losses = np.array([0.1, 0.9, 0.4, 2.0, 0.3])
    >>> positive = np.array([False, False, False, True, False])
    >>> hard_negatives(losses, positive, ratio=2)
    array([False,  True,  True, False, False])
    """
    check_array("losses", losses)
    if type(positive) is not np.ndarray or positive.dtype != bool:
        given = getattr(positive, "dtype", type(positive).__name__)
        raise TypeError(f"positive is {given}, expected an array of bool")
    if positive.shape != losses.shape:
        raise ValueError(
            f"positive has shape {positive.shape}, expected {losses.shape}"
        )
    ratio = as_real("ratio", ratio, 0)
    if losses.ndim == 0:
        raise ValueError("losses is a single number, expected one a box")
    if np.isnan(losses).any():
        raise ValueError("losses holds NaN, which has no place in an order")
    keyed = np.where(positive, -np.inf, losses)
    rank = (-keyed).argsort(axis=-1, kind="stable").argsort(axis=-1)
    most = ratio * positive.sum(axis=-1, keepdims=True)
    chosen: npt.NDArray[np.bool_] = (rank < np.floor(most)) & ~positive
    return chosen
