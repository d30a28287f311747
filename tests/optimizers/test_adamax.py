import numpy as np
import pytest

from dlnotes.optimizers import Adamax


def test_by_hand():
    theta, seen = np.zeros(1), []
    optimizer = Adamax([theta], lr=1.0, betas=(0.5, 0.75), eps=0.0)
    for grad in (4.0, -8.0, 0.0):
        optimizer.step([np.array([grad])])
        seen.append(theta[0])
    # m = 2, -3, -1.5; u = 4, 8, 6; corrections 1/2, 3/4, 7/8
    steps = [2 / 4 / (1 / 2), -3 / 8 / (3 / 4), -1.5 / 6 / (7 / 8)]
    assert seen == pytest.approx(-np.cumsum(steps))


def test_no_step_is_longer_than_the_rate():
    theta = np.zeros(50)
    optimizer = Adamax([theta], lr=0.1)
    rng = np.random.default_rng(0)
    for _ in range(50):
        before = theta.copy()
        optimizer.step([rng.standard_cauchy(50)])
        assert np.abs(theta - before).max() <= 0.1 + 1e-12


def test_refuses_a_negative_eps():
    with pytest.raises(ValueError, match="eps is -1"):
        Adamax([np.ones(1)], eps=-1.0)
