"""ShuffleNet against its table 1, and what its units promise."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from dlnotes import architectures
from dlnotes.architectures import shufflenet_v1
from dlnotes.architectures.shufflenet_v1 import ShuffleUnit
from dlnotes.convolution import channel_shuffle
from tests.architectures.resnet_oracles import images, one_step_helps, survives
from tests.architectures.shufflenet_oracles import V1, v1_equals_table_1


@pytest.mark.parametrize("groups", V1)
def test_published_counts(groups):
    stem, width, parameters, macs = V1[groups]
    with torch.device("meta"):
        model = shufflenet_v1(groups=groups).eval()
        counter = FlopCounterMode(display=False)
        with counter:
            logits = model(torch.empty(1, 3, 224, 224))
    assert logits.shape == (1, 1000)
    assert model.stem[0].out_channels == stem
    assert model.stages[0][0].expand[0].out_channels == width - stem
    assert sum(p.numel() for p in model.parameters()) == parameters
    assert counter.get_total_flops() == 2 * macs


CASES = [(1, {}), (3, {}), (8, {}), (4, {"shuffle": False})]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_equals_table_1(case):
    v1_equals_table_1(architectures, case)


@pytest.mark.parametrize(
    ("groups", "width_mult", "stem", "last"),
    [(3, 0.5, 12, 480), (3, 0.25, 6, 240), (8, 0.5, 16, 768), (1, 2, 48, 1152)],
)
def test_width_mult(groups, width_mult, stem, last):
    with torch.device("meta"):
        model = shufflenet_v1(groups=groups, width_mult=width_mult)
    assert model.stem[0].out_channels == stem
    assert model.fc.in_features == last


def test_shuffles_as_the_numpy_operator():
    x = images(2, 12, 3, 4)
    unit = ShuffleUnit(48, 48, 1, groups=3)
    expected = torch.from_numpy(channel_shuffle(x.numpy(), 3))
    assert torch.equal(unit.shuffle(x), expected)


def test_a_unit_starts_as_its_shortcut():
    x = images(2, 24, 5, 6, dtype=torch.float32).abs()
    unit, halving = ShuffleUnit(24, 24, 1, groups=2), ShuffleUnit(24, 48, 2, groups=2)
    for block in (unit, halving):
        nn.init.zeros_(block.expand[1].weight)
    assert torch.equal(unit(x), x)
    assert torch.equal(halving(x)[:, :24], nn.functional.avg_pool2d(x, 3, 2, 1))
    assert not halving(x)[:, 24:].any()


def test_one_step_lowers_the_loss():
    torch.manual_seed(0)
    one_step_helps(shufflenet_v1(num_classes=5, width_mult=0.25))


def test_round_trips():
    torch.manual_seed(0)
    survives(shufflenet_v1(groups=2, num_classes=3, in_channels=1, width_mult=0.25))


@pytest.mark.parametrize("size", [(1, 1), (33, 31)])
def test_any_size_works(size):
    model = shufflenet_v1(num_classes=2, width_mult=0.25).eval()
    assert model(torch.zeros(1, 3, *size)).shape == (1, 2)
    assert model(torch.zeros(0, 3, *size)).shape == (0, 2)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"groups": 5}, ValueError, "groups is 5, expected one of 1, 2, 3, 4, 8"),
        ({"groups": "3"}, TypeError, "groups is '3'"),
        ({"width_mult": 0}, ValueError, "width_mult is 0, expected a number above 0"),
        ({"shuffle": 1}, TypeError, "shuffle is 1, expected True or False"),
        ({"num_classes": 0}, ValueError, "num_classes is 0"),
    ],
)
def test_bad_options(options, error, message):
    with pytest.raises(error, match=message):
        shufflenet_v1(**options)


def test_bad_input():
    with pytest.raises(ValueError, match=r"expected \(N, 3, H, W\)"):
        shufflenet_v1(width_mult=0.25)(torch.zeros(1, 4, 32, 32))
