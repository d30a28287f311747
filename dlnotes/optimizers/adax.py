"""AdaX: a memory of squared gradients that grows longer with every step."""

from __future__ import annotations

from collections.abc import Sequence
from math import expm1, log1p, sqrt

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.optimizers._optimizer import Optimizer, check_betas, check_positive


class AdaX(Optimizer):
    r"""Divide by an average in which past gradients never fade.

    .. math::

        m_t &= \beta_1 m_{t-1} + (1-\beta_1)\, g_t \\
        v_t &= (1+\beta_2)\, v_{t-1} + \beta_2\, g_t^2, \qquad
        \hat v_t = \frac{v_t}{(1+\beta_2)^t - 1} \\
        \theta_t &= \theta_{t-1} - \eta\, \frac{m_t}{\sqrt{\hat v_t} + \varepsilon}

    Parameters
    ----------
    params : sequence of ndarray
        Arrays of any shapes, all float32 or all float64, updated in place.
    lr : float
        The learning rate :math:`\eta`.
    betas : (float, float)
        :math:`\beta_1` from 0 to below 1, and the growth :math:`\beta_2 > 0`.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        Factor of the L2 penalty's gradient, which is added to the gradient.
    decoupled_weight_decay : bool
        Shrink the parameters by ``1 - lr * weight_decay`` instead: AdaX-W.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range, or `params` not writeable or of two dtypes.

    Notes
    -----
    State: two arrays a parameter. Li, Zhang, Wang and Luo 2020, algorithm 1; no bias
    correction of :math:`m`, as there. :math:`v_t` itself grows without bound: after
    :math:`t` steps by :math:`(1+\beta_2)^t`, which float32 holds for 800,000 steps.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(1)
    >>> AdaX([theta], lr=0.1).step([np.array([5.0])])
    >>> theta.round(6)  # 1 - beta1 of a step
    array([-0.01])
    """

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 1e-4),
        eps: float = 1e-12,
        weight_decay: float = 0.0,
        decoupled_weight_decay: bool = False,
    ) -> None:
        as_real("eps", eps, 0)
        self.betas = check_betas(betas)
        check_positive("betas[1]", betas[1])
        super().__init__(
            params,
            lr,
            weight_decay=weight_decay,
            decoupled_weight_decay=decoupled_weight_decay,
            slots=["exp_avg", "exp_avg_sq"],
        )
        self.eps = eps

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        m, v = state
        beta1, beta2 = self.betas
        m += (1 - beta1) * (g - m)
        v *= 1 + beta2
        v += beta2 * g * g
        root = sqrt(expm1(self.steps * log1p(beta2)))
        p -= self.lr * root * m / (np.sqrt(v) + self.eps * root)
