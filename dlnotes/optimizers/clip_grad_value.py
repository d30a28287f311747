"""Keep single entries of a gradient from growing too large."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array
from dlnotes.optimizers._checks import as_limit, check_writeable


def clip_grad_value(grads: Sequence[Array], clip_value: float) -> None:
    """Clip every entry, in place, to between ``-clip_value`` and ``clip_value``.

    Parameters
    ----------
    grads : sequence of ndarray
        Arrays of any shapes, float32 or float64.
    clip_value : float
        The largest magnitude allowed; infinity allows all.

    Raises
    ------
    ValueError, TypeError
        If `grads` are no writeable arrays, share memory, or `clip_value` is negative.

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
    limit = as_limit("clip_value", clip_value)
    for grad in check_writeable("grads", grads):
        np.clip(grad, -limit, limit, out=grad)
