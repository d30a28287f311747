"""The addresses: the environment's, else the package's metadata's, else none."""

import importlib.metadata
from email.message import Message

import pytest

from dlnotes.teach._links import book_url, repository_url

CODE, BOOK = "https://example.org/dlnotes", "https://example.org/book"


@pytest.fixture(autouse=True)
def metadata(monkeypatch):
    monkeypatch.delenv("DLNOTES_REPOSITORY_URL", raising=False)
    monkeypatch.delenv("DLNOTES_BOOK_URL", raising=False)
    message = Message()
    monkeypatch.setattr(importlib.metadata, "metadata", lambda name: message)
    return message


def test_nothing_is_known_at_first():
    assert (repository_url(), book_url()) == ("", "")


def test_the_metadata_gives_addresses(metadata):
    metadata["Project-URL"] = "Homepage, https://example.org/"
    metadata["Project-URL"] = f"Repository, {CODE}"
    metadata["Project-URL"] = f"Documentation, {BOOK}/"
    assert (repository_url(), book_url()) == (CODE, BOOK)


@pytest.mark.parametrize("said", [CODE, f"{CODE}/", ""])
def test_the_environment_is_heard_first_even_when_it_says_nothing(
    metadata, monkeypatch, said
):
    metadata["Project-URL"] = "Repository, https://example.org/"
    monkeypatch.setenv("DLNOTES_REPOSITORY_URL", said)
    assert repository_url() == said.rstrip("/")


def test_settings_are_heard_last(metadata, monkeypatch):
    assert repository_url("https://example.org/settings/") == (
        "https://example.org/settings"
    )
    metadata["Project-URL"] = f"Repository, {CODE}"
    assert repository_url("https://example.org/settings") == CODE
    monkeypatch.setenv("DLNOTES_REPOSITORY_URL", "")
    assert repository_url("https://example.org/settings") == ""


def test_a_browser_wants_no_git_at_the_end(monkeypatch):
    monkeypatch.setenv("DLNOTES_REPOSITORY_URL", f"{CODE}.git/")
    assert repository_url() == CODE


def test_a_package_that_is_not_installed_has_no_address(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "metadata", missing)
    assert (repository_url(), book_url()) == ("", "")
