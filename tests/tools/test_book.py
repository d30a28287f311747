"""The whole build, on a tiny book: one book, built again after each change."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TINY = ROOT / "tests" / "fixtures" / "tiny_book"
ADDITION = "book/sums/addition.ipynb"
REPOSITORY = "https://github.com/someone/book"
READING = "\"open('../../dlnotes/sums.py').read()\""

pytestmark = pytest.mark.xdist_group("tiny book")


def build(book, *arguments, repository=""):
    command = [sys.executable, "-m", "tools.book", "--root", str(book), *arguments]
    env = os.environ | {"DLNOTES_REPOSITORY_URL": repository}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=env)


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


@dataclass(frozen=True)
class Step:
    """What a build said, and the pages as it left them."""

    returncode: int
    stdout: str
    stderr: str
    pages: dict[str, str]


def step(book, *arguments, repository=""):
    said = build(book, *arguments, repository=repository)
    html = book / "_build/html"
    pages = {path.stem: path.read_text() for path in html.rglob("book/sums/*.html")}
    return Step(said.returncode, said.stdout, said.stderr, pages)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = shutil.copytree(TINY, tmp_path_factory.mktemp("tiny") / "book")
    edit(book / ADDITION, '"1 + 1"', READING)
    return Path(book)


@pytest.fixture(scope="module")
def one(book):
    """Build one chapter."""
    return step(book, "--only", ADDITION)


@pytest.fixture(scope="module")
def both(book, one):
    """Build the book, one chapter of which was executed."""
    return step(book)


@pytest.fixture(scope="module")
def again(book, both):
    """Build the same book again."""
    return step(book)


@pytest.fixture(scope="module")
def published(book, again):
    """Build the same book, whose repository is known."""
    return step(book, repository=REPOSITORY)


@pytest.fixture(scope="module")
def larger(book, published):
    """Build after a style sheet and a page are new."""
    (book / "book/assets/late.css").write_text("p { color: inherit; }\n")
    (book / "book/sums/late.md").write_text("# A late page\n")
    with (book / "_toc.yml").open("a") as toc:
        toc.write("  - file: book/sums/late\n")
    return step(book)


@pytest.fixture(scope="module")
def changed(book, larger):
    """Build after what a chapter reads has changed, and a style sheet."""
    (book / "dlnotes/sums.py").write_text("# what the package became\n")
    (book / "book/assets/late.css").write_text("p { color: red; }\n")
    return step(book)


@pytest.fixture(scope="module")
def warned(book, changed):
    """Build twice after a page links to nowhere."""
    (book / "book/index.md").write_text("# A tiny book\n\n{doc}`nowhere`\n")
    return step(book), step(book)


def test_one_chapter_builds_a_page_while_the_others_wait(book, one):
    assert one.returncode == 0, one.stderr
    assert "[1/1]" in one.stdout
    assert "product" not in one.stdout
    assert f"open {book}/_build/html/index.html" in one.stdout
    assert "book/index.html" in (book / "_build/html/index.html").read_text()
    assert "what the package would be" in one.pages["addition"]
    assert one.pages["product"]


def test_what_waited_is_executed_and_the_same_book_is_left_alone(one, both, again):
    assert both.returncode == 0, both.stderr
    assert "[1/1]" in both.stdout
    assert "addition" not in both.stdout
    assert both.pages["product"] != one.pages["product"]
    assert again.returncode == 0, again.stderr
    assert "nothing to execute" in again.stdout
    assert again.pages == both.pages


def test_pages_of_a_known_repository_lead_to_it(again, published, larger):
    assert published.returncode == 0, published.stderr
    assert "nothing to execute" in published.stdout
    links = [
        "https://mybinder.org/v2/gh/someone/book/main?urlpath=lab/tree/" + ADDITION,
        f"https://colab.research.google.com/github/someone/book/blob/main/{ADDITION}",
        f"{REPOSITORY}/edit/main/{ADDITION}",
        f"{REPOSITORY}/issues/new?title=",
    ]
    for link in links:
        assert f'href="{link}' in published.pages["addition"]
    for built in (again, larger):
        assert "launch-buttons" not in built.pages["addition"]
        assert "source-buttons" not in built.pages["addition"]
        assert "someone" not in built.pages["addition"]


def test_a_new_style_sheet_and_a_new_page_reach_every_page(both, larger):
    assert larger.returncode == 0, larger.stderr
    assert "nothing to execute" in larger.stdout
    assert "late.css" not in both.pages["addition"]
    for name in ("addition", "product", "late"):
        assert "late.css" in larger.pages[name]
        assert "A late page" in larger.pages[name]


def test_a_new_result_reaches_the_page_though_the_notebook_is_the_same(book, changed):
    assert changed.returncode == 0, changed.stderr
    assert "[1/1]" in changed.stdout
    assert "product" not in changed.stdout
    assert "what the package became" in changed.pages["addition"]
    assert "red" in (book / "_build/html/_static/late.css").read_text()


def test_a_warning_fails_the_build_each_time(warned):
    for built in warned:
        assert built.returncode == 1
        assert "nowhere" in built.stderr


def test_a_cell_that_raises_fails_the_build_and_shows_where(tmp_path):
    book = Path(shutil.copytree(TINY, tmp_path / "book"))
    edit(book / ADDITION, "1 + 1", "1 / 0")
    result = build(book)
    assert result.returncode == 1
    assert "[1/2]" in result.stdout
    assert "[2/2]" in result.stdout
    assert f"{ADDITION}, code cell 1 of 1" in result.stderr
    assert "ZeroDivisionError: division by zero" in result.stderr
    assert not (book / "_build/html").exists()
