"""Lower the learning rate when progress stops."""

from __future__ import annotations

from math import inf
from typing import Protocol

from dlnotes._arguments import as_int, as_real, check_choice


class _HasRate(Protocol):
    lr: float


class ReduceOnPlateau:
    """Multiply an optimizer's rate by a factor after too many steps without progress.

    Parameters
    ----------
    optimizer : Optimizer
        Whose ``lr`` to lower.
    mode : {"min", "max"}
        Whether a lower or a higher metric is better.
    factor : float
        What the rate is multiplied by, below 1.
    patience : int
        Steps without progress that are forgiven.
    threshold : float
        How much better counts as progress.
    threshold_mode : {"rel", "abs"}
        Whether the threshold is a share of the best metric or a difference from it.
    cooldown : int
        Steps after a reduction during which none is counted.
    min_lr : float
        Never go below.
    eps : float
        Leave the rate if it would change by no more.

    Raises
    ------
    ValueError, TypeError
        If an argument is out of its range.

    Notes
    -----
    As `torch.optim.lr_scheduler.ReduceLROnPlateau`.

    Examples
    --------
    >>> import numpy as np
    >>> from dlnotes.optimizers import SGD
    >>> optimizer = SGD([np.zeros(1)], lr=1.0)
    >>> plateau = ReduceOnPlateau(optimizer, factor=0.5, patience=1)
    >>> [plateau.step(loss) for loss in (3.0, 2.0, 2.0, 2.0, 2.0)]
    [1.0, 1.0, 1.0, 0.5, 0.5]
    """

    def __init__(
        self,
        optimizer: _HasRate,
        *,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0.0,
        eps: float = 1e-8,
    ) -> None:
        if not hasattr(optimizer, "lr"):
            raise TypeError(f"optimizer is {optimizer!r}, expected one with a rate lr")
        check_choice("mode", mode, ("min", "max"))
        check_choice("threshold_mode", threshold_mode, ("rel", "abs"))
        as_real("factor", factor, 0, below=1)
        for name, value in (("threshold", threshold), ("min_lr", min_lr), ("eps", eps)):
            as_real(name, value, 0)
        self.optimizer = optimizer
        self.mode = mode
        self.factor = factor
        self.patience = as_int("patience", patience, minimum=0)
        self.threshold = threshold
        self.threshold_mode = threshold_mode
        self.cooldown = as_int("cooldown", cooldown, minimum=0)
        self.min_lr = min_lr
        self.eps = eps
        self.best = inf if mode == "min" else -inf
        self._bad_steps = 0
        self._resting = 0

    def step(self, metric: float) -> float:
        """Take note of a metric, lower the optimizer's rate if it is time.

        Parameters
        ----------
        metric : float
            What should improve, such as the validation loss.

        Returns
        -------
        float
            The optimizer's rate from now on.
        """
        metric = float(metric)
        better = self._is_better(metric)
        self.best = metric if better else self.best
        self._bad_steps = 0 if better else self._bad_steps + 1
        if self._resting:
            self._resting -= 1
            self._bad_steps = 0
        if self._bad_steps > self.patience:
            self._reduce()
            self._resting, self._bad_steps = self.cooldown, 0
        return self.optimizer.lr

    def _is_better(self, metric: float) -> bool:
        margin = self.threshold if self.mode == "max" else -self.threshold
        bound = self.best + margin
        if self.threshold_mode == "rel":
            bound = self.best * (1 + margin)
        return metric > bound if self.mode == "max" else metric < bound

    def _reduce(self) -> None:
        lower = max(self.optimizer.lr * self.factor, self.min_lr)
        if self.optimizer.lr - lower > self.eps:
            self.optimizer.lr = lower
