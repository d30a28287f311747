"""What must hold of the package, and of no mutant of it."""

import itertools
import warnings

import numpy as np
import sklearn.cluster
import sklearn.decomposition
from sklearn.exceptions import ConvergenceWarning

from tests.oracles import assert_agrees, sample

PCA_ATTRIBUTES = (
    "mean_",
    "components_",
    "explained_variance_",
    "explained_variance_ratio_",
    "singular_values_",
)

RANGES = [(1e18, np.float32), (1e30, np.float32), (1e-9, np.float32)]
RANGES += [(1e-25, np.float32), (1e200, np.float64), (1e-200, np.float64)]


def spread(shape, *, seed, dtype=np.float64, mean=0.0):
    """Samples whose variances differ, so that each component is determined."""
    rng = np.random.default_rng(seed)
    turn = np.linalg.qr(rng.normal(size=(shape[1], shape[1])))[0]
    x = rng.normal(size=shape) * np.geomspace(3, 0.3, shape[1]) @ turn
    return (x + mean).astype(dtype)


def assert_pca(
    ops, *, solver, shape=(50, 6), n_components=None, whiten=False, mean=2.0
):
    """Compare every attribute and method with scikit-learn's."""
    x, new = spread(shape, seed=0, mean=mean), spread((4, shape[1]), seed=1, mean=mean)
    ours = ops.PCA(n_components, whiten=whiten, solver=solver).fit(x)
    theirs = sklearn.decomposition.PCA(n_components, whiten=whiten, svd_solver="full")
    theirs.fit(x)
    for name in PCA_ATTRIBUTES:
        assert_agrees(getattr(ours, name), getattr(theirs, name))
    assert ours.n_components_ == theirs.n_components_
    assert np.isclose(ours.noise_variance_, theirs.noise_variance_, rtol=1e-10)
    assert_agrees(ours.transform(new), theirs.transform(new))
    low = theirs.transform(new)
    assert_agrees(ours.inverse_transform(low), theirs.inverse_transform(low))


def assert_pca_model(ops, *, solver):
    """Compare the probabilistic model with scikit-learn's."""
    x = spread((60, 5), seed=2, mean=1.0)
    ours = ops.PCA(2, solver=solver).fit(x)
    theirs = sklearn.decomposition.PCA(2, svd_solver="full").fit(x)
    assert_agrees(ours.get_covariance(), theirs.get_covariance())
    assert_agrees(ours.score_samples(x), theirs.score_samples(x))
    assert np.isclose(ours.score(x), theirs.score(x), rtol=1e-10)


def assert_small_spread(ops, *, solver):
    """In float32, far from the origin, the variances keep their digits."""
    x = sample((2000, 3), seed=3, dtype=np.float32)
    x = np.float32(1e3) + np.float32([1e-2, 2e-2, 4e-2]) * x
    pca = ops.PCA(solver=solver).fit(x)
    exact = np.linalg.eigvalsh(np.cov(x.astype(np.float64), rowvar=False))[::-1]
    assert pca.components_.dtype == np.float32
    assert_agrees(pca.explained_variance_, exact.astype(np.float32))


def same_start(ops, x, start, **options):
    """Our k-means and scikit-learn's from the same centres."""
    options = dict(init=start, n_init=1, **options)
    theirs = sklearn.cluster.KMeans(len(start), algorithm="lloyd", **options)
    return ops.KMeans(len(start), **options).fit(x), theirs.fit(x)


def assert_kmeans(ops, *, seed, n=120, k=5, far=0.0, **options):
    """Compare with scikit-learn; `far` moves the start off, so that clusters empty."""
    x = 5 * sample((n, 3), seed=seed)
    start = x[:k] + far * sample((k, 3), seed=seed + 1)
    ours, theirs = same_start(ops, x, start, **options)
    assert_agrees(ours.cluster_centers_, theirs.cluster_centers_)
    assert ours.n_iter_ == theirs.n_iter_
    assert np.array_equal(ours.labels_, theirs.labels_)
    assert np.isclose(ours.inertia_, theirs.inertia_, rtol=1e-10)
    new = 5 * sample((7, 3), seed=9)
    assert np.array_equal(ours.predict(new), theirs.predict(new))
    assert_agrees(ours.transform(new), theirs.transform(new))
    assert np.isclose(ours.score(new), theirs.score(new), rtol=1e-10)


def assert_kmeans_duplicates(ops):
    """With more centres than distinct samples it ends when scikit-learn's does."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        x = 10 * rng.random((3, 2))[np.arange(20) % 3]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            ours, theirs = same_start(ops, x, x[:6] + rng.normal(size=(6, 2)))
        assert ours.n_iter_ == theirs.n_iter_
        assert ours.inertia_ < 1e-28


def assert_kmeans_empty(ops):
    """The sample farthest from its centre fills the empty cluster."""
    x = np.array([[0.0], [1.0], [2.0], [9.0]])
    labels, centers = ops.lloyd_step(x, np.array([[1.0], [-50.0]]))
    assert labels.tolist() == [0, 0, 0, 0]
    assert centers.tolist() == [[1.0], [9.0]]


def assert_lloyd_by_hand(ops):
    """Integers of one's own."""
    x = np.array([[0.0, 0.0], [0.0, 4.0], [10.0, 0.0], [10.0, 2.0], [13.0, 1.0]])
    labels, centers = ops.lloyd_step(x, np.array([[1.0, 1.0], [9.0, 1.0]]))
    assert labels.tolist() == [0, 0, 1, 1, 1]
    assert centers.tolist() == [[0.0, 2.0], [11.0, 1.0]]


def assert_kmeans_falls(ops):
    """The objective never rises, from any start."""
    for seed in range(20):
        x, start = sample((40, 2), seed=seed), 2 * sample((7, 2), seed=seed + 100)
        objective = []
        for _ in range(12):
            distances = np.square(x[:, None] - start).sum(axis=2)
            objective.append(distances.min(axis=1).sum())
            start = ops.lloyd_step(x, start)[1]
        assert (np.diff(objective) <= 1e-12).all()


def assert_best_start(ops):
    """Several starts find the best partition of a small set, which all were tried."""
    for seed in range(5):
        x = sample((7, 2), seed=seed)
        fitted = ops.KMeans(3, n_init=30, tol=0, random_state=seed).fit(x)
        assert np.isclose(fitted.inertia_, optimum(x, 3, np.mean, np.square))


def optimum(x, k, average, error):
    """Least objective of all partitions into k clusters."""
    best = np.inf
    for labels in itertools.product(range(k), repeat=len(x)):
        parts = [x[np.equal(labels, j)] for j in set(labels)]
        best = min(best, sum(error(p - average(p, axis=0)).sum() for p in parts))
    return best


def assert_kmedians(ops):
    """Medians by hand, an empty cluster, and the best partition."""
    x = np.array([[0.0, 0.0], [1.0, 5.0], [50.0, 6.0], [100.0, 0.0]])
    fitted = ops.KMedians(2, init=[[0.0, 0.0], [110.0, 0.0]], max_iter=1).fit(x)
    assert fitted.cluster_centers_.tolist() == [[1.0, 5.0], [100.0, 0.0]]
    assert fitted.labels_.tolist() == [0, 0, 0, 1]
    assert fitted.inertia_ == 6.0 + 0.0 + 50.0 + 0.0
    assert fitted.transform([[2.0, 2.0]]).tolist() == [[4.0, 100.0]]
    empty = ops.KMedians(2, init=[[1.0, 5.0], [-900.0, 0.0]], max_iter=1).fit(x)
    assert empty.cluster_centers_.tolist() == [[1.0, 5.0], [100.0, 0.0]]
    for seed in range(5):
        x = sample((7, 2), seed=seed)
        fitted = ops.KMedians(3, n_init=30, tol=0, random_state=seed).fit(x)
        assert np.isclose(fitted.inertia_, optimum(x, 3, np.median, np.abs))


def assert_kmedians_falls(ops):
    """The sum of absolute differences never rises."""
    for seed in range(10):
        x, start = sample((40, 2), seed=seed), 2 * sample((6, 2), seed=seed + 100)
        objective = []
        for steps in range(1, 9):
            kmedians = ops.KMedians(6, init=start, max_iter=steps, tol=0)
            with warnings.catch_warnings():
                # a cluster may be empty until later steps
                warnings.simplefilter("ignore", ConvergenceWarning)
                objective.append(kmedians.fit(x).inertia_)
        assert (np.diff(objective) <= 1e-12).all()


def assert_mini_batch(ops):
    """Batch by batch the same centres as scikit-learn, which shall not reassign."""
    start = 3 * sample((4, 3), seed=50)
    ours = ops.MiniBatchKMeans(4, init=start)
    theirs = sklearn.cluster.MiniBatchKMeans(
        4, init=start, n_init=1, reassignment_ratio=0
    )
    for seed in range(6):
        batch = sample((60, 3), seed=seed) + start[np.arange(60) % 4]
        ours.partial_fit(batch)
        theirs.partial_fit(batch)
        assert_agrees(ours.cluster_centers_, theirs.cluster_centers_)
        assert np.array_equal(ours.labels_, theirs.labels_)
        assert np.isclose(ours.inertia_, theirs.inertia_, rtol=1e-10)
    assert ours.counts_.tolist() == theirs._counts.tolist()
    assert ours.n_steps_ == 6


def assert_mini_batch_empty(ops):
    """A centre that never got a sample takes the farthest; one that did stays."""
    kmeans = ops.MiniBatchKMeans(2, init=[[1.0], [-50.0]])
    kmeans.partial_fit(np.array([[0.0], [1.0], [2.0], [9.0]]))
    assert kmeans.cluster_centers_.tolist() == [[1.0], [9.0]]
    assert kmeans.counts_.tolist() == [3, 1]
    kmeans.partial_fit(np.array([[1.0], [2.0]]))
    assert_agrees(kmeans.cluster_centers_, np.array([[1.2], [9.0]]))
    assert kmeans.counts_.tolist() == [5, 1]


def assert_plusplus(ops):
    """Squared distances to the nearest centre, by hand, and if all are zero."""
    x = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 2.0], [0.0, 1.0]])
    p = ops.kmeans_plusplus_probabilities(x, x[:1])
    assert_agrees(p, np.array([0, 25, 4, 1]) / 30)
    p = ops.kmeans_plusplus_probabilities(x, x[:2])
    assert_agrees(p, np.array([0, 0, 4, 1]) / 5)
    p = ops.kmeans_plusplus_probabilities(x[[1, 1]], x[1:2])
    assert p.tolist() == [0.5, 0.5]


def assert_plusplus_start(ops):
    """Pairs start as often as the probabilities say; no sample starts twice."""
    x = np.array([[0.0], [1.0], [3.0]])
    random, runs, seen = np.random.RandomState(0), 2000, {}
    for _ in range(runs):
        start = ops.KMeans(2)._draw(x, random).ravel()
        seen[tuple(start)] = seen.get(tuple(start), 0) + 1
    expected = {(0, 1): 0.1, (0, 3): 0.9, (1, 0): 0.2, (1, 3): 0.8}
    expected |= {(3, 0): 9 / 13, (3, 1): 4 / 13}
    assert seen.keys() == expected.keys()
    for pair, p in expected.items():
        assert abs(seen[pair] / runs - p / 3) < 0.04
    repeated = np.repeat(np.arange(4.0)[:, None], 50, axis=0)
    for _ in range(20):
        assert len(np.unique(ops.KMeans(4)._draw(repeated, random))) == 4


def assert_zca(ops):
    """scikit-learn's whitening, turned back; and what eps leaves of a variance."""
    x = spread((80, 4), seed=4, mean=5.0)
    pca = sklearn.decomposition.PCA(whiten=True, svd_solver="full").fit(x)
    assert_agrees(ops.zca_whiten(x, eps=0), pca.transform(x) @ pca.components_)
    matrix = ops.zca_matrix(x, eps=0.5)
    assert_agrees(matrix, matrix.T.copy())
    turned = np.cov(ops.zca_whiten(x, eps=0.5) @ pca.components_.T, rowvar=False)
    variances = pca.explained_variance_
    assert_agrees(turned, np.diag(variances / (variances + 0.5)))


def assert_range(ops):
    """Float32 means of many samples, and clusters at the ends of the range."""
    x = np.full((200_000, 1), 100.3, np.float32)
    assert_agrees(ops.lloyd_step(x, np.zeros((1, 1), np.float32))[1], x[:1], tol=1e-7)
    plain = sample((60, 2), seed=0) + 9 * (np.arange(60) % 3)[:, None]
    for scale, dtype in RANGES:
        x = (plain * scale).astype(dtype)
        for kind in (ops.KMeans, ops.KMedians, ops.MiniBatchKMeans):
            fitted, model = (kind(3, random_state=0).fit(y) for y in (x, plain))
            assert np.array_equal(fitted.labels_, model.labels_)
            assert np.array_equal(fitted.predict(x), model.labels_)
            expected = (model.cluster_centers_ * scale).astype(dtype)
            assert_agrees(fitted.cluster_centers_, expected, tol=1e-5)
        expected = ops.kmeans_plusplus_probabilities(plain, plain[:2])
        p = ops.kmeans_plusplus_probabilities(x, x[:2])
        assert_agrees(p, expected, tol=1e-5)


def assert_pca_without_variance(ops):
    """Coordinates without variance are 0 when whitened, at any scale."""
    varied = spread((40, 3), seed=8)
    for solver, (scale, dtype), idle in itertools.product(
        ("svd", "covariance"), RANGES, (np.full(40, 9.1), varied[:, 0] + varied[:, 1])
    ):
        x = (np.column_stack([varied, idle]) * scale).astype(dtype)
        pca = ops.PCA(whiten=True, solver=solver).fit(x)
        white = pca.transform(x)
        assert (white[:, 3] == 0).all()
        assert np.allclose(np.cov(white[:, :3], rowvar=False), np.eye(3), atol=1e-4)
        assert_agrees(pca.inverse_transform(white), x, tol=1e-5)
        assert np.isfinite(pca.score_samples(x)).all()


def assert_pca_rank(ops, *, shape=(200, 6), offset=100.0):
    """The rounding of the mean is no variance."""
    for seed in range(5):
        x = sample((shape[0], 3), seed=seed) @ sample((3, shape[1]), seed=seed + 1)
        pca = ops.PCA(solver="svd").fit(x + offset)
        assert np.count_nonzero(pca.explained_variance_) == 3


def assert_pca_ties(ops):
    """Of two standardised features neither solver nor order turns a component."""
    for seed in range(30):
        x = sample((40, 2), seed=seed)
        x = (x - x.mean(axis=0)) / x.std(axis=0)
        fits = [
            ops.PCA(solver=solver).fit(y).components_
            for solver in ("svd", "covariance")
            for y in (x, x[::-1])
        ]
        for other in fits[1:]:
            assert_agrees(other, fits[0])
