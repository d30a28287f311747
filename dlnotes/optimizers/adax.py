"""AdaX: a memory of squared gradients that grows longer with every step."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, expm1, log1p
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option, as_betas, as_positive, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


def _as_growing_betas(name: str, value: object) -> tuple[float, float]:
    """Return two numbers below 1, of which the second is positive."""
    betas = as_betas(name, value)
    as_positive(f"{name}[1]", betas[1])
    return betas


class AdaX(Optimizer):
    r"""Divide by an average in which past gradients never fade.

    .. math::

        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
        v_t &= (1+\beta_2)\, v_{t-1} + \beta_2\, g_t^2, \qquad
        \hat v_t = \frac{v_t}{(1+\beta_2)^t - 1} \\
        \theta_t &= \theta_{t-1} - \eta\, \frac{m_t}{\sqrt{\hat v_t} + \varepsilon}

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` from 0 to below 1, and the growth :math:`\beta_2 > 0`.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        As in `Optimizer`.
    decoupled_weight_decay : bool
        Shrink the parameters by ``1 - lr * weight_decay`` instead: AdaX-W.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    State: two arrays a parameter. Li, Zhang, Wang and Luo 2020, algorithm 1; no bias
    correction of :math:`m`, as there. :math:`v_t` grows by :math:`(1+\beta_2)^t` and
    in the end leaves the range of any number; what is kept is :math:`\hat v_t`,

    .. math:: \hat v_t = \hat v_{t-1}
        + \frac{\beta_2}{(1+\beta_2)^t - 1}\,(g_t^2 - \hat v_{t-1})

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(1)
    >>> AdaX([theta], lr=0.1).step([np.array([5.0])])
    >>> theta.round(6)  # 1 - beta1 of a step
    array([-0.01])
    """

    betas = Option(_as_growing_betas)
    eps = Option(at_least_0)
    decoupled_weight_decay = Option(as_bool)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 1e-4),
        eps: float = 1e-12,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["exp_avg", "exp_avg_sq"]

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, v = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        growth = self.steps * log1p(beta2)
        v += beta2 * exp(-growth) / -expm1(-growth) * (g * g - v)
        p -= self.lr * m / (np.sqrt(v) + self.eps)
