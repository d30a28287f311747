"""The exercise on the range test."""

from __future__ import annotations

import numpy as np

from dlnotes._arguments import Array
from dlnotes.teach.check._grader import exercise


@exercise()
def range_test(rates: Array, losses: Array) -> float:
    """Return the rate at which the loss falls fastest per factor of the rate, a float.

    rates is (N,), rising, losses (N,): take np.gradient(losses, np.log(rates)) and the
    rate where it is least.
    """
    return float(rates[np.argmin(np.gradient(losses, np.log(rates)))])


_RATES = np.geomspace(1e-4, 10, 6)
range_test.case("a fall, then a rise", _RATES, np.array([2.3, 2.2, 1.9, 1.2, 1.6, 9]))
range_test.case(
    "fastest long before the least", _RATES, np.array([9, 5, 2, 1.9, 1.8, 8])
)
range_test.case(
    "unequal rates",
    np.array([0.001, 0.002, 0.1, 0.2, 0.4]),
    np.array([5, 4.6, 2, 1.5, 9]),
)
range_test.case(
    "steepest per step of the rate elsewhere",
    np.array([0.001, 0.01, 0.011, 0.1, 1.0]),
    np.array([5.0, 4.0, 3.99, 1.0, 3.0]),
)
_SWEEP = np.geomspace(1e-5, 1, 41)
range_test.case("smooth", _SWEEP, (np.log10(_SWEEP) + 1.5) ** 2 + 30 * _SWEEP**2)
for _seed in range(4):
    _rng = np.random.default_rng(_seed)
    range_test.case(
        "unequal rates, noise",
        np.sort(10 ** _rng.uniform(-5, 0, 20)),
        _rng.normal(3.0, 1.0, 20),
    )

range_test.mistake(
    "This is where the loss is least: by then it is about to rise. Take the steepest "
    "fall.",
    lambda rates, losses: float(rates[np.argmin(losses)]),
)
range_test.mistake(
    "This is where the loss rises fastest: take the least slope.",
    lambda rates, losses: float(rates[np.argmax(np.gradient(losses, np.log(rates)))]),
)
range_test.mistake(
    "Your slope is per unit of the rate: take it per factor, against log(rates).",
    lambda rates, losses: float(rates[np.argmin(np.gradient(losses, rates))]),
)
range_test.mistake(
    "Your slope is per position in the list: the rates need not be a constant factor "
    "apart.",
    lambda rates, losses: float(rates[np.argmin(np.gradient(losses))]),
)
range_test.mistake(
    "This is the logarithm of the rate: return the rate.",
    lambda rates, losses: float(np.log(range_test.oracle(rates, losses))),
)
range_test.mistake(
    "This is the slope: return the rate at which it is least.",
    lambda rates, losses: float(np.gradient(losses, np.log(rates)).min()),
)
