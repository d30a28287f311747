"""Adagrad: the more a coordinate has moved the gradient, the smaller its steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.optimizers._checks import Option, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class Adagrad(Optimizer):
    r"""Divide each coordinate's step by the root of its summed squared gradients.

    .. math::

        s_t = s_{t-1} + g_t^2, \qquad
        \theta_t = \theta_{t-1} - \frac{\eta}{1 + (t-1)\lambda}
        \frac{g_t}{\sqrt{s_t} + \varepsilon}

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    lr_decay : float
        :math:`\lambda`.
    weight_decay : float
        As in `Optimizer`.
    maximize : bool
        As in `Optimizer`.
    initial_accumulator_value : float
        :math:`s_0`.
    eps : float
        :math:`\varepsilon`, outside the root.

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

    lr_decay = Option(at_least_0)
    eps = Option(at_least_0)

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
        initial = at_least_0("initial_accumulator_value", initial_accumulator_value)
        super().__init__(
            params,
            lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            eps=eps,
            maximize=maximize,
        )
        for array in self._state["sum"]:
            array += initial

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["sum"]

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        (s,) = state
        s += g * g
        lr = self.lr / (1 + (self.steps - 1) * self.lr_decay)
        p -= lr * g / (np.sqrt(s) + self.eps)
