import copy

import numpy as np
import pytest
import torch
from torch import nn

from dlnotes.cost import count_parameters


def test_by_hand():
    assert count_parameters(nn.Conv2d(3, 64, 3)) == 64 * (3 * 9 + 1)
    assert count_parameters(nn.Conv2d(4, 8, 3, groups=2, bias=False)) == 8 * 2 * 9
    assert count_parameters(nn.BatchNorm2d(5)) == 10  # running statistics are buffers
    assert count_parameters(nn.ReLU()) == 0
    assert count_parameters(nn.Embedding(1_000_000, 1000, device="meta")) == 10**9


def test_a_shared_parameter_counts_once():
    layer = nn.Linear(3, 3)
    assert count_parameters(nn.Sequential(layer, nn.ReLU(), layer)) == 12
    tied = nn.Sequential(nn.Embedding(7, 3), nn.Linear(3, 7, bias=False))
    tied[1].weight = tied[0].weight
    assert count_parameters(tied) == 21


def test_a_list_of_modules_that_cannot_run_has_parameters():
    assert count_parameters(nn.ModuleList([nn.Linear(2, 3), nn.Linear(3, 1)])) == 13


def test_trainable_only():
    net = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    net[0].requires_grad_(False)
    assert count_parameters(net) == 13
    assert count_parameters(net, trainable_only=np.True_) == 4


def test_a_lazy_module_counts_once_it_has_seen_an_input():
    net = nn.Sequential(nn.LazyLinear(4), nn.ReLU())
    with pytest.raises(ValueError, match="module has '0', a LazyLinear without sizes"):
        count_parameters(net)
    with pytest.raises(ValueError, match="module is a LazyLinear"):
        count_parameters(copy.deepcopy(net[0]))
    net(torch.zeros(1, 3))
    assert count_parameters(net) == 16


@pytest.mark.filterwarnings("ignore:torch")
def test_a_quantized_module_hides_its_weights():
    net = torch.ao.quantization.quantize_dynamic(nn.Sequential(nn.Linear(2, 3)))
    with pytest.raises(ValueError, match="quantized Linear, which packs"):
        count_parameters(net)


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (3, "module is a int"),
        (nn.Linear, "module is the class Linear"),
        (torch.zeros(3), "module is a Tensor"),
    ],
)
def test_no_module(module, message):
    with pytest.raises(TypeError, match=message):
        count_parameters(module)


def test_trainable_only_is_a_bool():
    with pytest.raises(TypeError, match="trainable_only is 1"):
        count_parameters(nn.Linear(1, 1), trainable_only=1)
