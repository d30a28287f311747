"""explore(): every packed frame is the one drawn directly; both lives; the limits."""

import base64
import gzip
import io
import itertools
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib import pyplot as plt

from dlnotes.teach import _frames, draw
from dlnotes.teach.explore import explore
from dlnotes.teach.style import COLORS

ASSETS = Path(__file__).parents[2] / "book" / "assets"


@pytest.fixture
def _page(monkeypatch):
    monkeypatch.setenv("DLNOTES_STATIC", "1")


@pytest.fixture
def _live(monkeypatch):
    monkeypatch.delenv("DLNOTES_STATIC", raising=False)


on_page = pytest.mark.usefixtures("_page")
live = pytest.mark.usefixtures("_live")


def sine(frequency, grid):
    """A wave ``sin(f t)`` over one second.

    Not part of the caption.
    """
    figure, axes = plt.subplots()
    time = np.linspace(0, 1, 50)
    axes.plot(time, np.sin(frequency * time), marker="o", label="wave")
    axes.fill_between(time, 0, np.sin(frequency * time), alpha=0.2)
    axes.set(xlabel="time (s)", ylabel="amplitude $a_1$")
    axes.text(0.5, 0, "0.125")
    axes.grid(grid)
    axes.legend()
    return figure


def words(n):
    """Some lines."""
    return "\n".join(f"{i} < {n}" for i in range(n))


def matrix(seed):
    """A matrix of numbers."""
    figure, axes = plt.subplots()
    axes.imshow(np.random.default_rng(seed).random((8, 8)))
    return figure


def window(kernel_size, stride, padding, dilation):
    """A kernel walks over its input."""
    return draw.convolution.window(
        6,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        dilation=dilation,
    )


def frames_of(exhibit):
    """Unpack a page's frames as the browser does."""
    first = re.search(r'<div class="dn-view"[^>]*>(.*?)</div>\n', exhibit.html, re.S)[1]
    packed = re.search(r'<script type="application/gzip">(.*?)<', exhibit.html)[1]
    table = json.loads(gzip.decompress(base64.b64decode(packed)))
    others = ["\n".join(table["lines"][i] for i in row) for row in table["frames"]]
    return [first, *others]


def directly(fn, name, **choices):
    for picked in itertools.product(*choices.values()):
        call = dict(zip(choices, picked, strict=True))
        yield _frames.frame(lambda call=call: fn(**call), name)


class Page(HTMLParser):
    """Collects start tags, and fails on a tag that is not closed in order."""

    VOID = ("input", "img", "br")

    def __init__(self, markup):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(markup)
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attrs for name, attrs in self.tags if name == tag]


# The page


@on_page
@pytest.mark.parametrize(
    ("fn", "choices"),
    [
        (sine, {"frequency": [1, 2.5, 4], "grid": [False, True]}),
        (words, {"n": range(1, 5)}),
        (matrix, {"seed": [0, 1, 2]}),
        (
            window,
            {
                "kernel_size": (2, 3),
                "stride": (1, 2),
                "padding": (0, 1),
                "dilation": (1, 2),
            },
        ),
    ],
)
def test_every_frame_is_the_one_drawn_directly(fn, choices):
    frames = frames_of(explore(fn, **choices))
    assert frames == list(directly(fn, fn.__name__, **choices))
    assert len(set(frames)) == len(frames)


@on_page
def test_the_same_call_gives_the_same_bytes():
    one, two = (explore(sine, frequency=[1, 2], grid=[True, False]) for _ in range(2))
    assert one.html == two.html


@on_page
def test_the_same_bytes_whatever_style_the_notebook_set():
    before = explore(sine, frequency=[1, 2], grid=[True]).html
    with matplotlib.rc_context({"lines.linewidth": 9, "svg.hashsalt": "x"}):
        assert explore(sine, frequency=[1, 2], grid=[True]).html == before


@on_page
def test_native_labelled_controls():
    def mixed(size, mode, bias, order):
        """All kinds."""
        return f"{size} {mode} {bias} {order}"

    exhibit = explore(
        mixed,
        size=[1, 2, 2.5],
        mode=["same", 'with "quotes" & <tags>'],
        bias=(True, False),
        order=[3, 1, 2],
    )
    page = Page(exhibit.html)
    slider, box = page.all("input")
    assert (slider["type"], slider["name"], slider["max"]) == ("range", "size", "2")
    assert slider["aria-valuetext"] == "1"
    assert json.loads(slider["data-values"]) == ["1", "2", "2.5"]
    assert (box["type"], box["name"]) == ("checkbox", "bias")
    assert "checked" in box
    assert [select["name"] for select in page.all("select")] == ["mode", "order"]
    values = json.loads(page.all("select")[0]["data-values"])
    assert values == ["same", 'with "quotes" & <tags>']
    assert len(page.all("label")) == 4


@on_page
def test_without_javascript_the_first_frame_stays_and_the_controls_hide():
    exhibit = explore(sine, frequency=[1, 2], grid=[True])
    page = Page(exhibit.html)
    divisions = {attrs["class"]: attrs for attrs in page.all("div")}
    assert "hidden" in divisions["dn-controls"]
    assert divisions["dn-view"]["role"] == "img"
    assert divisions["dn-view"]["aria-label"] == (
        "A wave sin(f t) over one second. Shown: frequency 1, grid True"
    )
    assert "<figcaption>A wave <code>sin(f t)</code> over one second.<" in exhibit.html
    assert "With JavaScript" in exhibit.html


@on_page
def test_the_function_names_the_figure():
    def conv_window_(n):
        """Caption."""
        return str(n)

    assert (
        Page(explore(conv_window_, n=[1]).html).all("figure")[0]["id"] == "conv-window"
    )


@on_page
def test_text_and_tables_are_read_rather_than_seen():
    class Table:
        def _repr_html_(self):
            return "<table><tr><td>1</td></tr></table>"

    def table(n):
        """A table."""
        return Table()

    for exhibit in (explore(table, n=[1]), explore(words, n=[1])):
        view = Page(exhibit.html).all("div")[-1]
        assert view["role"] == "group"
    assert frames_of(explore(words, n=[2])) == ["<pre>0 &lt; 2\n1 &lt; 2</pre>"]


@on_page
def test_ids_are_the_figures_own_and_all_references_resolve():
    def other(frequency, grid):
        """Another."""
        return sine(frequency, grid)

    seen = set()
    for exhibit in (
        explore(sine, frequency=[1, 2], grid=[True]),
        explore(other, frequency=[1, 2], grid=[True]),
    ):
        for markup in frames_of(exhibit):
            ids = re.findall(r' id="([^"]*)"', markup)
            references = set(re.findall(r'(?:url\(|href=")#([^)"]*)', markup))
            assert len(ids) == len(set(ids)) > 0
            assert set(ids) == references
        assert not seen & set(ids)
        seen |= set(ids)


@on_page
def test_frames_are_small_and_their_ink_is_the_pages():
    (markup,) = frames_of(explore(sine, frequency=[1], grid=[True]))
    assert COLORS.ink.lower() not in markup
    assert "currentColor" in markup
    for forbidden in ("<style", "<metadata", "xmlns", "DejaVu Sans', '", "<?xml"):
        assert forbidden not in markup
    for path in re.findall(r' (?:d|x|y|width|height)="([^"]*)"', markup):
        assert not re.search(r"\.\d\d", path)
    assert ">0.125</text>" in markup  # a number the reader reads is not rounded


def test_rounding_moves_no_point_by_more_than_half_a_tenth():
    numbers = ["-0.04", "-0.05001", "12.949", "0.06", "-12.3456", "1234567.89"]
    for text in numbers:
        rounded = _frames._NUMBER.sub(_frames._rounded, text)
        assert abs(float(rounded) - float(text)) <= 0.05 + 1e-9
    assert _frames._NUMBER.sub(_frames._rounded, "-0.04 12.02") == "0 12"


@on_page
def test_a_matrix_keeps_its_very_pixels():
    from PIL import Image

    markup = frames_of(explore(matrix, seed=[3]))[0]
    data = re.search(r"data:image/webp;base64,([^\"]*)", markup)[1]
    with Image.open(io.BytesIO(base64.b64decode(data))) as image:
        pixels = np.asarray(image.convert("RGB"))
    values = np.random.default_rng(3).random((8, 8))
    scaled = (values - values.min()) / (values.max() - values.min())
    expected = matplotlib.colormaps["viridis"](scaled, bytes=True)[..., :3]
    same = any(np.array_equal(pixels, turned) for turned in (expected, expected[::-1]))
    assert same


@on_page
def test_an_image_keeps_its_size():
    def photo(width):
        """A wide image in a small figure."""
        figure = plt.figure(figsize=(3, 3), layout="none")
        figure.add_axes((0, 0, 1, 1)).imshow(np.eye(width))
        return figure

    (markup,) = frames_of(explore(photo, width=[500]))
    scale = float(re.search(r'width="500"[^>]*matrix\(([\d.]+)', markup)[1])
    assert scale * 500 == pytest.approx(3 * 72)


@on_page
def test_a_heavy_figure_becomes_pixels():
    def cloud(seed):
        """Many points."""
        figure, axes = plt.subplots()
        axes.scatter(*np.random.default_rng(seed).random((2, 4_000)), s=4)
        return figure

    (markup,) = frames_of(explore(cloud, seed=[0]))
    image = Page(markup).all("img")[0]
    assert image["src"].startswith("data:image/webp;base64,")
    assert (image["width"], image["height"]) == ("557", "317")


@on_page
def test_figures_are_closed():
    before = plt.get_fignums()
    explore(sine, frequency=[1, 2], grid=[True])
    assert plt.get_fignums() == before


@on_page
def test_motion_can_be_paused():
    moving = explore(window, kernel_size=[2], stride=[1], padding=[0], dilation=[1])
    assert 'class="dn-pause"' in moving.html
    assert "dn-pause" not in explore(words, n=[1]).html


# The limits


@on_page
def test_sixty_frames_fit_and_sixty_one_do_not():
    def number(n):
        """A number."""
        return str(n)

    assert len(frames_of(explore(number, n=range(60)))) == 60
    with pytest.raises(ValueError, match=r"number would make 61 frames \(n 61\)"):
        explore(number, n=range(61))


@on_page
def test_too_many_frames_are_refused_before_any_is_drawn():
    calls = []

    def number(a, b):
        """A number."""
        calls.append((a, b))
        return ""

    with pytest.raises(ValueError, match="a 8 × b 8"):
        explore(number, a=range(8), b=range(8))
    assert not calls


@pytest.mark.untraced
@on_page
def test_twelve_frames_with_pixels_fit_and_thirteen_do_not():
    assert len(frames_of(explore(matrix, seed=range(12)))) == 12
    with pytest.raises(ValueError, match="13 frames with pixels, at most 12"):
        explore(matrix, seed=range(13))


@on_page
def test_a_page_carries_at_most_300_kb():
    def noise(n):
        """Noise."""
        return np.random.default_rng(n).bytes(90_000).hex()

    explore(noise, n=[0])
    with pytest.raises(ValueError, match=r"noise would take \d+ kB in 3 frames"):
        explore(noise, n=[0, 1, 2])


@pytest.mark.untraced
@on_page
def test_sixty_frames_of_a_line_plot_fit():
    def lines(frequency):
        """Two waves."""
        figure, axes = plt.subplots()
        time = np.linspace(0, 10, 200)
        for k in (1, 2):
            axes.plot(time, np.sin(k * frequency * time))
        return figure

    frequencies = [1 + k / 20 for k in range(60)]
    assert len(explore(lines, frequency=frequencies).html) < 200_000


def test_the_script_is_under_five_kilobytes():
    assert (ASSETS / "explore.js").stat().st_size < 5_000


# A live kernel


@live
def test_moving_a_control_changes_the_figure():
    exhibit = explore(sine, frequency=[1, 2, 3], grid=[False, True])
    slider, box, view, caption = exhibit.widget.children
    assert "frequency 1, grid False" in view.value
    first = view.value
    slider.value = 3
    assert "frequency 3, grid False" in view.value
    box.value = True
    assert "frequency 3, grid True" in view.value
    slider.value, box.value = 1, False
    assert view.value == first
    assert "<code>sin(f t)</code>" in caption.value


@live
def test_widgets_suit_their_values():
    def mixed(size, mode, bias):
        """All kinds."""
        return f"{size} {mode} {bias}"

    widget = explore(mixed, size=[1, 2], mode=["a", "b"], bias=[True, False]).widget
    kinds = [type(child).__name__ for child in widget.children[:3]]
    assert kinds == ["SelectionSlider", "Dropdown", "Checkbox"]
    assert [child.description for child in widget.children[:3]] == [
        "size",
        "mode",
        "bias",
    ]
    assert widget.children[2].value is True


@live
def test_an_error_is_shown_and_goes_away():
    def fraction(n):
        """One over n."""
        return f"{1 / n:.2f}"

    slider, view, _ = explore(fraction, n=[1, 0, 2]).widget.children
    slider.value = 0
    assert "ZeroDivisionError" in view.value
    assert "explore called fraction with n 0" in view.value
    slider.value = 2
    assert "0.50" in view.value
    assert "ZeroDivisionError" not in view.value


@live
def test_motion_can_be_paused_in_a_kernel():
    *_, box, view, _ = explore(
        window, kernel_size=[2, 3], stride=[1], padding=[0], dilation=[1]
    ).widget.children
    box.value = True
    assert "dn-paused" in view._dom_classes
    box.value = False
    assert "dn-paused" not in view._dom_classes


@live
def test_the_first_error_is_raised_as_it_is():
    def fraction(n):
        """One over n."""
        return str(1 / n)

    with pytest.raises(ZeroDivisionError) as caught:
        explore(fraction, n=[0, 1])
    assert caught.value.__notes__ == ["explore called fraction with n 0"]


@live
def test_what_a_notebook_stores():
    exhibit = explore(words, n=[1, 2])
    bundle = exhibit._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == repr(exhibit) == "Some lines. (n: 1, 2)"


@on_page
def test_what_a_page_stores():
    exhibit = explore(words, n=[1, 2])
    assert exhibit.widget is None
    assert exhibit._repr_mimebundle_() == {
        "text/html": exhibit.html,
        "text/plain": "Some lines. (n: 1, 2)",
    }


@live
def test_without_ipywidgets_the_reader_learns_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(ImportError, match=r"dlnotes\[book\]"):
        explore(words, n=[1])


# Wrong input


@pytest.mark.parametrize(
    ("choices", "error", "message"),
    [
        ({}, ValueError, "choices are missing"),
        ({"n": []}, ValueError, "n has no values"),
        ({"n": [1, 2, 1]}, ValueError, "n repeats a value: 1, 2, 1"),
        ({"n": ["1", 1]}, ValueError, "n repeats a value"),
        ({"n": 3}, TypeError, "n must be a list, tuple or range of values, got 3"),
        ({"n": "abc"}, TypeError, "n must be a list"),
        ({"n": {1, 2}}, TypeError, "n must be a list"),
        ({"m": [1]}, TypeError, r"choices are m, but the function is words\(n\)"),
        ({"n": [1], "m": [1]}, TypeError, "choices are n, m"),
    ],
)
def test_wrong_choices(choices, error, message):
    with pytest.raises(error, match=message):
        explore(words, **choices)


def test_a_caption_is_required():
    def silent(n):
        return str(n)

    with pytest.raises(ValueError, match="silent needs a docstring"):
        explore(silent, n=[1])


@on_page
def test_what_cannot_be_shown_is_refused():
    def number(n):
        """A number."""
        return n

    with pytest.raises(TypeError, match=r"must return a matplotlib Figure.*got int"):
        explore(number, n=[1])
