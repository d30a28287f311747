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
from dlnotes.pooling.lp_pool2d import lp_pool2d, lp_pool2d_backward
from dlnotes.pooling.max_pool2d import (
    max_pool2d,
    max_pool2d_backward,
    max_pool2d_naive,
)
from dlnotes.pooling.max_unpool2d import max_unpool2d, max_unpool2d_backward

__all__ = [
    "adaptive_avg_pool2d",
    "adaptive_avg_pool2d_backward",
    "adaptive_max_pool2d",
    "adaptive_max_pool2d_backward",
    "avg_pool2d",
    "avg_pool2d_backward",
    "avg_pool2d_naive",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_pool2d_naive",
    "max_unpool2d",
    "max_unpool2d_backward",
]
