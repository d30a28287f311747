"""Running statistics: constants to normalize by, or state to update in place."""

import numpy as np

from dlnotes._arguments import Array, as_real
from dlnotes.normalization._channels import Moments
from dlnotes.normalization._check import check_parameters


def check_running(
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    momentum: float,
    *,
    needed: str,
) -> Moments | None:
    """Check both; return them as moments if something, named by `needed`, does so."""
    as_real("momentum", momentum, 0)
    if momentum > 1:
        raise ValueError(f"momentum is {momentum}, expected at most 1")
    check_parameters(
        {"x": x}, x.shape[1:2], running_mean=running_mean, running_var=running_var
    )
    if running_mean is not None and running_var is not None:
        return Moments(*map(_as_row, (running_mean, running_var))) if needed else None
    missing = "running_mean" if running_mean is None else "running_var"
    if needed:
        raise ValueError(f"{missing} is None, expected an array: {needed}")
    if running_mean is not running_var:
        raise ValueError(
            f"{missing} is None, expected both running_mean and running_var or neither"
        )
    return None


def check_writeable(**running: Array | None) -> None:
    """Require arrays that can be updated in place; None is passed over."""
    for name, array in running.items():
        if array is not None and not array.flags.writeable:
            raise ValueError(
                f"{name} is read-only, expected an array to update in place"
            )


def update(
    running_mean: Array | None,
    running_var: Array | None,
    batch: Moments,
    count: int,
    momentum: float,
) -> None:
    """Move by `momentum` to the batch's mean and variance; the latter made unbiased.

    `count` values were averaged for each statistic; an empty batch says nothing.
    """
    if running_mean is None or running_var is None or not batch.mean.size * count:
        return
    mean, var = (values.mean(axis=0) for values in batch)
    unbiased = var * (count / (count - 1))
    with np.errstate(over="ignore"):  # as torch, infinite where float32 ends
        running_mean[:] = (1 - momentum) * running_mean + momentum * mean
        running_var[:] = (1 - momentum) * running_var + momentum * unbiased


def _as_row(values: Array) -> Array:
    """See (C,) as (1, C), which broadcasts over the batch."""
    return values.astype(np.float64)[None]
