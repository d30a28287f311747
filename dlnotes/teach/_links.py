"""Where the book and its code are published, if anywhere."""

from __future__ import annotations

import importlib.metadata
import os


def repository_url() -> str:
    """Return the repository's address, without a slash at its end, or nothing."""
    return _address("DLNOTES_REPOSITORY_URL", "Repository")


def book_url() -> str:
    """Return the address of the book's pages, in the same way."""
    return _address("DLNOTES_BOOK_URL", "Documentation")


def _address(variable: str, label: str) -> str:
    """Return what the environment says, be it nothing; else the package's metadata."""
    url = os.environ.get(variable)
    return (_project_url(label) if url is None else url).rstrip("/")


def _project_url(label: str) -> str:
    """Return an address of ``[project.urls]`` in pyproject.toml."""
    try:
        metadata = importlib.metadata.metadata("dlnotes")
    except importlib.metadata.PackageNotFoundError:
        return ""
    for entry in metadata.get_all("Project-URL") or []:
        found, _, address = str(entry).partition(", ")
        if found == label:
            return address
    return ""
