"""The exercise on two outputs in four multiplications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._arrays import noise
from dlnotes.teach.check._grader import exercise
from dlnotes.teach.check.convolution._products import count_products


@exercise()
def winograd_f23(x: Array, w: Array) -> Array:
    """Return the 2 outputs of x, 4 values, under w, 3 taps, by 4 multiplications.

    Output i is x[i] w[0] + x[i + 1] w[1] + x[i + 2] w[2], in x's dtype. Multiply 4 sums
    of data by 4 sums of weights (halving these is free: it is done once for all data),
    and add up.
    """
    answer: Array = np.correlate(x, w, "valid")
    return answer


for _label, _x, _w in (
    ("x all ones", np.ones(4), np.array([1.0, 2.0, 4.0])),
    ("small numbers", np.array([1.0, 2.0, 4.0, 8.0]), np.array([1.0, 3.0, 2.0])),
    ("negative numbers", np.array([3.0, -1.0, 2.0, 5.0]), np.array([2.0, -4.0, 1.0])),
    ("zeros", np.array([0.0, 0.0, 0.0, 1.0]), np.array([0.0, 0.0, 1.0])),
    ("float32 noise", noise(4), noise(3)),
):
    winograd_f23.case(_label, _x, _w)

winograd_f23.demand(
    "The values are right, but data and weights meet in more than 4 multiplications: "
    "the plain sums take 6. Form sums of data and sums of weights first.",
    lambda fn, x, w: count_products(fn, len(x), len(w)) <= 4,
)


# Lavin and Gray (arXiv 1509.09308): output @ ((weights @ w) * (data @ x)).
_STEPS = {
    "data": np.array([[1.0, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]]),
    "weights": np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]]),
    "output": np.array([[1.0, 1, 1, 0], [0, 1, -1, -1]]),
}


def _slip(step: str, at: Any, factor: float = -1.0) -> Callable[[Array, Array], Array]:
    """Take Winograd's steps, with one or more entries of a matrix wrong."""
    matrices = {**_STEPS, step: _STEPS[step].copy()}
    matrices[step][at] *= factor

    def wrong(x: Array, w: Array) -> Array:
        products = (matrices["weights"] @ w) * (matrices["data"] @ x)
        answer: Array = matrices["output"] @ products
        return answer

    return wrong


winograd_f23.mistake(
    "This is true convolution: your kernel is flipped. Output i is the sum of "
    "x[i + u] w[u].",
    lambda x, w: np.convolve(x, w, "valid"),
)
winograd_f23.mistake(
    "The first pixel's product has the wrong data: (x[0] - x[2]) w[0].",
    _slip("data", (0, 2)),
)
winograd_f23.mistake(
    "The alternating part's product has the wrong sign: "
    "(x[2] - x[1]) (w[0] - w[1] + w[2]) / 2.",
    _slip("data", 2),
)
winograd_f23.mistake(
    "The alternating part's product has the wrong weights: "
    "(x[2] - x[1]) (w[0] - w[1] + w[2]) / 2.",
    _slip("weights", (2, 1)),
)
winograd_f23.mistake(
    "The halves are missing: the equal and the alternating part are divided by 2.",
    _slip("weights", slice(1, 3), 2.0),
)
winograd_f23.mistake(
    "The second output adds the alternating part's product: subtract it.",
    _slip("output", (1, 2)),
)
winograd_f23.mistake(
    "The last pixel's product has the wrong sign: add (x[3] - x[1]) w[2] to the "
    "second output.",
    _slip("output", (1, 3)),
)
