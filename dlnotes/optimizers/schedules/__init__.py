"""Schedules: the learning rate as a function of the step, or of progress."""

from dlnotes.optimizers.schedules.cosine_decay import cosine_decay
from dlnotes.optimizers.schedules.cyclic import cyclic
from dlnotes.optimizers.schedules.exponential_decay import exponential_decay
from dlnotes.optimizers.schedules.one_cycle import one_cycle
from dlnotes.optimizers.schedules.polynomial_decay import polynomial_decay
from dlnotes.optimizers.schedules.reduce_on_plateau import ReduceOnPlateau
from dlnotes.optimizers.schedules.step_decay import step_decay
from dlnotes.optimizers.schedules.warmup import warmup

__all__ = [
    "ReduceOnPlateau",
    "cosine_decay",
    "cyclic",
    "exponential_decay",
    "one_cycle",
    "polynomial_decay",
    "step_decay",
    "warmup",
]
