"""Right and wrong solutions of the exercises on k-means and PCA, as before."""

import numpy as np

from dlnotes import unsupervised


def squares(x, centers):
    return ((x[:, None, :] - centers[None]) ** 2).sum(-1)


def lloyd(x, centers, labels=None, dtype=np.int32):
    if labels is None:
        labels = squares(x, centers).argmin(1)
    onehot = np.eye(len(centers), dtype=x.dtype)[labels]
    return labels.astype(dtype), onehot.T @ x / onehot.sum(0)[:, None]


def plusplus(x, centers, change=lambda nearest: nearest):
    nearest = np.array([((x - c) ** 2).sum(1) for c in centers]).min(0)
    weights = change(nearest)
    return weights / weights.sum() if weights.any() else 0 * weights + 1 / len(x)


def medians(x, labels, k, middle=np.median):
    return np.array([[middle(f) for f in x[labels == j].T] for j in range(k)], x.dtype)


def pca(x, k, sign=lambda c: c[abs(c).argmax()], ddof=1, cov=None):
    d = x - x.mean(0)
    covariance = d.T @ d / (len(x) - ddof) if cov is None else cov(d)
    variances, vectors = np.linalg.eigh(covariance)
    top = vectors.T[::-1][:k]
    return np.array([c if sign(c) > 0 else -c for c in top]), variances[::-1][:k].copy()


def by_eigh(x, k, rows=lambda v: v.T[::-1]):
    variances, vectors = np.linalg.eigh(np.cov(x.T))
    return rows(vectors)[:k], variances[::-1][:k]


def turned(components, variances):
    largest = [c[abs(c).argmax()] for c in components]
    return components * np.sign(largest)[:, None], variances


def by_svd(x, k):
    d = x - x.mean(0)
    _, s, vt = np.linalg.svd(d, full_matrices=False)
    at = abs(vt).argmax(1)
    signs = np.where(vt[range(len(vt)), at] < 0, -1, 1).astype(x.dtype)
    return (vt * signs[:, None])[:k], (s[:k] / (len(x) - 1) ** 0.5) ** 2


def pca_white(x, eps=1e-5, order=slice(None), by=np.linalg.eigh):
    d = x - x.mean(0)
    if by is np.linalg.svd:
        u, s, _ = by(d, full_matrices=False)
        return u * s / np.sqrt(s**2 / (len(d) - 1) + eps)
    variances, vectors = by(np.cov(x.T).reshape(len(x.T), -1))
    white = d @ vectors[:, order] / np.sqrt(variances[order] + eps)
    return white.astype(x.dtype)


def zca(x, eps=1e-5, power=-0.5, ddof=1):
    d = x - x.mean(0)
    variances, vectors = np.linalg.eigh(d.T @ d / (len(d) - ddof))
    return d @ (vectors * (abs(variances) + eps) ** power) @ vectors.T


def count(variances, share, add=1):
    return int(np.sum(np.cumsum(variances) < share * np.sum(variances))) + add


RIGHT = {
    "lloyd_step": [
        lloyd,
        lambda x, c: lloyd(x, c, dtype=np.uint8),
        lambda x, c: (lloyd(x, c)[0], lloyd(x, c)[1].astype(np.float64)),
        unsupervised.lloyd_step,
    ],
    "kmeans_plusplus": [
        plusplus,
        unsupervised.kmeans_plusplus_probabilities,
        lambda x, c: plusplus(x.astype(np.float64), c),
    ],
    "l1_update": [
        medians,
        lambda x, labels, k: np.stack(
            [np.quantile(x[labels == j], 0.5, axis=0) for j in range(k)]
        ).astype(x.dtype),
        lambda x, labels, k: medians(x, labels, k).astype(np.float64),
    ],
    "pca": [
        pca,
        by_svd,
        lambda x, k: pca(x, k, cov=lambda d: np.cov(d.T)),
        lambda x, k: pca(x.astype(np.float64), k),
    ],
    "zca_whiten": [
        zca,
        lambda x, eps=1e-5: unsupervised.zca_whiten(x, eps=eps),
        lambda x, eps=1e-5: zca(x.astype(np.float64), eps),
    ],
    "explained_components": [
        count,
        lambda v, share: np.int64(
            np.argmax(np.cumsum(v) >= share * np.cumsum(v)[-1]) + 1
        ),
    ],
}

WRONG = {
    "lloyd_step": [
        (lambda x, c: lloyd(x, c, dtype=float), "not one of integers"),
        (lambda x, c: lloyd(x, c)[::-1], "in another order: labels, centers"),
        (lambda x, c: lloyd(x, c, squares(x, c).argmax(1) % len(c)), "argmin"),
        (lambda x, c: (lloyd(x, c)[0] + 1, lloyd(x, c)[1]), "plus 1"),
        (lambda x, c: (lloyd(x, c)[0], (lloyd(x, c)[1] + c) / 2), None),
    ],
    "kmeans_plusplus": [
        (lambda x, c: plusplus(x, c, np.sqrt), "distances are not squared"),
        (lambda x, c: plusplus(x, c, np.square), None),
        (lambda x, c: plusplus(x, c[:1]), "Only the first centre"),
        (lambda x, c: np.exp(plusplus(x, c)) / np.exp(plusplus(x, c)).sum(), None),
    ],
    "l1_update": [
        (lambda x, labels, k: medians(x, labels, k, np.mean), "You take the mean"),
        (lambda x, labels, k: medians(x, labels, k, np.max), None),
        (
            lambda x, labels, k: medians(x, labels, k, lambda f: f[len(f) // 2]),
            None,
        ),
        (lambda x, labels, k: medians(x, labels, k)[::-1], None),
    ],
    "pca": [
        (lambda x, k: pca(x, k, sign=np.sum), "not the sum"),
        (lambda x, k: pca(x, k, sign=lambda c: c[0]), "not the first"),
        (lambda x, k: pca(x, k, sign=lambda c: c[-1]), None),
        (lambda x, k: pca(x, k, ddof=0), "divided by N"),
        (lambda x, k: (pca(x, k)[0].T, pca(x, k)[1]), "components "),
        (lambda x, k: pca(x, k)[::-1], "in another order"),
        (lambda x, k: by_eigh(x, k, lambda v: v.T), "variances ascending"),
        (by_eigh, "largest entry in absolute value is negative"),
        (lambda x, k: turned(*by_eigh(x, k, lambda v: v[:, ::-1])), "are its columns"),
        (lambda x, k: turned(*by_eigh(x, k, lambda v: v.T)), "variances ascending"),
        (
            lambda x, k: (-pca(x, k)[0], pca(x, k)[1]),
            "largest entry in absolute value is negative",
        ),
    ],
    "zca_whiten": [
        (lambda x, eps=1e-5: zca(x, eps, power=-1), "You divide by the variances"),
        (lambda x, eps=1e-5: zca(x, eps, power=0.5), None),
        (lambda x, eps=1e-5: zca(x, eps) + x.mean(0), None),
        (lambda x, eps=1e-5: zca(x, eps, ddof=0), "divides by N"),
        (pca_white, "This is PCA whitening"),
        (lambda x, eps=1e-5: pca_white(x, eps, slice(None, None, -1)), "is PCA white"),
        (lambda x, eps=1e-5: pca_white(x, eps, by=np.linalg.svd), "is PCA whitening"),
        (lambda x, eps=1e-5: zca(x, eps)[:, ::-1], "is reversed along axis 1"),
    ],
    "explained_components": [
        (lambda v, share: count(v, share, 0), "One too few"),
        (lambda v, share: count(v, share, 2), None),
        (lambda v, share: len(v), None),
        (lambda v, share: count(v, share / 2), None),
        (lambda v, share: float(count(v, share)), "has type float"),
        (lambda v, share: int(np.sum(v >= np.mean(v))), None),
        (lambda v, share: count(v**2, share), None),
        (lambda v, share: max(1, round(share * len(v))), "that share of the comp"),
    ],
}
