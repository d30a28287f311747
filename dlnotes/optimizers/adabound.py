"""AdaBound: Adam whose rates are squeezed until it is SGD."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option, as_betas, as_positive, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class AdaBound(Optimizer):
    r"""Clip each coordinate's rate between bounds that meet at a final rate.

    With :math:`m_t, v_t` of `Adam`,

    .. math::

        \eta_t &= \mathrm{clip}\!\left(\frac{\eta \sqrt{1-\beta_2^t}}{(1-\beta_1^t)
        (\sqrt{v_t} + \varepsilon)},\;
        \eta^*\bigl(1 - \tfrac{1}{\gamma t + 1}\bigr),\;
        \eta^*\bigl(1 + \tfrac{1}{\gamma t}\bigr)\right) \\
        \theta_t &= \theta_{t-1} - \eta_t\, m_t

    where :math:`\eta^*` follows a schedule in proportion to :math:`\eta`.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        Adam's learning rate :math:`\eta`, greater than 0.
    betas : (float, float)
        The decays :math:`\beta_1, \beta_2` of the averages.
    final_lr : float
        SGD's learning rate :math:`\eta^*`.
    gamma : float
        How fast the bounds close, :math:`\gamma > 0`.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        As in `Optimizer`.
    amsbound : bool
        Never let the divisor shrink: AMSBound.

    Notes
    -----
    State: two arrays a parameter, three for AMSBound. Luo, Xiong, Liu and Sun 2019,
    algorithms 2 and 3, with the conventions of their code: bias correction, no
    :math:`1/\sqrt t`, bounds written with :math:`\gamma` for :math:`1-\beta_2`.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(2)
    >>> optimizer = AdaBound([theta], lr=0.001, final_lr=0.1, gamma=1e9)
    >>> optimizer.step([np.array([1.0, 10.0])])  # closed bounds: SGD with momentum
    >>> theta.round(6)
    array([-0.01, -0.1 ])
    """

    betas = Option(as_betas)
    final_lr = Option(at_least_0)
    gamma = Option(as_positive)
    eps = Option(at_least_0)
    amsbound = Option(as_bool)
    base_lr = Option(as_positive)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        final_lr: float = 0.1,
        gamma: float = 1e-3,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsbound: bool = False,
        maximize: bool = False,
    ) -> None:
        as_positive("lr", lr)
        super().__init__(
            params,
            lr,
            betas=betas,
            final_lr=final_lr,
            gamma=gamma,
            eps=eps,
            weight_decay=weight_decay,
            amsbound=amsbound,
            maximize=maximize,
            base_lr=lr,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * options["amsbound"]

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, v, *largest = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        v *= beta2
        v += (1 - beta2) * g * g
        if largest:
            v = np.maximum(largest[0], v, out=largest[0])
        lr = self.lr * sqrt(1 - beta2**self.steps) / (1 - beta1**self.steps)
        final = self.final_lr * self.lr / self.base_lr
        lower = final * (1 - 1 / (self.gamma * self.steps + 1))
        upper = final + final / (self.gamma * self.steps)
        p -= np.clip(lr / (np.sqrt(v) + self.eps), lower, upper) * m
