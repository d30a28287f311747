"""AdaBound: Adam whose rates are squeezed until it is SGD."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.optimizers._optimizer import Optimizer, check_betas, check_positive


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
    params : sequence of ndarray
        Arrays of any shapes, all float32 or all float64, updated in place.
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
        Factor of the L2 penalty's gradient, which is added to the gradient.
    amsbound : bool
        Never let the divisor shrink: AMSBound.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range, or `params` not writeable or of two dtypes.

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
    ) -> None:
        as_real("final_lr", final_lr, 0)
        check_positive("lr", lr)
        check_positive("gamma", gamma)
        as_real("eps", eps, 0)
        self.betas = check_betas(betas)
        super().__init__(
            params,
            lr,
            weight_decay=weight_decay,
            slots=["exp_avg", "exp_avg_sq"] + ["max_exp_avg_sq"] * bool(amsbound),
        )
        self.final_lr = final_lr
        self.gamma = gamma
        self.eps = eps
        self.amsbound = amsbound
        self.base_lr = float(lr)

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
        upper = final * (1 + 1 / (self.gamma * self.steps))
        p -= np.clip(lr / (np.sqrt(v) + self.eps), lower, upper) * m
