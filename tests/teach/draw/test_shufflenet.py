"""Units of ShuffleNet: what is drawn is what the module is."""

from xml.etree import ElementTree

import pytest
from torch import nn

from dlnotes.architectures.shufflenet_v1 import ShuffleUnit
from dlnotes.architectures.shufflenet_v2 import SplitUnit
from dlnotes.teach.draw.shufflenet import unit

SVG = "{http://www.w3.org/2000/svg}"
UNITS = {
    "x; above 1×1 48→12 in 3 groups ReLU, shuffle 3, dw 3×3 12, 1×1 12→48 in 3 groups; "
    "below x; add, ReLU, y": ShuffleUnit(48, 48, 1, groups=3),
    "x; above 1×1 24→60 ReLU, shuffle 3, dw 3×3/2 60, 1×1 60→216 in 3 groups; "
    "below mean 3×3/2; concat, ReLU, y": ShuffleUnit(
        24, 240, 2, groups=3, first_groups=1
    ),
    "x, split; above 1×1 8→8 ReLU, dw 3×3 8, 1×1 8→8 ReLU; below the first half; "
    "concat, shuffle 2, y": SplitUnit(16, 16, 1),
    "x; above 1×1 8→16 ReLU, dw 3×3/2 16, 1×1 16→16 ReLU; "
    "below dw 3×3/2 8, 1×1 8→16 ReLU; concat, shuffle 2, y": SplitUnit(8, 32, 2),
}


@pytest.mark.parametrize("words", UNITS)
def test_says_and_shows_what_the_module_is(words):
    drawing = unit(UNITS[words])
    assert repr(drawing) == f"Unit: {words}"
    root = ElementTree.fromstring(drawing._repr_svg_())
    labels = [label.text for label in root.iter(f"{SVG}text")]
    above = words.split("; ")[1].removeprefix("above ").split(", ")
    assert set(above) <= set(labels)
    assert {"x", "y", words.split("; ")[3].split(", ")[0]} <= set(labels)
    width = float(root.get("width"))
    for box in root.iter(f"{SVG}rect"):
        assert 0 <= float(box.get("x")) < width - float(box.get("width"))


def test_refuses_what_is_no_unit():
    with pytest.raises(TypeError, match="module is a Linear, expected a ShuffleUnit"):
        unit(nn.Linear(2, 2))
