"""Pooling: one value for a window, forward and backward, in NumPy."""

from dlnotes.pooling.adaptive_avg_pool2d import (
    adaptive_avg_pool2d,
    adaptive_avg_pool2d_backward,
)
from dlnotes.pooling.adaptive_max_pool2d import (
    adaptive_max_pool2d,
    adaptive_max_pool2d_backward,
)
from dlnotes.pooling.avg_pool2d import (
    avg_pool2d,
    avg_pool2d_backward,
    avg_pool2d_naive,
)
from dlnotes.pooling.bilinear_pool import bilinear_pool, bilinear_pool_backward
from dlnotes.pooling.covariance_pool import covariance_pool, covariance_pool_backward
from dlnotes.pooling.factorized_bilinear_pool import (
    factorized_bilinear_pool,
    factorized_bilinear_pool_backward,
)
from dlnotes.pooling.lp_pool2d import lp_pool2d, lp_pool2d_backward
from dlnotes.pooling.max_pool2d import (
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_naive,
)
from dlnotes.pooling.max_unpool2d import max_unpool2d, max_unpool2d_backward
from dlnotes.pooling.pyramid_pool import pyramid_pool, pyramid_pool_backward
from dlnotes.pooling.spatial_pyramid_pool import (
    spatial_pyramid_pool,
    spatial_pyramid_pool_backward,
)
from dlnotes.pooling.strip_pool import strip_pool, strip_pool_backward

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "avg_pool2d_naive",
    "bilinear_pool",
    "bilinear_pool_backward",
    "covariance_pool",
    "covariance_pool_backward",
    "factorized_bilinear_pool",
    "factorized_bilinear_pool_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_naive",
    "max_unpool2d",
    "max_unpool2d_backward",
    "pyramid_pool",
    "pyramid_pool_backward",
    "spatial_pyramid_pool",
    "spatial_pyramid_pool_backward",
    "strip_pool",
    "strip_pool_backward",
]
