"""Stochastic gradient descent, with classical or Nesterov's momentum."""

from __future__ import annotations

from collections.abc import Sequence

from dlnotes._arguments import Array, as_real
from dlnotes.optimizers._optimizer import Optimizer


class SGD(Optimizer):
    r"""Step against the gradient, or against a decaying sum of gradients.

    .. math::

        b_t = \mu b_{t-1} + (1-\tau)\, g_t, \qquad
        \theta_t = \theta_{t-1} - \eta\, b_t

    with :math:`b_1 = g_1`; Nesterov's variant steps along :math:`g_t + \mu b_t`.

    Parameters
    ----------
    params : sequence of ndarray
        Arrays of any shapes, all float32 or all float64, updated in place.
    lr : float
        The learning rate :math:`\eta`.
    momentum : float
        :math:`\mu`; 0 keeps no state.
    dampening : float
        :math:`\tau`.
    weight_decay : float
        Factor of the L2 penalty's gradient, which is added to the gradient.
    maximize : bool
        Climb instead of descend.
    nesterov : bool
        Needs a momentum, and no dampening.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range, or `params` not writeable or of two dtypes.

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
        as_real("momentum", momentum, 0)
        as_real("dampening", dampening)
        if nesterov and (momentum == 0 or dampening != 0):
            raise ValueError(
                f"nesterov needs a momentum and no dampening, but momentum is "
                f"{momentum} and dampening {dampening}"
            )
        super().__init__(
            params,
            lr,
            weight_decay=weight_decay,
            maximize=maximize,
            slots=["momentum_buffer"] if momentum else [],
        )
        self.momentum = momentum
        self.dampening = dampening
        self.nesterov = nesterov

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        if self.momentum:
            (b,) = state
            b *= self.momentum
            b += g if self.steps == 1 else (1 - self.dampening) * g
            g = g + self.momentum * b if self.nesterov else b
        p -= self.lr * g
