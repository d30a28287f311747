"""The exercise on AMSGrad."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.optimizers._adam import (
    add_cases,
    add_mistakes,
    any_adam,
    corrected,
    plain,
    raw,
)


@exercise("m", "v", "v_max", "theta")
def amsgrad(
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    v_max: Array,
    t: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Array, Array, Array, Array]:
    """Return means, largest v and parameters after step t of AMSGrad, from t = 1.

    As Adam, but the largest v so far takes v's place in the step. As in torch, it is
    the largest before the correction by 1 - beta2**t. Keep the dtype of theta.
    """
    return any_adam(theta, grad, m, v, v_max, t, lr, beta1, beta2, eps)


add_cases(amsgrad, keeps_largest=True)
add_mistakes(amsgrad, any_adam)


def _by_v(
    theta: Array, grad: Array, m: Array, v: Array, v_max: Array, t: int, **how: Any
) -> tuple[Array, ...]:
    """Keep the largest v, but do not use it."""
    m, v, theta = plain(theta, grad, m, v, t, **how)
    return m, v, np.maximum(v_max, v), theta


def _v_lost(*args: Any, **how: Any) -> tuple[Array, ...]:
    """Overwrite v."""
    m, _, largest, theta = any_adam(*args, **how)
    return m, largest, largest, theta


def _of_the_old(
    theta: Array, grad: Array, m: Array, v: Array, v_max: Array, t: int, **how: Any
) -> tuple[Array, ...]:
    """Take the largest before v has moved."""
    wrong = partial(any_adam, second=lambda *_: v)
    m, _, v_max, theta = wrong(theta, grad, m, v, v_max, t, **how)
    return m, any_adam(theta, grad, m, v, v_max, t, **how)[1], v_max, theta


def _of_the_corrected(*args: Any, **how: Any) -> tuple[Array, ...]:
    """Take the largest of the corrected v, and divide by its root."""
    *_, v_max, t = args
    m, v, _, _ = any_adam(*args, **how)
    largest = np.maximum(v_max, corrected(v, how.get("beta2", 0.999), t))
    wrong = partial(any_adam, second=lambda *_: largest, second_corrected=raw)
    return m, v, largest, wrong(*args, **how)[3]


amsgrad.mistake(
    "v_max lags a step behind: take the maximum of it and the new v, not the old.",
    _of_the_old,
)
amsgrad.mistake(
    "You take the largest of the corrected v: take that of v itself, and correct it "
    "afterwards.",
    _of_the_corrected,
)
amsgrad.mistake("You divide by v, not by the largest: that is Adam.", _by_v)
amsgrad.mistake("v itself becomes the largest: it must go on decaying.", _v_lost)
