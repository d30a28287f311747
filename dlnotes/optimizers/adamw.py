"""AdamW: Adam whose weight decay is no part of the gradient."""

from __future__ import annotations

from collections.abc import Sequence

from dlnotes._arguments import Array, as_bool
from dlnotes.optimizers._checks import Option
from dlnotes.optimizers.adam import Adam


def _as_true(name: str, value: object) -> bool:
    """Return True: without it AdamW would be Adam."""
    if not as_bool(name, value):
        raise ValueError(f"{name} is False, expected True (Adam has the other)")
    return True


class AdamW(Adam):
    r"""Adam whose weight decay shrinks the parameters, apart from the gradient.

    .. math:: \theta \leftarrow (1 - \eta\lambda)\, \theta

    before each step of `Adam`.

    Parameters
    ----------
    params
        As in `Optimizer`.
    lr : float
        The learning rate :math:`\eta`.
    betas : (float, float)
        The decays of the averages.
    eps : float
        Added outside the root.
    weight_decay : float
        :math:`\lambda`.
    amsgrad : bool
        Never let the divisor shrink.
    maximize : bool
        As in `Optimizer`.

    Notes
    -----
    As `torch.optim.AdamW`. Loshchilov and Hutter 2019, algorithm 2, where the decay is
    multiplied by the schedule, not by the learning rate.

    Examples
    --------
    >>> import numpy as np
    >>> theta = np.array([10.0])
    >>> AdamW([theta], lr=0.1, weight_decay=0.5).step([np.zeros(1)])
    >>> theta
    array([9.5])
    """

    decoupled_weight_decay = Option(_as_true)

    def __init__(
        self,
        params: Sequence[Array],
        lr: float = 1e-3,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
        )
