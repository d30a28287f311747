"""The drawing of Winograd's algorithm: its parts add up, and so do their outputs."""

from xml.etree import ElementTree

import numpy as np
import pytest

from dlnotes.convolution import conv2d, winograd_matrices
from dlnotes.teach.draw import winograd

SVG = "{http://www.w3.org/2000/svg}"
RNG = np.random.default_rng(0)
PIXELS, WEIGHTS = 2 * RNG.integers(-4, 9, (4, 4)), RNG.integers(-3, 4, (3, 3))
NAMES = ["equal", "alternating", "first", "last"]
SIGNALS = [([9, 6, 4], [2, 1]), ([9, 6, 4, 8], [2, 1, 3]), ([0, 2, -5, 7], [1, 0, -4])]


def labels(drawing):
    root = ElementTree.fromstring(drawing._repr_svg_())
    return [text.text for text in root.iter(f"{SVG}text")]


def numbers(words):
    return np.array([float(word.replace("−", "-")) for word in words])


def blocks(drawing, *sizes):
    """Take the labels apart: the head, then each line's name and numbers."""
    words = labels(drawing)
    assert words[:3] == ["pixels", "weights", "outputs"]
    words, lines = words[3:], []
    for line in sizes:
        lines.append([words[: line[0]]])
        words = words[line[0] :]
        for size in line[1:]:
            lines[-1].append(words[:size])
            words = words[size:]
    assert not words
    return lines


@pytest.mark.parametrize(("x", "w"), SIGNALS)
def test_a_signals_parts_and_their_outputs_add_up(x, w):
    n = len(x)
    whole, *lines = blocks(winograd.parts(x, w), (1, n, n - 1, 2), *[(1, n, 1, 2)] * n)
    assert whole[0] == ["signal"]
    assert numbers(whole[1]).tolist() == x
    assert numbers(whole[2]).tolist() == w
    assert np.array_equal(numbers(whole[3]), np.correlate(x, w))
    assert np.array_equal(sum(numbers(line[1]) for line in lines), x)
    assert np.array_equal(sum(numbers(line[3]) for line in lines), np.correlate(x, w))
    assert [line[0][0][:1] for line in lines] == ["=", *"+" * (n - 1)]


def test_each_part_of_a_signal_says_its_product():
    words = labels(winograd.parts([9, 6, 4, 8], [2, 1, 3]))
    said = [word for word in words if "·" in word]
    assert said == ["5 · (2 + 1 + 3)", "−1 · (2 − 1 + 3)", "5 · 2", "2 · 3"]
    words = labels(winograd.parts([9, 6, 4], [2, 1]))
    assert [word for word in words if "·" in word] == ["6 · (2 + 1)", "3 · 2", "−2 · 1"]


def test_an_images_parts_are_rows_under_rows():
    whole, *lines = blocks(
        winograd.parts(PIXELS, WEIGHTS), (1, 16, 9, 4), *[(1, 16, 3, 4)] * 4
    )
    formula = conv2d(PIXELS[None].astype(float), WEIGHTS[None, None].astype(float))[0]
    assert np.array_equal(numbers(whole[1]), PIXELS.ravel())
    assert np.array_equal(numbers(whole[2]), WEIGHTS.ravel())
    assert np.array_equal(numbers(whole[3]), formula.ravel())
    assert np.array_equal(sum(numbers(line[1]) for line in lines), PIXELS.ravel())
    assert np.array_equal(sum(numbers(line[3]) for line in lines), formula.ravel())
    for (name, rows, weights, outputs), part in zip(lines, NAMES, strict=True):
        assert part in name[0]
        rows, outputs = numbers(rows).reshape(4, 4), numbers(outputs).reshape(2, 2)
        row = rows[-1] if part == "last" else rows[0]
        made = outputs[1] if part == "last" else outputs[0]
        assert np.array_equal(np.correlate(row, numbers(weights)), made)
        signs = {"equal": [1] * 4, "alternating": [1, -1, 1, -1]}
        signs |= {"first": [1, 0, 0, 0], "last": [0, 0, 0, 1]}
        start = rows[-1] if part == "last" else rows[0]
        assert np.array_equal(rows, np.outer(signs[part], start))


def test_the_parts_are_those_of_the_librarys_matrices():
    bt, g, at = winograd_matrices(2)
    x, w = np.array([9.0, 6, 4, 8]), np.array([2.0, 1, 3])
    lines = blocks(winograd.parts(x, w), (1, 4, 3, 2), *[(1, 4, 1, 2)] * 4)[1:]
    order = [1, 2, 0, 3]  # the matrices begin with the first pixel
    for line, i in zip(lines, order, strict=True):
        product = (bt @ x)[i] * (g @ w)[i]
        assert np.array_equal(numbers(line[3]), at[:, i] * product)


@pytest.mark.parametrize(
    "shapes", [((4,), (2,)), ((3, 3), (2, 2)), ((4, 3), (3, 3)), ((4, 4), (3, 2))]
)
def test_shapes_are_checked(shapes):
    with pytest.raises(ValueError, match=r"or \(4, 4\) and \(3, 3\), got"):
        winograd.parts(*map(np.ones, shapes))
