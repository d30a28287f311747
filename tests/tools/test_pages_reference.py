"""The API reference's pages, made from sources that are never imported."""

import sys
from pathlib import Path

import pytest

from tests.tools.tiny_pages import tiny_book
from tools.pages.reference import pages

ROOT = Path(__file__).parents[2]


def test_a_topic_has_a_page_with_its_names_and_its_pytorch_modules(tmp_path):
    found = pages(tiny_book(tmp_path))
    assert set(found) == {"reference/index.md", "reference/topics/squares.md"}
    text = found["reference/topics/squares.md"]
    assert text.startswith("# `dlnotes.squares`\n\nSquares, in NumPy.\n")
    assert ".. automodule:: dlnotes.squares\n" in text
    assert ".. autosummary::\n   :nosignatures:\n\n   area\n" in text
    assert ".. automodule:: dlnotes.squares.torch\n" in text
    assert "\n   Area\n" in text
    assert (
        "[squares](topics/squares.md): Squares, in NumPy."
        in found["reference/index.md"]
    )
    assert "dlnotes.squares" not in sys.modules


def test_a_new_topic_appears_by_itself(tmp_path):
    book = tiny_book(tmp_path)
    (book / "dlnotes" / "round_things.py").write_text('"""Discs."""\n__all__ = ["pi"]')
    text = pages(book)["reference/topics/round_things.md"]
    assert text.startswith("# `dlnotes.round_things`\n\nDiscs.\n")
    assert "torch" not in text


def test_names_computed_at_import_are_refused(tmp_path):
    book = tiny_book(tmp_path)
    (book / "dlnotes" / "discs.py").write_text("__all__ = sorted(globals())\n")
    with pytest.raises(ValueError, match=r"discs\.py: __all__ must be a literal"):
        pages(book)


def test_every_topic_of_the_package_has_a_page():
    found = pages(ROOT)
    for path in ROOT.glob("dlnotes/*/__init__.py"):
        assert f"reference/topics/{path.parent.name}.md" in found
