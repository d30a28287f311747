"""NAdam: Adam that looks ahead as Nesterov's momentum does."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option, as_betas, as_share, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class NAdam(Optimizer):
    r"""Step along the next mean gradient as far as it is known, divided as in `Adam`.

    With :math:`m_t, v_t` of Adam and the warming momentum
    :math:`\mu_t = \beta_1 (1 - \tfrac12 0.96^{t\psi})`,

    .. math::

        \theta_t = \theta_{t-1} - \frac{\eta}{\sqrt{v_t/(1-\beta_2^t)} + \varepsilon}
        \left(\frac{(1-\mu_t)\, g_t}{1-\prod_{i\le t}\mu_i}
        + \frac{\mu_{t+1}\, m_t}{1-\prod_{i\le t+1}\mu_i}\right)

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
    momentum_decay : float
        :math:`\psi`.
    decoupled_weight_decay : bool
        Shrink the parameters by ``1 - lr * weight_decay`` instead, as `AdamW`.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    State: two arrays a parameter and one number. As `torch.optim.NAdam`. Dozat 2016,
    algorithm 2 and the schedule of its section on experiments.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(1)
    >>> optimizer = NAdam([theta], lr=0.1)
    >>> optimizer.step([np.ones(1)])
    >>> bool(theta[0] < -0.1)  # further than Adam: the next step's share is in it
    True
    """

    betas = Option(as_betas)
    eps = Option(at_least_0)
    momentum_decay = Option(at_least_0)
    decoupled_weight_decay = Option(as_bool)
    mu_product = Option(as_share)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 2e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            momentum_decay=momentum_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            maximize=maximize,
            mu_product=1.0,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["exp_avg", "exp_avg_sq"]

    def step(self, grads: Sequence[Array]) -> None:
        """Update the parameters in place, as `Optimizer.step`."""
        super().step(grads)
        self.mu_product = self._product()

    def _mu(self, step: int) -> float:
        decay: float = 0.96 ** (step * self.momentum_decay)
        return self.betas[0] * (1 - 0.5 * decay)

    def _product(self) -> float:
        # torch keeps this number in float32, and its steps show it
        return float(np.float32(self.mu_product) * np.float32(self._mu(self.steps)))

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, v = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        v *= beta2
        v += (1 - beta2) * g * g
        mu, mu_next = self._mu(self.steps), self._mu(self.steps + 1)
        product = self._product()
        now = self.lr * (1 - mu) / (1 - product)
        ahead = self.lr * mu_next / (1 - product * mu_next)
        root = np.sqrt(v) / sqrt(1 - beta2**self.steps)
        p -= (now * g + ahead * m) / (root + self.eps)
