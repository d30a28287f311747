"""NIN: published numbers, and a dense network at every place."""

import copy

import pytest
import torch
from torch import nn

from dlnotes import architectures
from dlnotes.architectures import nin
from tests.architectures.oracles import (
    PUBLISHED,
    a_step_lowers_the_loss,
    has_the_published_numbers,
    images,
    nin_slides_a_dense_net,
)

VARIANTS = "imagenet", "cifar"


@pytest.mark.parametrize("case", [c for c in PUBLISHED if c[0] == "nin"], ids=str)
def test_numbers(case):
    has_the_published_numbers(architectures, case)


@pytest.mark.parametrize("variant", VARIANTS)
def test_slides_a_dense_net(variant):
    nin_slides_a_dense_net(architectures, variant)


@pytest.mark.parametrize("variant", VARIANTS)
def test_has_no_dense_layer(variant):
    with torch.device("meta"):
        layers = list(nin(variant=variant).modules())
    assert not any(isinstance(layer, nn.Linear) for layer in layers)


def test_dropout_stands_before_the_last_blocks():
    places = {
        variant: [i for i, m in enumerate(net.features) if isinstance(m, nn.Dropout)]
        for variant in VARIANTS
        for net in [nin(variant=variant)]
    }
    assert places == {"imagenet": [21], "cifar": [7, 15]}


def test_initialization():
    torch.manual_seed(0)
    first, *others = (
        m for m in nin(variant="cifar").modules() if isinstance(m, nn.Conv2d)
    )
    assert first.weight.std().item() == pytest.approx((2 / 75) ** 0.5, rel=0.03)
    assert not any(layer.bias.any() for layer in (first, *others))


def test_a_step_lowers_the_loss():
    torch.manual_seed(0)
    model = nin(num_classes=3, in_channels=1, variant="cifar").eval()
    x, target = images(3, 16, channels=1), torch.arange(3)
    a_step_lowers_the_loss(model, x, target, lr=0.01)


@pytest.mark.parametrize(("variant", "side"), [("imagenet", 39), ("cifar", 4)])
def test_smallest_side(variant, side):
    with torch.device("meta"):
        model = nin(variant=variant)
        assert model(torch.empty(1, 3, side, 50)).shape == (1, 1000)
        with pytest.raises(ValueError, match=f"at least {side}×{side}"):
            model(torch.empty(1, 3, 50, side - 1))


def test_survives_copies_and_double():
    model = nin(num_classes=4, variant="cifar").eval()
    x = images(1, 16)
    twin = copy.deepcopy(model).double()
    torch.testing.assert_close(twin(x.double()).float(), model(x))
    other = nin(num_classes=4, variant="cifar").eval()
    other.load_state_dict(model.state_dict())
    assert torch.equal(other(x), model(x))


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"num_classes": None}, TypeError, "num_classes is None"),
        ({"in_channels": 0}, ValueError, "in_channels is 0"),
        ({"variant": 3}, TypeError, "variant is 3, expected one of"),
        ({"dropout": "half"}, TypeError, "dropout is 'half'"),
    ],
)
def test_bad_arguments(options, error, message):
    with pytest.raises(error, match=message):
        nin(**options)


def test_bad_input():
    with pytest.raises(ValueError, match=r"expected \(N, 3, H, W\)"):
        nin(variant="cifar")(torch.zeros(1, 4, 32, 32))
