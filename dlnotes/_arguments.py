"""What every public function checks before it works.

Each check raises a ``TypeError`` or ``ValueError`` that names the argument, what was
given and what was expected.
"""

import math
import operator
from collections.abc import Collection, Sequence
from numbers import Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
"""An array of float32 or float64."""

IntPair: TypeAlias = int | Sequence[int]
"""One integer for both axes, or one for the rows and one for the columns."""

Pair: TypeAlias = tuple[int, int]

FLOATS = frozenset([np.dtype(np.float32), np.dtype(np.float64)])


def check_array(name: str, value: Array, *, ndim: Collection[int] = ()) -> None:
    """Require a float32 or float64 array whose rank is one of `ndim` (empty: any).

    A masked array is refused: no operator would heed its mask.
    """
    if type(value) is not np.ndarray and (
        not isinstance(value, np.ndarray) or isinstance(value, np.ma.MaskedArray)
    ):
        raise TypeError(
            f"{name} is a {type(value).__name__}, expected a NumPy array "
            "of float32 or float64"
        )
    if value.dtype not in FLOATS:
        raise TypeError(f"{name} is {value.dtype}, expected float32 or float64")
    if ndim and value.ndim not in ndim:
        ranks = " or ".join(map(str, ndim))
        raise ValueError(
            f"{name} has {value.ndim} dimensions (shape {value.shape}), "
            f"expected {ranks}"
        )


def refuse_mask(name: str, value: object) -> None:
    """Require that no mask has to be heeded: neither an array's nor its rows'."""
    rows = value if isinstance(value, tuple | list) else [value]
    if any(isinstance(row, np.ma.MaskedArray) for row in rows):
        raise TypeError(
            f"{name} {'holds' if rows is value else 'is'} a MaskedArray, expected an "
            "array without a mask: fill it, or drop its samples, first"
        )


def check_image(name: str, value: Array) -> None:
    """Require (N, C, H, W) or (C, H, W), where only the batch may be empty."""
    check_array(name, value, ndim=(3, 4))
    if 0 in value.shape[-3:]:
        raise ValueError(
            f"{name} has shape {value.shape}, expected at least one channel, "
            "row and column"
        )


def check_shape(name: str, array: Array, expected: Sequence[int]) -> None:
    """Require exactly this shape."""
    if array.shape != tuple(expected):
        raise ValueError(f"{name} has shape {array.shape}, expected {tuple(expected)}")


def check_same_dtype(**arrays: Array | None) -> None:
    """Require one dtype of all arrays given by name; None is passed over."""
    dtypes = {name: a.dtype for name, a in arrays.items() if a is not None}
    if len(set(dtypes.values())) > 1:
        given = ", ".join(f"{name} is {dtype}" for name, dtype in dtypes.items())
        raise TypeError(f"{given}; expected one dtype for all")


def check_dy(dy: Array, x: Array, output_shape: Sequence[int]) -> None:
    """Require of a backward function's dy the dtype of x and the output's shape."""
    check_array("dy", dy)
    check_same_dtype(dy=dy, x=x)
    check_shape("dy", dy, output_shape)


def check_each_entry_once(name: str, array: Array) -> None:
    """Require that no two entries share memory, as those of a broadcast view do."""
    if _overlaps_itself(array):
        raise ValueError(
            f"{name} has entries that share memory (strides {array.strides}), "
            "expected each entry once"
        )


def _overlaps_itself(array: Array) -> bool:
    """Whether two indices name the same bytes."""
    if array.flags.c_contiguous:
        return False
    reach = array.itemsize
    for stride, size in sorted(
        (abs(s), n) for s, n in zip(array.strides, array.shape, strict=True) if n > 1
    ):
        if stride < reach:
            break
        reach += stride * (size - 1)
    else:
        return False
    # a layout so unusual that only counting helps
    offsets = np.zeros((), np.int64)
    for stride, size in zip(array.strides, array.shape, strict=True):
        offsets = np.add.outer(offsets, stride * np.arange(size))
    gaps = np.diff(np.sort(offsets, axis=None))
    return bool(np.any(gaps < array.itemsize))


def owner_of(array: Array) -> int | None:
    """Return the id of the array that holds this one's memory, None if none does."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return id(array) if array.flags.owndata else None


def surely_apart(arrays: Collection[Array]) -> bool:
    """Whether each has an owner of its own: no pair need then be compared."""
    owners = set(map(owner_of, arrays))
    return None not in owners and len(owners) == len(arrays)


def check_choice(
    name: str, value: object, choices: Collection[str], *, optional: bool = False
) -> None:
    """Require one of the strings in `choices`, or None where that is allowed."""
    if optional and value is None:
        return
    expected = ", ".join(map(repr, choices)) + (" or None" if optional else "")
    if not isinstance(value, str):
        raise TypeError(f"{name} is {value!r}, expected one of {expected}")
    if value not in choices:
        raise ValueError(f"{name} is {value!r}, expected one of {expected}")


def check_rng(rng: object) -> None:
    """Require a generator of NumPy's, which a seed is not."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is {rng!r}, expected a numpy.random.Generator, "
            "such as np.random.default_rng(0)"
        )


def as_real(
    name: str, value: object, least: float = -math.inf, *, below: float = math.inf
) -> float:
    """Return a finite number from `least` to, but not including, `below` as a float.

    NumPy's numbers are numbers; one that stayed NumPy's could widen a float32 array.
    """
    # a float first: numbers.Real takes its time
    is_number = isinstance(value, float) or (
        isinstance(value, Real) and not isinstance(value, bool)
    )
    if not is_number:
        raise TypeError(f"{name} is {value!r}, expected a number")
    try:
        number = float(value)  # type: ignore[arg-type]
    except OverflowError:
        number, value = math.inf, "too large"
    if not (math.isfinite(number) and least <= number < below):
        limits = "" if least == -math.inf else f", at least {least:g}"
        limits += "" if below == math.inf else f", below {below:g}"
        raise ValueError(f"{name} is {value}, expected a finite number{limits}")
    return number


def as_bool(name: str, value: object) -> bool:
    """Return True or False; nothing else is one of them."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is {value!r}, expected True or False")
    return bool(value)


def as_int(name: str, value: object, *, minimum: int) -> int:
    """Return `value` as an int; floats and booleans are not integers here."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{name} is {value!r}, expected an integer") from None
    if number < minimum:
        raise ValueError(f"{name} is {value!r}, expected at least {minimum}")
    return number


def as_pair(name: str, value: object, *, minimum: int) -> Pair:
    """Return one integer as (n, n), and a tuple or list of two as it is."""
    if not isinstance(value, (tuple, list)):
        number = as_int(name, value, minimum=minimum)
        return number, number
    if len(value) != 2:
        raise ValueError(f"{name} is {value!r}, expected an integer or a pair")
    rows, columns = (as_int(name, v, minimum=minimum) for v in value)
    return rows, columns
