"""What the normalizations ask of their arguments."""

from collections.abc import Sequence
from itertools import combinations
from math import prod

import numpy as np

from dlnotes._arguments import (
    Array,
    as_int,
    as_real,
    check_array,
    check_each_entry_once,
    check_same_dtype,
    check_shape,
    surely_apart,
)
from dlnotes.normalization._channels import Moments

Shape = int | Sequence[int]
"""The sizes of the last axes; an integer is the size of the last one."""


def check_batch_norm(
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None,
    bias: Array | None,
    training: bool,
    momentum: float,
    eps: float,
) -> tuple[Moments | None, float, float]:
    """Check all arguments; return the statistics if given to normalize by, and numbers.

    The numbers are momentum and eps.
    """
    eps = check_channels(x, weight, bias, eps)
    momentum = as_momentum(momentum)
    needed = "" if training else "training is False"
    fixed = check_running(x, running_mean, running_var, needed=needed)
    if training and eps == 0:
        raise ValueError("eps is 0, expected more than 0 in training")
    if training and len(x) == prod(x.shape[2:]) == 1:
        raise ValueError(
            f"x has shape {x.shape}, one value a channel, expected more in training"
        )
    return fixed, momentum, eps


def check_instance_norm(
    x: Array,
    running_mean: Array | None,
    running_var: Array | None,
    weight: Array | None,
    bias: Array | None,
    use_input_stats: bool,
    momentum: float,
    eps: float,
) -> tuple[Moments | None, float, float]:
    """Check all arguments; return the statistics if given to normalize by, and numbers.

    The numbers are momentum and eps.
    """
    eps = check_channels(x, weight, bias, eps)
    momentum = as_momentum(momentum)
    needed = "" if use_input_stats else "use_input_stats is False"
    fixed = check_running(x, running_mean, running_var, needed=needed)
    if use_input_stats and prod(x.shape[2:]) == 1:
        raise ValueError(
            f"x has shape {x.shape}, one value a channel of an image, expected more"
        )
    return fixed, momentum, eps


def check_group_norm(
    x: Array, num_groups: int, weight: Array | None, bias: Array | None, eps: float
) -> tuple[int, float]:
    """Check all arguments; return the number of groups, and eps."""
    eps = check_channels(x, weight, bias, eps)
    groups = as_int("num_groups", num_groups, minimum=1)
    if x.shape[1] % groups:
        raise ValueError(
            f"num_groups is {groups}, but x has {x.shape[1]} channels, expected a "
            "multiple"
        )
    if x.size == groups and len(x) == 1:
        raise ValueError(
            f"x has shape {x.shape}, one value a group (num_groups is {groups}), "
            "expected more"
        )
    return groups, eps


def check_layer_norm(
    x: Array,
    normalized_shape: Shape,
    weight: Array | None,
    bias: Array | None,
    eps: float,
) -> tuple[tuple[int, ...], float]:
    """Check all arguments; return the shape as a tuple, and eps."""
    shape = check_last_axes(x, normalized_shape, weight, bias)
    return shape, as_real("eps", eps, 0)


def check_rms_norm(
    x: Array, normalized_shape: Shape, weight: Array | None, eps: float | None
) -> tuple[tuple[int, ...], float]:
    """Check all arguments; return the shape as a tuple, and eps as a number."""
    shape = check_last_axes(x, normalized_shape, weight, None)
    if eps is None:
        return shape, float(np.finfo(x.dtype).eps)
    return shape, as_real("eps", eps, 0)


def check_channels(
    x: Array, weight: Array | None, bias: Array | None, eps: float
) -> float:
    """Check x, (N, C, *), and what holds one value a channel; return eps."""
    check_array("x", x)
    if x.ndim < 2:
        raise ValueError(
            f"x has {x.ndim} dimensions (shape {x.shape}), expected at least 2: "
            "batch and channels"
        )
    check_parameters({"x": x}, x.shape[1:2], weight=weight, bias=bias)
    return as_real("eps", eps, 0)


def check_running(
    x: Array, running_mean: Array | None, running_var: Array | None, *, needed: str
) -> Moments | None:
    """Check both; return them as moments if something, named by `needed`, does so."""
    check_parameters(
        {"x": x}, x.shape[1:2], running_mean=running_mean, running_var=running_var
    )
    if running_mean is not None and running_var is not None:
        return Moments.of(running_mean, running_var) if needed else None
    missing = "running_mean" if running_mean is None else "running_var"
    if needed:
        raise ValueError(f"{missing} is None, expected an array: {needed}")
    if running_mean is not running_var:
        raise ValueError(
            f"{missing} is None, expected both running_mean and running_var or neither"
        )
    return None


def check_updated(
    running_mean: Array | None, running_var: Array | None, **inputs: Array | None
) -> None:
    """Require statistics that can be updated in place, and nothing else with them."""
    if running_mean is None or running_var is None:
        return
    running = {"running_mean": running_mean, "running_var": running_var}
    for name, array in running.items():
        if not array.flags.writeable:
            raise ValueError(
                f"{name} is read-only, expected an array to update in place"
            )
        check_each_entry_once(name, array)
    given = running | {n: value for n, value in inputs.items() if value is not None}
    if surely_apart(given.values()):
        return  # at a fraction of what comparing takes
    for (name, one), (other, array) in combinations(given.items(), 2):
        if name in running and np.shares_memory(one, array):
            raise ValueError(
                f"{name} and {other} share memory, expected an array to update alone"
            )


def as_momentum(momentum: object) -> float:
    """Return a momentum as a float: a share from 0 to 1."""
    number = as_real("momentum", momentum, 0)
    if number > 1:
        raise ValueError(f"momentum is {momentum}, expected at most 1")
    return number


def check_last_axes(
    x: Array,
    normalized_shape: Shape,
    weight: Array | None,
    bias: Array | None,
) -> tuple[int, ...]:
    """Check x, (*, normalized_shape), and its parameters; return the shape."""
    check_array("x", x)
    sizes: object = normalized_shape
    if not isinstance(sizes, tuple | list):
        sizes = [sizes]
    shape = tuple(as_int("normalized_shape", size, minimum=0) for size in sizes)
    if not shape or x.shape[-len(shape) :] != shape:
        raise ValueError(
            f"normalized_shape is {normalized_shape!r}, expected the last sizes "
            f"of x, whose shape is {x.shape}"
        )
    # to find nothing to check takes its time, too
    if weight is not None or bias is not None:
        check_parameters({"x": x}, shape, weight=weight, bias=bias)
    return shape


def check_parameters(
    data: dict[str, Array], shape: Sequence[int], **parameters: Array | None
) -> None:
    """Require arrays of this shape and the data's dtype; None is passed over."""
    given = {name: value for name, value in parameters.items() if value is not None}
    for name, value in given.items():
        check_array(name, value)
    if given:
        check_same_dtype(**data, **given)
    for name, value in given.items():
        check_shape(name, value, shape)


def check_axes(x: Array, axes: Sequence[int]) -> tuple[int, ...]:
    """Return distinct axes of x, counted from the front."""
    check_array("x", x)
    if not isinstance(axes, tuple | list):
        raise TypeError(f"axes is {axes!r}, expected a tuple of integers")
    numbers = [as_int("axes", axis, minimum=-x.ndim) for axis in axes]
    distinct = {n % x.ndim for n in numbers if n < x.ndim}
    if not numbers or len(distinct) < len(numbers):
        raise ValueError(
            f"axes is {axes!r}, expected one or more distinct axes of x, whose shape "
            f"is {x.shape}"
        )
    return tuple(distinct)


def along_channels(x: Array, values: Array | None, *, default: float = 0) -> Array:
    """Lay (C,), or C times the default, along x's channels, in float64."""
    if values is None:
        values = np.full(x.shape[1], default)
    # (C,) -> (C, 1, ..., 1)
    return values.astype(np.float64).reshape(-1, *[1] * (x.ndim - 2))


def like(parameter: Array | None, gradient: Array) -> Array | None:
    """Return a parameter's gradient in its shape and dtype; None has none."""
    if parameter is None:
        return None
    return gradient.reshape(parameter.shape).astype(parameter.dtype)
