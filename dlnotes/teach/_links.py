"""Where the book and its code are published, if anywhere."""

from __future__ import annotations

import importlib.metadata
import os


def repository_url(otherwise: str = "") -> str:
    """Return the repository's address as a browser wants it, or nothing.

    Parameters
    ----------
    otherwise : str
        What the book's settings say, for want of a better address.
    """
    url = _address("DLNOTES_REPOSITORY_URL", "Repository", otherwise)
    return url.removesuffix(".git")


def book_url() -> str:
    """Return the address of the book's pages, in the same way."""
    return _address("DLNOTES_BOOK_URL", "Documentation")


def _address(variable: str, label: str, otherwise: str = "") -> str:
    """Return what the environment says, be it nothing; else the package's metadata."""
    url = os.environ.get(variable)
    return ((_project_url(label) or otherwise) if url is None else url).rstrip("/")


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
