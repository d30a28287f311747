import numpy as np
import pytest
from scipy.optimize import minimize, rosen, rosen_der

from dlnotes.optimizers import gradient_descent

CURVATURE = np.diag([1.0, 10.0])


def bowl(x):
    return float(0.5 * x @ CURVATURE @ x)


def slope(x):
    return CURVATURE @ x


def test_finds_the_bottom_of_a_bowl():
    start = np.array([10.0, 1.0])
    found = gradient_descent(bowl, start, jac=slope)
    assert found.success
    assert np.abs(found.jac).max() <= 1e-6
    assert found.x == pytest.approx([0, 0], abs=1e-6)
    assert start.tolist() == [10, 1]
    assert "tol" in found.message


def test_every_step_descends_and_is_on_the_path():
    seen = []
    found = gradient_descent(
        rosen, np.array([-1.0, 1.0]), jac=rosen_der, max_iter=50, callback=seen.append
    )
    values = [rosen(x) for x in found.path]
    assert np.all(np.diff(values) < 0)
    assert found.nit == 50 == len(seen) == len(found.path) - 1
    assert np.array_equal(found.path[-1], found.x)
    assert np.array_equal(seen[-1], found.x)
    assert found.fun == rosen(found.x)
    assert not found.success
    assert "max_iter = 50" in found.message


def test_agrees_with_scipy_in_the_end():
    found = gradient_descent(
        rosen, np.array([0.5, 0.5]), jac=rosen_der, max_iter=50_000, tol=1e-7
    )
    assert found.success
    theirs = minimize(rosen, [0.5, 0.5], jac=rosen_der, method="BFGS", tol=1e-9)
    assert found.x == pytest.approx(theirs.x, abs=1e-5)


def test_counts_the_evaluations():
    calls = []

    def counted(x):
        calls.append(1)
        return bowl(x)

    found = gradient_descent(counted, np.ones(2), jac=slope)
    assert found.nfev == len(calls)


def test_is_done_at_once_at_the_bottom():
    found = gradient_descent(bowl, np.zeros(2), jac=slope, max_iter=0)
    assert (found.success, found.nit, len(found.path)) == (True, 0, 1)


def test_stops_where_nothing_descends():
    found = gradient_descent(lambda x: 0.0, np.ones(2), jac=slope)
    assert not found.success
    assert "no step that descends" in found.message


def test_stops_where_the_gradient_is_not_finite():
    found = gradient_descent(bowl, np.ones(2), jac=lambda x: x * np.nan)
    assert not found.success
    assert "not finite" in found.message


def test_points_may_have_any_shape():
    found = gradient_descent(
        lambda x: float(np.sum((x - 3) ** 2)), np.zeros((2, 3)), jac=lambda x: 2 * x - 6
    )
    assert found.x == pytest.approx(np.full((2, 3), 3.0))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"x0": [1.0, 2.0]}, TypeError, "x0 is a list"),
        ({"fun": 3}, TypeError, "fun is 3, expected a function"),
        ({"jac": True}, TypeError, "jac is True, expected a function"),
        ({"jac": lambda x: x[:1]}, ValueError, "the value of jac has shape"),
        ({"tol": -1.0}, ValueError, "tol is -1"),
        ({"max_iter": -1}, ValueError, "max_iter is -1"),
    ],
)
def test_refuses_bad_arguments(change, error, message):
    arguments = {"fun": bowl, "x0": np.ones(2), "jac": slope} | change
    with pytest.raises(error, match=message):
        gradient_descent(**arguments)
