"""Normalization over batches, layers, instances, groups and neighbouring channels."""

from dlnotes.normalization.batch_norm import batch_norm, batch_norm_backward
from dlnotes.normalization.fold_batch_norm import fold_batch_norm
from dlnotes.normalization.group_norm import group_norm, group_norm_backward
from dlnotes.normalization.instance_norm import instance_norm, instance_norm_backward
from dlnotes.normalization.layer_norm import layer_norm, layer_norm_backward
from dlnotes.normalization.local_response_norm import (
    local_response_norm,
    local_response_norm_backward,
)
from dlnotes.normalization.rms_norm import rms_norm, rms_norm_backward
from dlnotes.normalization.standardize import standardize, standardize_backward

__all__ = [
    "batch_norm",
    "batch_norm_backward",
    "fold_batch_norm",
    "group_norm",
    "group_norm_backward",
    "instance_norm",
    "instance_norm_backward",
    "layer_norm",
    "layer_norm_backward",
    "local_response_norm",
    "local_response_norm_backward",
    "rms_norm",
    "rms_norm_backward",
    "standardize",
    "standardize_backward",
]
