"""Data files inside installed packages, found without importing the packages."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from dlnotes._extras import missing


def package_file(package: str, path: str, *, extra: str) -> Path:
    """Return the file at ``path`` inside ``package``, which this extra installs."""
    spec = importlib.util.find_spec(package)
    for folder in (spec and spec.submodule_search_locations) or ():
        if (file := Path(folder, path)).is_file():
            return file
    raise missing(f"{package}/{path}", extra)
