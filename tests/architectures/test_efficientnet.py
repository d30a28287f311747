"""EfficientNet against torchvision's layout, and published counts."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.efficientnet import EfficientNet
from tests.architectures.efficientnet_oracles import (
    NUMBERS,
    depth_grows_linearly,
    equals_b0,
    norms_are_torchvision_s,
    starts_as_torchvision,
)
from tests.architectures.resnet_oracles import (
    assert_close,
    costs,
    images,
    one_step_helps,
    survives,
)

SMALL = ((1, 8, 1, 1, 3), (4, 16, 2, 2, 5))


@pytest.mark.parametrize("name", NUMBERS)
def test_published_counts(name):
    side, *numbers = NUMBERS[name]
    costs(architectures, name, *numbers, size=side)


def test_equals_torchvision():
    equals_b0(architectures)


def test_batch_norm_s_numbers():
    norms_are_torchvision_s(architectures)


def test_start():
    starts_as_torchvision(architectures)


def test_stochastic_depth_grows():
    depth_grows_linearly(architectures)


def test_one_step_lowers_the_loss():
    torch.manual_seed(0)
    still = {"dropout": 0.0, "stochastic_depth_prob": 0.0}
    one_step_helps(EfficientNet(SMALL, num_classes=5, **still))


def test_round_trips():
    torch.manual_seed(0)
    survives(EfficientNet(SMALL, num_classes=3, in_channels=1))


def test_scales_by_itself():
    net = EfficientNet(SMALL, width_mult=1.5, depth_mult=1.4, stem=8, stem_stride=1)
    assert len(net.blocks) == 2 + 3
    assert [block.project[0].out_channels for block in net.blocks] == [
        16,
        16,
        *[24] * 3,
    ]
    assert net.stem[0].stride == (1, 1)
    assert net.fc.in_features == 96


@pytest.mark.parametrize("shape", [(0, 3, 16, 16), (2, 3, 1, 1), (1, 3, 33, 7)])
def test_any_size_works(shape):
    net = EfficientNet(SMALL, num_classes=4).eval()
    assert net(torch.zeros(shape)).shape == (shape[0], 4)


def test_rows_of_memory_do_not_matter():
    torch.manual_seed(0)
    net = EfficientNet(SMALL, num_classes=4).eval().double()
    x = images(2, 3, 9, 8)
    assert_close(net(x.transpose(2, 3).contiguous().transpose(2, 3)), net(x))


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("num_classes", 0, ValueError),
        ("in_channels", 1.0, TypeError),
        ("dropout", 1, ValueError),
        ("dropout", "no", TypeError),
        ("stochastic_depth_prob", 1.0, ValueError),
        ("stochastic_depth_prob", -0.1, ValueError),
        ("stochastic_depth_prob", None, TypeError),
    ],
)
@pytest.mark.parametrize("name", ["efficientnet_b0", "efficientnet_lite0"])
def test_bad_options(name, option, value, error):
    with pytest.raises(error, match=option):
        architectures.build(name, **{option: value})


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("width_mult", 0, ValueError),
        ("depth_mult", -1.0, ValueError),
        ("attention", 1, TypeError),
    ],
)
def test_bad_scales(option, value, error):
    with pytest.raises(error, match=option):
        EfficientNet(SMALL, **{option: value})


def test_bad_input():
    net = EfficientNet(SMALL)
    with pytest.raises(ValueError, match=r"\(1, 1, 8, 8\), expected \(N, 3, H, W\)"):
        net(torch.zeros(1, 1, 8, 8))
    with pytest.raises(TypeError, match="int64, expected floating"):
        net(torch.zeros(1, 3, 8, 8).long())
