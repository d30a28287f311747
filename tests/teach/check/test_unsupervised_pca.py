"""The exercises on PCA ask for what the package computes, however it is written."""

import numpy as np
import pytest

from dlnotes import unsupervised
from dlnotes.teach import check
from tests.oracles import assert_agrees


def my_pca(x, n_components):
    variances, vectors = np.linalg.eigh(np.cov(x, rowvar=False))
    components = []
    for vector in vectors.T[::-1][:n_components]:
        largest = max(vector, key=abs)
        components.append(vector * np.sign(largest))
    variances = variances[::-1][:n_components]
    return np.array(components, x.dtype), variances.astype(x.dtype)


def my_zca_whiten(x, eps=1e-5):
    u, s, vt = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    return (u * s / np.sqrt(s**2 / (len(x) - 1) + eps)) @ vt


def my_explained_components(explained_variance, share):
    total = 0.0
    for number, variance in enumerate(explained_variance, start=1):
        total += variance
        if total >= share * sum(explained_variance):
            return number
    return len(explained_variance)


@pytest.mark.parametrize("right", [my_pca, my_zca_whiten, my_explained_components])
def test_a_naive_solution_passes(right):
    report = getattr(check, right.__name__.removeprefix("my_"))(right)
    assert report.passed, report


@pytest.mark.parametrize("case", check.pca.cases, ids=lambda case: case.label)
def test_the_package_gives_the_same_components(case):
    x, n_components = case.args
    fitted = unsupervised.PCA(n_components, solver="svd").fit(x)
    components, variances = check.pca.oracle(*case.args)
    assert_agrees(fitted.components_, components)
    assert_agrees(fitted.explained_variance_, variances)


@pytest.mark.parametrize("case", check.zca_whiten.cases, ids=lambda case: case.label)
def test_the_package_whitens_alike(case):
    expected = check.zca_whiten.oracle(*case.args, **case.options)
    assert_agrees(unsupervised.zca_whiten(*case.args, **case.options), expected)


def test_a_sign_is_named_before_the_variances_are_looked_at():
    def as_svd_gives_them(x, n_components):
        _, s, vt = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
        return -np.abs(vt[:n_components]), s[:n_components]

    report = check.pca(as_svd_gives_them)
    assert report.diagnosis.startswith("components ")
    assert "The smallest case that fails (on a line)" in repr(report)


def test_columns_of_the_last_factor_are_recognised():
    def columns(x, n_components):
        _, s, v = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
        components, variances = v.T[:n_components], s**2 / (len(x) - 1)
        largest = np.abs(components).argmax(axis=1)
        signs = np.sign([row[k] for row, k in zip(components, largest, strict=True)])
        return components * signs[:, None].astype(x.dtype), variances[:n_components]

    assert "V transposed" in check.pca(columns).diagnosis
