import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from dlnotes.teach import draw


@pytest.fixture
def ax():
    fig, ax = plt.subplots()
    yield ax
    plt.close(fig)


def test_every_number_stands_in_its_cell(ax):
    draw.grid(ax, [[1, -2.5, 0]], "#0072b2", "kernel")
    assert [t.get_text() for t in ax.texts] == ["1", "−2.5", "0"]
    assert [t.get_position() for t in ax.texts] == [(0.5, 0.5), (1.5, 0.5), (2.5, 0.5)]
    assert ax.get_title() == "kernel"
    assert ax.get_ylim() == (1.1, -0.1)


def test_zeros_may_stay_empty(ax):
    draw.grid(ax, np.eye(2), "#0072b2", zeros=False)
    assert [t.get_position() for t in ax.texts] == [(0.5, 0.5), (1.5, 1.5)]
    assert [p.get_facecolor()[3] > 0 for p in ax.patches] == [True, False, False, True]


def test_cells_may_differ_in_colour(ax):
    draw.grid(ax, np.ones((1, 2)), ["#0072b2", "#d55e00"], fmt=".2f")
    assert [to_hex(p.get_edgecolor()) for p in ax.patches] == ["#0072b2", "#d55e00"]
    assert ax.texts[0].get_text() == "1.00"


def test_only_matrices(ax):
    with pytest.raises(ValueError, match=r"\(3,\), expected a matrix"):
        draw.grid(ax, [1, 2, 3], "#0072b2")
