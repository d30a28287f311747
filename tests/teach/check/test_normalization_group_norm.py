"""The exercise on group norm accepts what is right and names what is wrong."""

import numpy as np

from dlnotes.teach import check


def my_group_norm(x, num_groups, weight=None, bias=None, eps=1e-5):
    y = np.empty_like(x)
    size = x.shape[1] // num_groups
    for n, g in np.ndindex(len(x), num_groups):
        group = x[n, g * size : (g + 1) * size]
        y[n, g * size : (g + 1) * size] = (group - group.mean()) / np.sqrt(
            group.var() + eps
        )
    for c in range(x.shape[1]):
        y[:, c] *= 1 if weight is None else weight[c]
        y[:, c] += 0 if bias is None else bias[c]
    return y


def test_a_naive_solution_passes():
    report = check.group_norm(my_group_norm)
    assert report.passed, report


def test_interleaved_groups_are_named():
    def interleaved(x, num_groups, weight=None, bias=None, eps=1e-5):
        n, c = x.shape[:2]
        grouped = x.reshape(n, c // num_groups, num_groups, -1)
        mean, var = (f((1, 3), keepdims=True) for f in (grouped.mean, grouped.var))
        y = ((grouped - mean) / np.sqrt(var + eps)).reshape(x.shape)
        shape = (-1, *(1,) * (x.ndim - 2))
        return y if weight is None else y * weight.reshape(shape) + bias.reshape(shape)

    assert "are interleaved" in check.group_norm(interleaved).diagnosis
