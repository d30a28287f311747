import numpy as np
import pytest

from dlnotes import detection
from dlnotes.detection import average_precision, evaluate_coco, match_detections
from tests.detection.evaluation import NAMES, SCENES, agrees_with_pycocotools


@pytest.mark.parametrize("case", SCENES, ids=str)
def test_is_pycocotools(case):
    agrees_with_pycocotools(detection, case)


BOXES = np.array([[0.0, 0, 40, 40], [50, 50, 60, 60]])
LABELS = np.array([1, 2])
FOUND = {"boxes": BOXES, "scores": np.array([0.5, 0.25]), "labels": LABELS}
THERE = {"boxes": BOXES, "labels": LABELS}


def test_perfect():
    result = evaluate_coco([FOUND], [THERE])
    undefined = {"APl", "ARl"}
    assert {name for name in NAMES if result[name] == -1} == undefined
    assert {result[name] for name in NAMES if name not in undefined} == {1.0}


def test_no_images():
    assert set(evaluate_coco([], []).values()) == {-1.0}


def test_a_class_that_is_never_there_is_not_judged():
    extra = {key: np.repeat(values, 2, axis=0) for key, values in FOUND.items()}
    extra["labels"] = np.array([1, 7, 2, 7])
    assert evaluate_coco([extra], [THERE]) == evaluate_coco([FOUND], [THERE])


def test_matches_as_match_detections():
    rng = np.random.default_rng(0)
    corner = rng.uniform(0, 60, (40, 2))
    boxes = np.hstack([corner, corner + 40])
    scores = rng.uniform(size=30)
    ticks = match_detections(boxes[10:], scores, boxes[:10])
    one = np.ones(30, int)
    found = {"boxes": boxes[10:], "scores": scores, "labels": one}
    result = evaluate_coco([found], [{"boxes": boxes[:10], "labels": one[:10]}])
    value = average_precision(scores, ticks, 10, interpolation="101")
    assert result["AP50"] == pytest.approx(value)


@pytest.mark.parametrize(
    ("found", "there", "error", "message"),
    [
        (FOUND, THERE, TypeError, "predictions is a dict, expected a list of dicts"),
        ([FOUND], THERE, TypeError, "targets is a dict, expected a list of dicts"),
        ([FOUND] * 2, [THERE], ValueError, "predictions has 2 images, targets has 1"),
        ([BOXES], [THERE], TypeError, r"predictions\[0\] is a ndarray, expected a di"),
        ([THERE], [THERE], ValueError, r"predictions\[0\] has no 'scores'; its keys"),
        ([FOUND], [{}], ValueError, r"targets\[0\] has no 'boxes' and no 'labels'"),
    ],
)
def test_wrong_images_are_named(found, there, error, message):
    with pytest.raises(error, match=message):
        evaluate_coco(found, there)


@pytest.mark.parametrize(
    ("key", "value", "error", "message"),
    [
        ("boxes", BOXES.tolist(), TypeError, r'targets\[1\]\["boxes"\] is a list'),
        ("boxes", BOXES[:, :2], ValueError, r'\["boxes"\] has shape \(2, 2\), expec'),
        ("labels", LABELS * 1.0, TypeError, r'\["labels"\] is float64, expected an ar'),
        ("labels", LABELS[:1], ValueError, r'\["labels"\] has shape \(1,\), expected'),
        ("labels", [1, 2], TypeError, r'\["labels"\] is list, expected an array of'),
        ("area", LABELS, TypeError, r'\["area"\] is int64, expected float32'),
        ("area", -np.ones(2), ValueError, r'\["area"\] is .* expected 2 numbers from'),
        ("area", np.ones(3), ValueError, r'\["area"\] is .* expected 2 numbers from'),
        ("iscrowd", LABELS, ValueError, r'\["iscrowd"\] is \[1 2\], expected 0 or 1'),
        ("iscrowd", LABELS[:1], ValueError, r'\["iscrowd"\] has shape \(1,\), expect'),
    ],
)
def test_wrong_targets_are_named(key, value, error, message):
    with pytest.raises(error, match=message):
        evaluate_coco([FOUND] * 2, [THERE, THERE | {key: value}])


@pytest.mark.parametrize(
    ("key", "value", "error", "message"),
    [
        ("scores", LABELS, TypeError, r'predictions\[0\]\["scores"\] is int64, expec'),
        ("scores", np.ones(3), ValueError, r'\["scores"\] has shape \(3,\), expected'),
        ("boxes", -BOXES, ValueError, r'predictions\[0\]\["boxes"\]\[0\] is'),
    ],
)
def test_wrong_predictions_are_named(key, value, error, message):
    with pytest.raises(error, match=message):
        evaluate_coco([FOUND | {key: value}], [THERE])
