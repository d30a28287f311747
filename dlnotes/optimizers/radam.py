"""RAdam: Adam that does not divide until its divisor is known well enough."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option, as_betas, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class RAdam(Optimizer):
    r"""Adam with its adaptive rate rectified for the few gradients seen so far.

    With :math:`\hat m_t` and :math:`\hat v_t` of Adam, corrected for bias,

    .. math::

        \rho_t &= \rho_\infty - \frac{2t\beta_2^t}{1-\beta_2^t}, \qquad
        \rho_\infty = \frac{2}{1-\beta_2} - 1 \\
        r_t &= \sqrt{\frac{(\rho_t-4)(\rho_t-2)\rho_\infty}
        {(\rho_\infty-4)(\rho_\infty-2)\rho_t}} \\
        \theta_t &= \theta_{t-1} - \eta\, \hat m_t \cdot
        \begin{cases} r_t / (\sqrt{\hat v_t} + \varepsilon) & \rho_t > 5 \\ 1 &
        \text{else}\end{cases}

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    betas : (float, float)
        The decays :math:`\beta_1, \beta_2` of the averages.
    eps : float
        :math:`\varepsilon`, added to the root before the bias is corrected.
    weight_decay : float
        As in `Optimizer`.
    decoupled_weight_decay : bool
        Shrink the parameters by ``1 - lr * weight_decay`` instead, as `AdamW`.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    State: two arrays a parameter. As `torch.optim.RAdam`. Liu et al. 2020, algorithm 2,
    where the threshold is 4.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(1)
    >>> RAdam([theta], lr=0.1).step([np.array([5.0])])  # plain momentum at first
    >>> theta
    array([-0.5])
    """

    betas = Option(as_betas)
    eps = Option(at_least_0)
    decoupled_weight_decay = Option(as_bool)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
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

    def _rectification(self) -> float:
        beta2 = self.betas[1]
        limit = 2 / (1 - beta2) - 1
        rho = limit - 2 * self.steps * beta2**self.steps / (1 - beta2**self.steps)
        if rho <= 5:
            return 0.0
        return sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, v = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        v *= beta2
        v += (1 - beta2) * g * g
        lr = self.lr / (1 - beta1**self.steps)
        if rectification := self._rectification():
            lr *= rectification * sqrt(1 - beta2**self.steps)
            p -= lr * m / (np.sqrt(v) + self.eps)
        else:
            p -= lr * m
