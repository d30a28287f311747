"""The exercise on the backward pass of batch norm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes import normalization
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.normalization._normalizers import moments, per_channel


@exercise("dx", "dweight", "dbias")
def batch_norm_backward(
    dy: Array, x: Array, weight: Array, eps: float = 1e-5
) -> tuple[Array | None, ...]:
    """Return (dx, dweight, dbias), the gradients of a loss, from dy, that of y.

    y is batch_norm in training: x, (N, C) or (N, C, H, W), less the batch's mean, over
    the root of its biased variance plus eps, times weight, plus bias, both (C,). Keep
    the dtype of x.
    """
    return normalization.batch_norm_backward(
        dy, x, None, None, weight, np.zeros_like(weight), training=True, eps=eps
    )


def _case(label: str, x: Array, **how: Any) -> None:
    dy = integers(*x.shape, 1)[..., 0].astype(x.dtype)
    weight = count(x.shape[1], start=2).astype(x.dtype)
    batch_norm_backward.case(label, dy, x, weight, **how)


batch_norm_backward.case(
    "2 values",
    *(np.array([[1.0], [0.0]]), np.array([[1.0], [3.0]]), np.array([2.0])),
    eps=3.0,
)
_case("3 values", np.array([[1.0], [2.0], [6.0]]), eps=1.0)
_case("2 channels", integers(4, 2))
_case("constant channel", np.array([[7.0, 1.0], [7.0, 4.0], [7.0, 2.0]]))
_case("1 image", integers(1, 2, 3, 3))
_case("maps", integers(2, 3, 2, 4), eps=1.0)
_case("large mean", 1e4 + noise(8, 3, 5).astype(np.float64))
_case("float32 noise", noise(4, 3, 2, 2), eps=1.0)


class _Pass:
    """A backward pass, with what its gradients are made of."""

    def __init__(self, dy: Array, x: Array, weight: Array, eps: float = 1e-5) -> None:
        self.dy, self.eps = dy, eps
        self.axes = (0, *range(2, x.ndim))
        self.count = x.size // x.shape[1]
        mean, self.var = moments(x, self.axes)
        self.std = np.sqrt(self.var + eps)
        self.x = x
        self.centred = x - mean
        self.x_hat = self.centred / self.std
        self.weight = weight
        self.g = dy * per_channel(weight, x)  # the gradient of x_hat

    def mean(self, values: Array) -> Array:
        """Average over what shares a statistic."""
        mean: Array = values.mean(self.axes, keepdims=True)
        return mean

    def through(self, values: Array) -> Array:
        """Return what comes back through the variance."""
        return values * self.mean(self.g * values)

    def projected(self) -> Array:
        """Return the part of g along x_hat: 0 / 0, NaN, in a constant channel."""
        with np.errstate(invalid="ignore"):
            along: Array = self.through(self.x_hat) / self.mean(self.x_hat**2)
        return along


def _mistake(part: int, sentence: str, wrong: Callable[[_Pass], Array]) -> None:
    """Add a mistake in one of the gradients; the others are right."""

    def gradients(
        dy: Array, x: Array, weight: Array, eps: float = 1e-5
    ) -> tuple[Array, ...]:
        answer = list(batch_norm_backward.oracle(dy, x, weight, eps))
        answer[part] = wrong(_Pass(dy, x, weight, eps))
        return tuple(answer)

    batch_norm_backward.mistake(sentence, gradients)


_mistake(
    0,
    "dx takes mean and variance as constants: every value of a channel moves both, so "
    "two more terms come back.",
    lambda p: p.g / p.std,
)
_mistake(
    0,
    "What comes back through the mean is missing in dx: subtract the mean of dy * "
    "weight.",
    lambda p: (p.g - p.through(p.x_hat)) / p.std,
)
_mistake(
    0,
    "What comes back through the variance is missing in dx: subtract x_hat times the "
    "mean of dy * weight * x_hat.",
    lambda p: (p.g - p.mean(p.g)) / p.std,
)
_mistake(
    0,
    "dx adds what comes back through the variance: subtract it.",
    lambda p: (p.g - p.mean(p.g) + p.through(p.x_hat)) / p.std,
)
_mistake(
    0,
    "dx subtracts sums: each value has a share of 1 / n in the mean and the variance, "
    "so divide them by n.",
    lambda p: (p.g - p.count * (p.mean(p.g) + p.through(p.x_hat))) / p.std,
)
_mistake(
    0,
    "dx loses its whole part along x_hat: divide by n, not by the sum of x_hat². They "
    "differ by eps.",
    lambda p: (p.g - p.mean(p.g) - p.projected()) / p.std,
)
_mistake(
    0,
    "dx divides by n - 1: the forward pass normalizes by the biased variance, n.",
    lambda p: (
        (p.g - p.mean(p.g) - p.through(p.x_hat) * p.count / (p.count - 1)) / p.std
    ),
)
_mistake(
    0,
    "dx multiplies by x - mean in the variance's term: it is x_hat, twice divided by "
    "the standard deviation.",
    lambda p: (p.g - p.mean(p.g) - p.through(p.centred)) / p.std,
)
_mistake(
    0,
    "weight is missing in dx: the gradient of x_hat is dy * weight.",
    lambda p: (p.dy - p.mean(p.dy) - p.x_hat * p.mean(p.dy * p.x_hat)) / p.std,
)
_mistake(
    0,
    "dx is not divided by the standard deviation.",
    lambda p: p.g - p.mean(p.g) - p.through(p.x_hat),
)
_mistake(
    0,
    "dx is divided by the variance: divide by sqrt(var + eps).",
    lambda p: (p.g - p.mean(p.g) - p.through(p.x_hat)) / p.std**2,
)
_mistake(
    1,
    "dweight gathers dy * x: weight multiplies x_hat, so gather dy * x_hat.",
    lambda p: (p.dy * p.x).sum(p.axes),
)
_mistake(
    1,
    "dweight is a mean: weight enters every value once, so sum. A mean in the loss is "
    "already in dy.",
    lambda p: (p.dy * p.x_hat).mean(p.axes),
)
_mistake(
    1,
    "dweight is not divided by the standard deviation: gather dy * x_hat.",
    lambda p: (p.dy * p.centred).sum(p.axes),
)
_mistake(
    1,
    "dweight has weight in it: it is the sum of dy * x_hat.",
    lambda p: (p.g * p.x_hat).sum(p.axes),
)
_mistake(
    1,
    "dweight is not summed over the positions: sum over axes 0, 2 and 3.",
    lambda p: (p.dy * p.x_hat).sum(0),
)
_mistake(
    2,
    "dbias is a mean: the bias enters every value once, so sum dy.",
    lambda p: p.dy.mean(p.axes),
)
_mistake(
    2,
    "dbias has weight in it: the bias is added after the scale, so sum dy alone.",
    lambda p: p.g.sum(p.axes),
)
_mistake(
    2,
    "dbias is not summed over the positions: sum over axes 0, 2 and 3.",
    lambda p: p.dy.sum(0),
)
