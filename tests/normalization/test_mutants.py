"""Each bug below is planted in a copy of the package; the oracles must see it."""

import numpy as np
import pytest

from tests.mutants import mutate
from tests.normalization.checks import (
    BATCH,
    FOLD,
    GROUP,
    INSTANCE,
    LAYER,
    LOCAL_RESPONSE,
    STANDARDIZE,
    check_batch_norm,
    check_fold,
    check_group_norm,
    check_instance_norm,
    check_layer_norm,
    check_local_response_norm,
    check_rms_norm,
    check_small_blocks,
    check_standardize,
)
from tests.normalization.mutants import MUTANTS
from tests.normalization.stress import (
    CONSTANTS,
    LENGTHS,
    STRESS,
    check_constants,
    check_float32,
    check_long_rows,
)
from tests.oracles import check_finite_differences, sample

FLOAT32 = {"dtype": np.float32}
NONE_GIVEN = {"given": ""}
SMALL = [("batch_norm", BATCH[2]), ("layer_norm", LAYER[5])]

CHECKS = {
    "batch_norm": (check_batch_norm, BATCH, [{}, FLOAT32, NONE_GIVEN]),
    "instance_norm": (check_instance_norm, INSTANCE, [{}, FLOAT32, NONE_GIVEN]),
    "layer_norm": (check_layer_norm, LAYER, [{}, FLOAT32, NONE_GIVEN]),
    "group_norm": (check_group_norm, GROUP, [{}, FLOAT32, NONE_GIVEN]),
    "rms_norm": (check_rms_norm, LAYER, [{}, FLOAT32, NONE_GIVEN]),
    "local_response_norm": (check_local_response_norm, LOCAL_RESPONSE, [{}, FLOAT32]),
    "standardize": (check_standardize, STANDARDIZE, [{}, FLOAT32]),
    "fold": (check_fold, FOLD, [{}, FLOAT32, NONE_GIVEN]),
    "float32": (check_float32, STRESS, [{}, {"eps": 1e-80}]),
    "constants": (check_constants, CONSTANTS, [{}]),
    "long rows": (check_long_rows, LENGTHS, [{}]),
    "small blocks": (check_small_blocks, SMALL, [{}]),
}


def run_checks(ops, operator):
    check, cases, variants = CHECKS[operator]
    for case in cases:
        for variant in variants:
            check(ops, case, **variant)


@pytest.mark.parametrize("name", MUTANTS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_mutant_is_rejected(name, tmp_path):
    operator, file, old, new = MUTANTS[name]
    broken = mutate("dlnotes.normalization", file, old, new, tmp_path)
    # ValueError: arrays that no longer fit stop some mutants before the comparison
    with pytest.raises((AssertionError, ValueError)):
        run_checks(broken, operator)


@pytest.mark.parametrize("operator", CHECKS)
def test_unbroken_copy_is_accepted(operator, tmp_path):
    same = "def check_channels"
    copy = mutate("dlnotes.normalization", "_check.py", same, same, tmp_path)
    run_checks(copy, operator)


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
