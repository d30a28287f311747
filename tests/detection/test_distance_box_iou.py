import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import distance_box_iou
from tests.detection.oracles import SIZES, agrees_with_its_definition


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize(
    "variant", [{}, {"dtype": np.float32}, {"strided": True}], ids=str
)
def test_is_as_defined(sizes, variant):
    agrees_with_its_definition(detection, "distance_box_iou", sizes, **variant)


def test_by_hand():
    # centres 3 apart, diagonal of 5x2
    a, b = np.array([[0.0, 0, 2, 2]]), np.array([[3.0, 0, 5, 2]])
    assert distance_box_iou(a, b, eps=0).item() == -9 / 29


def test_tells_places_inside_a_box_apart():
    outer = np.array([[0.0, 0, 8, 8]])
    inner = np.array([[3.0, 3, 5, 5], [0, 0, 2, 2]])
    middle, corner = distance_box_iou(inner, outer)[:, 0]
    assert middle > corner


@pytest.mark.parametrize(
    ("eps", "error"), [(-1, ValueError), ("1", TypeError), (np.nan, ValueError)]
)
def test_a_wrong_eps_is_named(eps, error):
    with pytest.raises(error, match="eps is"):
        distance_box_iou(np.ones((1, 4)), np.ones((1, 4)), eps=eps)
