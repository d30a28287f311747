"""The exercises on batch norm judge its output and its running statistics."""

import numpy as np
import pytest

from dlnotes.teach import check


def my_batch_norm(
    x,
    running_mean,
    running_var,
    weight,
    bias,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    y = np.empty_like(x)
    for c in range(x.shape[1]):
        mean, var = running_mean[c], running_var[c]
        if training:
            mean, var = x[:, c].mean(), x[:, c].var()
            running_mean[c] += momentum * (mean - running_mean[c])
            running_var[c] += momentum * (x[:, c].var(ddof=1) - running_var[c])
        y[:, c] = (x[:, c] - mean) / np.sqrt(var + eps) * weight[c] + bias[c]
    return y


def test_a_naive_solution_passes():
    report = check.batch_norm(my_batch_norm)
    assert report.passed, report


def test_statistics_in_a_new_array_are_named_and_shown():
    def replacing(x, mean, var, *affine, training=False, momentum=0.1, eps=1e-5):
        y = my_batch_norm(x, mean.copy(), var.copy(), *affine, training, momentum, eps)
        if training:
            axes = (0, *range(2, x.ndim))
            mean = (1 - momentum) * mean + momentum * x.mean(axes)
            var = (1 - momentum) * var + momentum * x.var(axes, ddof=1)
        return y

    report = check.batch_norm(replacing)
    assert "makes a new array that nobody else sees" in report.diagnosis
    assert "running_mean expected (1,)   running_mean got (1,)" in repr(report)
    assert "3 of 11 cases pass" in repr(report)


def test_the_output_comes_before_the_statistics():
    def all_wrong(x, mean, var, weight, bias, **how):
        mean[:] = 7
        return my_batch_norm(x, mean, var, weight, 0 * bias, **how)

    assert check.batch_norm(all_wrong).diagnosis.startswith("y is ")


def test_other_arguments_must_not_change():
    def changing(x, *others, **how):
        y = my_batch_norm(x, *others, **how)
        x += 1
        return y

    report = check.batch_norm(changing)
    assert "your function changes its input x: work on a copy" in report.diagnosis


def test_a_grading_leaves_the_cases_as_they_are():
    before = [[arg.copy() for arg in case.args] for case in check.batch_norm.cases]
    check.batch_norm(my_batch_norm)
    check.batch_norm(check.batch_norm.mistakes[-1][1])
    after = [case.args for case in check.batch_norm.cases]
    for old, new in zip(before, after, strict=True):
        for a, b in zip(old, new, strict=True):
            np.testing.assert_array_equal(a, b)


def test_returning_the_statistics_too_is_named():
    report = check.batch_norm(
        lambda x, mean, var, *a, **how: (my_batch_norm(x, mean, var, *a, **how), mean)
    )
    assert report.diagnosis == "y has type tuple, expected a NumPy array."


def test_a_function_that_remembers_its_statistics_elsewhere_is_named():
    calls = []

    def remembering(x, mean, var, *affine, **how):
        calls.append(x)
        y = my_batch_norm(x, mean, var, *affine, **how)
        mean += len(calls)
        return y

    assert "gave two answers" in check.batch_norm(remembering).diagnosis


@pytest.mark.parametrize("training", [False, True])
def test_a_stub_is_not_solved_yet(training):
    def stub(x, mean, var, *affine, **how):
        if training:
            mean += 1

    assert "not solved yet" in repr(check.batch_norm(stub))
