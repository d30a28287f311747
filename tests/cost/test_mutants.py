"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from tests.cost.mutants import MUTANTS
from tests.cost.networks import COUNTED, FIELDS
from tests.cost.oracles import (
    LAYERS,
    STACKS,
    counts_as_torch,
    follows_the_field,
    moves_these_values,
    rows_by_hand,
    sees_what_the_gradient_reaches,
    sums_agree,
)
from tests.mutants import every, mutant_test

NOTICERS = {
    "receptive_field": every(sees_what_the_gradient_reaches, STACKS),
    "memory_access_cost": every(moves_these_values, LAYERS),
    "count_macs": every(lambda ops, n: counts_as_torch(ops.count_macs, n), COUNTED),
    "rows": every(rows_by_hand, [1, 3]),
    "sums": every(sums_agree, [*COUNTED]),
    "fields": every(
        lambda ops, case: follows_the_field(ops.summary, *case), FIELDS.values()
    ),
}

test_mutants = mutant_test("dlnotes.cost", MUTANTS, NOTICERS)
