"""The exercise on batch norm, in training and at inference."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes import normalization
from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import count, integers, noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.normalization._normalizers import (
    ONE_PASS,
    UNBIASED,
    WRONG_FORMULAS,
    Formula,
    Moments,
    moments,
    normalized,
    one_pass,
    per_channel,
)


@exercise("y", changes=("running_mean", "running_var"))
def batch_norm(
    x: Array,
    running_mean: Array,
    running_var: Array,
    weight: Array,
    bias: Array,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Array:
    """Normalize each channel of x, scale it by weight, shift it by bias; return y.

    x is (N, C) or (N, C, H, W), the others (C,). In training: by mean and biased
    variance of the batch; running_mean and running_var move in place, by momentum, to
    its mean and unbiased variance. Otherwise: by the running ones, which stay. Keep the
    dtype of x.
    """
    return normalization.batch_norm(
        x,
        running_mean,
        running_var,
        weight,
        bias,
        training=training,
        momentum=momentum,
        eps=eps,
    )


def _case(label: str, x: Array, **how: Any) -> None:
    """Add a case, for channel c with running mean c, running variance c + 3."""
    channels = x.shape[1]
    given = (count(channels, start=start) for start in (0, 3, 2, 10))
    batch_norm.case(label, x, *(a.astype(x.dtype) for a in given), **how)


_case("1 value, at inference", np.array([[5.0]]), eps=1.0)
_case("2 values, in training", np.array([[1.0], [3.0]]), training=True, eps=3.0)
_case(
    "momentum 0.5",
    np.array([[1.0], [3.0]]),
    **{"training": True, "momentum": 0.5, "eps": 3.0},
)
_case("2 channels, at inference", integers(3, 2), eps=1.0)
_case("2 channels, in training", integers(3, 2), training=True)
_case("constant channel", np.array([[7.0, 1.0], [7.0, 4.0]]), training=True)
_case("maps, at inference", integers(2, 3, 2, 4))
_case("maps, in training", integers(2, 3, 2, 4), training=True, momentum=0.3)
_case("1 image, in training", integers(1, 2, 3, 3), training=True)
_case("large mean", 1e4 + noise(8, 3, 5).astype(np.float64), training=True)
_case("float32 noise", noise(4, 3, 2, 2), training=True)


def _axes(x: Array) -> tuple[int, ...]:
    """Return the axes over which a channel's statistics go."""
    return (0, *range(2, x.ndim))


def _slip(
    sentence: str,
    *,
    formula: Formula = normalized,
    of_batch: Callable[[Array], Moments] = lambda x: moments(x, _axes(x)),
    by_batch: Callable[[bool], bool] = bool,
    affine: Callable[[Array, Array, Array], Array] = lambda y, weight, bias: (
        y * weight + bias
    ),
) -> None:
    """Add a mistake in y; what is not named is right."""

    def wrong(
        x: Array,
        running_mean: Array,
        running_var: Array,
        weight: Array,
        bias: Array,
        training: bool = False,
        momentum: float = 0.1,
        eps: float = 1e-5,
    ) -> Array:
        running = [per_channel(a.copy(), x) for a in (running_mean, running_var)]
        batch_norm.oracle(
            x, running_mean, running_var, weight, bias, training, momentum, eps
        )
        mean, var = of_batch(x) if by_batch(training) else running
        y = formula(x, mean, var, eps).astype(x.dtype)
        return affine(y, per_channel(weight, x), per_channel(bias, x))

    batch_norm.mistake(sentence, wrong)


_slip(
    "At inference you normalize by the batch's own statistics: use the running ones.",
    by_batch=lambda training: True,
)
_slip(
    "In training you normalize by the running statistics: use the batch's own.",
    by_batch=lambda training: False,
)
_slip(UNBIASED, of_batch=lambda x: moments(x, _axes(x), ddof=1))
_slip(ONE_PASS, of_batch=lambda x: one_pass(x, _axes(x)))
_slip(
    "On maps your statistics are over the batch alone, one a position: take them over "
    "axes 0, 2 and 3, one a channel.",
    of_batch=lambda x: moments(x, [0]),
)
_slip(
    "Your statistics are over each image's own maps: that is instance norm. Take the "
    "batch axis with them.",
    of_batch=lambda x: moments(x, range(2, x.ndim)),
)
_slip(
    "Your statistics are over the features of each sample: that is layer norm. Take "
    "all axes but the channels.",
    of_batch=lambda x: moments(x, range(1, x.ndim)),
)
_slip(
    "Your statistics mix the channels: each has a mean and a variance of its own.",
    of_batch=lambda x: moments(x, range(x.ndim)),
)
_slip("weight and bias are not applied.", affine=lambda y, weight, bias: y)
_slip("The bias is not added.", affine=lambda y, weight, bias: y * weight)
_slip(
    "weight and bias are exchanged: scale by weight, shift by bias.",
    affine=lambda y, weight, bias: y * bias + weight,
)
for _sentence, _formula in WRONG_FORMULAS:
    _slip(_sentence, formula=_formula)


def _move(
    x: Array, running_mean: Array, running_var: Array, momentum: float, ddof: int
) -> None:
    """Move the running statistics to those of the batch."""
    for running, new in zip(
        (running_mean, running_var), moments(x, _axes(x), ddof), strict=True
    ):
        running += momentum * (new.ravel() - running)


def _moved_by(
    in_training: int | None, at_inference: int | None = None
) -> Callable[..., Array]:
    """Move the variance to that with divisor n - in_training; None: nothing moves."""

    def wrong(
        x: Array,
        running_mean: Array,
        running_var: Array,
        *affine: Array,
        training: bool = False,
        momentum: float = 0.1,
        eps: float = 1e-5,
    ) -> Array:
        still = (running_mean.copy(), running_var.copy())
        y: Array = batch_norm.oracle(x, *still, *affine, training, momentum, eps)
        ddof = in_training if training else at_inference
        if ddof is not None:
            _move(x, running_mean, running_var, momentum, ddof)
        return y

    return wrong


batch_norm.mistake(
    "A running statistic stays as it is: move both in training, in place. "
    "`running_mean = ...` makes a new array that nobody else sees; write "
    "`running_mean[:] = ...`.",
    _moved_by(None),
)
batch_norm.mistake(
    "running_var moves to the biased variance: multiply the batch's by n / (n - 1), n "
    "values a channel.",
    _moved_by(0),
)
batch_norm.mistake(
    "The running statistics move at inference too: they stay as training left them.",
    _moved_by(1, 1),
)
batch_norm.mistake(
    "momentum is the wrong way round: the new value has weight momentum, the old one "
    "1 - momentum.",
    lambda *a, momentum=0.1, **how: batch_norm.oracle(*a, momentum=1 - momentum, **how),
)
batch_norm.mistake(
    "The running statistics are the last batch's: keep 1 - momentum of the old ones.",
    lambda *a, momentum=0.1, **how: batch_norm.oracle(*a, momentum=1.0, **how),
)
