import numpy as np
import pytest

from dlnotes.optimizers import backtracking_line_search


def square(x):
    return float(np.sum(x * x))


@pytest.mark.parametrize(
    ("step", "options", "expected"),
    [
        (1.0, {}, 0.5),  # 1 goes to the other side, as high
        (8.0, {}, 0.5),
        (1.0, {"shrink": 0.75}, 0.75),
        (0.25, {}, 0.25),
        (1.0, {"c1": 0.6}, 0.25),  # x(1 - 2t): t is taken once t <= 1 - c1
    ],
)
def test_by_hand(step, options, expected):
    x = np.array([3.0, 4.0])
    found = backtracking_line_search(
        square, x, -2 * x, gradient=2 * x, step=step, **options
    )
    assert found == expected


def test_the_step_found_falls_enough():
    rng = np.random.default_rng(0)
    for _ in range(20):
        x = rng.normal(size=(3, 2))
        gradient = 4 * x**3 - 2 * x

        def fun(x):
            return float(np.sum(x**4 - x**2))

        t = backtracking_line_search(fun, x, -gradient, gradient=gradient, step=4.0)
        slope = -np.sum(gradient**2)
        assert fun(x - t * gradient) <= fun(x) + 1e-4 * t * slope
        if t < 4:
            assert fun(x - 2 * t * gradient) > fun(x) + 1e-4 * 2 * t * slope


def test_gives_up_where_nothing_falls():
    x, calls = np.ones(1), []

    def rising(x):
        calls.append(x)
        return float(len(calls))

    found = backtracking_line_search(rising, x, -x, gradient=x, max_halvings=3)
    assert found is None
    assert len(calls) == 5


def test_steps_into_the_undefined_are_too_long():
    def barrier(x):
        return float(x[0] - np.log(x[0])) if x[0] > 0 else np.nan

    x = np.array([4.0])
    step = backtracking_line_search(barrier, x, -x, gradient=np.array([0.75]), step=8.0)
    assert 0 < step < 1


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"direction": np.ones(2)}, ValueError, "has slope 2, expected one that desc"),
        ({"direction": np.ones(3)}, ValueError, r"direction has shape \(3,\)"),
        ({"gradient": [1.0, 1.0]}, TypeError, "gradient is a list"),
        ({"shrink": 1.0}, ValueError, "shrink is 1.0"),
        ({"c1": 0.0}, ValueError, "c1 is 0"),
        ({"step": -1.0}, ValueError, "step is -1"),
        ({"max_halvings": -1}, ValueError, "max_halvings is -1"),
    ],
)
def test_refuses_bad_arguments(change, error, message):
    arguments = {"direction": -np.ones(2), "gradient": np.ones(2)} | change
    with pytest.raises(error, match=message):
        backtracking_line_search(square, np.ones(2), **arguments)
