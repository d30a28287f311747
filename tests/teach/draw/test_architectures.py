"""A chain of layers: what it shows is what the module is."""

from xml.etree import ElementTree

import pytest
import torch
from torch import nn

from dlnotes.architectures import alexnet, nin, vgg16
from dlnotes.teach.draw.architectures import chain

SVG = "{http://www.w3.org/2000/svg}"


def parse(drawing):
    root = ElementTree.fromstring(drawing._repr_svg_())
    return root, [label.text for label in root.iter(f"{SVG}text")]


@pytest.mark.parametrize(
    ("build", "boxes", "kinds"),
    [
        (alexnet, 11, {"conv": 5, "max": 3, "dense": 3}),
        (vgg16, 21, {"conv": 13, "max": 5, "dense": 3}),
        (nin, 16, {"conv": 12, "max": 3, "mean": 1}),
    ],
)
def test_a_box_a_layer(build, boxes, kinds):
    with torch.device("meta"):
        model = build()
    root, labels = parse(chain(model, (1, 3, 224, 224)))
    found = list(root.iter(f"{SVG}rect"))
    assert len(found) == boxes
    assert {kind: labels.count(kind) for kind in kinds} == kinds
    width = float(root.get("width"))
    assert all(0 <= float(b.get("x")) < width - 20 for b in found)
    assert len({b.get("fill") for b in found}) >= 2
    lines = {round(float(b.get("y")) + float(b.get("height")) / 2) for b in found}
    assert len(lines) == (1 if boxes <= 11 else 2)


def test_numbers_are_those_of_the_layers():
    with torch.device("meta"):
        drawing = chain(alexnet(), (1, 3, 224, 224))
    _, labels = parse(drawing)
    assert labels[:5] == ["64", "11/4", "conv", "55", "64"]
    assert [word for word in ("192", "384", "4096", "1000") if word in labels]
    assert "conv 11×11/4, 64 channels of 55×55; max 3×3/2" in repr(drawing)
    assert repr(drawing).endswith("dense, 4096 units; dense, 1000 units")


def test_heights_follow_the_sides():
    net = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1), nn.AvgPool2d(2), nn.Flatten())
    root, labels = parse(chain(net, (1, 1, 8, 8)))
    tall, low = (float(b.get("height")) for b in root.iter(f"{SVG}rect"))
    assert tall > low
    assert labels.count("8") == 1
    assert labels.count("4") == 1


def test_what_is_no_network_is_refused():
    with pytest.raises(TypeError, match="module"):
        chain("vgg16", (1, 3, 8, 8))
