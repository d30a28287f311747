"""The exercises on descent accept what is right, whatever its way."""

import numpy as np
import pytest

from dlnotes.teach import check


def my_gradient_step(theta, grad, lr):
    moved = theta.copy()
    moved -= lr * grad
    return moved


def my_exact_step(hessian, grad):
    return np.vdot(grad, grad) / np.einsum("i,ij,j", grad, hessian, grad)


def my_backtracking_line_search(
    fun, x, direction, gradient, step=1.0, shrink=0.5, c1=1e-4
):
    before, slope = fun(x), np.dot(gradient, direction)
    while fun(x + step * direction) - before > c1 * step * slope:
        step = shrink * step
    return step


@pytest.mark.parametrize(
    "right", [my_gradient_step, my_exact_step, my_backtracking_line_search]
)
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


def test_the_first_case_tells_all_mistakes_apart():
    first = check.gradient_step.cases[0]
    wrong = [mistake(*first.args).item() for _, mistake in check.gradient_step.mistakes]
    right = check.gradient_step.oracle(*first.args).item()
    assert len({right, *wrong}) == 1 + len(wrong)


def test_a_step_in_place_is_named():
    def step(theta, grad, lr):
        theta -= lr * grad
        return theta.copy()

    assert "changes its input theta" in check.gradient_step(step).diagnosis


def test_a_search_without_end_is_stopped():
    def endless(fun, x, direction, gradient, step=1.0, shrink=0.5, c1=1e-4):
        while True:
            fun(x)

    report = check.backtracking_line_search(endless, seconds=0.5)
    assert "still running" in report.diagnosis
