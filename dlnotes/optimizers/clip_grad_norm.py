"""Keep the norm of a gradient from growing too large."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.optimizers._checks import as_limit, check_writeable
from dlnotes.optimizers._optimizer import blocks

TINY, HUGE = 1e-280, 1e280
"""A sum of powers between them has lost none of them to the ends of float64."""


def clip_grad_norm(
    grads: Sequence[Array], max_norm: float, *, norm_type: float = 2.0
) -> float:
    r"""Scale all gradients, in place, so that their common norm is at most `max_norm`.

    .. math:: g \leftarrow g \min\left(1, \frac{c}{\lVert g\rVert + 10^{-6}}\right)

    Parameters
    ----------
    grads : sequence of ndarray
        Arrays of any shapes, float32 or float64, taken as one long vector.
    max_norm : float
        The largest norm :math:`c` allowed; infinity allows all.
    norm_type : float
        The :math:`p` of :math:`\lVert g\rVert = (\sum |g_i|^p)^{1/p}`. Infinity takes
        the largest magnitude, minus infinity the least, and 0 the number of arrays that
        are not all zeros, which is what torch makes of it.

    Returns
    -------
    float
        The norm before clipping.

    Raises
    ------
    ValueError, TypeError
        If `grads` are no writeable arrays, share memory, or a number is out of range.

    Notes
    -----
    As `torch.nn.utils.clip_grad_norm_`; a norm that is not finite makes the gradients
    NaN, as there. Arrays without entries are passed over, also where torch fails.
    Powers, and norms, of finite gradients may leave the range of float64. Pascanu,
    Mikolov and Bengio 2013, algorithm 1.

    Examples
    --------
    >>> import math

    import numpy as np
    >>> grad = np.array([3.0, 4.0])
    >>> clip_grad_norm([grad], 1.0)
    5.0
    >>> grad.round(3)
    array([0.6, 0.8])
    """
    limit = as_limit("max_norm", max_norm)
    order = _as_order("norm_type", norm_type)
    arrays = [grad for grad in check_writeable("grads", grads) if grad.size]
    if not arrays:
        return 0.0
    total = norm_of_vector([norm(grad, order) for grad in arrays], order)
    if total == math.inf and all(np.isfinite(grad).all() for grad in arrays):
        _clip_huge(arrays, limit, order)
        return total
    scale = limit / (total + 1e-6)
    if not scale >= 1:
        with np.errstate(invalid="ignore"):  # infinity times 0: the NaN shows
            for grad in arrays:
                # in float64: a scale may be too small for float32
                np.multiply(grad, np.float64(scale), out=grad, casting="same_kind")
    return total


def _clip_huge(grads: Sequence[Array], limit: float, order: float) -> None:
    """Clip finite gradients whose norm is larger than any float."""
    if limit == math.inf:
        return
    largest = max(norm(grad, math.inf) for grad in grads)
    for grad in grads:
        grad /= largest
    scale = limit / norm_of_vector([norm(grad, order) for grad in grads], order)
    for grad in grads:
        grad *= scale


def _as_order(name: str, value: object) -> float:
    """Return a number, which may be infinite; torch's "inf" is one."""
    if isinstance(value, str) and value == "inf":
        return math.inf
    if isinstance(value, float | np.floating) and np.isinf(value):
        return float(value)
    return as_real(name, value)


def norm(array: Array, order: float = 2.0) -> float:
    """Return the norm of all entries as one vector, in float64."""
    parts = blocks([array], update=False)
    norms = [norm_of_vector(part, order) for (part,) in parts]
    return sum(norms) if order == 0 else norm_of_vector(norms, order)


def norm_of_vector(vector: Array | Sequence[float], order: float = 2.0) -> float:
    """Return the norm of a vector, whose powers must not leave the range of float64."""
    sizes = np.abs(vector, dtype=np.float64)
    if order == 0:
        return float(np.count_nonzero(sizes))
    # the entry that counts most
    extreme = sizes.max(initial=0.0) if order > 0 else sizes.min(initial=math.inf)
    if math.isinf(order) or not 0 < extreme < math.inf:
        return float(extreme)
    with np.errstate(all="ignore"):
        total = np.sum(sizes * sizes if order == 2 else sizes**order)
        if TINY < total < HUGE:
            return float(np.sqrt(total) if order == 2 else total ** (1 / order))
        return float(extreme * np.sum((sizes / extreme) ** order) ** (1 / order))
