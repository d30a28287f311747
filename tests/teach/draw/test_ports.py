"""The drawings of ports: every gap, every zero, every answer, and their looks."""

import re

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from dlnotes.teach.draw import ports
from dlnotes.teach.style import COLORS

GAPS = {
    "naive": {"conv": 1.25, "scores": 0.5},
    "mended": {"conv": 2e-7, "scores": 3e-6},
}


def drawn(**how):
    ax = Figure().subplots()
    ports.agreement(ax, GAPS, [0.09, 0.925], **how)
    return ax


def test_every_gap_is_written_and_the_accuracy_behind():
    words = [text.get_text() for text in drawn().texts]
    assert words == ["1.2", "0.5", "9%", "✓ 2·10⁻⁷", "3·10⁻⁶", "92%"]


def test_what_agrees_is_green_and_ticked():
    colors = [to_hex(patch.get_facecolor()) for patch in drawn().patches]
    assert colors == [
        to_hex(c) for c in (COLORS.kernel,) * 2 + (COLORS.output, COLORS.kernel)
    ]
    ticks = [text.get_text().startswith("✓") for text in drawn(limit=1e-5).texts]
    assert ticks == [False, False, False, True, True, False]


def test_rows_and_columns_are_named():
    ax = drawn()
    assert [t.get_text() for t in ax.get_yticklabels()] == list(GAPS)
    assert [t.get_text() for t in ax.get_xticklabels()] == [
        "conv",
        "scores",
        "accuracy",
    ]


def test_there_is_a_score_for_each_port():
    with pytest.raises(ValueError, match="zip"):
        ports.agreement(Figure().subplots(), GAPS, [0.09])


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (1.68, "1.7"),
        (0.98, "1.0"),
        (0.0672, "0.07"),
        (1e-4, "0.0001"),
        (2.4e-5, "2·10⁻⁵"),
        (9.6e-8, "1·10⁻⁷"),
        (0.0, "0"),
    ],
)
def test_gaps_are_written_without_an_e(gap, words):
    assert ports.short(gap) == words


def seen(padding, answers):
    ax = Figure().subplots()
    ports.windows(ax, [1, 2, 3, 4], padding, answers, kernel=3, stride=2)
    return ax


def test_a_window_spans_what_it_saw():
    for padding, answers, starts in (
        ((1, 1), [210, 432], [-1, 1]),
        ((0, 1), [321, 43], [0, 2]),
    ):
        ends = [line.get_xdata() for line in seen(padding, answers).lines]
        assert [round(float(x[0])) for x in ends] == starts
        assert [round(float(x[-1])) for x in ends] == [at + 3 for at in starts]


def test_zeros_are_dashed_and_answers_stand_below():
    ax = seen((1, 1), [210, 432])
    words = [text.get_text() for text in ax.texts]
    assert words == ["0", "1", "2", "3", "4", "0", "210", "432"]
    dashed = [patch.get_linestyle() == "--" for patch in ax.patches]
    assert dashed == [True, False, False, False, False, True]
    assert all(text.get_position()[1] > 1 for text in ax.texts[-2:])


def rows():
    padding = {"PyTorch": (1, 1), "Keras": (0, 2)}
    answers = {"PyTorch": [210, 432], "Keras": [321, 43]}
    return ports.padded_rows([1, 2, 3, 4], padding, answers)


def test_zeros_stand_where_the_padding_says_and_are_dashed():
    svg = rows().body
    cells = re.findall(
        r'<rect x="([\d.]+)" y="([\d.]+)".*?(stroke-dasharray)?[^"]*"[\d ]*"?/>', svg
    )
    tops = sorted({float(y) for _, y, _ in cells})
    dashed = svg.count("stroke-dasharray")
    assert len(cells) == 12
    assert dashed == 4
    assert len(tops) == 2
    lefts = [[float(x) for x, y, _ in cells if float(y) == top] for top in tops]
    assert lefts[0][1] == lefts[1][0]  # the first pixels stand below each other
    assert len(lefts[0]) == len(lefts[1]) == 6


def test_names_pixels_and_answers_are_written():
    words = re.findall(r">([^<>\n]+)</text>", rows().body)
    assert words[:7] == ["PyTorch", "0", "1", "2", "3", "4", "0"]
    assert words[7:9] == ["210, 432", "Keras"]
    assert words[-3:] == ["0", "0", "321, 43"]


def test_it_is_told_to_those_who_do_not_see_it():
    assert rows().description == (
        "PyTorch: 1 2 3 4 and 1 zero before and 1 zero behind give 210, 432. "
        "Keras: 1 2 3 4 and 2 zeros behind give 321, 43."
    )


def test_long_answers_stay_inside():
    answers = {"Keras": [54321] * 9}
    wide = ports.padded_rows(range(1, 10), {"Keras": (0, 0)}, answers)
    assert wide.width > 9 * 28 + 9 * 6 * 7
