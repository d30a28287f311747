import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import ps_roi_pool, ps_roi_pool_backward
from tests.detection.regions import (
    CASES,
    VARIANTS,
    adds_up_many_boxes,
    agrees_with_its_definition,
    gradients_are_slopes,
    is_adaptive_pooling_of_whole_regions,
    takes_an_empty_batch,
)


@pytest.mark.parametrize("case", CASES["ps_roi_pool"], ids=str)
@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_is_its_definition(case, variant):
    agrees_with_its_definition(detection, "ps_roi_pool", case, **variant)


def test_is_adaptive_pooling_of_whole_regions():
    is_adaptive_pooling_of_whole_regions(detection)


def test_gradients_are_slopes():
    gradients_are_slopes(detection, "ps_roi_pool")


def test_takes_an_empty_batch():
    takes_an_empty_batch(detection, "ps_roi_pool")


def test_gradients_of_many_boxes_add_up():
    adds_up_many_boxes(detection, "ps_roi_pool")


def test_each_bin_has_channels_of_its_own():
    x = np.arange(12.0).reshape(1, 12, 1, 1) + np.zeros((1, 1, 5, 5))
    y = ps_roi_pool(x, np.array([[0.0, 0, 0, 4, 4]]), (3, 2))
    assert y[0].ravel().tolist() == list(range(12))


def test_the_last_row_and_column_are_never_seen():
    x = np.ones((1, 1, 4, 4))
    boxes = np.array([[0.0, 2, 2, 4, 4], [0, 3, 0, 4, 4]])
    assert ps_roi_pool(x, boxes, 1).ravel().tolist() == [1, 0]
    dx = ps_roi_pool_backward(np.ones((2, 1, 1, 1)), x, boxes, 1)[0, 0]
    assert (dx[2, 2], dx.sum()) == (1, 1)


def test_wrong_input_is_named():
    x, box = np.ones((1, 6, 4, 4)), np.array([[0.0, 0, 0, 1, 1]])
    with pytest.raises(ValueError, match="x has 6 channels, expected a multiple of 4"):
        ps_roi_pool(x, box, 2)
    with pytest.raises(ValueError, match="dy has shape"):
        ps_roi_pool_backward(np.ones((2, 2)), x, box, (3, 2))
