"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

import numpy as np
import pytest

from tests.mutants import every, mutant_test, mutate
from tests.normalization import family, oracles, stress
from tests.normalization.mutants import MUTANTS
from tests.oracles import check_finite_differences, sample

VARIANTS = [{}, {"dtype": np.float32}, {"given": ""}]
SMALL = [("batch_norm", oracles.BATCH[2]), ("layer_norm", oracles.LAYER[5])]

NOTICERS = {
    "batch_norm": every(oracles.assert_batch_norm, oracles.BATCH, VARIANTS),
    "instance_norm": every(oracles.assert_instance_norm, oracles.INSTANCE, VARIANTS),
    "layer_norm": every(oracles.assert_layer_norm, oracles.LAYER, VARIANTS),
    "group_norm": every(oracles.assert_group_norm, oracles.GROUP, VARIANTS),
    "rms_norm": every(oracles.assert_rms_norm, oracles.LAYER, VARIANTS),
    "local_response_norm": every(
        oracles.assert_local_response_norm, oracles.LOCAL_RESPONSE, VARIANTS[:2]
    ),
    "standardize": every(oracles.assert_standardize, oracles.STANDARDIZE, VARIANTS[:2]),
    "fold": every(oracles.assert_fold, oracles.FOLD, VARIANTS),
    "float32": every(stress.assert_float32, stress.STRESS, [{}, {"eps": 1e-80}]),
    "constants": every(stress.assert_constants, stress.CONSTANTS),
    "long rows": every(stress.assert_long_rows, stress.LENGTHS),
    "rows apart": stress.assert_rows_apart,
    "rows alone": stress.assert_rows_alone,
    "many rows": every(stress.assert_many_rows, stress.TALL),
    "range": stress.assert_room,
    "huge eps": stress.assert_huge_eps,
    "NaN": every(family.assert_non_finite, family.NON_FINITE[::-2], [{}, {"mean": 50}]),
    "fold NaN": every(family.assert_fold_non_finite, family.FOLDED),
    "numbers": every(family.assert_numbers, family.CALLS),
    "masks": every(family.assert_masked_is_refused, family.CALLS),
    "updated alone": every(family.assert_updated_alone, family.OVERLAPS),
    "naive": every(family.assert_twins, family.NAIVE),
    "small blocks": every(oracles.assert_small_blocks, SMALL),
}

test_mutants = mutant_test("dlnotes.normalization", MUTANTS, NOTICERS)


@pytest.mark.parametrize(
    "name",
    ["gradient without the mean's term", "gradient without the variance's term"],
)
def test_slopes_reject_a_gradient_without_a_term(name, tmp_path):
    _, *change = MUTANTS[name]
    broken = mutate("dlnotes.normalization", *change, tmp_path)
    with pytest.raises(AssertionError):
        check_finite_differences(
            broken.instance_norm,
            lambda dy, x: broken.instance_norm_backward(dy, x)[:1],
            sample((2, 2, 4), seed=0),
        )
