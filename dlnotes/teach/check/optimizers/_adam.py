"""A step of Adam or AMSGrad, any part of which may be wrong; cases, mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import Exercise

ONE = np.array([1.0])
_HALVES = {"lr": 1.0, "beta1": 0.5, "beta2": 0.75, "eps": 0.0}


def first(m: Array, g: Array, beta: float) -> Array:
    return beta * m + (1 - beta) * g


def second(v: Array, g: Array, beta: float) -> Array:
    return beta * v + (1 - beta) * g**2


def corrected(moment: Array, beta: float, t: int) -> Array:
    return moment / (1 - beta**t)


def ratio(m: Array, v: Array, eps: float) -> Array:
    return m / (np.sqrt(v) + eps)


def any_adam(
    theta: Array,
    grad: Array,
    m: Array,
    v: Array,
    largest: Array | None,
    t: int,
    lr: float = 1e-3,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
    *,
    first: Callable[..., Array] = first,
    second: Callable[..., Array] = second,
    first_corrected: Callable[..., Array] = corrected,
    second_corrected: Callable[..., Array] = corrected,
    squared: Callable[[Array, Array], Array] = lambda m, grad: grad,
    ratio: Callable[..., Array] = ratio,
) -> tuple[Array, Array, Array, Array]:
    """Make a step of Adam, or AMSGrad, any part of which may be a wrong one."""
    m = first(m, grad, beta1)
    v = second(v, squared(m, grad), beta2)
    largest = v if largest is None else np.maximum(largest, v)
    with np.errstate(all="ignore"):
        mean = first_corrected(m, beta1, t)
        square = second_corrected(largest, beta2, t)
        return m, v, largest, theta - lr * ratio(mean, square, eps)


def plain(
    theta: Array, grad: Array, m: Array, v: Array, t: int, *how: Any, **parts: Any
) -> tuple[Array, Array, Array]:
    """Make a step of Adam."""
    m, v, _, theta = any_adam(theta, grad, m, v, None, t, *how, **parts)
    return m, v, theta


def raw(moment: Array, beta: float, t: int) -> Array:
    return moment


def add_cases(exercise: Exercise, *, keeps_largest: bool = False) -> None:
    """Add the cases, for AMSGrad with the largest v so far."""

    def case(
        label: str,
        theta: Array,
        grad: Array,
        m: Array,
        v: Array,
        largest: Array,
        t: int,
        **how: float,
    ) -> None:
        kept = [largest] if keeps_largest else []
        exercise.case(label, theta, grad, m, v, *kept, t, **how)

    case("first step", ONE, 4 * ONE, 0 * ONE, 0 * ONE, 0 * ONE, 1, **_HALVES)
    case("later", ONE, -2 * ONE, 2 * ONE, 4 * ONE, 9 * ONE, 2, **_HALVES)
    case("large eps", ONE, 2 * ONE, ONE, ONE, 9 * ONE, 3, **(_HALVES | {"eps": 1.0}))
    case("no gradient yet", ONE, 0 * ONE, 0 * ONE, 0 * ONE, 9 * ONE, 1)
    start = integers(2, 3), integers(3, 2).T, integers(2, 3), 1 + integers(2, 3) ** 2
    case("defaults", *start, np.full((2, 3), 2.0), 5)
    start = noise(4), noise(5)[:4], noise(6)[:4], np.abs(noise(8)[:4])
    case("float32 noise", *start, np.abs(noise(7)[:4]), 20, lr=1.0)


def _with_corrected(
    answer: tuple[Array, ...],
    t: int,
    beta1: float = 0.9,
    beta2: float = 0.999,
    **others: float,
) -> tuple[Array, ...]:
    """Return the corrected means in place of those that go on."""
    m, v, *rest = answer
    return corrected(m, beta1, t), corrected(v, beta2, t), *rest


def add_mistakes(exercise: Exercise, step: Callable[..., tuple[Array, ...]]) -> None:
    """Add a wrong part of the step, one after the other."""

    def slip(sentence: str, **parts: Any) -> None:
        exercise.mistake(sentence, lambda *a, **how: step(*a, **(how | parts)))

    slip("m is not corrected: divide it by 1 - beta1**t.", first_corrected=raw)
    slip("v is not corrected: divide it by 1 - beta2**t.", second_corrected=raw)
    slip(
        "Neither mean is corrected: at first they are near zero, where they began.",
        first_corrected=raw,
        second_corrected=raw,
    )
    slip("eps stands under the root.", ratio=lambda m, v, eps: m / np.sqrt(v + eps))
    exercise.mistake(
        "You return the corrected means: return m and v as they decay, since the next "
        "step corrects them anew.",
        lambda *a, **how: _with_corrected(step(*a, **how), a[-1], **how),
    )
    slip("eps is missing.", ratio=lambda m, v, eps: m / np.sqrt(v))
    slip("The root is missing.", ratio=lambda m, v, eps: m / (v + eps))
    slip(
        "v averages the gradient, not its square.",
        second=lambda v, g, beta: beta * v + (1 - beta) * np.abs(g),
    )
    slip(
        "v averages the square of m: it is the square of the gradient.",
        squared=lambda m, grad: m,
    )
    slip(
        "beta1 is the wrong way round: the old mean has weight beta1.",
        first=lambda m, g, beta: (1 - beta) * m + beta * g,
        first_corrected=corrected,
    )
    slip(
        "m sums: the gradient has weight 1 - beta1.",
        first=lambda m, g, beta: beta * m + g,
    )
