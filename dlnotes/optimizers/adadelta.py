"""Adadelta: steps in the units of the parameters, without a learning rate to choose."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.optimizers._checks import Option, as_share, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class Adadelta(Optimizer):
    r"""Step by the ratio of two decaying root mean squares, of steps and of gradients.

    .. math::

        v_t &= \rho v_{t-1} + (1-\rho)\, g_t^2 \\
        \Delta_t &= \sqrt{\frac{u_{t-1} + \varepsilon}{v_t + \varepsilon}}\; g_t \\
        u_t &= \rho u_{t-1} + (1-\rho)\, \Delta_t^2, \qquad
        \theta_t = \theta_{t-1} - \eta\, \Delta_t

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        :math:`\eta`; the paper has 1.
    rho : float
        The decay :math:`\rho` of both averages.
    eps : float
        :math:`\varepsilon`, inside both roots; it sets the size of the first steps.
    weight_decay : float
        As in `Optimizer`.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    State: two arrays a parameter. As `torch.optim.Adadelta`. Zeiler 2012, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(1)
    >>> Adadelta([theta]).step([np.ones(1)])
    >>> theta.round(5)  # sqrt(eps / (1 - rho))
    array([-0.00316])
    """

    rho = Option(as_share)
    eps = Option(at_least_0)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1.0,
        *,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0.0,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            rho=rho,
            eps=eps,
            weight_decay=weight_decay,
            maximize=maximize,
        )

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["square_avg", "acc_delta"]

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        v, u = state
        v *= self.rho
        v += (1 - self.rho) * g * g
        delta = np.sqrt((u + self.eps) / (v + self.eps)) * g
        u *= self.rho
        u += (1 - self.rho) * delta * delta
        p -= self.lr * delta
