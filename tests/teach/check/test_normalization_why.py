"""The exercises on why batch norm helps accept what is right, whatever its way."""

import numpy as np
import pytest

from dlnotes.teach import check


def my_effective_rate(weight, lr):
    return np.array([lr / (row @ row) for row in weight], weight.dtype)


def my_lp_batch_norm(x, p=1, eps=1e-5):
    d = x - x.mean(axis=0)
    if p == np.inf:
        scale = abs(d).max(axis=0)
    else:
        scale = np.linalg.norm(d, p, axis=0) / len(d) ** (1 / p)
    return (d / (scale + eps)).astype(x.dtype)


def my_top_eigenvalue(matrix, iterations, start):
    v = start / np.sqrt(start @ start)
    for _ in range(iterations):
        v = matrix @ v
        v /= np.sqrt(v @ v)
    return v @ matrix @ v


@pytest.mark.parametrize(
    "right", [my_effective_rate, my_lp_batch_norm, my_top_eigenvalue]
)
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


@pytest.mark.parametrize(
    ("kind", "diagnosis"),
    [
        (int, "has type int, expected a float."),
        (np.asarray, "has type ndarray, expected a float."),
        (str, "has type str, expected a float."),
    ],
)
def test_a_quotient_is_a_float(kind, diagnosis):
    report = check.top_eigenvalue(lambda *a: kind(my_top_eigenvalue(*a)))
    assert report.diagnosis == f"Your answer {diagnosis}"


def test_floats_are_compared_within_rounding():
    assert check.top_eigenvalue(lambda *a: my_top_eigenvalue(*a) * (1 + 1e-13)).passed
    report = check.top_eigenvalue(lambda *a: my_top_eigenvalue(*a) * (1 + 1e-8))
    assert not report.passed


def test_the_largest_eigenvalue_may_be_negative():
    report = check.top_eigenvalue(lambda *a: abs(my_top_eigenvalue(*a)))
    assert report.diagnosis.startswith("Your answer is 2.999")
    assert "expected -2.999" in report.diagnosis
