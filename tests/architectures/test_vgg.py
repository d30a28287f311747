"""VGG: published numbers, torchvision's layout, the paper's six tables."""

import copy
import itertools

import pytest
import torch
from torch import nn

from dlnotes import architectures
from dlnotes.architectures import VGG, vgg11, vgg16
from dlnotes.architectures.vgg import CONFIGURATIONS
from tests.architectures.oracles import (
    PUBLISHED,
    VGG_LAYERS,
    a_step_lowers_the_loss,
    has_the_published_numbers,
    images,
    layers_are_torchvision_s,
    vgg_is_torchvision_s,
)

CASES = list(itertools.product(VGG_LAYERS, [False, True]))
SMALL = ("3-8", "3-16 3-16")


def small(**options):
    torch.manual_seed(0)
    options = {"num_classes": 3, "in_channels": 1, "hidden": 32} | options
    return VGG(SMALL, **options)


@pytest.mark.parametrize("case", [c for c in PUBLISHED if "vgg" in c[0]], ids=str)
def test_numbers(case):
    has_the_published_numbers(architectures, case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_is_torchvision_s(case):
    vgg_is_torchvision_s(architectures, case)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_layers_are_torchvision_s(case):
    layers_are_torchvision_s(architectures, case)


def test_six_configurations():
    """Layers with weights, and millions of parameters: the paper's tables 1, 2."""
    layers, millions = [], []
    for blocks in CONFIGURATIONS.values():
        with torch.device("meta"):
            model = VGG(blocks)
        layers.append(
            sum(isinstance(m, nn.Conv2d | nn.Linear) for m in model.modules())
        )
        millions.append(round(sum(p.numel() for p in model.parameters()) / 1e6))
    assert layers == [11, 11, 13, 16, 16, 19]
    assert millions == [133, 133, 133, 134, 138, 144]


def test_response_norm_follows_the_first_layer():
    model = VGG(["3-8 LRN", "3-8"], hidden=4)
    kinds = [type(layer).__name__ for layer in model.features]
    assert kinds[:4] == ["Conv2d", "ReLU", "LocalResponseNorm", "MaxPool2d"]
    assert "LocalResponseNorm" not in kinds[4:]


def test_initialization():
    torch.manual_seed(0)
    model = VGG(["3-64 3-128"], hidden=512)
    first, second = (m for m in model.modules() if isinstance(m, nn.Conv2d))
    assert first.weight.std().item() == pytest.approx((2 / (9 * 64)) ** 0.5, rel=0.05)
    assert second.weight.std().item() == pytest.approx((2 / (9 * 128)) ** 0.5, rel=0.02)
    for layer in (model.classifier[0], model.classifier[-1]):
        assert layer.weight.std().item() == pytest.approx(0.01, rel=0.02)
    biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
    assert len(biases) == 5
    assert not any(bias.any() for bias in biases)


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_step_lowers_the_loss(batch_norm):
    model = small(batch_norm=batch_norm).eval()
    x, target = images(3, 28, channels=1), torch.arange(3)
    a_step_lowers_the_loss(model, x, target, lr=0.1)


def test_smallest_side():
    with torch.device("meta"):
        model = vgg16()
        assert model(torch.empty(1, 3, 32, 40)).shape == (1, 1000)
        with pytest.raises(ValueError, match="at least 32×32"):
            model(torch.empty(1, 3, 31, 40))


def test_survives_copies_and_double():
    model = small(batch_norm=True)
    x = images(2, 30, channels=1)
    model(x)  # moves the running statistics
    model.eval()
    twin = copy.deepcopy(model).double()
    torch.testing.assert_close(twin(x.double()).float(), model(x))
    other = small(batch_norm=True).eval()
    other.load_state_dict(model.state_dict())
    assert torch.equal(other(x), model(x))


@pytest.mark.parametrize(
    ("blocks", "error", "message"),
    [
        ("3-64", TypeError, "blocks is '3-64', expected a list of strings"),
        ([], ValueError, "blocks is empty"),
        (["3-64", 64], ValueError, "blocks holds 64"),
        (["3-64", " "], ValueError, "blocks holds ' '"),
        (["3-64 64"], ValueError, "blocks holds '64', expected an odd kernel side"),
        (["2-64"], ValueError, "blocks holds '2-64'"),
        (["3-0"], ValueError, "blocks holds '3-0'"),
        (["LRN 3-8"], ValueError, "blocks begins with 'LRN 3-8'"),
    ],
)
def test_bad_blocks(blocks, error, message):
    with pytest.raises(error, match=message):
        VGG(blocks)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"num_classes": True}, TypeError, "num_classes is True"),
        ({"in_channels": 0}, ValueError, "in_channels is 0"),
        ({"dropout": -0.1}, ValueError, "dropout is -0.1"),
    ],
)
def test_bad_arguments(options, error, message):
    with pytest.raises(error, match=message):
        vgg11(**options)


def test_bad_options_of_the_class():
    with pytest.raises(TypeError, match="batch_norm is 1"):
        VGG(SMALL, batch_norm=1)
    with pytest.raises(ValueError, match="hidden is 0"):
        VGG(SMALL, hidden=0)
    with pytest.raises(ValueError, match=r"expected \(N, 1, H, W\)"):
        small()(torch.zeros(1, 3, 28, 28))
