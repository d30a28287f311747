import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import roi_pool, roi_pool_backward
from tests.detection.regions import (
    CASES,
    VARIANTS,
    adds_up_many_boxes,
    agrees_in_small_blocks,
    agrees_with_its_definition,
    gradients_are_slopes,
    is_adaptive_pooling_of_whole_regions,
    takes_an_empty_batch,
)


@pytest.mark.parametrize("case", CASES["roi_pool"], ids=str)
@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_is_its_definition(case, variant):
    agrees_with_its_definition(detection, "roi_pool", case, **variant)


def test_is_adaptive_pooling_of_whole_regions():
    is_adaptive_pooling_of_whole_regions(detection)


def test_gradients_are_slopes():
    gradients_are_slopes(detection, "roi_pool")


def test_takes_an_empty_batch():
    takes_an_empty_batch(detection, "roi_pool")


def test_gradients_of_many_boxes_add_up():
    adds_up_many_boxes(detection, "roi_pool")


def test_by_hand():
    x = np.arange(36.0).reshape(1, 1, 6, 6)
    box = np.array([[0.0, 1.4, 0.6, 4.4, 2.5]])  # columns 1 to 4, rows 1 to 3
    assert roi_pool(x, box, 2).tolist() == [[[[14, 16], [20, 22]]]]
    dy = np.array([[[[1.0, 10], [100, 1000]]]])
    dx = roi_pool_backward(dy, x, box, 2)[0, 0]
    assert {n: dx.ravel()[n] for n in dx.ravel().nonzero()[0].tolist()} == {
        14: 1,
        16: 10,
        20: 100,
        22: 1000,
    }


def test_halves_go_away_from_zero():
    x = np.arange(16.0).reshape(1, 1, 4, 4)
    boxes = np.array([[0.0, 0.5, 0.5, 0.5, 0.5], [0, 2.5, 2.5, 2.5, 2.5]])
    assert roi_pool(x, boxes, 1).ravel().tolist() == [5, 15]
    assert roi_pool(x, -boxes[:1, [0, 3, 4, 1, 2]], 1).item() == 0


def test_of_equal_pixels_the_first_gets_it():
    x = np.zeros((1, 1, 2, 2))
    dx = roi_pool_backward(np.ones((1, 1, 1, 1)), x, np.array([[0.0, 0, 0, 1, 1]]), 1)
    assert dx.tolist() == [[[[1, 0], [0, 0]]]]


def test_nan_stays_in_its_bin():
    x = np.zeros((1, 1, 4, 4))
    x[..., 0, 0], x[..., 3, 3] = np.nan, -np.inf
    y = roi_pool(x, np.array([[0.0, 0, 0, 3, 3], [0, 3, 3, 3, 3]]), 2)
    assert np.array_equal(y[0, 0], [[np.nan, 0], [0, 0]], equal_nan=True)
    assert np.array_equal(y[1, 0], np.full((2, 2), -np.inf))


def test_one_block_or_many():
    agrees_in_small_blocks(detection, "roi_pool")


BOX = np.array([[0.0, 0, 0, 1, 1]])


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"x": np.ones((1, 4, 4))}, ValueError, "x has 3 dimensions"),
        ({"x": np.ones((1, 0, 4, 4))}, ValueError, "x has shape"),
        ({"x": np.ones((1, 1, 4, 4), np.float32)}, TypeError, "expected one dtype"),
        ({"boxes": BOX[:, 1:]}, ValueError, r"expected \(K, 5\): the number"),
        ({"boxes": BOX.tolist()[0]}, ValueError, "boxes holds 5 arrays, expected 1"),
        ({"boxes": "all"}, TypeError, "boxes is 'all', expected an array"),
        ({"boxes": [BOX]}, ValueError, r"boxes\[0\] has shape \(1, 5\)"),
        ({"boxes": [BOX[:, 1:].astype("f")]}, TypeError, r"boxes\[0\] is float32"),
        ({"boxes": BOX + 1}, ValueError, r"boxes\[0\] is of image 1, .* below 1"),
        ({"boxes": BOX + 0.5}, ValueError, "is of image 0.5, expected a whole number"),
        ({"boxes": BOX * [1, 1, 1, -1, 1]}, ValueError, "expected x1 <= x2"),
        (
            {"boxes": np.array([[0, 0, 0, 1, np.inf]])},
            ValueError,
            "expected finite numbers",
        ),
        ({"output_size": 0}, ValueError, "output_size is 0, expected at least 1"),
        ({"spatial_scale": 0}, ValueError, "spatial_scale is 0, expected a positive"),
        ({"spatial_scale": "1/16"}, TypeError, "spatial_scale is '1/16'"),
    ],
)
def test_wrong_input_is_named(change, error, words):
    good = {"x": np.ones((1, 1, 4, 4)), "boxes": BOX, "output_size": 2}
    with pytest.raises(error, match=words):
        roi_pool(**good | change)


def test_wrong_dy_is_named():
    x = np.ones((1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"dy has shape \(2, 2\)"):
        roi_pool_backward(np.ones((2, 2)), x, BOX, 2)
