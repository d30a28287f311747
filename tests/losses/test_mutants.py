"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from tests.losses import oracles
from tests.losses.mutants import MUTANTS
from tests.mutants import every, mutant_test


def finite(ops):
    """Report an overflow as a mistake."""
    try:
        oracles.stays_finite(ops)
    except FloatingPointError as error:
        raise AssertionError from error


NOTICERS = {
    "smooth": every(oracles.smooth_l1, oracles.SMOOTH),
    "focal": every(oracles.focal, oracles.FOCAL),
    "entropy": every(oracles.entropy, oracles.ENTROPY[:12]),
    "finite": finite,
}

test_mutants = mutant_test("dlnotes.losses", MUTANTS, NOTICERS)
