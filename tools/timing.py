"""What benchmarks measure by: the chapters' race, on a heap that does not shrink."""

import ctypes
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from dlnotes.teach.race import race as interleaved_medians

__all__ = ["check_agreement", "interleaved_medians", "keep_heap"]

TRIM_THRESHOLD, MMAP_THRESHOLD = -1, -3
"""Numbers of glibc's parameters, in its malloc.h."""


def keep_heap() -> None:
    """Let glibc keep what is freed.

    Otherwise it gives large arrays back to the system, and whoever comes next pays for
    fetching their pages again: as much as half of a small operator's time.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:
        mallopt(TRIM_THRESHOLD, 1 << 30)
        mallopt(MMAP_THRESHOLD, 1 << 25)


def check_agreement(
    contenders: Mapping[str, Callable[[], list[Any]]], tolerance: float = 1e-5
) -> None:
    """Raise unless every contender computes the arrays that the one named torch does.

    A difference counts in units of the largest entry.
    """
    expected = [reference.detach().numpy() for reference in contenders["torch"]()]
    for name in contenders.keys() - {"torch"}:
        for ours, reference in zip(contenders[name](), expected, strict=True):
            error = np.abs(ours - reference).max() / np.abs(reference).max()
            if not error <= tolerance:
                raise ValueError(f"{name} differs from torch by {error:.1e}")
