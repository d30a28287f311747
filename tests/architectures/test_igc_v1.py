"""IGCV1: the authors' layout, its counts, and the product of its two factors."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.igc_v1 import InterleavedConv
from tests.architectures.igc_oracles import V1_SIZES, equals_igc_v1
from tests.architectures.resnet_oracles import images, one_step_helps, survives


@pytest.mark.parametrize("case", V1_SIZES)
def test_equals_an_independent_evaluation(case):
    equals_igc_v1(architectures, case)


@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        ({"depth": 8}, 48_442),
        ({}, 155_962),
        ({"depth": 38}, 317_242),
        ({"primary": 4, "secondary": 8}, 277_546),
    ],
)
def test_counts(options, parameters):
    with torch.device("meta"):
        model = architectures.igc_v1(**options)
        assert sum(p.numel() for p in model.parameters()) == parameters
        assert model(torch.empty(1, 3, 32, 32)).shape == (1, 10)


def each_pair_meets_along_one_path(sizes, channels):
    """With all weights 1 the composed matrix counts the paths."""
    conv = InterleavedConv(channels, channels, 1, sizes=sizes)
    for p in conv.parameters():
        torch.nn.init.ones_(p)
    pixels = torch.eye(channels)[:, :, None, None]
    with torch.no_grad():
        assert torch.equal(conv(pixels)[:, :, 0, 0], torch.ones(channels, channels))


@pytest.mark.parametrize("sizes", [(2, 3), (3, 2), (6, 1), (1, 6), (1, 2, 3)])
def test_each_pair_meets_along_one_path(sizes):
    each_pair_meets_along_one_path(sizes, 6)


def test_the_shuffles_change_no_order():
    conv = InterleavedConv(12, 12, 1, sizes=(2, 2, 3))
    x = images(1, 12, 3, 3, dtype=torch.float32)
    y = x
    for layer in list(conv)[1::2]:
        y = layer(y)
    assert torch.equal(x, y)


def test_round_trips_and_a_step():
    torch.manual_seed(0)
    survives(architectures.igc_v1(in_channels=1, depth=5, primary=3), size=12)
    one_step_helps(architectures.igc_v1(depth=5, primary=3), size=12)


def test_bad_sizes():
    with pytest.raises(ValueError, match=r"sizes is \(2, 2\), with product 4, expec"):
        InterleavedConv(6, 6, 1, sizes=(2, 2))


@pytest.mark.parametrize("depth", [2, 6, 9, 20.0])
def test_bad_depth(depth):
    with pytest.raises((TypeError, ValueError), match="depth is"):
        architectures.igc_v1(depth=depth)


@pytest.mark.parametrize("name", ["primary", "secondary", "num_classes", "in_channels"])
def test_bad_options(name):
    with pytest.raises(ValueError, match=f"{name} is 0, expected"):
        architectures.igc_v1(**{name: 0})
    with pytest.raises(TypeError, match=f"{name} is 2.0"):
        architectures.igc_v1(**{name: 2.0})
