"""IGCV3: the published count, and the authors' layout evaluated by itself."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.igc_v3 import InterleavedResidual
from tests.architectures.igc_oracles import equals_igc_v3
from tests.architectures.resnet_oracles import costs, one_step_helps, survives


def test_published_counts():
    costs(architectures, "igc_v3", 3_491_688, 312_970_176)


def test_equals_an_independent_evaluation():
    equals_igc_v3(architectures)


def test_round_trips_and_a_step():
    torch.manual_seed(0)
    survives(architectures.igc_v3(in_channels=1, num_classes=5, width_mult=0.25))
    one_step_helps(architectures.igc_v3(num_classes=5, width_mult=0.25))


def test_two_blocks_let_both_groups_meet():
    torch.manual_seed(0)
    blocks = torch.nn.Sequential(
        InterleavedResidual(8, 16, 8), InterleavedResidual(8, 16, 8)
    )
    x = torch.randn(4, 8, 5, 5, requires_grad=True)
    blocks(x)[:, 0].sum().backward()
    assert (x.grad.abs().amax((0, 2, 3)) > 0).all()


def test_bad_options():
    with pytest.raises(ValueError, match="width_mult is 0, expected"):
        architectures.igc_v3(width_mult=0)
