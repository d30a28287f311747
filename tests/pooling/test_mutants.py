"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

import numpy as np

from tests.mutants import every, mutant_test
from tests.pooling import formulas
from tests.pooling.mutants import MUTANTS
from tests.pooling.oracles import (
    CASES,
    LONG_WINDOWS,
    UNPOOL,
    agrees_with_torch,
    averages_long_windows,
    finds_torch_s_places,
    puts_back_as_torch,
)

VARIANTS = [{}, {"dtype": np.float32}]


def named(oracle, name, variants, cases=CASES):
    """Return a noticer that asks about one operator."""
    return every(
        lambda ops, case, **variant: oracle(ops, name, case, **variant),
        cases[name],
        variants,
    )


NOTICERS = {name: named(agrees_with_torch, name, VARIANTS) for name in CASES} | {
    "ties": named(finds_torch_s_places, "max_pool2d", [{"tied": True}]),
    "places": named(finds_torch_s_places, "max_pool2d", [{"nan": True}]),
    "adaptive places": named(finds_torch_s_places, "adaptive_max_pool2d", [{}]),
    "zeros": named(agrees_with_torch, "lp_pool2d", [{"tied": True}]),
    "long windows": every(averages_long_windows, LONG_WINDOWS),
    "max_unpool2d": every(puts_back_as_torch, UNPOOL),
}
NOTICERS |= {
    name: named(formulas.agrees_with_its_formula, name, VARIANTS, formulas.CASES)
    for name in formulas.CASES
}

test_mutants = mutant_test("dlnotes.pooling", MUTANTS, NOTICERS)
