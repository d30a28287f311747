"""Xception against its figure 5, and published counts."""

import pytest
import torch

from dlnotes import architectures
from tests.architectures.mobilenet_oracles import equals_its_table
from tests.architectures.test_mobilenet_v1 import numbers


def test_published_counts():
    with torch.device("meta"):
        assert numbers(architectures.xception(), 299) == (22_855_952, 8_357_403_496)


def test_equals_its_figure():
    equals_its_table(architectures, "xception")


def test_the_smallest_image():
    with torch.device("meta"):
        model = architectures.xception(num_classes=2).eval()
        assert model(torch.empty(1, 3, 7, 7)).shape == (1, 2)
        with pytest.raises(ValueError, match="6×9 pixels, expected at least 7×7"):
            model(torch.empty(1, 3, 6, 9))
