"""LAMB: Adam's direction, with a step in proportion to the norm of the weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.optimizers._checks import Option, as_betas, at_least_0
from dlnotes.optimizers._optimizer import Optimizer, blocks
from dlnotes.optimizers.clip_grad_norm import norm, norm_of_vector


class LAMB(Optimizer):
    r"""Give `Adam`'s step of each parameter array the length of its weights.

    With :math:`\hat m_t` and :math:`\hat v_t` of Adam, corrected for bias,

    .. math::

        u_t &= \frac{\hat m_t}{\sqrt{\hat v_t} + \varepsilon} + \lambda\theta_{t-1} \\
        \theta_t &= \theta_{t-1} - \eta\,
        \frac{\lVert\theta_{t-1}\rVert}{\lVert u_t\rVert}\, u_t

    where the ratio is 1 if one of the norms is zero.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`: the share of its norm by which a layer moves.
    betas : (float, float)
        The decays of the averages.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        :math:`\lambda`.

    Notes
    -----
    State: two arrays a parameter. You et al. 2020, algorithm 2 with
    :math:`\phi(z) = z`.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.array([3.0, 4.0])
    >>> LAMB([theta], lr=0.1).step([np.array([0.0, 1e6])])
    >>> theta.round(6)
    array([3. , 3.5])
    """

    betas = Option(as_betas)
    eps = Option(at_least_0)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-6,
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
        return ["exp_avg", "exp_avg_sq"]

    def _update_parameter(self, param: Array, grad: Array, state: list[Array]) -> None:
        beta1, beta2 = self.betas
        lengths = []
        for p, g, m, v in blocks([param, grad, *state]):
            g = -g if self.maximize else g
            m += (1 - beta1) * (g - m)
            v *= beta2
            v += (1 - beta2) * g * g
            lengths.append(norm_of_vector(self._direction(p, m, v)))
        weights, length = norm(param), norm_of_vector(lengths)
        lr = self.lr * weights / length if weights and length else self.lr
        for p, m, v in blocks([param, *state]):
            p -= lr * self._direction(p, m, v)

    def _direction(self, p: Array, m: Array, v: Array) -> Array:
        beta1, beta2 = self.betas
        mean = m / (1 - beta1**self.steps)
        root = np.sqrt(v / (1 - beta2**self.steps))
        direction: Array = mean / (root + self.eps) + self.weight_decay * p
        return direction
