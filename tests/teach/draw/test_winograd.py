"""The drawings of Winograd's algorithm: every number, and where the rings are."""

from xml.etree import ElementTree

import numpy as np
import pytest

from dlnotes.convolution import conv2d
from dlnotes.teach.draw import winograd

SVG = "{http://www.w3.org/2000/svg}"
RNG = np.random.default_rng(0)
PIXELS, WEIGHTS = RNG.integers(-4, 9, (4, 4)), 2 * RNG.integers(-3, 4, (3, 3))


def parse(drawing):
    return ElementTree.fromstring(drawing._repr_svg_())


def labels(drawing):
    return [text.text for text in parse(drawing).iter(f"{SVG}text")]


def written(numbers):
    return [f"{value:g}".replace("-", "−") for value in np.ravel(numbers)]


def places(root, tag, x, y):
    return [(float(e.get(x)), float(e.get(y))) for e in root.iter(SVG + tag)]


@pytest.mark.parametrize(("x", "w"), [([8, 7, 4], [2, 1]), ([8, 7, 4, 6], [2, -1, 3])])
def test_every_product_is_written_and_the_outputs_are_ringed(x, w):
    drawing = winograd.products(x, w)
    words = labels(drawing)
    assert words == [
        "weight",
        "pixel",
        *written(w),
        *written(x),
        *written(np.outer(x, w)),
    ]
    root = parse(drawing)
    at = dict(zip(places(root, "text", "x", "y"), words, strict=True))
    ringed = [at[place] for place in places(root, "circle", "cx", "cy")]
    assert ringed[::2] == written(np.multiply(x[:-1], w))
    assert ringed[1::2] == written(np.multiply(x[1:], w))
    dotted = ["stroke-dasharray" in ring.keys() for ring in root.iter(f"{SVG}circle")]
    assert dotted == [False, True] * len(w)


def test_the_first_outputs_squares_are_filled_and_the_seconds_are_not():
    squares = list(parse(winograd.products([8, 7, 4, 6], [2, 1, 3])).iter(f"{SVG}rect"))
    filled = [square.get("fill") != "none" for square in squares[:12]]
    assert filled == [(i + j) % 2 == 0 for i in range(4) for j in range(3)]


def test_the_frame_holds_the_pixels_of_both_outputs():
    *squares, frame = parse(winograd.products([8, 7, 4, 6], [2, 1, 3])).iter(
        f"{SVG}rect"
    )
    assert float(frame.get("height")) == 2 * float(squares[0].get("height"))
    assert frame.get("y") == squares[3].get("y")


def test_the_number_of_pixels_is_checked():
    with pytest.raises(ValueError, match="2 weights take 3 pixels, got 4"):
        winograd.products([8, 7, 4, 6], [2, 1])


def test_lines_hold_their_sums_and_end_in_the_convolution():
    words = labels(winograd.lines(PIXELS, WEIGHTS))
    assert words[:3] == ["pixels", "weights", "outputs"]
    assert words[3:28] == written(PIXELS) + written(WEIGHTS)
    formula = conv2d(PIXELS[None].astype(float), WEIGHTS[None, None].astype(float))[0]
    assert words[-6:-2] == written(formula)
    assert "line 1: row 1 − row 3" in words
    assert "line 3: row 3 − row 2" in words
    first = written(PIXELS[0] - PIXELS[2]) + written(WEIGHTS[0])
    at = words.index("line 1: row 1 − row 3") + 1
    assert words[at : at + 9] == first + written(
        np.correlate(PIXELS[0] - PIXELS[2], WEIGHTS[0])
    )
    assert words[-2:] == ["line 1 + line 2 + line 3", "line 2 − line 3 − line 4"]


@pytest.mark.parametrize("shapes", [((4, 3), (3, 3)), ((4, 4), (3, 2))])
def test_lines_check_their_shapes(shapes):
    with pytest.raises(ValueError, match=r"expected \(4, 4\) and \(3, 3\)"):
        winograd.lines(*map(np.ones, shapes))
