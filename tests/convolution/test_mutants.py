"""Each bug of `mutants.py` is planted in a copy of the package, and noticed."""

import numpy as np
import pytest

from tests.convolution.mutants import MUTANTS
from tests.convolution.oracles import (
    CONV2D,
    CONV_TRANSPOSE2D,
    DEPTHWISE,
    INTERPOLATE,
    LARGE,
    NEAREST,
    NOT_FINITE,
    PIXELS,
    SEPARABLE,
    SHUFFLE,
    THREE_BY_THREE,
    UNFOLD,
    agrees_with_torch_by_tiles,
    agrees_with_torch_conv2d,
    agrees_with_torch_conv_transpose2d,
    agrees_with_torch_in_small_blocks,
    agrees_with_torch_naively,
    agrees_with_torch_separable,
    agrees_with_torch_shuffle,
    agrees_with_torch_unfold,
    finds_torch_s_nearest,
    is_adjoint,
    keeps_what_is_not_finite,
    looks_up_what_unfold_copies,
    resizes_as_torch,
    shuffles_as_torch,
)
from tests.convolution.torch_oracles import (
    OCTAVE,
    REGIONS,
    each_place_has_its_region,
    octave_is_four_paths,
    scores_learn_by_softmax,
)
from tests.mutants import every, mutant_test, mutate
from tests.oracles import check_finite_differences, sample

VARIANTS = [{}, {"dtype": np.float32}, {"bias": False}]

NOTICERS = {
    "conv2d": every(agrees_with_torch_conv2d, CONV2D, VARIANTS),
    "naive": every(agrees_with_torch_naively, CONV2D, VARIANTS),
    "conv_transpose2d": every(
        agrees_with_torch_conv_transpose2d, CONV_TRANSPOSE2D, VARIANTS
    ),
    "not finite": every(keeps_what_is_not_finite, NOT_FINITE[::4]),
    "channel_shuffle": every(agrees_with_torch_shuffle, SHUFFLE),
    "separable": every(agrees_with_torch_separable, SEPARABLE),
    "unfold": every(agrees_with_torch_unfold, UNFOLD, VARIANTS[:2]),
    "small blocks": every(agrees_with_torch_in_small_blocks, [*LARGE, *DEPTHWISE]),
    "winograd": every(
        agrees_with_torch_by_tiles, THREE_BY_THREE, [{"tile": 2}, {"tile": 4}]
    ),
    "octave": every(octave_is_four_paths, OCTAVE),
    "regions": every(each_place_has_its_region, REGIONS),
    "straight through": every(scores_learn_by_softmax, REGIONS),
    "indirection_buffer": every(looks_up_what_unfold_copies, UNFOLD),
    "pixel_shuffle": every(shuffles_as_torch, PIXELS),
    "interpolate": every(resizes_as_torch, INTERPOLATE),
    "nearest": every(finds_torch_s_nearest, NEAREST),
}

test_mutants = mutant_test("dlnotes.convolution", MUTANTS, NOTICERS)


def test_adjointness_and_slopes_reject_a_flipped_gradient(tmp_path):
    _, *change = MUTANTS["gradient with the kernel flipped"]
    broken = mutate("dlnotes.convolution", *change, tmp_path)
    x, weight = sample((1, 2, 4, 5), seed=0), sample((2, 2, 2, 3), seed=1)
    options = {"stride": (2, 1), "padding": (0, 0), "dilation": (1, 1)}
    with pytest.raises(AssertionError):
        is_adjoint(broken, x, weight, options)
    with pytest.raises(AssertionError):
        check_finite_differences(
            broken.conv2d, broken.conv2d_backward, x, weight, np.ones(2), **options
        )
