"""ResNeXt: published counts, torchvision's layout, and three ways to say one block."""

import pytest
import torch
from torch.nn.functional import conv2d

from dlnotes import architectures
from dlnotes.architectures.resnet import Bottleneck
from tests.architectures.resnet_oracles import (
    TORCHVISION,
    assert_close,
    costs,
    equals_torchvision,
    images,
)

RESNEXTS = [name for name in TORCHVISION if "resnext" in name]


@pytest.mark.parametrize("name", RESNEXTS)
def test_published_counts(name):
    costs(architectures, name, *TORCHVISION[name][4:])


def test_equals_torchvision():
    equals_torchvision(architectures, "resnext50_32x4d")


def test_three_forms_agree():
    """Grouped, concatenated before the last convolution, and summed behind it."""
    torch.manual_seed(0)
    block = Bottleneck(16, 4, groups=4, width_per_group=32).double().eval()
    x = images(2, 16, 5, 5)
    first, middle, last = (
        getattr(block, f"conv{i}").weight.detach() for i in (1, 2, 3)
    )
    grouped = block.conv3(block.conv2(block.conv1(x)))
    size = len(first) // 4  # channels of a path
    paths = []
    for i in range(4):
        own = slice(i * size, (i + 1) * size)
        paths.append(conv2d(conv2d(x, first[own]), middle[own], padding=1))
    concatenated = conv2d(torch.cat(paths, 1), last)
    parts = last.split(size, 1)
    summed = sum(conv2d(p, w) for p, w in zip(paths, parts, strict=True))
    assert_close(concatenated, grouped)
    assert_close(summed, grouped)
