"""The drawings of normalization: maps before and after, and two steps on a loss."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from dlnotes.teach.draw.normalization import channels, rays


def test_channels_stand_before_and_after_with_their_numbers():
    before = 1 + np.arange(24.0).reshape(2, 3, 2, 2)
    axes = Figure().subplots(2, 6)
    channels(axes, before, -before)
    for n, c in np.ndindex(2, 3):
        for column, sign in ((c, ""), (3 + c, "−")):
            shown = [text.get_text() for text in axes[n, column].texts]
            expected = [f"{sign}{v:g}" for v in before[n, c].ravel()]
            assert shown == expected + [f"image {n}"] * (column == 0)
    titles = [ax.get_title() for ax in axes[0]]
    assert titles == [f"{x}, channel {c}" for x in ("x", "x̂") for c in range(3)]


@pytest.mark.parametrize("times", [2, 4])
def test_longer_weights_on_the_same_ray_take_a_shorter_step_across_it(times):
    ax = Figure().subplots()
    rays(ax, times)
    near, far = (np.ravel(line.get_data()) for line in ax.lines[1:])
    np.testing.assert_allclose(far, times * near)
    steps = [np.subtract(text.xy, text.xyann) for text in ax.texts[::2]]
    np.testing.assert_allclose(steps[0], times * steps[1])
    assert steps[0] @ near == pytest.approx(0, abs=1e-12)
    assert [text.get_text() for text in ax.texts[1::2]] == ["w", f"{times}w"]
