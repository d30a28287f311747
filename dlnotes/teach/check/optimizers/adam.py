"""The exercise on Adam."""

from __future__ import annotations

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.optimizers._adam import (
    add_cases,
    add_mistakes,
    plain,
)


@exercise("m", "v", "theta")
def adam(
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    t: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Array, Array, Array]:
    """Return both means and the parameters after step t of Adam, from t = 1.

    m and v are decaying means of gradient and squared gradient. Each is divided by
    1 - beta**t before theta moves by -lr m / (root of v, plus eps). Keep the dtype of
    theta.
    """
    return plain(theta, grad, m, v, t, lr, beta1, beta2, eps)


add_cases(adam)
add_mistakes(adam, plain)
adam.mistake(
    "You count steps from 0: the first is t = 1, so do not add 1.",
    lambda theta, grad, m, v, t, **how: adam.oracle(theta, grad, m, v, t + 1, **how)[
        :3
    ],
)
