import numpy as np
import pytest

from dlnotes.optimizers import Adam


def test_by_hand():
    theta, seen = np.zeros(1), []
    optimizer = Adam([theta], lr=1.0, betas=(0.5, 0.75), eps=0.0)
    for grad in (4.0, 0.0):
        optimizer.step([np.array([grad])])
        seen.append(theta[0])
    # m/(1-b1^t): 2 / (1/2), then 1 / (3/4); v/(1-b2^t): 4 / (1/4), then 3 / (7/16)
    assert seen == pytest.approx([-1, -1 - 4 / 3 / np.sqrt(48 / 7)])


@pytest.mark.parametrize("scale", [1e-100, 1e-3, 1.0, 1e100])
def test_the_scale_of_the_gradients_does_not_matter(scale):
    one, other = np.zeros(3), np.zeros(3)
    first, second = Adam([one], eps=0.0), Adam([other], eps=0.0)
    for grad in np.random.default_rng(0).normal(size=(20, 3)):
        first.step([grad])
        second.step([scale * grad])
    assert other == pytest.approx(one, rel=1e-12)


def test_a_steady_gradient_moves_by_the_rate():
    theta = np.zeros(2)
    optimizer = Adam([theta], lr=0.01, eps=0.0)
    for _ in range(10):
        optimizer.step([np.array([3.0, -0.2])])
    assert theta == pytest.approx([-0.1, 0.1])


def test_amsgrad_divides_by_the_largest_average_so_far():
    moved = {}
    for amsgrad in (False, True):
        theta = np.zeros(1)
        optimizer = Adam([theta], betas=(0.0, 0.5), amsgrad=amsgrad)
        optimizer.step([np.array([1000.0])])
        for _ in range(20):
            optimizer.step([np.array([1.0])])
        before = theta[0]
        optimizer.step([np.array([1.0])])
        moved[amsgrad] = before - theta[0]
    assert moved[True] < 0.01 * moved[False]


def test_refuses_a_negative_eps():
    with pytest.raises(ValueError, match="eps is -1"):
        Adam([np.ones(1)], eps=-1.0)
