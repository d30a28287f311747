"""Keep gradients from growing too large, before they reach the optimizer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, as_real, check_array
from dlnotes.optimizers._optimizer import norm


def clip_grad_norm(grads: Sequence[Array], max_norm: float) -> float:
    r"""Scale all gradients, in place, so that their common norm is at most `max_norm`.

    .. math:: g \leftarrow g \min\left(1, \frac{c}{\lVert g\rVert + 10^{-6}}\right)

    Parameters
    ----------
    grads : sequence of ndarray
        Arrays of any shapes, float32 or float64, taken as one long vector.
    max_norm : float
        The largest norm :math:`c` allowed.

    Returns
    -------
    float
        The norm before clipping.

    Raises
    ------
    ValueError, TypeError
        If `grads` are no writeable arrays or `max_norm` is negative.

    Notes
    -----
    As `torch.nn.utils.clip_grad_norm_`; a norm that is not finite makes the gradients
    NaN, as there. Pascanu, Mikolov and Bengio 2013, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> grad = np.array([3.0, 4.0])
    >>> clip_grad_norm([grad], 1.0)
    5.0
    >>> grad.round(3)
    array([0.6, 0.8])
    """
    as_real("max_norm", max_norm, 0)
    _check_writeable(grads)
    total = float(np.hypot.reduce([norm(grad) for grad in grads], initial=0.0))
    scale = max_norm / (total + 1e-6)
    if not scale >= 1:
        with np.errstate(invalid="ignore"):  # infinity times 0: the NaN shows
            for grad in grads:
                grad *= scale
    return total


def clip_grad_value(grads: Sequence[Array], clip_value: float) -> None:
    """Clip every entry, in place, to between ``-clip_value`` and ``clip_value``.

    Parameters
    ----------
    grads : sequence of ndarray
        Arrays of any shapes, float32 or float64.
    clip_value : float
        The largest magnitude allowed.

    Raises
    ------
    ValueError, TypeError
        If `grads` are no writeable arrays or `clip_value` is negative.

    Notes
    -----
    As `torch.nn.utils.clip_grad_value_`. It turns the gradient, `clip_grad_norm` does
    not.

    Examples
    --------
    >>> import numpy as np
    >>> grad = np.array([3.0, -0.5])
    >>> clip_grad_value([grad], 1.0)
    >>> grad
    array([ 1. , -0.5])
    """
    as_real("clip_value", clip_value, 0)
    _check_writeable(grads)
    for grad in grads:
        np.clip(grad, -clip_value, clip_value, out=grad)


def _check_writeable(grads: object) -> None:
    if isinstance(grads, np.ndarray) or not isinstance(grads, Sequence):
        raise TypeError(
            f"grads is a {type(grads).__name__}, expected a sequence of arrays"
        )
    for i, grad in enumerate(grads):
        check_array(f"grads[{i}]", grad)
        if not grad.flags.writeable:
            raise ValueError(f"grads[{i}] is read-only, expected a writeable array")
