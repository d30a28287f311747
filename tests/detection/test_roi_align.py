import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import roi_align, roi_align_backward
from tests.detection.regions import (
    CASES,
    VARIANTS,
    adds_up_many_boxes,
    agrees_in_small_blocks,
    agrees_with_its_definition,
    gradients_are_slopes,
    is_torch_s_grid_sample,
    means_of_a_ramp_are_exact,
    takes_an_empty_batch,
)


@pytest.mark.parametrize("case", CASES["roi_align"], ids=str)
@pytest.mark.parametrize("variant", VARIANTS, ids=str)
def test_is_its_definition(case, variant):
    agrees_with_its_definition(detection, "roi_align", case, **variant)


def test_is_torch_s_grid_sample():
    is_torch_s_grid_sample(detection)


def test_means_of_a_ramp_are_exact():
    means_of_a_ramp_are_exact(detection)


def test_gradients_are_slopes():
    gradients_are_slopes(detection, "roi_align")


def test_takes_an_empty_batch():
    takes_an_empty_batch(detection, "roi_align")


def test_gradients_of_many_boxes_add_up():
    adds_up_many_boxes(detection, "roi_align")


def test_by_hand():
    x = np.arange(36.0).reshape(1, 1, 6, 6)
    box = np.array([[0.0, 2.2, 1.3, 3.2, 2.3]])  # its middle is (2.7, 1.8)
    assert abs(roi_align(x, box, 1).item() - (6 * 1.8 + 2.7)) < 1e-12
    y = roi_align(x, box, 1, aligned=True).item()
    assert abs(y - (6 * 1.3 + 2.2)) < 1e-12


def test_a_pixel_beyond_is_the_edge_and_farther_out_is_0():
    x = np.full((1, 1, 3, 3), 7.0)
    tiny = np.array([[0.0, at, 1, at, 1] for at in (-1.5, -1.51, 2.5, 2.51)])
    y = roi_align(x, tiny, 1, sampling_ratio=1)  # the middle is half a pixel on
    assert y.ravel().tolist() == [7, 0, 7, 0]


def test_nothing_leaks_out_of_a_region():
    x = np.zeros((1, 1, 5, 5))
    x[..., 3:], x[..., 3:, :] = np.nan, np.inf
    assert not roi_align(x, np.array([[0.0, 0, 0, 2, 2]]), 2).any()


def test_one_block_or_many():
    agrees_in_small_blocks(detection, "roi_align")


def test_wrong_input_is_named():
    x, box = np.ones((1, 1, 4, 4)), np.array([[0.0, 0, 0, 1, 1]])
    with pytest.raises(ValueError, match="sampling_ratio is -2, expected at least -1"):
        roi_align(x, box, 2, sampling_ratio=-2)
    with pytest.raises(TypeError, match="aligned is 1, expected True or False"):
        roi_align(x, box, 2, aligned=1)
    with pytest.raises(ValueError, match="dy has shape"):
        roi_align_backward(np.ones((2, 2)), x, box, 2)
