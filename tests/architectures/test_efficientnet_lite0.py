"""Lite0: padded as TensorFlow, and right about photographs."""

import pytest
import torch
from torch.nn import functional as F

from dlnotes import architectures
from dlnotes.architectures.efficientnet_lite0 import SamePadConv2d
from dlnotes.data import efficientnet_lite0_weights, photos
from tests.architectures.efficientnet_oracles import equals_b0, zeros_around
from tests.architectures.resnet_oracles import assert_close, images


def test_equals_the_layout():
    equals_b0(architectures, lite=True)


@pytest.mark.parametrize("size", [(7, 8), (8, 7), (1, 2)])
@pytest.mark.parametrize("kernel", [1, 3, 5])
@pytest.mark.parametrize("stride", [1, 2, 3])
def test_pads_as_tensorflow(size, kernel, stride):
    conv = SamePadConv2d(2, 4, kernel, stride=stride, groups=2).double()
    x = images(2, 2, *size)
    padded = zeros_around(x, kernel, stride, same=True)
    expected = F.conv2d(padded, conv.weight, conv.bias, stride, groups=2)
    assert_close(conv(x), expected)
    assert conv(x).shape[2:] == tuple(-(-s // stride) for s in size)


def test_stride_1_is_padded_alike_on_all_sides():
    conv = SamePadConv2d(2, 3, 5).double()
    x = images(1, 2, 9, 6)
    assert_close(conv(x), F.conv2d(x, conv.weight, conv.bias, padding=2))


def test_names_photographs():
    net = architectures.efficientnet_lite0().eval()
    architectures.load_reference_weights(net, efficientnet_lite0_weights())
    pictures = photos()
    names = {"coffee": {967}, "chelsea": {281, 282, 285}, "rocket": {657, 744}}
    for name, right in names.items():
        x = torch.tensor(pictures[name]).permute(2, 0, 1)[None]
        side = min(x.shape[2:])
        top, left = ((size - side) // 2 for size in x.shape[2:])
        x = x[:, :, top : top + side, left : left + side]
        x = F.interpolate(x, size=(224, 224), mode="bilinear", antialias=True)
        with torch.no_grad():
            assert net((255 * x - 127) / 128).argmax().item() in right, name
