"""Run the stages of ``make test`` one after another, and say how long each took.

python -m tools.stages lint unit
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

MAKE = os.environ.get("MAKE", "make")


def make(target: str) -> int:
    """Run one target of the Makefile; return its exit status."""
    return subprocess.run([MAKE, "--no-print-directory", target]).returncode


def run(stages: Iterable[str], stage: Callable[[str], int] = make) -> int:
    """Run stages until one fails; print the seconds of each, and then all of them."""
    rows, status = [], 0
    for name in stages:
        begin = time.monotonic()
        status = stage(name)
        rows.append((name, time.monotonic() - begin))
        outcome = "FAILED" if status else "passed"
        print(f"{name} {outcome} in {rows[-1][1]:.0f} s", flush=True)
        if status:
            break
    print("\n".join(f"{name:10}{seconds:6.0f} s" for name, seconds in _with_sum(rows)))
    return status


def _with_sum(rows: list[tuple[str, float]]) -> list[tuple[str, float]]:
    return [*rows, ("all", sum(seconds for _, seconds in rows))]


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
