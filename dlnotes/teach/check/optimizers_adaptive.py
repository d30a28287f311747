"""The exercises on adaptive rates: Adagrad, Adam, AMSGrad."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

__all__ = ["adagrad", "adam", "amsgrad"]

_ONE = np.array([1.0])


# --- adagrad --------------------------------------------------------------------------


@exercise("s", "theta")
def adagrad(
    theta: Array, grad: Array, s: Array, lr: float = 0.01, eps: float = 1e-10
) -> tuple[Array, Array]:
    """Return summed squares and parameters after one step of Adagrad.

    s grows by the squared gradient; theta moves by -lr times the gradient, divided by
    the root of s plus eps. All arrays have one shape and stay as they are.
    """
    s = s + grad**2
    return s, theta - lr * grad / (np.sqrt(s) + eps)


adagrad.case("first step", _ONE, 4 * _ONE, 0 * _ONE, lr=0.5)
adagrad.case("later step", _ONE, 3 * _ONE, 16 * _ONE, lr=0.5)
adagrad.case("large eps", _ONE, -3 * _ONE, 16 * _ONE, lr=0.5, eps=1.0)
adagrad.case("no gradient yet", _ONE, 0 * _ONE, 0 * _ONE)
adagrad.case("a matrix", integers(2, 3), integers(3, 2).T, 4 + integers(2, 3))
adagrad.case("float32 noise", noise(4), noise(5)[:4], np.abs(noise(6)[:4]))


def _adagrad(
    sentence: str,
    total: Callable[[Array, Array], Array] = lambda s, g: s + g**2,
    ratio: Callable[[Array, Array, float], Array] = lambda g, s, eps: (
        g / (np.sqrt(s) + eps)
    ),
) -> None:
    """Add a mistake in one of the two steps."""

    def wrong(
        theta: Array, grad: Array, s: Array, lr: float = 0.01, eps: float = 1e-10
    ) -> tuple[Array, Array]:
        s = total(s, grad)
        with np.errstate(all="ignore"):
            return s, theta - lr * ratio(grad, s, eps)

    adagrad.mistake(sentence, wrong)


_adagrad("You sum gradients, not their squares.", total=lambda s, g: s + np.abs(g))
_adagrad(
    "You average: Adagrad sums all squared gradients. A decaying mean is RMSprop.",
    total=lambda s, g: 0.9 * s + np.float32(0.1) * g**2,
)
_adagrad("s is not summed: add the square to the old s.", total=lambda s, g: g**2)
_adagrad("You divide by s: divide by its root.", ratio=lambda g, s, eps: g / (s + eps))
_adagrad(
    "eps stands under the root: add it to the root.",
    ratio=lambda g, s, eps: g / np.sqrt(s + eps),
)
_adagrad("eps is missing.", ratio=lambda g, s, eps: g / np.sqrt(s))
_adagrad(
    "You step by the sign: the gradient itself is divided.",
    ratio=lambda g, s, eps: np.sign(g) / (np.sqrt(s) + eps),
)
adagrad.mistake(
    "You divide by the old s: the square of this gradient belongs to it.",
    lambda theta, grad, s, lr=0.01, eps=1e-10: (
        s + grad**2,
        theta - lr * grad / (np.sqrt(s) + eps),
    ),
)


# --- adam and amsgrad -----------------------------------------------------------------


def _first(m: Array, g: Array, beta: float) -> Array:
    return beta * m + (1 - beta) * g


def _second(v: Array, g: Array, beta: float) -> Array:
    return beta * v + (1 - beta) * g**2


def _corrected(moment: Array, beta: float, t: int) -> Array:
    return moment / (1 - beta**t)


def _ratio(m: Array, v: Array, eps: float) -> Array:
    return m / (np.sqrt(v) + eps)


def _adam(
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
    first: Callable[..., Array] = _first,
    second: Callable[..., Array] = _second,
    first_corrected: Callable[..., Array] = _corrected,
    second_corrected: Callable[..., Array] = _corrected,
    ratio: Callable[..., Array] = _ratio,
) -> tuple[Array, Array, Array, Array]:
    """Make a step of Adam, or AMSGrad, any part of which may be a wrong one."""
    m, v = first(m, grad, beta1), second(v, grad, beta2)
    largest = v if largest is None else np.maximum(largest, v)
    with np.errstate(all="ignore"):
        mean = first_corrected(m, beta1, t)
        square = second_corrected(largest, beta2, t)
        return m, v, largest, theta - lr * ratio(mean, square, eps)


def _plain(
    theta: Array, grad: Array, m: Array, v: Array, t: int, *how: Any, **parts: Any
) -> tuple[Array, Array, Array]:
    """Make a step of Adam."""
    m, v, _, theta = _adam(theta, grad, m, v, None, t, *how, **parts)
    return m, v, theta


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
    1 - beta**t before theta moves by -lr m / (root of v, plus eps).
    """
    return _plain(theta, grad, m, v, t, lr, beta1, beta2, eps)


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
    the largest before the correction by 1 - beta2**t.
    """
    return _adam(theta, grad, m, v, v_max, t, lr, beta1, beta2, eps)


_HALVES = {"lr": 1.0, "beta1": 0.5, "beta2": 0.75, "eps": 0.0}
for _exercise, _more in ((adam, []), (amsgrad, [0 * _ONE])):
    _exercise.case(
        "first step", _ONE, 4 * _ONE, 0 * _ONE, 0 * _ONE, *_more, 1, **_HALVES
    )
for _exercise, _more in ((adam, []), (amsgrad, [9 * _ONE])):
    _exercise.case("later", _ONE, -2 * _ONE, 2 * _ONE, 4 * _ONE, *_more, 2, **_HALVES)
    _exercise.case(
        "large eps", _ONE, 2 * _ONE, _ONE, _ONE, *_more, 3, **(_HALVES | {"eps": 1.0})
    )
    _exercise.case("no gradient yet", _ONE, 0 * _ONE, 0 * _ONE, 0 * _ONE, *_more, 1)
for _exercise, _more in ((adam, []), (amsgrad, [np.full((2, 3), 2.0)])):
    _start = integers(2, 3), integers(3, 2).T, integers(2, 3), 1 + integers(2, 3) ** 2
    _exercise.case("defaults", *_start, *_more, 5)
for _exercise, _more in ((adam, []), (amsgrad, [np.abs(noise(7)[:4])])):
    _start = noise(4), noise(5)[:4], noise(6)[:4], np.abs(noise(8)[:4])
    _exercise.case("float32 noise", *_start, *_more, 20, lr=1.0)


def _both(sentence: str, **parts: Any) -> None:
    """Add a mistake in one part to both exercises."""
    adam.mistake(
        sentence,
        lambda *a, **how: _plain(*a, **(how | parts)),
    )
    amsgrad.mistake(sentence, lambda *a, **how: _adam(*a, **(how | parts)))


def _raw(moment: Array, beta: float, t: int) -> Array:
    return moment


_both("m is not corrected: divide it by 1 - beta1**t.", first_corrected=_raw)
_both("v is not corrected: divide it by 1 - beta2**t.", second_corrected=_raw)
_both(
    "Neither mean is corrected: at first they are near zero, where they began.",
    first_corrected=_raw,
    second_corrected=_raw,
)
_both("eps stands under the root.", ratio=lambda m, v, eps: m / np.sqrt(v + eps))
_both("eps is missing.", ratio=lambda m, v, eps: m / np.sqrt(v))
_both("The root is missing.", ratio=lambda m, v, eps: m / (v + eps))
_both(
    "v averages the gradient, not its square.",
    second=lambda v, g, beta: beta * v + (1 - beta) * np.abs(g),
)
_both(
    "beta1 is the wrong way round: the old mean has weight beta1.",
    first=lambda m, g, beta: (1 - beta) * m + beta * g,
    first_corrected=_corrected,
)
_both(
    "m sums: the gradient has weight 1 - beta1.",
    first=lambda m, g, beta: beta * m + g,
)
adam.mistake(
    "You count steps from 0: the first is t = 1, so do not add 1.",
    lambda theta, grad, m, v, t, **how: adam.oracle(theta, grad, m, v, t + 1, **how)[
        :3
    ],
)


def _by_v(
    theta: Array, grad: Array, m: Array, v: Array, v_max: Array, t: int, **how: Any
) -> tuple[Array, ...]:
    """Keep the largest v, but do not use it."""
    m, v, theta = _plain(theta, grad, m, v, t, **how)
    return m, v, np.maximum(v_max, v), theta


def _v_lost(*args: Any, **how: Any) -> tuple[Array, ...]:
    """Overwrite v."""
    m, _, largest, theta = _adam(*args, **how)
    return m, largest, largest, theta


amsgrad.mistake("You divide by v, not by the largest: that is Adam.", _by_v)
amsgrad.mistake("v itself becomes the largest: it must go on decaying.", _v_lost)
