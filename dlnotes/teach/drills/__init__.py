"""Drills without end: a question with new numbers each time, its answer computed.

The drills of a topic are the public functions of ``drills/<topic>.py``, found by the
topic's name. To write one, add a function there: it draws numbers, and asks::

    def output_rows(rng: Generator) -> Drill:
        \"\"\"How large an output is.\"\"\"
        size, kernel = between(rng, 20, 60), choose(rng, 3, 5, 7)
        return ask(
            "convolution",  # the chapter that explains it
            f"A {kernel}×{kernel} kernel at stride 1 on {size} rows. How many come "
            "out?",
            output_size(size, kernel),
            f"${size}-{kernel}+1$.",
        )

The question holds every number that the answer needs; the answer comes out of the
package, and the last argument shows the working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

import numpy as np
from numpy.random import Generator

from dlnotes._arguments import as_int
from dlnotes.teach._bank import Drill

__all__ = ["makers", "series", "topics"]

Maker = Callable[[Generator], Drill]


def topics() -> list[str]:
    """Return the topics that have drills; nothing is imported."""
    names = [module.name for module in iter_modules(__path__)]
    return [name for name in names if not name.startswith("_")]


def makers(topic: str) -> dict[str, Maker]:
    """Return what draws the drills of a topic, by name.

    Raises
    ------
    ValueError
        If the topic has no drills.
    """
    if topic not in topics():
        raise ValueError(f"topic is {topic!r}, expected one of {', '.join(topics())}")
    module = import_module(f"{__name__}.{topic}")
    return {
        name: maker
        for name, maker in getmembers(module, isfunction)
        if maker.__module__ == module.__name__ and not name.startswith("_")
    }


def series(topic: str, *, chapter: str | None = None, seed: int = 0) -> Iterator[Drill]:
    """Yield drills without end, each kind once before one comes again.

    Parameters
    ----------
    topic : str
        One of `topics`.
    chapter : str, optional
        Only what this chapter of the topic explains.
    seed : int
        Not negative; the same seed gives the same drills.

    Yields
    ------
    Drill
        Its id is the topic, the kind and a running number.

    Raises
    ------
    ValueError
        If topic or chapter has no drills, or seed is negative.
    TypeError
        If seed is no integer.

    Examples
    --------
    >>> print(next(series("cost", seed=2)).question)
    A dense layer from 2048 inputs to 10 outputs, with biases. How many parameters?
    """
    of_topic = makers(topic)
    rng = np.random.default_rng(as_int("seed", seed, minimum=0))
    if chapter is not None:
        homes = {name: make(rng).chapter for name, make in of_topic.items()}
        if chapter not in homes.values():
            known = ", ".join(sorted(set(homes.values())))
            raise ValueError(f"chapter is {chapter!r}, expected one of {known}")
        of_topic = {name: of_topic[name] for name in homes if homes[name] == chapter}
    return _draw(topic, of_topic, rng)


def _draw(topic: str, of_topic: dict[str, Maker], rng: Generator) -> Iterator[Drill]:
    """Yield round after round; a question comes again when a round brings none new."""
    asked: set[str] = set()
    number = 0
    while True:
        before = number
        for name in rng.permutation(list(of_topic)):
            drill = of_topic[name](rng)
            if drill.question not in asked:
                asked.add(drill.question)
                number += 1
                kind = name.replace("_", "-")
                yield replace(drill, id=f"{topic}.{kind}.{number}")
        if number == before:
            asked.clear()
