"""The exercises on the shared formula accept what is right and name what is wrong."""

import numpy as np
import pytest

from dlnotes.teach import check


def my_standardize(x, axes, eps=1e-5):
    d = x - x.mean(axes, keepdims=True)
    d -= d.mean(axes, keepdims=True)  # what rounding left of the mean
    return d / np.sqrt((d**2).mean(axes, keepdims=True) + eps)


def my_layer_norm(x, normalized_shape, weight=None, bias=None, eps=1e-5):
    rows = x.reshape(-1, np.prod(normalized_shape))
    y = np.stack([my_standardize(row, (0,), eps) for row in rows]).reshape(x.shape)
    y = y if weight is None else y * weight
    return y if bias is None else y + bias


@pytest.mark.parametrize("right", [my_standardize, my_layer_norm])
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


def test_without_keepdims_a_square_case_is_named_and_the_others_raise():
    def without_keepdims(x, axes, eps=1e-5):
        return (x - x.mean(axes)) / np.sqrt(x.var(axes) + eps)

    report = check.standardize(without_keepdims)
    assert "with keepdims=True" in report.diagnosis
    assert "The smallest case that fails (rows)" in repr(report)
    assert report.diagnosis.endswith("fail in another way.")


def test_a_division_by_zero_hides_no_forgotten_eps():
    def without_eps(x, axes, eps=1e-5):
        with np.errstate(all="ignore"):
            return my_standardize(x, axes, 0)

    report = check.standardize(without_eps)
    assert report.diagnosis == "eps is missing: divide by sqrt(var + eps)."


def test_one_pass_in_float32_loses_the_variance_far_from_zero():
    x, axes = next(c for c in check.standardize.cases if "1000" in c.label).args
    assert x.dtype == np.float32
    true = x.astype(np.float64).var(axes)
    one_pass = (x**2).mean(axes) - x.mean(axes) ** 2
    assert np.all(np.abs(one_pass - true) > 0.5 * true)


def test_one_pass_passes_but_where_the_mean_is_large():
    def one_pass(x, axes, eps=1e-5):
        mean = x.mean(axes, keepdims=True)
        var = (x * x).mean(axes, keepdims=True) - mean * mean
        return (x - mean) / np.sqrt(var + eps)

    report = check.standardize(one_pass)
    assert "E[x²] - E[x]²" in report.diagnosis
    assert "9 of 12 cases pass" in repr(report)
