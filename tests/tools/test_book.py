"""The whole build, on a tiny book."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ADDITION = "book/sums/addition.ipynb"


@pytest.fixture
def book(tmp_path):
    return Path(shutil.copytree(ROOT / "tests/data/tiny_book", tmp_path / "tiny_book"))


def build(book, *arguments):
    command = [sys.executable, "-m", "tools.book", "--root", str(book), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def page(book, name):
    return (book / f"_build/html/book/sums/{name}.html").read_text()


def test_build_shows_progress_and_the_page_then_does_nothing(book):
    first = build(book)
    assert first.returncode == 0, first.stderr
    assert "[1/2]" in first.stdout
    assert "[2/2]" in first.stdout
    assert f"open {book}/_build/html/index.html" in first.stdout
    assert "book/index.html" in (book / "_build/html/index.html").read_text()
    written = page(book, "addition")

    second = build(book)
    assert second.returncode == 0, second.stderr
    assert "nothing to execute" in second.stdout
    assert page(book, "addition") == written


def test_a_new_result_reaches_the_page_though_the_notebook_is_the_same(book):
    (book / ADDITION).write_text(
        (book / ADDITION)
        .read_text()
        .replace('"1 + 1"', "\"open('../../dlnotes/sums.py').read()\"")
    )
    assert build(book).returncode == 0
    assert "what the package would be" in page(book, "addition")
    (book / "dlnotes/sums.py").write_text("# what the package became\n")
    again = build(book)
    assert again.returncode == 0, again.stderr
    assert "what the package became" in page(book, "addition")


def test_a_new_style_sheet_and_a_new_page_reach_every_page(book):
    assert build(book).returncode == 0
    assert "late.css" not in page(book, "addition")
    (book / "book/assets/late.css").write_text("p { color: inherit; }\n")
    (book / "book/sums/late.md").write_text("# A late page\n")
    with (book / "_toc.yml").open("a") as toc:
        toc.write("  - file: book/sums/late\n")
    again = build(book)
    assert again.returncode == 0, again.stderr
    assert "nothing to execute" in again.stdout
    assert "late.css" in page(book, "addition")
    assert "A late page" in page(book, "addition")
    (book / "book/assets/late.css").write_text("p { color: red; }\n")
    assert build(book).returncode == 0
    assert "red" in (book / "_build/html/_static/late.css").read_text()


def test_one_chapter_builds_a_page_while_the_others_wait(book):
    result = build(book, "--only", ADDITION)
    assert result.returncode == 0, result.stderr
    assert "[1/1]" in result.stdout
    assert "product" not in result.stdout
    assert page(book, "product")


def test_a_cell_that_raises_fails_the_build_and_shows_where(book):
    text = (book / ADDITION).read_text().replace("1 + 1", "1 / 0")
    (book / ADDITION).write_text(text)
    result = build(book)
    assert result.returncode == 1
    assert f"{ADDITION}, code cell 1 of 1" in result.stderr
    assert "ZeroDivisionError: division by zero" in result.stderr
    assert not (book / "_build/html").exists()


def test_a_warning_fails_the_build(book):
    (book / "book/index.md").write_text("# A tiny book\n\n{doc}`nowhere`\n")
    result = build(book)
    assert result.returncode == 1
    assert "nowhere" in result.stderr
    assert "nowhere" in build(book).stderr
