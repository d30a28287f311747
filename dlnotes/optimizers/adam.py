"""Adam: the mean gradient, divided by its root mean square."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option, as_betas, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class Adam(Optimizer):
    r"""Step along the mean gradient, divided by its root mean square.

    .. math::

        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1-\beta_2)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \eta\, \frac{m_t / (1-\beta_1^t)}
        {\sqrt{v_t / (1-\beta_2^t)} + \varepsilon}

    AMSGrad divides by the largest :math:`v` so far.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    betas : (float, float)
        The decays :math:`\beta_1, \beta_2` of the averages.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        As in `Optimizer`.
    amsgrad : bool
        Never let the divisor shrink.
    maximize : bool
        As in `Optimizer`.
    decoupled_weight_decay : bool
        Shrink the parameters by ``1 - lr * weight_decay`` instead, as `AdamW`.

    Notes
    -----
    State: two arrays a parameter, three with AMSGrad. As `torch.optim.Adam`. Kingma and
    Ba 2015, algorithm 1; Reddi, Kale and Kumar 2018, algorithm 2.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(2)
    >>> Adam([theta], lr=0.1).step([np.array([1000.0, -0.001])])
    >>> theta.round(5)  # the first step has the size lr, whatever the gradient
    array([-0.1,  0.1])
    """

    betas = Option(as_betas)
    eps = Option(at_least_0)
    amsgrad = Option(as_bool)
    decoupled_weight_decay = Option(as_bool)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * options["amsgrad"]

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, v, *largest = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        v *= beta2
        v += (1 - beta2) * g * g
        if largest:
            v = np.maximum(largest[0], v, out=largest[0])
        # the corrections, gathered in two numbers, cost no pass over the arrays
        root = sqrt(1 - beta2**self.steps)
        lr = self.lr * root / (1 - beta1**self.steps)
        p -= lr * m / (np.sqrt(v) + self.eps * root)
