import numpy as np
import pytest

from dlnotes.optimizers import RAdam


def test_the_first_steps_do_not_divide():
    theta = np.zeros(1)
    optimizer = RAdam([theta], lr=1.0, betas=(0.5, 0.999))
    optimizer.step([np.array([4.0])])  # m = 2, corrected 4
    assert theta[0] == -4
    optimizer.step([np.array([0.0])])  # m = 1, corrected 4/3
    assert theta[0] == pytest.approx(-4 - 4 / 3)


def test_begins_to_divide_at_the_sixth_step():
    """With beta2 = 0.999, rho first exceeds 5 at t = 6: steps then forget the scale."""
    theta, moved = np.zeros(1), []
    optimizer = RAdam([theta], lr=1.0)
    for _ in range(8):
        before = theta[0]
        optimizer.step([np.array([1000.0])])
        moved.append(before - theta[0])
    assert moved[:5] == pytest.approx([1000.0] * 5)
    assert max(moved[5:]) < 1


def test_rectification_tends_to_one():
    optimizer = RAdam([np.zeros(1)], betas=(0.9, 0.9))
    optimizer._steps = 1000
    assert optimizer._rectification() == pytest.approx(1)


def test_refuses_a_negative_eps():
    with pytest.raises(ValueError, match="eps is -1"):
        RAdam([np.ones(1)], eps=-1.0)
