"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

from functools import partial

from tests.mutants import mutant_test
from tests.optimizers import faults, oracles
from tests.optimizers.mutants import MUTANTS

NOTICERS = {
    name: partial(oracles.assert_optimizer, name=name)
    for name in [*oracles.OPTIONS, *oracles.FROM_PAPERS]
} | {
    "shared": oracles.assert_shared,
    "schedules": oracles.assert_schedules,
    "variance": faults.assert_no_negative_variance,
    "foreign": faults.assert_foreign_states_change_nothing,
    "settings": faults.assert_options_may_change,
    "overlap": faults.assert_overlap_is_refused,
    "plateau": faults.assert_negative_metrics_reach_a_plateau,
    "growth": faults.assert_growth_ends_at_infinity,
    "phases": faults.assert_phases_do_not_overlap,
    "clipping": faults.assert_clipping,
    "line search": faults.assert_line_search,
}

test_mutants = mutant_test("dlnotes.optimizers", MUTANTS, NOTICERS)
