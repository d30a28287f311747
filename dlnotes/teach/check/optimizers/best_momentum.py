"""The exercise on the heavy ball's best numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise


@exercise("(lr, momentum)")
def best_momentum(smallest: float, largest: float) -> Array:
    """Return lr and momentum with which the heavy ball is fastest, as an array (2,).

    The function is quadratic, its Hessian's eigenvalues lie between smallest > 0 and
    largest. With k the root of their ratio, a step then multiplies the error by about
    (k - 1) / (k + 1) in the long run.
    """
    small, large = np.sqrt(smallest), np.sqrt(largest)
    lr, beta = (2 / (small + large)) ** 2, ((large - small) / (large + small)) ** 2
    return np.array([lr, beta])


best_momentum.case("a round bowl", 4.0, 4.0)
best_momentum.case("1 to 9", 1.0, 9.0)
best_momentum.case("4 to 16", 4.0, 16.0)
best_momentum.case("0.01 to 1", 0.01, 1.0)
best_momentum.case("0.1 to 1000", 0.1, 1000.0)


def _numbers(
    sentence: str, lr: Callable[[float, float], float], beta: Callable[[float], float]
) -> None:
    """Add wrong numbers, of the eigenvalues' roots and of the ratio that is right."""

    def wrong(smallest: float, largest: float) -> Array:
        small, large = np.sqrt(smallest), np.sqrt(largest)
        return np.array([lr(small, large), beta((large - small) / (large + small))])

    best_momentum.mistake(sentence, wrong)


_numbers(
    "This is gradient descent's best rate, 2 / (smallest + largest): with momentum it "
    "is 4 / (√smallest + √largest)².",
    lambda small, large: 2 / (small**2 + large**2),
    lambda q: q**2,
)
_numbers(
    "The momentum is not squared.",
    lambda small, large: 4 / (small + large) ** 2,
    lambda q: q,
)
_numbers(
    "The rate is not squared: it has the unit of one over an eigenvalue.",
    lambda small, large: 2 / (small + large),
    lambda q: q**2,
)
_numbers(
    "The rate 1 / largest is safe, but not the fastest.",
    lambda small, large: 1 / large**2,
    lambda q: q**2,
)
best_momentum.mistake(
    "The momentum wants the roots of the eigenvalues.",
    lambda smallest, largest: np.array(
        [
            4 / (np.sqrt(smallest) + np.sqrt(largest)) ** 2,
            ((largest - smallest) / (largest + smallest)) ** 2,
        ]
    ),
)
best_momentum.mistake(
    "The ends of the floor are (1 ± √momentum)², not (1 ± momentum)².",
    lambda smallest, largest: np.array(
        [
            (2 * largest / (largest + smallest)) ** 2 / largest,
            ((largest - smallest) / (largest + smallest)) ** 2,
        ]
    ),
)
best_momentum.mistake(
    "lr and momentum are exchanged.",
    lambda smallest, largest: best_momentum.oracle(smallest, largest)[::-1].copy(),
)
