import numpy as np
import pytest

from dlnotes.optimizers import Adagrad


def test_by_hand():
    theta = np.zeros(1)
    optimizer = Adagrad([theta], lr=1.0, initial_accumulator_value=16.0, eps=0.0)
    optimizer.step([np.array([3.0])])  # sqrt(16 + 9) = 5
    assert theta[0] == pytest.approx(-3 / 5)
    optimizer.step([np.array([12.0])])  # sqrt(25 + 144) = 13
    assert theta[0] == pytest.approx(-3 / 5 - 12 / 13)


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_the_scale_of_the_gradients_does_not_matter(scale):
    one, other = np.zeros(3), np.zeros(3)
    first, second = Adagrad([one], eps=0.0), Adagrad([other], eps=0.0)
    for grad in np.random.default_rng(0).normal(size=(20, 3)):
        first.step([grad])
        second.step([scale * grad])
    assert other == pytest.approx(one, rel=1e-12)


def test_steps_of_a_constant_gradient_fall_with_the_root_of_time():
    theta, path = np.zeros(1), [0.0]
    optimizer = Adagrad([theta], lr=1.0, eps=0.0)
    for _ in range(100):
        optimizer.step([np.array([-7.0])])
        path.append(theta[0])
    assert np.diff(path) == pytest.approx(1 / np.sqrt(np.arange(1, 101)))


@pytest.mark.parametrize("option", ["lr_decay", "initial_accumulator_value", "eps"])
def test_refuses_negative_options(option):
    with pytest.raises(ValueError, match=f"{option} is -1"):
        Adagrad([np.ones(1)], **{option: -1.0})
