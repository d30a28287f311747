"""ResNet v2 against timm's layout, counts, and where its blocks are the identity."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.resnetv2 import PreActBottleneck
from tests.architectures.resnet_oracles import (
    TIMM,
    costs,
    equals_timm,
    images,
    one_step_helps,
    survives,
)


@pytest.mark.parametrize("name", [name for name in TIMM if name != "short"])
def test_counts(name):
    costs(architectures, name, *TIMM[name][1:])


def test_equals_timm():
    equals_timm(architectures, "resnetv2_50")


def test_one_step_lowers_the_loss():
    torch.manual_seed(0)
    one_step_helps(architectures.resnetv2_50(num_classes=5, zero_init_residual=True))


def test_round_trips():
    torch.manual_seed(0)
    survives(architectures.resnetv2_50(num_classes=3, in_channels=1))


def test_a_zero_residual_is_the_identity_for_either_sign():
    block = PreActBottleneck(32, 8)
    torch.nn.init.zeros_(block.last.weight)
    x = images(3, 32, 5, 6, dtype=torch.float32)
    assert torch.equal(block(x), x)


def test_zero_init_residual():
    model = architectures.resnetv2_50(num_classes=2, zero_init_residual=True)
    x = images(2, 256, 4, 4, dtype=torch.float32)
    assert torch.equal(model.stages[0][1:](x), x)
