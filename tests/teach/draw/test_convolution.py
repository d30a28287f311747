"""The drawings: well formed, the right cells in the right places, motion that stops."""

import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest

from dlnotes.convolution import output_size
from dlnotes.teach.draw import Svg
from dlnotes.teach.draw.convolution import gradient_route, window

SVG = "{http://www.w3.org/2000/svg}"
ALL = list(itertools.product((2, 3), (1, 2), (0, 1), (1, 2)))


def parse(drawing):
    return ElementTree.fromstring(drawing._repr_svg_())


def labels(root):
    return [text.text for text in root.iter(f"{SVG}text")]


def dashed(root):
    return [
        cell for cell in root.iter(f"{SVG}rect") if "stroke-dasharray" in cell.keys()
    ]


@pytest.mark.parametrize(("kernel_size", "stride", "padding", "dilation"), ALL)
def test_window_has_every_cell_and_walks_every_position(
    kernel_size, stride, padding, dilation
):
    hyper = {"stride": stride, "padding": padding, "dilation": dilation}
    out = output_size(6, kernel_size, **hyper)
    root = parse(window(6, kernel_size=kernel_size, **hyper))
    taps = kernel_size**2
    assert len(dashed(root)) == (6 + 2 * padding) ** 2 - 36
    # input with padding, output, and the four parts that move
    assert len(list(root.iter(f"{SVG}rect"))) == (
        (6 + 2 * padding) ** 2 + out**2 + taps + 1 + 1
    )
    assert labels(root)[2:] == [*"abcdefghi"[:taps], "Σ"]
    kernel, cell = (
        group for group in root.iter(f"{SVG}g") if group.get("class") == "dn-moving"
    )
    for group, step in ((kernel, 28 * stride), (cell, 28)):
        down, across = group.get("style"), group[0].get("style")
        assert f"--dn-down:{out * step}px" in down
        assert f"--dn-across:{out * step}px" in across
        assert f"steps({out})" in down
        assert f"steps({out})" in across


def test_the_window_starts_at_the_corner_of_the_padded_input():
    root = parse(window(6, kernel_size=3, padding=1, dilation=2))
    corner = min((float(c.get("x")), float(c.get("y"))) for c in dashed(root))
    frame = next(root.iter(f"{SVG}g"))[0][0]
    assert (float(frame.get("x")) + 1.5, float(frame.get("y")) + 1.5) == corner
    assert float(frame.get("width")) == 5 * 28


def test_the_last_stop_of_the_window_ends_inside_the_input():
    for kernel_size, stride, padding, dilation in ALL:
        root = parse(
            window(
                6,
                kernel_size=kernel_size,
                stride=stride,
                padding=padding,
                dilation=dilation,
            )
        )
        frame = next(root.iter(f"{SVG}g"))[0][0]
        out = int(re.search(r"output (\d)", labels(root)[1])[1])
        end = (
            float(frame.get("x")) + float(frame.get("width")) + (out - 1) * 28 * stride
        )
        assert end <= 8 + (1 + 6 + padding) * 28


def test_sizes_are_written_and_spoken():
    drawing = window(5, kernel_size=3, padding=1, stride=2)
    assert labels(parse(drawing))[:2] == ["input 5×5 (+1 padding)", "output 3×3"]
    description = parse(drawing).find(f"{SVG}desc").text
    assert description == "input 5×5 (+1 padding), kernel 3×3, output 3×3"
    assert parse(drawing).find(f"{SVG}title").text == "Convolution window"


def test_the_picture_keeps_its_size_over_all_choices():
    sizes = set()
    for kernel_size, stride, padding, dilation in ALL:
        drawing = window(
            6,
            kernel_size=kernel_size,
            stride=stride,
            padding=padding,
            dilation=dilation,
        )
        sizes.add((drawing.width, drawing.height))
    assert len(sizes) == 1


def test_motion_stops_for_readers_who_ask_for_it():
    svg = window(6, kernel_size=3)._repr_svg_()
    assert "prefers-reduced-motion:reduce" in svg
    assert "animation-play-state:paused" in svg


def test_a_large_kernel_runs_out_of_letters_without_failing():
    assert labels(parse(window(9, kernel_size=8)))[2 + 52] == "a"


def test_impossible_sizes_are_refused():
    with pytest.raises(ValueError, match="kernel_size"):
        window(3, kernel_size=3, dilation=2)


def test_route_writes_each_weight_where_its_gradient_arrives():
    weight = np.arange(1.0, 10.0).reshape(3, 3)
    root = parse(gradient_route(5, weight, (2, 1), stride=2, padding=1))
    first_cell = 8 + 28 * 1 + 14
    placed = {
        (
            (float(t.get("y")) - first_cell - 22) / 28,
            (float(t.get("x")) - first_cell) / 28,
        ): t
        for t in root.iter(f"{SVG}text")
        if t.text.isdigit()
    }
    # dy[2, 1] with stride 2 and padding 1 saw rows 3 to 5 and columns 1 to 3
    assert {index: int(t.text) for index, t in placed.items()} == {
        (3 + i, 1 + j): 3 * i + j + 1 for i in range(3) for j in range(3)
    }
    lost = {index for index, t in placed.items() if t.get("fill") == "currentColor"}
    assert lost == {(5, 1), (5, 2), (5, 3)}


def test_route_agrees_with_where_the_input_matters():
    weight = np.ones((2, 3))
    drawing = gradient_route(4, weight, (0, 0), padding=1)
    # Row -1 and column -1 are padding: of 2 × 3 taps, 1 × 2 fall on the input.
    assert "reaches 2 cells of dx 4×4" in drawing.description
    assert labels(parse(drawing))[-3:-1] == ["dx 4×4 (+1 padding)", "dy 5×4"]


def test_numbers_are_short_and_their_minus_is_a_minus():
    drawing = gradient_route(3, np.array([[-0.123456, 1.0]]), (0, 0))
    assert labels(parse(drawing))[:2] == ["−0.12", "1"]


@pytest.mark.parametrize("cell", [(3, 0), (0, -1)])
def test_a_cell_outside_the_output_is_refused(cell):
    with pytest.raises(ValueError, match="dy_cell"):
        gradient_route(4, np.ones((2, 2)), cell)


def test_a_weight_that_is_no_matrix_is_refused():
    with pytest.raises(ValueError, match="weight must have two axes"):
        gradient_route(4, np.ones(2), (0, 0))


def test_markup_in_words_is_escaped():
    root = parse(Svg("", 1, 1, "a < b", "b > a & c"))
    assert root.find(f"{SVG}title").text == "a < b"
    assert root.find(f"{SVG}desc").text == "b > a & c"
