"""MobileNet against its table, the paper's other tables, and where it is plain."""

import pytest
import torch

from dlnotes import architectures
from dlnotes.architectures.mobilenet_v1 import MobileNetV1, full
from dlnotes.architectures.mobilenet_v2 import MobileNetV2
from dlnotes.architectures.mobilenet_v3 import LARGE, MobileNetV3
from dlnotes.architectures.xception import Xception
from dlnotes.cost import count_macs, count_parameters
from tests.architectures.mobilenet_oracles import (
    COUNTS,
    counts_as_published,
    equals_its_table,
)
from tests.architectures.resnet_oracles import images, one_step_helps, survives

NAMES = ["mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small", "xception"]


def numbers(model, size=224):
    return count_parameters(model), count_macs(model, (1, 3, size, size))


@pytest.mark.parametrize("case", [c for c in COUNTS if c[0] == "mobilenet_v1"])
def test_published_counts(case):
    counts_as_published(architectures, case)


def test_the_paper_s_table_of_plain_convolutions():
    with torch.device("meta"):
        parameters, macs = numbers(MobileNetV1(block=full))
    assert round(parameters / 1e6, 1) == 29.3
    assert abs(macs / 4_866e6 - 1) < 0.001


@pytest.mark.parametrize(("size", "millions"), [(192, 418), (160, 290), (128, 186)])
def test_the_paper_s_table_of_resolutions(size, millions):
    with torch.device("meta"):
        parameters, macs = numbers(architectures.mobilenet_v1(), size)
    assert parameters == COUNTS["mobilenet_v1", 1.0][0]
    assert abs(round(macs / 1e6) - millions) <= 1


def test_equals_its_table():
    equals_its_table(architectures, "mobilenet_v1")


def short(name, **options):
    """A few of the network's blocks."""
    if name == "mobilenet_v1":
        return MobileNetV1([(16, 1), (32, 2), (32, 1)], **options)
    if name == "mobilenet_v2":
        return MobileNetV2([(1, 16, 1, 1), (6, 24, 2, 2)], dropout=0.0, **options)
    if name == "xception":
        return Xception([((16, 16), 2), ((16, 16), 1)], dropout=0.0, **options)
    return MobileNetV3(LARGE[2:5], 32, dropout=0.0, **options)


@pytest.mark.parametrize("name", NAMES)
def test_one_step_lowers_the_loss(name):
    torch.manual_seed(0)
    one_step_helps(short(name, num_classes=5))


@pytest.mark.parametrize("name", NAMES)
def test_round_trips(name):
    torch.manual_seed(0)
    survives(short(name, num_classes=3, in_channels=1), size=16)


@pytest.mark.parametrize("size", [(1, 1), (1, 70), (33, 31)])
@pytest.mark.parametrize("name", NAMES[:3])
def test_any_size_works(name, size):
    with torch.device("meta"):
        model = architectures.build(name, num_classes=2).eval()
        assert model(torch.zeros(1, 3, *size)).shape == (1, 2)
        assert model(torch.zeros(0, 3, *size)).shape == (0, 2)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("x", "error", "message"),
    [
        (torch.zeros(2, 1, 8, 8), ValueError, r"\(2, 1, 8, 8\), expected \(N, 3, H"),
        (torch.zeros(1, 3, 8, 8).long(), TypeError, "int64, expected floating"),
        ([1.0], TypeError, "x is a list, expected a torch.Tensor"),
    ],
)
def test_bad_input(name, x, error, message):
    with torch.device("meta"):
        model = architectures.build(name)
    with pytest.raises(error, match=message):
        model(x)


@pytest.mark.parametrize(
    ("option", "value", "error"),
    [
        ("num_classes", 0, ValueError),
        ("in_channels", True, TypeError),
        ("width_mult", 0, ValueError),
        ("width_mult", "1", TypeError),
        ("dropout", 1.0, ValueError),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_bad_options(name, option, value, error):
    absent = {"mobilenet_v1": "dropout", "xception": "width_mult"}.get(name)
    with pytest.raises(TypeError if option == absent else error, match=option):
        architectures.build(name, **{option: value})


def test_a_width_of_nothing_keeps_eight_channels():
    model = architectures.mobilenet_v1(width_mult=0.01, num_classes=2)
    assert {block[1][0].out_channels for block in model.blocks[:-2]} == {8}
    assert model(images(2, 3, 33, 33, dtype=torch.float32)).shape == (2, 2)
