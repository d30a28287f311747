"""IGCV2: its blocks, its counts, and the factors with the smallest sum."""

import itertools
import math

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.igc_v2 import balanced_factors
from tests.architectures.igc_oracles import V2_SIZES, equals_igc_v2
from tests.architectures.resnet_oracles import one_step_helps, survives


@pytest.mark.parametrize("factors", V2_SIZES)
def test_equals_an_independent_evaluation(factors):
    equals_igc_v2(architectures, factors)


@pytest.mark.parametrize(
    ("factors", "parameters"), [(1, 509_130), (2, 104_650), (3, 80_074)]
)
def test_counts(factors, parameters):
    with torch.device("meta"):
        model = architectures.igc_v2(factors=factors)
        assert sum(p.numel() for p in model.parameters()) == parameters


@pytest.mark.parametrize("number", [1, 7, 12, 36, 64])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_no_other_factors_have_a_smaller_sum(number, count):
    found = balanced_factors(number, count)
    assert list(found) == sorted(found)
    assert math.prod(found) == number
    tuples = itertools.product(range(1, number + 1), repeat=count)
    assert sum(found) == min(sum(t) for t in tuples if math.prod(t) == number)


def test_round_trips_and_a_step():
    torch.manual_seed(0)
    survives(architectures.igc_v2(in_channels=1, depth=5, width=8), size=12)
    one_step_helps(architectures.igc_v2(depth=5, width=8), size=12)


@pytest.mark.parametrize("name", ["width", "factors"])
def test_bad_options(name):
    with pytest.raises(ValueError, match=f"{name} is 0, expected"):
        architectures.igc_v2(**{name: 0})
    with pytest.raises(TypeError, match=r"count is 1\.5"):
        balanced_factors(6, 1.5)
