"""RMSprop: divide by a decaying root mean square of the gradient."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option, as_share, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class RMSprop(Optimizer):
    r"""Divide the gradient by the root of its decaying mean square.

    .. math::

        v_t = \alpha v_{t-1} + (1-\alpha)\, g_t^2, \qquad
        \theta_t = \theta_{t-1} - \eta \frac{g_t}{\sqrt{v_t} + \varepsilon}

    Centred, the root is :math:`\sqrt{v_t - \bar g_t^2}` with the decaying mean
    :math:`\bar g_t`. With momentum, the quotients are collected as in `SGD`.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    alpha : float
        The decay :math:`\alpha` of the averages.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        As in `Optimizer`.
    maximize : bool
        As in `Optimizer`.
    momentum : float
        Decay of the collected steps; 0 keeps none.
    centered : bool
        Divide by the standard deviation instead.

    Notes
    -----
    State: one array a parameter, one more with momentum, one more if centred. As
    `torch.optim.RMSprop`, except that no variance is negative: where the gradient is
    nearly constant torch's rounds to one, and the parameters become NaN. Tieleman and
    Hinton 2012, lecture 6e; centred: Graves 2013, equations 38 to 45.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(2)
    >>> RMSprop([theta], lr=0.01, alpha=0.99).step([np.array([4.0, -0.1])])
    >>> theta.round(6)  # without bias correction the first step is 1 / sqrt(1 - alpha)
    array([-0.1,  0.1])
    """

    alpha = Option(as_share)
    eps = Option(at_least_0)
    momentum = Option(at_least_0)
    centered = Option(as_bool)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-2,
        *,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            alpha=alpha,
            eps=eps,
            weight_decay=weight_decay,
            momentum=momentum,
            centered=centered,
            maximize=maximize,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        slots = ["square_avg"]
        slots += ["grad_avg"] * options["centered"]
        slots += ["momentum_buffer"] * (options["momentum"] > 0)
        return slots

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        v, *others = state
        v *= self.alpha
        v += (1 - self.alpha) * g * g
        if self.centered:
            mean, *others = others
            mean += (1 - self.alpha) * (g - mean)
            v = np.maximum(v - mean * mean, 0)  # below 0 by rounding alone
        ratio: Array = g / (np.sqrt(v) + self.eps)
        if self.momentum:
            (b,) = others
            b *= self.momentum
            b += ratio
            ratio = b
        p -= self.lr * ratio
