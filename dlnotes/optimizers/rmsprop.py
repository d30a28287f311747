"""RMSprop: divide by a decaying root mean square of the gradient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dlnotes._arguments import Array, as_real
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
    params : sequence of ndarray
        Arrays of any shapes, all float32 or all float64, updated in place.
    lr : float
        The learning rate :math:`\eta`.
    alpha : float
        The decay :math:`\alpha` of the averages.
    eps : float
        :math:`\varepsilon`, outside the root.
    weight_decay : float
        Factor of the L2 penalty's gradient, which is added to the gradient.
    maximize : bool
        Climb instead of descend.
    momentum : float
        Decay of the collected steps; 0 keeps none.
    centered : bool
        Divide by the standard deviation instead.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range, or `params` not writeable or of two dtypes.

    Notes
    -----
    State: one array a parameter, one more with momentum, one more if centred. As
    `torch.optim.RMSprop`. Tieleman and Hinton 2012, lecture 6e; centred: Graves 2013,
    equations 38 to 45.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.zeros(2)
    >>> RMSprop([theta], lr=0.01, alpha=0.99).step([np.array([4.0, -0.1])])
    >>> theta.round(6)  # without bias correction the first step is 1 / sqrt(1 - alpha)
    array([-0.1,  0.1])
    """

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
        as_real("alpha", alpha, 0)
        as_real("eps", eps, 0)
        as_real("momentum", momentum, 0)
        slots = {"square_avg": True, "grad_avg": centered, "momentum_buffer": momentum}
        super().__init__(
            params,
            lr,
            weight_decay=weight_decay,
            maximize=maximize,
            slots=[slot for slot, needed in slots.items() if needed],
        )
        self.alpha = alpha
        self.eps = eps
        self.momentum = momentum
        self.centered = centered

    def _update(self, p: Array, g: Array, state: list[Array]) -> None:
        v, *others = state
        v *= self.alpha
        v += (1 - self.alpha) * g * g
        if self.centered:
            mean, *others = others
            mean += (1 - self.alpha) * (g - mean)
            v = v - mean * mean
        ratio: Array = g / (np.sqrt(v) + self.eps)
        if self.momentum:
            (b,) = others
            b *= self.momentum
            b += ratio
            ratio = b
        p -= self.lr * ratio
