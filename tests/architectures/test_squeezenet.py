"""SqueezeNet: torchvision's layout, published counts, and its fire modules."""

import pytest
import torch
from torch import nn

from dlnotes import architectures
from dlnotes.architectures.squeezenet import TABLES, Fire, SqueezeNet
from tests.architectures.resnet_oracles import images, one_step_helps, survives
from tests.architectures.squeezenet_oracles import (
    PUBLISHED,
    costs,
    equals_torchvision,
    starts_as_torchvision,
)


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_counts(name):
    costs(architectures, name)


@pytest.mark.parametrize("bypass", [False, True])
@pytest.mark.parametrize("name", PUBLISHED)
def test_equals_torchvision(name, bypass):
    equals_torchvision(architectures, (name, bypass, (40, 33)))


def test_starts_as_torchvision():
    starts_as_torchvision(architectures)


@pytest.mark.parametrize("name", PUBLISHED)
def test_smallest_side(name):
    side = PUBLISHED[name][-1]
    with torch.device("meta"):
        model = architectures.build(name)
        assert model(torch.empty(1, 3, side, 50)).shape == (1, 1000)
        with pytest.raises(ValueError, match=f"at least {side}×{side}"):
            model(torch.empty(1, 3, 50, side - 1))


def test_an_empty_batch():
    model = architectures.squeezenet1_1(num_classes=2)
    assert model(torch.zeros(0, 3, 17, 17)).shape == (0, 2)


def test_dropout_stands_before_the_last_convolution():
    with torch.device("meta"):
        head = architectures.squeezenet1_0(dropout=0.3).head
    assert [type(layer) for layer in head] == [nn.Dropout, nn.Conv2d, nn.ReLU]
    assert head[0].p == 0.3


def test_one_step_lowers_the_loss():
    torch.manual_seed(0)
    one_step_helps(architectures.squeezenet1_1(num_classes=5, dropout=0.0))


def test_round_trips():
    torch.manual_seed(0)
    survives(architectures.squeezenet1_1(num_classes=3, in_channels=1))


def test_a_fire_module_by_hand():
    """Three channels, one squeezed, two and two expanded: the chapter's integers."""
    fire = Fire(3, 1, 2, 2)
    one, three = fire.expand
    with torch.no_grad():
        for conv in (fire.squeeze, one, three):
            conv.bias.zero_()
        fire.squeeze.weight[:] = torch.tensor([1.0, 1, -1])[:, None, None]
        one.weight[:] = torch.tensor([1.0, 2])[:, None, None, None]
        three.weight[0] = 1
        three.weight[1] = 0
        three.weight[1, 0, 1, 0] = 1  # the left neighbour
    x = torch.tensor([[[2.0, 0], [1, 3]], [[1.0, 1], [0, 2]], [[0.0, 3], [0, 1]]])
    expected = [
        [[3, 0], [1, 4]],
        [[6, 0], [2, 8]],
        [[8, 8], [8, 8]],
        [[0, 3], [0, 1]],
    ]
    assert fire(x[None])[0].tolist() == expected


@pytest.mark.parametrize(("ones", "threes"), [(0, 4), (4, 0)])
def test_one_part_may_be_missing(ones, threes):
    fire = Fire(4, 2, ones, threes, bypass=True)
    assert len(fire.expand) == 1
    assert fire(images(2, 4, 3, 5, dtype=torch.float32)).shape == (2, 4, 3, 5)


def test_another_table():
    model = SqueezeNet([[(2, 3, 5)], [(2, 8, 0)]], stem=(4, 3), in_channels=1)
    assert model.smallest_side == 9
    assert model(images(1, 1, 9, 9, dtype=torch.float32)).shape == (1, 1000)


def test_an_eighth_is_squeezed_and_half_is_3x3():
    for _, stages in TABLES.values():
        for squeeze, ones, threes in sum(stages, ()):
            assert ones == threes
            assert ones + threes == 8 * squeeze


@pytest.mark.parametrize(
    ("row", "error", "message"),
    [
        ((0, 1, 1, 1), ValueError, "in_channels is 0"),
        ((1, 0, 1, 1), ValueError, "squeeze is 0"),
        ((1, 1, -1, 1), ValueError, "expand1x1 is -1"),
        ((1, 1, 1, 0.5), TypeError, "expand3x3 is 0.5"),
        ((1, 1, 0, 0), ValueError, "expand1x1 and expand3x3 are 0"),
    ],
)
def test_bad_rows(row, error, message):
    with pytest.raises(error, match=message):
        Fire(*row)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"num_classes": None}, TypeError, "num_classes is None"),
        ({"in_channels": 0}, ValueError, "in_channels is 0"),
        ({"dropout": 1.0}, ValueError, "dropout is 1.0"),
        ({"bypass": 1}, TypeError, "bypass is 1"),
    ],
)
def test_bad_options(options, error, message):
    with pytest.raises(error, match=message):
        architectures.squeezenet1_0(**options)


def test_bad_input():
    with torch.device("meta"):
        model = architectures.squeezenet1_0()
    with pytest.raises(ValueError, match=r"\(1, 4, 32, 32\), expected \(N, 3, H, W\)"):
        model(torch.zeros(1, 4, 32, 32))
