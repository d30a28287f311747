"""Drawings too long for a notebook's cell, one module a topic, found by its name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from dlnotes.teach.draw._grid import grid
from dlnotes.teach.draw._svg import Svg

__all__ = ["Svg", "grid"]


def _modules() -> list[str]:
    """Return the names of the modules; nothing is imported."""
    names = (module.name for module in iter_modules(__path__))
    return sorted(name for name in names if not name.startswith("_"))


def __getattr__(name: str) -> ModuleType:
    if name.startswith("__") or name not in _modules():
        raise AttributeError(
            f"there is no drawing module {name!r}; there are: {', '.join(_modules())}"
        )
    return import_module(f"{__name__}.{name}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_modules()])
