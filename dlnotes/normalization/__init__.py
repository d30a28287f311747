"""Normalization over batches, layers, instances, groups and neighbouring channels."""

from dlnotes.normalization.batch_norm import (
    batch_norm,
    batch_norm_backward,
    batch_norm_backward_naive,
    batch_norm_naive,
)
from dlnotes.normalization.fold_batch_norm import fold_batch_norm
from dlnotes.normalization.group_norm import (
    group_norm,
    group_norm_backward,
    group_norm_backward_naive,
    group_norm_naive,
)
from dlnotes.normalization.instance_norm import (
    instance_norm,
    instance_norm_backward,
    instance_norm_backward_naive,
    instance_norm_naive,
)
from dlnotes.normalization.layer_norm import (
    layer_norm,
    layer_norm_backward,
    layer_norm_backward_naive,
    layer_norm_naive,
)
from dlnotes.normalization.local_response_norm import (
    local_response_norm,
    local_response_norm_backward,
)
from dlnotes.normalization.rms_norm import (
    rms_norm,
    rms_norm_backward,
    rms_norm_backward_naive,
    rms_norm_naive,
)
from dlnotes.normalization.standardize import standardize, standardize_backward

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_backward_naive",
    "batch_norm_naive",
    "fold_batch_norm",
    "group_norm",
    "group_norm_backward",
    "group_norm_backward_naive",
    "group_norm_naive",
    "instance_norm",
    "instance_norm_backward",
    "instance_norm_backward_naive",
    "instance_norm_naive",
    "layer_norm",
    "layer_norm_backward",
    "layer_norm_backward_naive",
    "layer_norm_naive",
    "local_response_norm",
    "local_response_norm_backward",
    "rms_norm",
    "rms_norm_backward",
    "rms_norm_backward_naive",
    "rms_norm_naive",
    "standardize",
    "standardize_backward",
]
