import numpy as np
import pytest

from dlnotes.optimizers import Adadelta


def test_by_hand():
    theta = np.zeros(1)
    optimizer = Adadelta([theta], rho=0.75, eps=1.0)
    optimizer.step([np.array([4.0])])  # v = 16/4, step 4 / sqrt(5), u = 16/5/4
    assert theta[0] == pytest.approx(-4 / np.sqrt(5))
    optimizer.step([np.array([0.0])])
    assert theta[0] == pytest.approx(-4 / np.sqrt(5))
    optimizer.step([np.array([2.0])])  # v = 4 * 9/16 + 1, u = 0.8 * 3/4
    assert theta[0] == pytest.approx(-4 / np.sqrt(5) - 2 * np.sqrt(1.6 / 4.25))


def test_steps_carry_the_units_of_the_parameters():
    """In units ten times smaller gradients are a tenth, and steps ten times as long."""
    paths = []
    for unit in (1.0, 10.0):
        theta = np.array([unit])
        optimizer = Adadelta([theta], eps=1e-30)
        optimizer._state["acc_delta"][0] += (0.01 * unit) ** 2
        for grad in np.random.default_rng(0).normal(size=50):
            optimizer.step([np.array([grad / unit])])
        paths.append(theta[0] / unit)
    assert paths[0] == pytest.approx(paths[1], rel=1e-10)


@pytest.mark.parametrize("rho", [-0.1, 1.1])
def test_refuses_a_decay_outside_its_range(rho):
    with pytest.raises(ValueError, match=f"rho is {rho}"):
        Adadelta([np.ones(1)], rho=rho)
