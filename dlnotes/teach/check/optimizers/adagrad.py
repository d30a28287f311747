"""The exercise on Adagrad."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import integers, noise
from dlnotes.teach.check._grader import exercise

_ONE = np.array([1.0])


@exercise("s", "theta")
def adagrad(
    theta: Array, grad: Array, s: Array, lr: float = 0.01, eps: float = 1e-10
) -> tuple[Array, Array]:
    """Return summed squares and parameters after one step of Adagrad.

    s grows by the squared gradient; theta moves by -lr times the gradient, divided by
    the root of s plus eps. All arrays have one shape and stay as they are. Keep the
    dtype of theta.
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
