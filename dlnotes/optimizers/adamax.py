"""Adamax: Adam with the largest gradient in place of the root mean square."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.optimizers._checks import Option, as_betas, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class Adamax(Optimizer):
    r"""Step along the mean gradient, divided by its decaying maximum.

    .. math::

        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
        u_t &= \max(\beta_2 u_{t-1},\; |g_t| + \varepsilon) \\
        \theta_t &= \theta_{t-1} - \frac{\eta}{1-\beta_1^t}\, \frac{m_t}{u_t}

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    betas : (float, float)
        The decays :math:`\beta_1, \beta_2`.
    eps : float
        :math:`\varepsilon`, inside the maximum.
    weight_decay : float
        As in `Optimizer`.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    State: two arrays a parameter. As `torch.optim.Adamax`. Kingma and Ba 2015,
    algorithm 2, where no :math:`\varepsilon` saves a first gradient of 0 from 0 / 0.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(2)
    >>> Adamax([theta], lr=0.1).step([np.array([1000.0, -0.001])])
    >>> theta.round(5)
    array([-0.1,  0.1])
    """

    betas = Option(as_betas)
    eps = Option(at_least_0)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 2e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            maximize=maximize,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["exp_avg", "exp_inf"]

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, u = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        u *= beta2
        np.maximum(u, np.abs(g) + self.eps, out=u)
        p -= self.lr / (1 - beta1**self.steps) * m / u
