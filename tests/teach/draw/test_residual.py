"""Residual blocks: what is drawn is what the module is."""

from xml.etree import ElementTree

import pytest
from torch import nn

from dlnotes.architectures.cifar_resnet import CifarBlock
from dlnotes.architectures.resnet import BasicBlock, Bottleneck
from dlnotes.architectures.resnetv2 import PreActBottleneck
from dlnotes.teach.draw.residual import block

SVG = "{http://www.w3.org/2000/svg}"
BLOCKS = {
    "x, 3×3 64→64, BN ReLU, 3×3 64→64, BN, plus x, ReLU, y": BasicBlock(64, 64),
    "x, 3×3/2 8→16, BN ReLU, 3×3 16→16, BN, plus 1×1/2 8→16 BN, ReLU, y": BasicBlock(
        8, 16, 2
    ),
    "x, 1×1 256→64, BN ReLU, 3×3 64→64, BN ReLU, 1×1 64→256, BN, plus x, ReLU, y": (
        Bottleneck(256, 64)
    ),
    "x, BN ReLU, 1×1 256→64, BN ReLU, 3×3 64→64, BN ReLU, 1×1 64→256, plus x, y": (
        PreActBottleneck(256, 64)
    ),
    "x, BN ReLU, 1×1 8→4, BN ReLU, 3×3/2 4→4, BN ReLU, 1×1 4→16, plus 1×1/2 8→16, y": (
        PreActBottleneck(8, 4, 2)
    ),
    "x, 3×3/2 8→16, BN ReLU, 3×3 16→16, BN, plus fewer pixels, zeros, ReLU, y": (
        CifarBlock(8, 16, 2, shortcut="padding", preactivation=False)
    ),
    "x, BN ReLU, 3×3/2 8→16, BN ReLU, 3×3 16→16, plus 1×1/2 8→16, y": (
        CifarBlock(8, 16, 2, shortcut="projection", preactivation=True)
    ),
}


@pytest.mark.parametrize("words", BLOCKS)
def test_says_and_shows_what_the_module_is(words):
    drawing = block(BLOCKS[words])
    assert repr(drawing) == f"Residual block: {words}"
    root = ElementTree.fromstring(drawing._repr_svg_())
    labels = [label.text for label in root.iter(f"{SVG}text")]
    steps = words.split(", plus ")[0].split(", ")
    assert labels[: len(steps)] == steps
    assert {"+", "y"} <= set(labels)
    width, height = float(root.get("width")), float(root.get("height"))
    boxes = list(root.iter(f"{SVG}rect"))
    left = [0, *(float(box.get("x")) for box in boxes)]
    fork = next(p.get("d") for p in root.iter(f"{SVG}path") if "H" in p.get("d"))
    after = int(steps[1] == "BN ReLU" and "plus 1×1" in words)
    assert left[after] < float(fork[1:].split()[0]) < left[after + 1]
    for box in boxes:
        assert 0 <= float(box.get("x")) < width - float(box.get("width"))
        assert 0 <= float(box.get("y")) <= height - float(box.get("height"))
        assert len(box.get("fill")) == 7


@pytest.mark.parametrize(
    "module",
    [nn.Linear(2, 2), CifarBlock(8, 8, 1, shortcut=None, preactivation=False)],
)
def test_what_is_no_residual_block_is_refused(module):
    with pytest.raises(TypeError, match=r"module is a (Linear|CifarBlock), expected"):
        block(module)
