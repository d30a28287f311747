from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import multivariate_normal
from sklearn.datasets import load_digits, load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline

import dlnotes.unsupervised as ops
from dlnotes.unsupervised import PCA
from tests.oracles import assert_agrees, sample
from tests.unsupervised.oracles import (
    assert_pca,
    assert_pca_model,
    assert_pca_rank,
    assert_pca_ties,
    assert_pca_without_variance,
    assert_small_spread,
    spread,
)

SOLVERS = pytest.mark.parametrize("solver", ["auto", "svd", "covariance"])
SEEDS = st.integers(0, 10_000)


@SOLVERS
class TestOracle:
    @pytest.mark.parametrize("shape", [(50, 6), (6, 6), (20, 1), (2, 1)])
    @pytest.mark.parametrize("mean", [0.0, 1e3])
    def test_is_scikit_learn(self, solver, shape, mean):
        assert_pca(ops, solver=solver, shape=shape, mean=mean)

    @pytest.mark.parametrize("n_components", [1, 3, 0.5, 0.9, 0.999])
    @pytest.mark.parametrize("whiten", [False, True])
    def test_options(self, solver, n_components, whiten):
        assert_pca(ops, solver=solver, n_components=n_components, whiten=whiten)

    def test_fewer_samples_than_features(self, solver):
        assert_pca(ops, solver=solver, shape=(5, 9), n_components=4)

    def test_probabilistic_model(self, solver):
        assert_pca_model(ops, solver=solver)

    def test_small_spread_far_from_the_origin_in_float32(self, solver):
        assert_small_spread(ops, solver=solver)

    def test_digits(self, solver):
        x = load_digits().data
        pca = PCA(20, solver=solver).fit(x)
        check = PCA(20).fit(x)
        assert_agrees(pca.components_, check.components_)
        restored = pca.inverse_transform(pca.transform(x))
        discarded = pca.noise_variance_ * (64 - 20) * (len(x) - 1)
        assert np.isclose(np.square(x - restored).sum(), discarded)


@SOLVERS
class TestEdges:
    def test_by_hand(self, solver):
        x = np.array([[3.0, 5.0], [5.0, 5.0], [4.0, 1.0], [4.0, 9.0]])
        pca = PCA(solver=solver).fit(x)
        assert pca.mean_.tolist() == [4, 5]
        assert_agrees(pca.components_, np.array([[0.0, 1.0], [1.0, 0.0]]))
        assert_agrees(pca.explained_variance_, np.array([32, 2]) / 3)
        assert_agrees(pca.explained_variance_ratio_, np.array([16, 1]) / 17)
        assert_agrees(pca.singular_values_, np.array([32, 2]) ** 0.5)
        assert_agrees(pca.transform([[6.0, 6.0]]), np.array([[1.0, 2.0]]))

    def test_constant_data(self, solver):
        pca = PCA(0.9, whiten=True, solver=solver).fit(np.full((4, 3), 7.0))
        assert pca.explained_variance_ratio_.tolist() == [0, 0, 0]
        assert pca.transform([[7.0, 7.0, 7.0]]).tolist() == [[0, 0, 0]]

    def test_constant_feature(self, solver):
        x = np.column_stack([spread((30, 2), seed=5), np.full(30, 9.0)])
        pca = PCA(solver=solver).fit(x)
        assert_agrees(pca.components_[2], np.array([0.0, 0.0, 1.0]))
        assert abs(pca.singular_values_[2]) <= 1e-6 * pca.singular_values_[0]

    def test_dtype_is_kept(self, solver):
        x = spread((30, 4), seed=6, dtype=np.float32)
        pca = PCA(2, whiten=True, solver=solver).fit(x)
        low = pca.transform(x)
        assert low.dtype == pca.inverse_transform(low).dtype == np.float32
        assert pca.get_covariance().dtype == pca.mean_.dtype == np.float32
        assert pca.score_samples(x).dtype == np.float32

    def test_x_is_not_modified(self, solver):
        x = spread((30, 4), seed=6, mean=100.0)
        before = x.copy()
        PCA(solver=solver).fit_transform(x)
        assert np.array_equal(x, before)


@given(SEEDS, st.integers(8, 40), st.integers(1, 5), st.sampled_from([0.0, 1e2]))
def test_solvers_agree_and_rules_hold(seed, n, d, mean):
    x = spread((n, d), seed=seed, mean=mean)
    pca, other = PCA(solver="svd").fit(x), PCA(solver="covariance").fit(x)
    assert_agrees(pca.singular_values_, other.singular_values_)
    v = pca.components_
    assert np.allclose(v @ v.T, np.eye(d), atol=1e-12)
    assert (v.max(axis=1) >= (1 - 1e-7) * np.abs(v).max(axis=1)).all()
    scatter = v.T * pca.explained_variance_ @ v
    assert_agrees(scatter, np.cov(x, rowvar=False).reshape(d, d), tol=1e-8)


def test_without_variance():
    assert_pca_without_variance(ops)


def test_ties():
    assert_pca_ties(ops)


@SOLVERS
def test_singular_likelihood_is_scipys(solver):
    x = np.column_stack([sample((30, 3), seed=1), np.full(30, 7.0)])
    normal = multivariate_normal(
        x.mean(axis=0), np.cov(x, rowvar=False), allow_singular=True
    )
    pca, beside = PCA(solver=solver).fit(x), x[:1] + np.eye(4)[3:]
    assert_agrees(pca.score_samples(x), normal.logpdf(x))
    assert pca.score_samples(beside).tolist() == [-np.inf]
    precision = np.linalg.pinv(np.cov(x, rowvar=False))
    assert_agrees(pca.get_precision(), precision, tol=1e-9)


def test_masked_arrays_are_refused():
    x = np.ma.masked_array(np.eye(4), mask=np.eye(4))
    pca = PCA().fit(x.data)
    methods = (PCA().fit, pca.transform, pca.inverse_transform, pca.score)
    for method in (*methods, pca.score_samples):
        with pytest.raises(TypeError, match="X is a MaskedArray"):
            method(x)


@pytest.mark.parametrize("whiten", [1, "yes", None])
def test_whiten_is_yes_or_no(whiten):
    with pytest.raises(TypeError, match=f"whiten is {whiten!r}, expected True or"):
        PCA(whiten=whiten).fit(np.eye(4))
    PCA(whiten=np.True_).fit(np.eye(4))


@pytest.mark.parametrize("offset", [0, 1, 100, 1e6])
@pytest.mark.parametrize("shape", [(200, 6), (2000, 6), (30, 100)])
def test_the_mean_s_rounding_is_no_variance(shape, offset):
    assert_pca_rank(ops, shape=shape, offset=offset)


@pytest.mark.parametrize("half", [np.float32(0.5), np.float16(0.5), Fraction(1, 2)])
def test_any_number_is_a_number(half):
    x = spread((30, 4), seed=6)
    assert PCA(half).fit(x).n_components_ == PCA(0.5).fit(x).n_components_
    assert PCA(np.int8(2)).fit(x).n_components_ == 2
    with pytest.raises(TypeError, match="n_components is "):
        PCA(np.True_).fit(x)


@given(SEEDS, st.integers(1, 3))
def test_reconstruction_loses_the_discarded_variances(seed, k):
    x = spread((25, 4), seed=seed, mean=3.0)
    pca = PCA(k).fit(x)
    restored = pca.inverse_transform(pca.transform(x))
    discarded = PCA().fit(x).explained_variance_[k:].sum()
    assert np.isclose(np.square(x - restored).sum(), 24 * discarded)


@given(SEEDS)
def test_turned_shifted_and_shuffled(seed):
    x, rng = spread((30, 3), seed=seed), np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    shift = rng.normal(size=3)
    pca, moved = PCA().fit(x), PCA().fit(rng.permutation(x @ turn + shift))
    assert_agrees(moved.mean_, pca.mean_ @ turn + shift)
    assert_agrees(moved.explained_variance_, pca.explained_variance_)
    cosines = np.vecdot(moved.components_, pca.components_ @ turn)
    assert np.allclose(np.abs(cosines), 1, atol=1e-9)


def test_whitened_coordinates_have_unit_covariance():
    x = spread((50, 4), seed=7, mean=2.0)
    low = PCA(3, whiten=True).fit_transform(x)
    assert_agrees(np.cov(low, rowvar=False), np.eye(3))


def test_svd_keeps_what_the_covariance_loses():
    turn = np.linalg.qr(sample((2, 2), seed=7))[0]
    x = sample((60, 2), seed=8) * [1.0, 1e-10] @ turn
    exact = np.linalg.svd(x - x.mean(axis=0), compute_uv=False)[1]
    svd, covariance = PCA(solver="svd").fit(x), PCA(solver="covariance").fit(x)
    assert svd.singular_values_[1] == pytest.approx(exact, rel=1e-4)
    assert covariance.singular_values_[1] != pytest.approx(exact, rel=0.1)


def test_pipeline_and_grid_search():
    x, y = load_iris(return_X_y=True)
    model = make_pipeline(PCA(), LogisticRegression())
    grid = {"pca__n_components": [1, 2, 0.99], "pca__whiten": [False, True]}
    assert GridSearchCV(model, grid, cv=3).fit(x, y).best_score_ > 0.9
    x = np.random.default_rng(0).normal(size=(300, 6)) * [9, 9, 1, 1, 1, 1]
    search = GridSearchCV(PCA(), {"n_components": [1, 2, 3, 4]}, cv=3).fit(x)
    assert search.best_params_ == {"n_components": 2}
    assert list(PCA(2).fit(x).get_feature_names_out()) == ["pca0", "pca1"]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_components": 0}, ValueError, "n_components is 0, expected at least 1"),
        ({"n_components": 4}, ValueError, "n_components is 4, expected at most 3"),
        ({"n_components": 1.0}, ValueError, r"n_components is 1\.0, expected"),
        ({"n_components": 0.0}, ValueError, r"n_components is 0\.0, expected"),
        ({"n_components": np.nan}, ValueError, "n_components is nan"),
        ({"n_components": "mle"}, TypeError, "n_components is 'mle'"),
        ({"n_components": True}, TypeError, "n_components is True"),
        ({"solver": "full"}, ValueError, "solver is 'full', expected one of 'auto'"),
        ({"solver": None}, TypeError, "solver is None"),
    ],
)
def test_wrong_parameters(options, error, message):
    with pytest.raises(error, match=message):
        PCA(**options).fit(np.eye(5, 3))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_wrong_data(bad):
    x = np.eye(4)
    pca = PCA(2).fit(x)
    x[1, 2] = bad
    for method in (PCA().fit, pca.transform, pca.score):
        with pytest.raises(ValueError, match="X contains"):
            method(x)
    with pytest.raises(ValueError, match="minimum of 2 is required"):
        PCA().fit(np.ones((1, 3)))
    with pytest.raises(ValueError, match=r"X has shape \(1, 3\), expected 2 columns"):
        pca.inverse_transform(np.ones((1, 3)))
