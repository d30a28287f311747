import numpy as np
import pytest

from dlnotes.optimizers import AdaX


def test_by_hand():
    theta, seen = np.zeros(1), []
    optimizer = AdaX([theta], lr=1.0, betas=(0.5, 0.5), eps=0.0)
    for grad in (4.0, 0.0):
        optimizer.step([np.array([grad])])
        seen.append(theta[0])
    # m = 2, 1; v = 8, 12; divided by 1.5^t - 1 = 1/2, 5/4
    assert seen == pytest.approx([-2 / 4, -2 / 4 - 1 / np.sqrt(12 * 4 / 5)])


def test_the_average_weighs_the_past_more_than_the_present():
    """After an early burst, AdaX stays careful where Adam has forgotten."""
    theta = np.zeros(1)
    optimizer = AdaX([theta], betas=(0.0, 1e-2), lr=1.0)
    optimizer.step([np.array([1000.0])])
    for _ in range(500):
        optimizer.step([np.array([0.001])])
    before = theta[0]
    optimizer.step([np.array([0.001])])
    weight = 0.01 * 1.01**501 / (1.01**502 - 1)
    moved = 0.001 / (1000 * np.sqrt(weight))
    assert before - theta[0] == pytest.approx(moved, rel=1e-3)


def test_a_growth_of_zero_is_refused():
    with pytest.raises(ValueError, match=r"betas\[1\] is 0, expected a positive"):
        AdaX([np.ones(1)], betas=(0.9, 0.0))


def test_refuses_a_negative_eps():
    with pytest.raises(ValueError, match="eps is -1"):
        AdaX([np.ones(1)], eps=-1.0)
