"""Lower the learning rate when progress stops."""

from __future__ import annotations

from math import inf, isfinite, isnan
from typing import Any, Protocol

import numpy as np

from dlnotes.optimizers._checks import (
    Configured,
    Option,
    as_count,
    at_least_0,
    below_1,
    one_of,
)


class _HasRate(Protocol):
    lr: float


class ReduceOnPlateau(Configured):
    r"""Multiply an optimizer's rate by a factor after too many steps without progress.

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
        Whether the threshold is a share of the best metric's magnitude or a difference
        from it.
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
    As `torch.optim.lr_scheduler.ReduceLROnPlateau`, but for a relative threshold and a
    best metric that is negative: progress is then :math:`m < b - \tau |b|` (more than
    :math:`b + \tau |b|` where higher is better), where torch takes
    :math:`b (1 \mp \tau)`, which a metric that stays as it is passes for ever. Once the
    best is 0, any smaller metric is progress. Pickled, it takes its optimizer along;
    its `state_dict` does not hold the optimizer's.

    Examples
    --------
    >>> import numpy as np
    >>> from dlnotes.optimizers import SGD
    >>> optimizer = SGD([np.zeros(1)], lr=1.0)
    >>> plateau = ReduceOnPlateau(optimizer, factor=0.5, patience=1)
    >>> [plateau.step(loss) for loss in (3.0, 2.0, 2.0, 2.0, 2.0)]
    [1.0, 1.0, 1.0, 0.5, 0.5]
    """

    mode = Option(one_of("min", "max"))
    factor = Option(below_1)
    patience = Option(as_count)
    threshold = Option(at_least_0)
    threshold_mode = Option(one_of("rel", "abs"))
    cooldown = Option(as_count)
    min_lr = Option(at_least_0)
    eps = Option(at_least_0)

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
        super().__init__(
            mode=mode,
            factor=factor,
            patience=patience,
            threshold=threshold,
            threshold_mode=threshold_mode,
            cooldown=cooldown,
            min_lr=min_lr,
            eps=eps,
        )
        self._optimizer = optimizer
        self._resting = 0

    def _keep(self, options: dict[str, Any]) -> None:
        """Take over options; by another mode no metric has been the best yet."""
        if options["mode"] != vars(self).get("mode"):
            self._best = inf if options["mode"] == "min" else -inf
            self._bad_steps = 0
        super()._keep(options)

    @property
    def optimizer(self) -> _HasRate:
        """The optimizer given."""
        return self._optimizer

    @property
    def best(self) -> float:
        """The best metric so far."""
        return self._best

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
        metric = _as_metric("metric", metric)
        better = self._is_better(metric)
        self._best = metric if better else self._best
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
        bound = self._best
        if self.threshold_mode == "abs":
            bound += margin
        elif isfinite(bound):
            bound *= 1 + (margin if bound > 0 else -margin)
        return metric > bound if self.mode == "max" else metric < bound

    def _reduce(self) -> None:
        lower = max(self.optimizer.lr * self.factor, self.min_lr)
        if self.optimizer.lr - lower > self.eps:
            self.optimizer.lr = lower

    def state_dict(self) -> dict[str, Any]:
        """Return the options and what the metrics have left.

        Returns
        -------
        dict
            ``class``, ``options``, and the numbers ``best``, ``bad_steps``,
            ``resting``.
        """
        return {
            "class": type(self).__name__,
            "options": self._options,
            "best": self._best,
            "bad_steps": self._bad_steps,
            "resting": self._resting,
        }

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Continue where another one stopped.

        Parameters
        ----------
        state_dict : dict
            What its `state_dict` returned.

        Raises
        ------
        ValueError, TypeError
            If it is another class's or holds a bad option; then nothing is loaded.
        """
        counts = ("bad_steps", "resting")
        options = self._check_saved(state_dict, ["best", *counts])
        best = _as_metric("best", state_dict["best"])
        if isnan(best):
            raise ValueError("best is nan, expected a number")
        bad_steps, resting = (as_count(name, state_dict[name]) for name in counts)
        self._keep(options)
        self._best = best
        self._bad_steps, self._resting = bad_steps, resting


def _as_metric(name: str, value: object) -> float:
    """Return a number, of an array or a tensor as well; it need not be finite."""
    try:
        if isinstance(value, str | bytes | bool | np.ma.MaskedArray):
            raise TypeError
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        raise TypeError(f"{name} is {value!r}, expected a number") from None
