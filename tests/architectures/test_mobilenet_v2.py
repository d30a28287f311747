"""MobileNetV2 against its table, and its block alone."""

import pytest
import torch
from torch import nn

from dlnotes import architectures
from dlnotes.architectures._layers import SqueezeExcitation, round_channels
from dlnotes.architectures.mobilenet_v2 import InvertedResidual
from dlnotes.cost import count_macs
from tests.architectures.mobilenet_oracles import (
    COUNTS,
    counts_as_published,
    equals_its_table,
)
from tests.architectures.resnet_oracles import assert_close, images


@pytest.mark.parametrize("case", [c for c in COUNTS if c[0] == "mobilenet_v2"])
def test_published_counts(case):
    counts_as_published(architectures, case)


def test_equals_its_table():
    equals_its_table(architectures, "mobilenet_v2")


def test_ten_of_seventeen_blocks_have_a_shortcut():
    with torch.device("meta"):
        blocks = list(architectures.mobilenet_v2().blocks)
    assert len(blocks) == 17
    assert sum(block.has_shortcut for block in blocks) == 10
    assert [isinstance(block.expand, nn.Identity) for block in blocks] == [
        True,
        *[False] * 16,
    ]


@pytest.mark.parametrize(("out", "stride"), [(8, 2), (12, 1), (12, 2)])
def test_no_shortcut_where_shapes_differ(out, stride):
    block = InvertedResidual(8, 16, out, stride=stride).eval()
    x = images(2, 8, 6, 5, dtype=torch.float32)
    assert torch.equal(block(x), block.residual(x))
    assert block(x).shape == (2, out, 6 // stride, -(-5 // stride))


@pytest.mark.parametrize("attention", [None, SqueezeExcitation(16, 4)])
def test_the_projection_is_linear_and_drop_sees_the_branch_alone(attention):
    torch.manual_seed(0)
    block = InvertedResidual(
        8, 16, 8, attention=attention, drop=nn.Dropout(1 - 1e-9)
    ).train()
    x = images(2, 8, 6, 5, dtype=torch.float32)
    assert torch.equal(block(x), x)
    assert block.eval().residual(x).min() < 0


def test_what_a_block_costs():
    """The formula h w t k (k + d² + k'), where the stride is 1."""
    h, w, t, k, d, k_out = 6, 5, 4, 8, 3, 12
    with torch.device("meta"):
        block = InvertedResidual(k, t * k, k_out)
        macs = count_macs(block, (1, k, h, w))
    assert macs == h * w * t * k * (k + d**2 + k_out)


@pytest.mark.parametrize(
    ("channels", "rounded"),
    [(32, 32), (24, 24), (11.2, 16), (12, 16), (10.5, 16), (9, 16), (8.8, 8), (1, 8),
     (44.8, 48), (60, 64), (58, 56), (100, 104)],
)  # fmt: skip
def test_round_channels(channels, rounded):
    assert round_channels(channels) == rounded
    assert rounded >= 0.9 * channels


def test_squeeze_excitation_by_hand():
    """The mean of each channel, two dense layers, and a gate a channel."""
    torch.manual_seed(0)
    layer = SqueezeExcitation(6, 3).double()
    x = images(2, 6, 4, 5)
    hidden = x.mean((2, 3)) @ layer.squeeze.weight.flatten(1).T + layer.squeeze.bias
    gate = hidden.relu() @ layer.excite.weight.flatten(1).T + layer.excite.bias
    assert_close(layer(x), x * gate.sigmoid()[:, :, None, None])
