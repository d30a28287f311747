"""The drawings of cost: a line for each multiply-add, boxes, and bars that are true."""

import pytest
from matplotlib.figure import Figure

from dlnotes.cost import conv2d_cost
from dlnotes.teach.draw.cost import bars, pieces, uses
from dlnotes.teach.style import COLORS


@pytest.mark.parametrize("groups", [1, 2, 6])
def test_each_multiply_add_has_a_line(groups):
    ax = Figure().subplots()
    uses(ax, 6, groups)
    lines = [a for a in ax.lines if a.get_color() == COLORS.kernel_line]
    ends = {tuple(line.get_xdata()) for line in lines}
    assert len(ends) == len(lines)
    assert len(lines) == conv2d_cost((6, 1, 1), 6, 1, groups=groups).macs
    assert {a * groups // 6 for a, _ in ends} == set(range(groups))
    assert all(a * groups // 6 == b * groups // 6 for a, b in ends)


def test_pieces_stand_in_boxes_under_the_right_names():
    ax = Figure().subplots()
    pieces(ax, "128→128", "32→32", "128→8")
    said = [text.get_text() for text in ax.texts if text.get_text()]
    counts = [said.count(name) for name in ("128→128", "32→32", "128→8")]
    assert counts == [1, 2, 3]
    assert said[-3:] == ["whole", "chain", "side by side"]


def test_bars_show_counts_and_times_of_the_same_operations():
    axes = Figure().subplots(1, 2, sharey=True)
    bars(axes, {"b": 0, "a": 2_000_000}, {"a": 0.5, "b": 0.25}, hatched=["b"])
    widths = [[bar.get_width() for bar in ax.patches] for ax in axes]
    assert widths == [[2, 0], [0.5, 0.25]]
    assert [bool(bar.get_hatch()) for bar in axes[1].patches] == [False, True]
    assert [tick.get_text() for tick in axes[0].get_yticklabels()] == ["a", "b"]
