"""Learned groups: pruned by sums over a group, masked for good, condensed."""

import pytest
import torch

from dlnotes.architectures.learned_group_conv2d import LearnedGroupConv2d
from tests.architectures.resnet_oracles import assert_close, images


def test_a_layer_prunes_what_is_smallest_in_each_group():
    layer = LearnedGroupConv2d(4, 4, 2)
    weight = torch.tensor([[4.0, 3, 2, 1], [1, 2, 3, 4], [0, 0, 3, 0], [0, 5, 0, 0]])
    layer.conv.weight.data.copy_(weight[:, :, None, None])
    assert layer.stage == 0
    layer.prune()  # group 0 is filters 0 and 2: sums 4, 3, 5, 1; group 1: 1, 7, 3, 4
    assert layer.stage == 1
    assert layer.mask.tolist() == [
        [True, False, True, False],
        [False, True, False, True],
    ]
    before = layer.mask.clone()
    layer.prune()
    assert torch.equal(layer.mask, before)


def test_what_is_pruned_stays_pruned_and_gets_no_gradient():
    torch.manual_seed(0)
    layer = LearnedGroupConv2d(8, 8, 4)
    layer.prune()
    gone = ~layer.mask
    with torch.no_grad():
        layer.conv.weight.mul_(100.0).add_(50.0)
    layer(images(2, 8, 3, 3, dtype=torch.float32)).square().sum().backward()
    layer.prune()
    assert not (layer.mask & gone).any()
    by_group = layer.conv.weight.grad.reshape(2, 4, 8)
    assert not by_group[:, gone].any()
    assert by_group[:, layer.mask].all()


def test_group_lasso():
    layer = LearnedGroupConv2d(2, 4, 2)
    weight = torch.tensor([[3.0, 0], [1, 2], [4, 1], [0, 2]])
    layer.conv.weight.data.copy_(weight[:, :, None, None])
    expected = 5 + 1 + 1 + 8**0.5
    assert layer.group_lasso().item() == pytest.approx(expected)


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_condensed_is_the_same_map(training, dtype):
    torch.manual_seed(0)
    layer = LearnedGroupConv2d(12, 8, 2, condense_factor=3).to(dtype)
    x = images(4, 12, 3, 3, dtype=dtype)
    layer(x)  # running statistics move
    for _ in range(2):
        layer.prune()
    layer.train(training)
    condensed = layer.condensed()
    assert condensed.training is training
    assert condensed.conv.weight.dtype == dtype
    assert condensed.conv.weight.shape == (8, 4, 1, 1)
    assert condensed.index.reshape(2, 4).diff().min() > 0
    assert_close(condensed(x), layer(x), 1e-10 if dtype == torch.float64 else 1e-5)


def test_bad_channels():
    with pytest.raises(ValueError, match="in_channels is 6 and out_channels is 8, exp"):
        LearnedGroupConv2d(6, 8, 4)
    with pytest.raises(ValueError, match="groups is 0"):
        LearnedGroupConv2d(4, 4, 0)
