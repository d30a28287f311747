import numpy as np
import pytest

from dlnotes.optimizers import AdaBound, Adam


def test_wide_bounds_are_adam():
    one, other = np.zeros(3), np.zeros(3)
    bound, adam = AdaBound([one], gamma=1e-12, eps=0.0), Adam([other], eps=0.0)
    for grad in np.random.default_rng(0).normal(size=(20, 3)):
        bound.step([grad])
        adam.step([grad])
    assert one == pytest.approx(other, rel=1e-9)


def test_closed_bounds_are_sgd_along_the_mean_gradient():
    theta = np.zeros(1)
    optimizer = AdaBound([theta], betas=(0.5, 0.999), final_lr=0.1, gamma=1e12)
    optimizer.step([np.array([4.0])])
    optimizer.step([np.array([-8.0])])
    assert theta[0] == pytest.approx(-0.1 * (2 - 3))


def test_the_final_rate_follows_the_schedule():
    moved = []
    for lr in (1e-3, 5e-4):
        theta = np.zeros(1)
        optimizer = AdaBound([theta], lr=1e-3, gamma=1e12)
        optimizer.lr = lr
        optimizer.step([np.ones(1)])
        moved.append(theta[0])
    assert moved[1] == pytest.approx(moved[0] / 2)


@pytest.mark.parametrize("option", ["lr", "gamma"])
def test_refuses_zero(option):
    with pytest.raises(ValueError, match=f"{option} is 0, expected a positive"):
        AdaBound([np.ones(1)], **{option: 0.0})


@pytest.mark.parametrize("option", ["final_lr", "eps"])
def test_refuses_negative_options(option):
    with pytest.raises(ValueError, match=f"{option} is -1"):
        AdaBound([np.ones(1)], **{option: -1.0})
