"""Another answer to every drill: from the numbers in its question alone.

So a question that keeps a number to itself is noticed, and a package that computes
another thing than the question asks for.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isclose

import numpy as np

from dlnotes.teach.drills import makers

SEEDS = range(60)
NUMBER = re.compile(r"(?<![A-Za-z\d.])−?\d+(?:\.\d+)?")
Oracle = Callable[[list[float], str], float]


def numbers(text: str) -> list[float]:
    """Return the numbers of a question, in order."""
    return [float(found.replace("−", "-")) for found in NUMBER.findall(text)]


def answers(topic: str, oracles: dict[str, Oracle]) -> None:
    """Expect of each drill of a topic what its oracle says."""
    assert makers(topic).keys() == oracles.keys()
    for name, make in makers(topic).items():
        for seed in SEEDS:
            drill = make(np.random.default_rng(seed))
            expected = oracles[name](numbers(drill.question), drill.question)
            assert isclose(drill.answer, expected, rel_tol=1e-6, abs_tol=1e-9), drill
