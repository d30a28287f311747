"""Grade the reader's own functions: ``check.conv2d(my_conv2d)``.

The exercises of a topic are declared in ``check/<topic>.py``; a new file there is found
by itself. It imports PyTorch, if it needs it, inside its functions.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from dlnotes.teach.check._grader import Exercise
from dlnotes.teach.check._report import Report

__all__ = ["Exercise", "Report"]


def _exercises() -> dict[str, Exercise]:
    """Collect the exercises of every topic by their names."""
    topics = [module.name for module in iter_modules(__path__)]
    modules = [
        import_module(f"{__name__}.{topic}")
        for topic in topics
        if not topic.startswith("_")
    ]
    return {
        value.name: value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Exercise)
    }


def __getattr__(name: str) -> Exercise:
    if name.startswith("__"):  # Python asks for such names, never a reader
        raise AttributeError(name)
    exercises = _exercises()
    if name not in exercises:
        known = ", ".join(sorted(exercises))
        raise AttributeError(f"there is no exercise {name!r}; there are: {known}")
    return exercises[name]


def __dir__() -> list[str]:
    return sorted(_exercises())
