"""The reader's copy of the book."""

import pytest

from tools.lab import LAB, copy


@pytest.fixture
def root(tmp_path):
    (tmp_path / "book" / "sums").mkdir(parents=True)
    (tmp_path / "book" / "sums" / "one.ipynb").write_text("first edition")
    (tmp_path / "book" / "generated").mkdir()
    (tmp_path / "book" / "generated" / "page.md").write_text("made")
    return tmp_path


def test_copies_the_sources_alone(root):
    assert copy(root) == []
    assert (root / LAB / "book/sums/one.ipynb").read_text() == "first edition"
    assert not (root / LAB / "book/generated").exists()


def test_an_untouched_copy_follows_the_book(root):
    copy(root)
    (root / "book/sums/one.ipynb").write_text("second edition")
    assert copy(root) == []
    assert (root / LAB / "book/sums/one.ipynb").read_text() == "second edition"


def test_a_readers_work_is_kept(root):
    copy(root)
    (root / LAB / "book/sums/one.ipynb").write_text("my solution")
    (root / "book/sums/one.ipynb").write_text("second edition")
    assert copy(root) == ["book/sums/one.ipynb"]
    assert (root / LAB / "book/sums/one.ipynb").read_text() == "my solution"
