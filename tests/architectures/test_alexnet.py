"""AlexNet: published numbers, torchvision's layout, the paper's two halves."""

import copy

import pytest
import torch
from torch import nn

from dlnotes import architectures
from dlnotes.architectures import alexnet
from tests.architectures.oracles import (
    PUBLISHED,
    a_step_lowers_the_loss,
    alexnet_is_torchvision_s,
    alexnet_layers_are_torchvision_s,
    has_the_published_numbers,
    images,
    lively,
    torchvision_alexnet,
    two_gpus_drop_outputs,
    two_gpus_share_three_layers,
)

VARIANTS = "one_stream", "two_gpus", "ungrouped"


@pytest.mark.parametrize("case", [c for c in PUBLISHED if c[0] == "alexnet"], ids=str)
def test_numbers(case):
    has_the_published_numbers(architectures, case)


def test_is_torchvision_s():
    alexnet_is_torchvision_s(architectures)


def test_layers_are_torchvision_s():
    alexnet_layers_are_torchvision_s(architectures)


def test_two_gpus():
    two_gpus_share_three_layers(architectures)


def test_two_gpus_drop_outputs():
    two_gpus_drop_outputs(architectures)


def test_begins_as_torch_s_layers():
    torch.manual_seed(3)
    ours = alexnet()
    torch.manual_seed(3)
    reference = torchvision_alexnet()
    for a, b in zip(ours.parameters(), reference.parameters(), strict=True):
        assert torch.equal(a, b)


def test_units_of_the_paper():
    """About 650,000 with the output's 1,000, none of the pooling counted."""
    with torch.device("meta"):
        model = alexnet(variant="two_gpus")
    units = 0

    def count(layer, _, output):
        nonlocal units
        units += output.numel()

    for layer in model.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            layer.register_forward_hook(count)
    model(torch.empty(1, 3, 227, 227, device="meta"))
    assert units == 659_272


def test_a_step_lowers_the_loss():
    torch.manual_seed(0)
    model = alexnet(num_classes=3, in_channels=1).eval()
    x, target = images(3, 63, channels=1), torch.arange(3)
    a_step_lowers_the_loss(model, x, target, lr=0.01)


@pytest.mark.parametrize("variant", VARIANTS)
def test_smallest_side(variant):
    with torch.device("meta"):
        model = alexnet(variant=variant)
        side = 63 if variant == "one_stream" else 67
        assert model(torch.empty(1, 3, side, 300)).shape == (1, 1000)
        with pytest.raises(ValueError, match=f"at least {side}×{side}"):
            model(torch.empty(1, 3, 300, side - 1))


def test_survives_copies_and_double():
    model = alexnet(num_classes=2).eval()
    x = images(1, 64)
    scores = model(x)
    twin = copy.deepcopy(model)
    lively(model)
    assert torch.equal(twin(x), scores)
    model.load_state_dict(twin.state_dict())
    assert torch.equal(model(x), scores)
    torch.testing.assert_close(twin.double()(x.double()).float(), scores)


def test_dropout_is_for_training():
    model = alexnet(num_classes=2, dropout=0.9)
    x = images(1, 64)
    assert not torch.equal(model(x), model(x))
    assert torch.equal(model.eval()(x), model(x))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"num_classes": 0}, ValueError, "num_classes is 0, expected at least 1"),
        ({"num_classes": 2.0}, TypeError, "num_classes is 2.0"),
        ({"in_channels": "3"}, TypeError, "in_channels is '3'"),
        ({"variant": "caffe"}, ValueError, "variant is 'caffe', expected one of"),
        ({"dropout": 1}, ValueError, "dropout is 1"),
    ],
)
def test_bad_arguments(options, error, message):
    with pytest.raises(error, match=message):
        alexnet(**options)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        ([1.0], TypeError, "x is a list"),
        (torch.zeros(1, 3, 64, 64, dtype=torch.int64), TypeError, "x is torch.int64"),
        (torch.zeros(3, 64, 64), ValueError, r"expected \(N, 3, H, W\)"),
        (torch.zeros(1, 1, 64, 64), ValueError, r"expected \(N, 3, H, W\)"),
    ],
)
def test_bad_input(x, error, message):
    with torch.device("meta"):
        model = alexnet()
    with pytest.raises(error, match=message):
        model(x)
