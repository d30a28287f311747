"""SSD: what it promises of matching, loss and answers, and how it lives in PyTorch."""

import copy
import math
import pickle

import numpy as np
import pytest
import torch

from dlnotes import detection
from dlnotes.detection import evaluate_coco
from dlnotes.detection.torch import SSD, ssd_loss
from tests.detection import one_stage
from tests.detection.one_stage import OPTIONS, answered, network, scenes

X = torch.randn(3, 2, 16, 16, generator=torch.Generator().manual_seed(0))
NETS = [{}, {"top_down": True}, {"taps": (0, 0)}, {"taps": (0, 1), "top_down": True}]


def test_targets():
    one_stage.encodes_targets(detection)


def test_answers_are_read_back():
    one_stage.decodes_what_it_encodes(detection)


@pytest.mark.parametrize("ratio", [3, 0.5, 0, None])
def test_loss(ratio):
    one_stage.loses(detection, ratio)


def test_path_from_the_top():
    one_stage.adds_from_the_top(detection)


def test_answers_stand_in_the_order_of_boxes():
    one_stage.puts_answers_in_the_order_of_boxes(detection)


def test_perfect_answers_are_perfect_for_coco():
    net, targets = network(detection), scenes(6, seed=3)
    found = net.decode(answered(net, targets))
    assert evaluate_coco(found, targets)["AP"] == 1


def test_answers_stay_within_the_picture():
    net = network(detection)
    output = torch.zeros(1, len(net.boxes), 8)
    output[..., 1], output[..., 6:] = 5, 20  # huge
    (found,) = net.decode(output)
    assert found["boxes"].tolist() == [[0, 0, 16, 16]]


def test_a_box_may_answer_for_two_classes():
    net = network(detection)
    output = torch.full((1, len(net.boxes), 8), 0.0)
    output[0, :, 0] = 9
    output[0, 5, :4] = torch.tensor([0.0, 2, 2, 0])
    (found,) = net.decode(output, score_threshold=0.3)
    assert sorted(found["labels"].tolist()) == [1, 2]


def test_thresholds_of_the_answers():
    net, targets = network(detection, taps=(0, 1)), scenes(3)
    output = answered(net, targets)
    assert not net.decode(output, score_threshold=1)[2]["scores"].size
    many = net.decode(output, score_threshold=0.5, iou_threshold=1)[2]["scores"].size
    assert many == (net.encode(targets)[2, :, 0] > 0).sum() > 2


def test_one_matched_box_of_two_is_log_2_twice():
    target = torch.tensor([[[1.0, 0, 0, 0, 0], [0, 0, 0, 0, 0]]])
    assert ssd_loss(torch.zeros(1, 2, 6), target).item() == pytest.approx(
        2 * math.log(2)
    )


def test_without_things_nothing_is_lost():
    assert ssd_loss(torch.randn(2, 4, 7), torch.zeros(2, 4, 5)).item() == 0


@pytest.mark.parametrize("options", NETS, ids=str)
class TestNetwork:
    def test_answers_for_each_box(self, options):
        net = network(detection, **options)
        assert net(X).shape == (3, len(net.boxes), 8)

    def test_takes_an_empty_batch(self, options):
        net = network(detection, **options).eval()
        assert net(X[:0]).shape == (0, len(net.boxes), 8)

    def test_is_saved_and_copied(self, options):
        net = network(detection, **options).eval()
        assert not any("boxes" in name for name in net.state_dict())
        other = SSD(3, **OPTIONS | options)
        other.load_state_dict(net.state_dict())
        for one in (copy.deepcopy(net), pickle.loads(pickle.dumps(net)), other.eval()):
            assert torch.equal(one(X), net(X))

    def test_takes_double(self, options):
        net = network(detection, **options).eval()
        expected = net(X)
        doubled = net.double()(X.double())
        assert doubled.dtype == torch.float64
        torch.testing.assert_close(doubled.float(), expected, atol=1e-4, rtol=1e-4)
        assert len(net.decode(doubled)) == 3

    def test_every_parameter_learns(self, options):
        net = network(detection, **options)
        target = torch.from_numpy(net.encode(scenes()))
        ssd_loss(net(X), target, ratio=None).backward()
        assert all(
            p.grad is not None and p.grad.abs().sum() > 0 for p in net.parameters()
        )

    def test_a_step_lowers_the_loss(self, options):
        net = network(detection, **options)
        target = torch.from_numpy(net.encode(scenes()))
        optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
        before = ssd_loss(net(X), target)
        before.backward()
        optimizer.step()
        assert ssd_loss(net(X), target) < before


def test_boxes_are_the_default_boxes():
    net = SSD(2, aspect_ratios=(2,))
    expected = detection.default_boxes(
        64, map_sizes=(8, 4), scales=(0.25, 0.4, 0.55), aspect_ratios=[(2,), (2,)]
    )
    assert net.boxes.dtype == np.float32
    np.testing.assert_allclose(net.boxes, expected, rtol=1e-6)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"num_classes": 0}, ValueError, "num_classes is 0, expected at least 1"),
        ({"image_size": 60}, ValueError, "image_size is 60, expected a multiple of 16"),
        ({"image_size": 6.4}, TypeError, r"image_size is 6\.4, expected an integer"),
        ({"widths": (8, 0)}, ValueError, "widths is 0, expected at least 1"),
        ({"taps": (2, 4)}, ValueError, r"taps is \(2, 4\), expected .* below 4"),
        ({"taps": ()}, ValueError, r"taps is \(\), expected one or more"),
        ({"taps": 2}, TypeError, "taps is 2, expected a tuple or list of integers"),
        ({"widths": 8}, TypeError, "widths is 8, expected a tuple or list of integers"),
        ({"widths": ()}, ValueError, r"widths is \(\), expected one or more integers"),
        ({"aspect_ratios": 2}, TypeError, "aspect_ratios is 2, expected a tuple"),
        ({"scales": (0.5,)}, ValueError, "scales is .*, expected 3 numbers"),
        ({"aspect_ratios": (0,)}, ValueError, "expected positive numbers"),
        ({"top_down": 1}, TypeError, "top_down is 1, expected True or False"),
    ],
    ids=str,
)
def test_wrong_options_are_named(change, error, message):
    with pytest.raises(error, match=message):
        SSD(**{"num_classes": 2} | change)


@pytest.mark.parametrize("x", [torch.zeros(2, 16, 16), torch.zeros(1, 3, 16, 16)])
def test_other_pictures_are_refused(x):
    with pytest.raises(ValueError, match=r"x has shape .*, expected \(N, 2, 16, 16\)"):
        network(detection)(x)


def test_what_is_no_tensor_is_refused():
    with pytest.raises(TypeError, match="x is a ndarray, expected a tensor"):
        network(detection)(X.numpy())


BOX, ONE = np.array([[0.0, 0, 9, 9]], np.float32), np.array([1])


@pytest.mark.parametrize(
    ("targets", "error", "message"),
    [
        (None, TypeError, "targets is a NoneType, expected a list of dicts"),
        ([BOX], TypeError, r"targets\[0\] is a ndarray, expected a dict"),
        ([{"boxes": BOX}], ValueError, r"targets\[0\] has no 'labels'"),
        ([{"boxes": BOX.tolist(), "labels": ONE}], TypeError, r'\["boxes"\] is a list'),
        (
            [{"boxes": 0 * BOX, "labels": ONE}],
            ValueError,
            r"\[0\] is .* x1 < x2",
        ),
        ([{"boxes": BOX, "labels": [1]}], TypeError, "labels is list"),
        ([{"boxes": BOX, "labels": 4 * ONE}], ValueError, r"is \[4\], expected 1 to 3"),
    ],
    ids=str,
)
def test_wrong_targets_are_named(targets, error, message):
    with pytest.raises(error, match=message):
        network(detection).encode(targets)


OUTPUT = torch.zeros(1, 8, 8)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"output": OUTPUT.numpy()}, TypeError, "output is a ndarray, expected a tens"),
        ({"output": OUTPUT[..., 1:]}, ValueError, r"output has shape .* \(N, 40, 8\)"),
        ({"output": OUTPUT[0, 0, 0]}, ValueError, "output has shape"),
        ({"score_threshold": "a"}, TypeError, "score_threshold is 'a'"),
        ({"iou_threshold": 2}, ValueError, "iou_threshold is 2, expected"),
    ],
    ids=str,
)
def test_wrong_answers_are_named(change, error, message):
    net = network(detection)
    good = {"output": torch.zeros(1, len(net.boxes), 8)}
    with pytest.raises(error, match=message):
        net.decode(**good | change)


TARGET = torch.zeros(1, 8, 5)


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"output": OUTPUT.numpy()}, TypeError, "output is a ndarray, expected a tens"),
        ({"target": TARGET.numpy()}, TypeError, "target is a ndarray, expected a tens"),
        ({"output": OUTPUT[0]}, ValueError, r"output has shape \(8, 8\), expected \(N"),
        ({"output": OUTPUT[..., :5]}, ValueError, r"output has shape \(1, 8, 5\)"),
        ({"target": TARGET[:, 1:]}, ValueError, r"target has shape .* \(N, 8, 5\)"),
        ({"target": TARGET[:0]}, ValueError, "target has 0 pictures, output has 1"),
        ({"target": TARGET - 1}, ValueError, "target holds class -1, expected 0 to 3"),
        ({"target": TARGET + 4}, ValueError, "target holds class 4, expected 0 to 3"),
        ({"target": TARGET + 0.5}, ValueError, "target holds class 0.5"),
        ({"target": TARGET * np.nan}, ValueError, "target holds class nan"),
        ({"ratio": -1}, ValueError, "ratio is -1"),
    ],
    ids=str,
)
def test_wrong_losses_are_named(change, error, message):
    with pytest.raises(error, match=message):
        ssd_loss(**{"output": OUTPUT, "target": TARGET} | change)
