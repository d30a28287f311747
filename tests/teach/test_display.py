"""book_root(): the reader's book, else the one that the package carries."""

from pathlib import Path

import pytest

from dlnotes.teach import _display
from dlnotes.teach._display import book_root

ROOT = Path(__file__).parents[2]


def put_book(folder):
    (folder / "book").mkdir(parents=True)
    (folder / "book" / "notes.yml").touch()
    return folder


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package somewhere else, which carries no book."""
    folder = tmp_path / "site" / "teach"
    folder.mkdir(parents=True)
    monkeypatch.setattr(_display, "__file__", str(folder / "_display.py"))
    return folder


def test_a_chapter_reads_the_book_it_lies_in(package, tmp_path):
    put_book(package)
    lab = put_book(tmp_path / "_lab")
    (lab / "book" / "cost").mkdir()
    assert book_root(lab / "book" / "cost") == lab
    assert book_root(lab) == lab


def test_anywhere_else_it_reads_the_package_s(package, tmp_path, monkeypatch):
    put_book(package)
    monkeypatch.chdir(tmp_path)
    assert book_root() == package
    assert book_root(tmp_path / "no such folder") == package


def test_a_package_inside_its_repository_has_the_repository_s(tmp_path):
    assert book_root(tmp_path) == ROOT


def test_without_any_book_it_says_where_it_looked(package, tmp_path):
    with pytest.raises(FileNotFoundError) as caught:
        book_root(tmp_path)
    assert f"at or above {tmp_path}" in str(caught.value)
    assert f"in the package {package}" in str(caught.value)
