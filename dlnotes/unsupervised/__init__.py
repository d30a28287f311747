"""Unsupervised learning: PCA, whitening and clusters, as scikit-learn estimators."""

from dlnotes._extras import needs

with needs("learn"):
    from dlnotes.unsupervised.kmeans import KMeans
    from dlnotes.unsupervised.kmeans_plusplus_probabilities import (
        kmeans_plusplus_probabilities,
    )
    from dlnotes.unsupervised.kmedians import KMedians
    from dlnotes.unsupervised.lloyd_step import lloyd_step
    from dlnotes.unsupervised.mini_batch_kmeans import MiniBatchKMeans
    from dlnotes.unsupervised.pca import PCA
    from dlnotes.unsupervised.zca_matrix import zca_matrix
    from dlnotes.unsupervised.zca_whiten import zca_whiten

__all__ = [
    "PCA",
    "KMeans",
    "KMedians",
    "MiniBatchKMeans",
    "kmeans_plusplus_probabilities",
    "lloyd_step",
    "zca_matrix",
    "zca_whiten",
]
