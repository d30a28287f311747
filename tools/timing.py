"""What benchmarks measure by: the chapters' race, on a heap that does not shrink."""

import ctypes

from dlnotes.teach.race import race as interleaved_medians

__all__ = ["interleaved_medians", "keep_heap"]

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
