"""What the algorithms with squared Euclidean distances share."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from dlnotes._arguments import Array, check_array, check_same_dtype
from dlnotes._loops import blocks
from dlnotes.unsupervised._samples import check_finite

Labels: TypeAlias = npt.NDArray[np.int32]
BLOCK = 256
"""Samples whose distances to all centres stay in the cache."""

ROOM = 1 << 20
"""Values of a block whose sums are taken at once."""


def check_clusters(x: Array, centers: Array) -> None:
    """Require finite samples (N, D) and centres (K, D), one dtype, and 1 <= K <= N."""
    check_array("x", x, ndim=[2])
    check_array("centers", centers, ndim=[2])
    check_same_dtype(x=x, centers=centers)
    if 0 in x.shape:
        raise ValueError(
            f"x has shape {x.shape}, expected one sample and one feature at least"
        )
    if x.shape[1] != centers.shape[1]:
        raise ValueError(
            f"centers has shape {centers.shape}, but x has {x.shape[1]} features"
        )
    if not 1 <= len(centers) <= len(x):
        raise ValueError(
            f"centers has {len(centers)} rows, expected 1 to {len(x)}, x's samples"
        )
    check_finite("x", x)
    check_finite("centers", centers)


def squared_distances(x: Array, centers: Array) -> Array:
    """Each sample's squared distance to each centre, (N, K), without cancellation."""
    columns = [np.square(x - center).sum(axis=1) for center in centers]
    return np.stack(columns, axis=1)


def nearest(x: Array, centers: Array) -> Labels:
    """Each sample's nearest centre, (N,); the first of equally near ones.

    argmin |x - c|² = argmin |c|² - 2 x·c, one GEMM a block. It cancels badly where the
    mean exceeds the spread by far: callers centre such data.
    """
    labels = np.empty(len(x), np.int32)
    norms = np.einsum("kd,kd->k", centers, centers)
    directions = -2 * centers.T
    for block in blocks(len(x), 1, BLOCK):
        scores = x[block] @ directions  # (BLOCK, K)
        scores += norms
        labels[block] = scores.argmin(axis=1)
    return labels


def squared_error(x: Array, centers: Array, labels: Labels) -> float:
    """Sum of the squared distances from the centres that the labels name, float64."""
    total = 0.0
    for block in blocks(len(x), 1, BLOCK):
        offset = np.subtract(x[block], centers[labels[block]], dtype=np.float64)
        total += float(np.vdot(offset, offset))
    return total


def sums_by_cluster(
    x: Array, labels: Labels, k: int
) -> tuple[Array, npt.NDArray[np.intp]]:
    """Sum and number of each cluster's samples, (K, D) in float64 and (K,)."""
    sums = np.zeros((k, x.shape[1]))
    for block in blocks(len(x), x.shape[1], ROOM):
        own, n = labels[block], len(labels[block])
        membership = csr_array((np.ones(n), own, np.arange(n + 1)), (n, k))
        sums += membership.T @ x[block].astype(np.float64, copy=False)
    return sums, np.bincount(labels, minlength=k)


def fill_empty(
    x: Array,
    labels: Labels,
    centers: Array,
    sums: Array,
    counts: npt.NDArray[np.intp],
    empty: npt.NDArray[np.intp],
) -> None:
    """Move the samples farthest from their centres into the empty clusters.

    Changes `sums` and `counts`, not `labels`. Where all samples lie on their centres
    no cluster can be filled.
    """
    empty = empty[: len(x)]
    if not len(empty):
        return
    distances = np.square(x - centers[labels]).sum(axis=1)
    if distances.max() == 0:
        return
    farthest = np.argpartition(distances, -len(empty))[: -len(empty) - 1 : -1]
    for cluster, sample in zip(empty, farthest, strict=True):
        sums[labels[sample]] -= x[sample]
        counts[labels[sample]] -= 1
        sums[cluster], counts[cluster] = x[sample], 1
