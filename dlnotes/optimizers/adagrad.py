"""Adagrad: the more a coordinate has moved the gradient, the smaller its steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.optimizers._optimizer import Optimizer


class Adagrad(Optimizer):
    r"""Divide each coordinate's step by the root of its summed squared gradients.

    .. math::

        s_t = s_{t-1} + g_t^2, \qquad
        \theta_t = \theta_{t-1} - \frac{\eta}{1 + (t-1)\lambda}
        \frac{g_t}{\sqrt{s_t} + \varepsilon}

    Parameters
    ----------
    params : sequence of ndarray
        Arrays of any shapes, all float32 or all float64, updated in place.
    lr : float
        The learning rate :math:`\eta`.
    lr_decay : float
        :math:`\lambda`.
    weight_decay : float
        Factor of the L2 penalty's gradient, which is added to the gradient.
    maximize : bool
        Climb instead of descend.
    initial_accumulator_value : float
        :math:`s_0`.
    eps : float
        :math:`\varepsilon`, outside the root.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range, or `params` not writeable or of two dtypes.

    Notes
    -----
    State: one array a parameter. As `torch.optim.Adagrad`. Duchi, Hazan and Singer
    2011, figure 1, the diagonal case.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(2)
    >>> optimizer = Adagrad([theta], lr=0.1)
    >>> optimizer.step([np.array([1000.0, 0.001])])  # the scale does not matter
    >>> theta.round(6)
    array([-0.1, -0.1])
    """

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-2,
        *,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        maximize: bool = False,
    ) -> None:
        as_real("lr_decay", lr_decay, 0)
        as_real("initial_accumulator_value", initial_accumulator_value, 0)
        as_real("eps", eps, 0)
        super().__init__(
            params, lr, weight_decay=weight_decay, maximize=maximize, slots=["sum"]
        )
        self.lr_decay = lr_decay
        self.eps = eps
        for array in self._state["sum"]:
            array += initial_accumulator_value

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        (s,) = state
        s += g * g
        lr = self.lr / (1 + (self.steps - 1) * self.lr_decay)
        p -= lr * g / (np.sqrt(s) + self.eps)
