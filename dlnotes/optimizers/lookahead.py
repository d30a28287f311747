"""Lookahead: slow weights that follow fast ones every few steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dlnotes._arguments import Array, as_int
from dlnotes.optimizers._checks import Configured, Option, as_share, check_arrays_like
from dlnotes.optimizers._optimizer import Optimizer, blocks


def _as_positive_int(name: str, value: object) -> int:
    return as_int(name, value, minimum=1)


class Lookahead(Configured):
    r"""Pull the weights back, after every k steps of another optimizer.

    .. math:: \phi \leftarrow \phi + \alpha\,(\theta-\phi), \quad \theta \leftarrow \phi

    with the slow weights :math:`\phi`, at first the parameters given, and the fast
    weights :math:`\theta` that the other optimizer updates.

    Parameters
    ----------
    optimizer : Optimizer
        Any other of this module; its parameters are the fast weights.
    k : int
        Fast steps for one slow step.
    alpha : float
        The slow step :math:`\alpha`, from 0 to 1.

    Raises
    ------
    ValueError, TypeError
        If an option is out of its range.

    Notes
    -----
    State: one array a parameter, besides the other optimizer's, which is kept at a slow
    step. Zhang, Lucas, Hinton and Ba 2019, algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> from dlnotes.optimizers import SGD
    >>> theta = np.zeros(1)
    >>> optimizer = Lookahead(SGD([theta], lr=1.0), k=2, alpha=0.5)
    >>> for _ in range(2):
    ...     optimizer.step([np.ones(1)])
    >>> theta  # half of the way
    array([-1.])
    """

    k = Option(_as_positive_int)
    alpha = Option(as_share)

    def __init__(self, optimizer: Optimizer, *, k: int = 5, alpha: float = 0.5) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"optimizer is {optimizer!r}, expected an optimizer")
        super().__init__(k=k, alpha=alpha)
        self._optimizer = optimizer
        self._slow = [param.copy(order="K") for param in optimizer.params]

    @property
    def optimizer(self) -> Optimizer:
        """The other optimizer."""
        return self._optimizer

    @property
    def params(self) -> list[Array]:
        """The parameters of the other optimizer."""
        return self.optimizer.params

    @property
    def lr(self) -> float:
        """The learning rate of the other optimizer."""
        return self.optimizer.lr

    @lr.setter
    def lr(self, value: float) -> None:
        self.optimizer.lr = value

    def step(self, grads: Sequence[Array]) -> None:
        """Let the other optimizer step, and pull its result back if it is time.

        Parameters
        ----------
        grads : sequence of ndarray
            The gradient of each parameter at the fast weights.

        Raises
        ------
        ValueError, TypeError
            If number, shapes or dtypes differ; then nothing has been updated.
        """
        self.optimizer.step(grads)
        if self.optimizer.steps % self.k == 0:
            for slow, fast in zip(self._slow, self.params, strict=True):
                for s, f in blocks([slow, fast]):
                    s += self.alpha * (f - s)
                    f[...] = s

    def state_dict(self) -> dict[str, Any]:
        """Return a copy of the slow weights and of the other optimizer's state."""
        return {
            "class": type(self).__name__,
            "options": self._options,
            "slow": [slow.copy() for slow in self._slow],
            "optimizer": self.optimizer.state_dict(),
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue where another one stopped.

        Parameters
        ----------
        state_dict : dict
            What its `state_dict` returned. It is copied.

        Raises
        ------
        ValueError, TypeError
            If it is another class's (the other optimizer included), has a bad option or
            belongs to other parameters; then nothing is loaded.
        """
        options = self._check_saved(state_dict, ["slow", "optimizer"])
        check_arrays_like("slow", state_dict["slow"], self.params)
        other = self.optimizer._check_state_dict(state_dict["optimizer"])
        self._keep(options)
        self.optimizer._adopt(other)
        for slow, saved in zip(self._slow, state_dict["slow"], strict=True):
            slow[...] = saved
