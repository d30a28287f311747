"""ResNet against torchvision's layout, published counts, and where it is plain."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.resnet import BasicBlock, Bottleneck
from tests.architectures.resnet_oracles import (
    TORCHVISION,
    costs,
    equals_torchvision,
    images,
    one_step_helps,
    starts_as_identity,
    survives,
)

RESNETS = [name for name in TORCHVISION if name.startswith("resnet")]


@pytest.mark.parametrize("name", RESNETS)
def test_published_counts(name):
    costs(architectures, name, *TORCHVISION[name][4:])


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_equals_torchvision(name):
    equals_torchvision(architectures, name)


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_one_step_lowers_the_loss(name):
    torch.manual_seed(0)
    one_step_helps(architectures.build(name, num_classes=5, zero_init_residual=True))


def test_round_trips():
    torch.manual_seed(0)
    survives(architectures.resnet18(num_classes=3, in_channels=1))


@pytest.mark.parametrize(
    ("block", "channels"), [(BasicBlock(8, 8), 8), (Bottleneck(32, 8), 32)]
)
def test_a_zero_residual_is_the_identity(block, channels):
    starts_as_identity(block, channels)


@pytest.mark.parametrize("name", ["resnet18", "resnet50"])
def test_zero_init_residual(name):
    torch.manual_seed(0)
    model = architectures.build(name, num_classes=2, zero_init_residual=True)
    x = images(2, 3, 32, 32, dtype=torch.float32)
    with torch.no_grad():
        inner = model.stem(x)
        for block in model.stages[0][1:]:
            inner = model.stages[0][0](model.stem(x))
            assert torch.equal(block(inner), inner)
    plain = architectures.build(name, num_classes=2)
    scales = [b.last.weight.abs().max() for s in plain.stages for b in s]
    assert min(scales) == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 70), (33, 31)])
def test_any_size_works(size):
    model = architectures.resnet18(num_classes=2).eval()
    assert model(torch.zeros(1, 3, *size)).shape == (1, 2)
    assert model(torch.zeros(0, 3, *size)).shape == (0, 2)


@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (torch.zeros(2, 1, 8, 8), ValueError, r"\(2, 1, 8, 8\), expected \(N, 3, H"),
        (torch.zeros(3, 8, 8), ValueError, r"\(3, 8, 8\), expected \(N, 3, H, W\)"),
        (torch.zeros(1, 3, 0, 8), ValueError, "0×8 pixels, expected at least 1×1"),
        (torch.zeros(1, 3, 8, 8).long(), TypeError, "int64, expected floating"),
        ([1.0], TypeError, "x is a list, expected a torch.Tensor"),
    ],
)
def test_bad_input(x, error, message):
    with torch.device("meta"):
        model = architectures.resnet18()
    with pytest.raises(error, match=message):
        model(x)


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("num_classes", 0, ValueError),
        ("num_classes", 1.5, TypeError),
        ("in_channels", 0, ValueError),
        ("in_channels", True, TypeError),
        ("zero_init_residual", 1, TypeError),
    ],
)
@pytest.mark.parametrize("name", ["resnet18", "resnetv2_50", "cifar_resnet20"])
def test_bad_options(name, option, value, error):
    with pytest.raises(error, match=option):
        architectures.build(name, **{option: value})
