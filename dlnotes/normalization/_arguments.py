"""What the normalizations ask of their arguments."""

from collections.abc import Sequence

from dlnotes._arguments import (
    Array,
    as_int,
    as_real,
    check_array,
    check_same_dtype,
    check_shape,
)
from dlnotes.normalization._channels import Moments

Shape = int | Sequence[int]
"""The sizes of the last axes; an integer is the size of the last one."""


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


def check_writeable(**running: Array | None) -> None:
    """Require arrays that can be updated in place; None is passed over."""
    for name, array in running.items():
        if array is not None and not array.flags.writeable:
            raise ValueError(
                f"{name} is read-only, expected an array to update in place"
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
    bias: Array | None = None,
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
    check_parameters({"x": x}, shape, weight=weight, bias=bias)
    return shape


def check_parameters(
    data: dict[str, Array], shape: Sequence[int], **parameters: Array | None
) -> None:
    """Require arrays of this shape and the data's dtype; None is passed over."""
    for name, value in parameters.items():
        if value is not None:
            check_array(name, value)
    check_same_dtype(**data, **parameters)
    for name, value in parameters.items():
        if value is not None:
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


def like(parameter: Array | None, gradient: Array) -> Array | None:
    """Return a parameter's gradient in its shape and dtype; None has none."""
    if parameter is None:
        return None
    return gradient.reshape(parameter.shape).astype(parameter.dtype)
