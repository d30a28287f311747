"""The exercises on mini-batches accept what is right, whatever its way."""

from itertools import combinations

import numpy as np
import pytest

from dlnotes.teach import check


def my_minibatch_mean(gradients, order, batch_size):
    batches = np.split(order, range(batch_size, len(order), batch_size))
    return np.array([gradients[b].sum(0) / len(b) for b in batches], gradients.dtype)


def my_sgd_epoch(x, y, w, lr, order, batch_size):
    w = w.copy()
    for batch in np.split(order, range(batch_size, len(order), batch_size)):
        w -= lr * np.mean((x[batch] @ w - y[batch])[:, None] * x[batch], axis=0)
    return w


def my_minibatch_variance(gradients, batch_size):
    n, centred = len(gradients), gradients - gradients.mean(0)
    total = sum(row @ row for row in centred)
    return total / n / batch_size * ((n - batch_size) / (n - 1) if n > 1 else 0)


@pytest.mark.parametrize(
    "right", [my_minibatch_mean, my_sgd_epoch, my_minibatch_variance]
)
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


def test_the_oracle_is_the_average_over_all_batches():
    gradients = np.random.default_rng(0).normal(size=(7, 2))
    means = [gradients[list(b)].mean(0) for b in combinations(range(7), 3)]
    expected = np.mean(np.sum((means - gradients.mean(0)) ** 2, axis=1))
    assert check.minibatch_variance.oracle(gradients, 3) == pytest.approx(expected)
