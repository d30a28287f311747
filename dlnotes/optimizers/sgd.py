"""Stochastic gradient descent, with classical or Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dlnotes._arguments import Array, as_bool, as_real
from dlnotes.optimizers._checks import Option, as_count, at_least_0
from dlnotes.optimizers._optimizer import Optimizer


class SGD(Optimizer):
    r"""Step against the gradient, or against a decaying sum of gradients.

    .. math::

        b_t = \mu b_{t-1} + (1-\tau)\, g_t, \qquad
        \theta_t = \theta_{t-1} - \eta\, b_t

    with :math:`b_1 = g_1`; Nesterov's variant steps along :math:`g_t + \mu b_t`.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    momentum : float
        :math:`\mu`; 0 keeps no state.
    dampening : float
        :math:`\tau`.
    weight_decay : float
        As in `Optimizer`.
    maximize : bool
        As in `Optimizer`.
    nesterov : bool
        Needs a momentum, and no dampening.

    Notes
    -----
    State: one array a parameter with momentum, none without. As `torch.optim.SGD`.
    Polyak 1964; Nesterov 1983, in the form of Sutskever et al. 2013, section 2.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.array([1.0, -2.0])
    >>> optimizer = SGD([theta], lr=0.1, momentum=0.9)
    >>> optimizer.step([np.array([10.0, 0.0])])
    >>> optimizer.step([np.array([0.0, 10.0])])
    >>> theta
    array([-0.9, -3. ])
    """

    momentum = Option(at_least_0)
    dampening = Option(as_real)
    nesterov = Option(as_bool)
    buffered_steps = Option(as_count)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
            maximize=maximize,
            buffered_steps=0,
        )

    @classmethod
    def _checked(cls, given: Mapping[str, object]) -> dict[str, Any]:
        options = super()._checked(given)
        momentum, dampening = options["momentum"], options["dampening"]
        if options["nesterov"] and (momentum == 0 or dampening != 0):
            raise ValueError(
                f"nesterov needs a momentum and no dampening, but momentum is "
                f"{momentum} and dampening {dampening}"
            )
        return options

    @classmethod
    def _slots(cls, options: dict[str, Any]) -> list[str]:
        return ["momentum_buffer"] if options["momentum"] else []

    def step(self, grads: Sequence[Array]) -> None:
        """Update the parameters in place, as `Optimizer.step`."""
        super().step(grads)
        count = self.buffered_steps + 1 if self.momentum else 0
        vars(self)["buffered_steps"] = count  # past the checks, which take time

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        if self.momentum:
            (b,) = state
            b *= self.momentum
            b += g if self.buffered_steps == 0 else (1 - self.dampening) * g
            g = g + self.momentum * b if self.nesterov else b
        p -= self.lr * g
