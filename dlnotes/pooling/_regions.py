"""The regions of adaptive pooling: as many as asked for, of nearly one size."""

from collections.abc import Sequence

from dlnotes._arguments import Array, Pair, as_int, check_image

OutputSize = int | None | Sequence[int | None]
"""Rows and columns wanted; None keeps the image's."""


def check_adaptive(x: Array, output_size: OutputSize) -> Pair:
    """Check the arguments of adaptive pooling; return rows and columns wanted."""
    check_image("x", x)
    wanted = (
        tuple(output_size)
        if isinstance(output_size, (tuple, list))
        else (output_size, output_size)
    )
    if len(wanted) != 2:
        raise ValueError(
            f"output_size is {output_size!r}, expected an integer or a pair"
        )
    rows, columns = (
        size if given is None else as_int("output_size", given, minimum=1)
        for given, size in zip(wanted, x.shape[-2:], strict=True)
    )
    return rows, columns


def regions(size: int, count: int) -> list[slice]:
    r"""Cut an axis into `count` regions, which may overlap by a pixel.

    Region i begins at :math:`\lfloor i H/O\rfloor` and ends before
    :math:`\lceil (i+1) H/O\rceil`.
    """
    return [slice(i * size // count, -(-(i + 1) * size // count)) for i in range(count)]


def as_sides(name: str, value: Sequence[int]) -> list[int]:
    """Return how many parts a side each level of a pyramid has: one level or more."""
    if not isinstance(value, tuple | list):
        raise TypeError(f"{name} is {value!r}, expected a tuple or list of integers")
    if not value:
        raise ValueError(f"{name} is {value!r}, expected at least one integer")
    return [as_int(name, side, minimum=1) for side in value]
