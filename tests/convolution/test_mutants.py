"""Each bug below is planted in a copy of the package; the oracles must see it."""

import numpy as np
import pytest

from tests.convolution.mutants import MUTANTS
from tests.convolution.oracles import (
    CONV2D,
    CONV_TRANSPOSE2D,
    DEPTHWISE,
    LARGE,
    NOT_FINITE,
    THREE_BY_THREE,
    UNFOLD,
    agrees_with_torch_by_tiles,
    agrees_with_torch_conv2d,
    agrees_with_torch_conv_transpose2d,
    agrees_with_torch_in_small_blocks,
    agrees_with_torch_naively,
    agrees_with_torch_unfold,
    is_adjoint,
    keeps_what_is_not_finite,
    looks_up_what_unfold_copies,
)
from tests.mutants import mutate
from tests.oracles import check_finite_differences, sample

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")

FLOAT32 = {"dtype": np.float32}
NO_BIAS = {"bias": False}
TILES = [{"tile": 2}, {"tile": 4}]

ORACLES = {
    "conv2d": (agrees_with_torch_conv2d, CONV2D, [{}, FLOAT32, NO_BIAS]),
    "naive": (agrees_with_torch_naively, CONV2D, [{}, FLOAT32, NO_BIAS]),
    "conv_transpose2d": (
        agrees_with_torch_conv_transpose2d,
        CONV_TRANSPOSE2D,
        [{}, FLOAT32, NO_BIAS],
    ),
    "not finite": (keeps_what_is_not_finite, NOT_FINITE, [{}]),
    "unfold": (agrees_with_torch_unfold, UNFOLD, [{}, FLOAT32]),
    "small blocks": (agrees_with_torch_in_small_blocks, [*LARGE, *DEPTHWISE], [{}]),
    "winograd": (
        agrees_with_torch_by_tiles,
        THREE_BY_THREE,
        [{"tile": 2}, {"tile": 4}],
    ),
    "indirection_buffer": (looks_up_what_unfold_copies, UNFOLD, [{}]),
}


def ask(ops, operator):
    check, cases, variants = ORACLES[operator]
    for case in cases:
        for variant in variants:
            check(ops, case, **variant)


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_is_rejected(name, tmp_path):
    operator, file, old, new = MUTANTS[name]
    broken = mutate("dlnotes.convolution", file, old, new, tmp_path)
    # ValueError: arrays that no longer fit stop some mutants before the comparison
    with pytest.raises((AssertionError, ValueError)):
        ask(broken, operator)


@pytest.mark.parametrize("operator", ORACLES)
def test_unbroken_copy_is_accepted(operator, tmp_path):
    same = "def as_batch"
    copy = mutate("dlnotes.convolution", "_window.py", same, same, tmp_path)
    ask(copy, operator)


def test_adjointness_and_slopes_reject_a_flipped_gradient(tmp_path):
    _, file, old, new = MUTANTS["gradient with the kernel flipped"]
    broken = mutate("dlnotes.convolution", file, old, new, tmp_path)
    x, weight = sample((1, 2, 4, 5), seed=0), sample((2, 2, 2, 3), seed=1)
    options = {"stride": (2, 1), "padding": (0, 0), "dilation": (1, 1)}
    with pytest.raises(AssertionError):
        is_adjoint(broken, x, weight, options)
    with pytest.raises(AssertionError):
        check_finite_differences(
            broken.conv2d, broken.conv2d_backward, x, weight, np.ones(2), **options
        )
