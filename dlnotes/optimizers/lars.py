"""LARS: one learning rate a layer, in proportion to the norm of its weights."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dlnotes._arguments import Array
from dlnotes.optimizers._checks import Option, at_least_0
from dlnotes.optimizers._optimizer import Optimizer, blocks
from dlnotes.optimizers.clip_grad_norm import norm


class LARS(Optimizer):
    r"""Momentum with a rate for each parameter array, so that no layer moves too far.

    .. math::

        \lambda &= \frac{\tau\, \lVert\theta\rVert}
        {\lVert g\rVert + \beta \lVert\theta\rVert + \varepsilon} \\
        b_t &= \mu b_{t-1} + \eta \lambda\, (g + \beta\theta), \qquad
        \theta_t = \theta_{t-1} - b_t

    where :math:`\lambda = 1` if :math:`\theta` or :math:`g` is zero.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The global learning rate :math:`\eta`.
    momentum : float
        :math:`\mu`.
    weight_decay : float
        :math:`\beta`.
    trust_coefficient : float
        :math:`\tau`: how far a layer may move, as a share of its norm.
    eps : float
        :math:`\varepsilon`.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    State: one array a parameter. You, Gitman and Ginsburg 2017, algorithm 1: the rate
    enters the momentum, so that a change of rate takes effect gradually. Their text
    leaves out :math:`\varepsilon` and the case of zero norms. Biases and the parameters
    of normalization usually get an optimizer of their own, without the ratio.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.array([3.0, 4.0])
    >>> LARS([theta], lr=1.0, trust_coefficient=0.1).step([np.array([0.0, 1e6])])
    >>> theta.round(6)  # a tenth of its length
    array([3. , 3.5])
    """

    momentum = Option(at_least_0)
    trust_coefficient = Option(at_least_0)
    eps = Option(at_least_0)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-2,
        *,
        momentum: float = 0.9,
        weight_decay: float = 0.0,
        trust_coefficient: float = 1e-3,
        eps: float = 1e-8,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            momentum=momentum,
            weight_decay=weight_decay,
            trust_coefficient=trust_coefficient,
            eps=eps,
            maximize=maximize,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["momentum_buffer"]

    def _update_parameter(self, param: Array, grad: Array, state: list[Array]) -> None:
        weights, gradient = norm(param), norm(grad)
        lr = self.lr
        if weights and gradient:
            total = gradient + self.weight_decay * weights + self.eps
            lr *= self.trust_coefficient * weights / total
        for p, g, b in blocks([param, grad, *state]):
            g = -g if self.maximize else g
            b *= self.momentum
            b += lr * (g + self.weight_decay * p)
            p -= b
