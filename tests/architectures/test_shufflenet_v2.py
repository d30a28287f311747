"""ShuffleNet v2 against torchvision's layout, and what its units promise."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures import shufflenet_v2_x0_5
from dlnotes.architectures.shufflenet_v2 import SplitUnit
from tests.architectures.oracles import a_step_lowers_the_loss
from tests.architectures.resnet_oracles import (
    costs,
    images,
    survives,
)
from tests.architectures.shufflenet_oracles import V2, v2_equals_torchvision


@pytest.mark.parametrize("name", V2)
def test_published_counts(name):
    costs(architectures, name, *V2[name][4:])


@pytest.mark.parametrize("name", ["shufflenet_v2_x0_5", "shufflenet_v2_x1_0"])
def test_equals_torchvision(name):
    v2_equals_torchvision(architectures, name)


def test_half_of_the_channels_rests():
    x = images(2, 8, 5, 6, dtype=torch.float32)
    y = SplitUnit(8, 8, 1)(x)
    assert torch.equal(y[:, ::2], x[:, :4])


def test_one_step_lowers_the_loss():
    torch.manual_seed(0)
    model = shufflenet_v2_x0_5(num_classes=5)
    x, y = images(8, 3, 64, 64, dtype=torch.float32), torch.arange(8) % 5
    a_step_lowers_the_loss(model, x, y, lr=0.01)


def test_round_trips():
    torch.manual_seed(0)
    survives(shufflenet_v2_x0_5(num_classes=3, in_channels=1))


@pytest.mark.parametrize("size", [(1, 1), (33, 31)])
def test_any_size_works(size):
    model = shufflenet_v2_x0_5(num_classes=2).eval()
    assert model(torch.zeros(1, 3, *size)).shape == (1, 2)
    assert model(torch.zeros(0, 3, *size)).shape == (0, 2)


def test_bad_arguments():
    with pytest.raises(TypeError, match="num_classes is None"):
        shufflenet_v2_x0_5(num_classes=None)
    with pytest.raises(ValueError, match=r"expected \(N, 3, H, W\)"):
        shufflenet_v2_x0_5()(torch.zeros(1, 4, 32, 32))
