"""Data files inside installed packages, found without importing the packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path


def package_file(package: str, path: str, *, install: str) -> Path:
    """Return the file at ``path`` inside ``package``; ``install`` is its pip name."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        if (file := Path(folder, path)).is_file():
            return file
    raise ModuleNotFoundError(
        f"{package}/{path} is not installed: run `pip install {install}`", name=package
    )
