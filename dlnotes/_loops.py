"""What NumPy's loops need to run at full speed."""

from contextvars import Context
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

CACHE_LINE = 64
"""Bytes: also the widest vector a loop writes at once."""

SHORTEST, LONGEST = 1 << 8, 1 << 13
"""Rows that gain from :func:`row_by_row`: worth NumPy's overhead for each, and several
of them fit its buffer."""


def empty_like(x: NDArray[Number]) -> NDArray[Number]:
    """Return an array like x, in C order, that begins with a cache line.

    NumPy's begin 16 bytes into one, which halves the speed of a product of two arrays.
    """
    spare = CACHE_LINE // x.itemsize
    memory = np.empty(x.size + spare, x.dtype)
    start = -memory.ctypes.data % CACHE_LINE // x.itemsize
    return memory[start : start + x.size].reshape(x.shape)


def blocks(count: int, size: int, room: int) -> list[slice]:
    """Cut `count` items of `size` values into blocks of at most `room` values.

    What several passes read and write then stays in a core's cache. An item larger than
    `room` is a block of its own; no slice reaches beyond the last item.
    """
    step = max(1, room // max(1, size))
    return [slice(i, min(i + step, count)) for i in range(0, count, step)]


class row_by_row(np.errstate):
    """Within, an operand that is constant along rows of this length is read as it is.

    Otherwise NumPy writes the constants of several rows to its buffer first, which
    takes longer than the operation itself. What else is given is ``np.errstate``'s,
    which restores the size of the buffer as well.
    """

    def __init__(self, length: int, **kinds: Any) -> None:
        super().__init__(**kinds)
        self.length = length

    def __enter__(self) -> None:
        """Let NumPy's buffer hold one row."""
        super().__enter__()
        _hold_a_row(self.length)


def quietly_row_by_row(length: int) -> Context:
    """Return a context that runs a function :class:`row_by_row`, without warnings.

    Made once for each length: where others have emptied the cache, to enter an
    ``np.errstate`` takes some 20 µs.
    """
    return _quiet(length).copy()  # a context runs one function at a time


@lru_cache
def _quiet(length: int) -> Context:
    context = Context()
    context.run(np.seterr, all="ignore")
    context.run(_hold_a_row, length)
    return context


def _hold_a_row(length: int) -> None:
    if SHORTEST <= length < LONGEST:
        np.setbufsize(-(-length // 16) * 16)
