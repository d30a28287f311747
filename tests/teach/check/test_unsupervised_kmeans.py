"""The exercises on k-means ask for what the package computes, however it is written."""

import numpy as np
import pytest

from dlnotes import unsupervised
from dlnotes.teach import check
from tests.oracles import assert_agrees


def my_lloyd_step(x, centers):
    labels = np.array([np.linalg.norm(centers - s, axis=1).argmin() for s in x])
    sums, counts = np.zeros_like(centers), np.zeros(len(centers))
    for sample, label in zip(x, labels, strict=True):
        sums[label] += sample
        counts[label] += 1
    return labels, (sums / counts[:, None]).astype(x.dtype)


def my_kmeans_plusplus(x, centers):
    squares = [min(((s - center) ** 2).sum() for center in centers) for s in x]
    total = sum(squares)
    return np.array([s / total if total else 1 / len(x) for s in squares])


def my_l1_update(x, labels, k):
    medians = np.empty((k, x.shape[1]), x.dtype)
    for j in range(k):
        own = np.sort(x[labels == j], axis=0)
        middle = len(own) // 2
        medians[j] = (own[middle] + own[~middle]) / 2
    return medians


@pytest.mark.parametrize("right", [my_lloyd_step, my_kmeans_plusplus, my_l1_update])
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


@pytest.mark.parametrize("case", check.lloyd_step.cases, ids=lambda case: case.label)
def test_the_package_steps_alike_and_no_cluster_is_empty(case):
    labels, centers = check.lloyd_step.oracle(*case.args)
    ours = unsupervised.lloyd_step(*case.args)
    assert np.array_equal(ours[0], labels)
    assert_agrees(ours[1], centers)
    assert set(labels) == set(range(len(centers)))


@pytest.mark.parametrize(
    "case", check.kmeans_plusplus.cases, ids=lambda case: case.label
)
def test_the_package_gives_the_same_probabilities(case):
    ours = unsupervised.kmeans_plusplus_probabilities(*case.args)
    expected = check.kmeans_plusplus.oracle(*case.args)
    assert ours.dtype == np.float64  # of float32 samples, too
    assert_agrees(ours.astype(expected.dtype), expected)


@pytest.mark.parametrize("case", check.l1_update.cases, ids=lambda case: case.label)
def test_no_other_centre_has_a_lesser_sum(case):
    x, labels, k = case.args
    centers = check.l1_update.oracle(*case.args)
    least = np.abs(x - centers[labels]).sum()
    for other in (x.mean(axis=0), centers + 0.5, centers - 0.5, centers[::-1]):
        others = np.broadcast_to(other, centers.shape)
        assert least <= np.abs(x - others[labels]).sum() * (1 + 1e-6)
    assert {*labels} == {*range(k)}


def test_zero_over_zero_is_recognised():
    def without_a_rule(x, centers):
        squares = np.square(x[:, None] - centers).sum(axis=2).min(axis=1)
        with np.errstate(invalid="ignore"):
            return squares / squares.sum()

    report = check.kmeans_plusplus(without_a_rule)
    assert "return 1/N" in report.diagnosis
    assert "8 of 9 cases pass" in repr(report)


def test_a_sum_of_squares_in_another_order_is_right():
    def by_products(x, centers):
        squares = (centers**2).sum(axis=1) - 2 * x @ centers.T
        labels = squares.argmin(axis=1)
        means = [x[labels == j].mean(axis=0) for j in range(len(centers))]
        return labels, np.array(means)

    assert check.lloyd_step(by_products).passed
