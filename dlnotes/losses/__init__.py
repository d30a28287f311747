"""Losses: how wrong a prediction is, and which way is better, in NumPy."""

from dlnotes.losses.cross_entropy import cross_entropy, cross_entropy_backward
from dlnotes.losses.focal_loss import focal_loss, focal_loss_backward
from dlnotes.losses.smooth_l1_loss import smooth_l1_loss, smooth_l1_loss_backward

__all__ = [
    "cross_entropy",
    "cross_entropy_backward",
    "focal_loss",
    "focal_loss_backward",
    "smooth_l1_loss",
    "smooth_l1_loss_backward",
]
