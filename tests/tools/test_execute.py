"""Which chapters are executed, and what happens to one that raises."""

import json
import shutil
from pathlib import Path

import nbformat
import pytest

from tools.chapters import executed
from tools.execute import execute, fingerprint, plan

TINY = Path(__file__).parents[1] / "data" / "tiny_book"
ADDITION, PRODUCT = "book/sums/addition.ipynb", "book/sums/product.ipynb"


@pytest.fixture
def book(tmp_path, monkeypatch):
    monkeypatch.delenv("DLNOTES_STATIC", raising=False)
    return Path(shutil.copytree(TINY, tmp_path / "tiny_book"))


def run(book, only=None):
    return list(execute(book, plan(book, only), jobs=2))


def rewrite(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_every_chapter_is_executed_once(book):
    results = run(book)
    assert {result.notebook for result in results} == {ADDITION, PRODUCT}
    assert all(result.seconds > 0 and not result.error for result in results)
    assert run(book) == []
    value = executed(book, PRODUCT).cells[1].outputs[0].data["text/plain"]
    assert value == "6"


def test_a_changed_cell_executes_its_chapter_alone(book):
    run(book)
    rewrite(book / ADDITION, "1 + 1", "1 + 2")
    assert plan(book) == [ADDITION]
    run(book)
    assert executed(book, ADDITION).cells[1].outputs[0].data["text/plain"] == "3"


def test_changed_prose_executes_nothing(book):
    run(book)
    notebook = json.loads((book / ADDITION).read_text())
    notebook["cells"][0]["metadata"]["covers"] = ["sums.commute"]
    (book / ADDITION).write_text(json.dumps(notebook))
    assert plan(book) == []


@pytest.mark.parametrize(
    "changed", ["dlnotes/sums.py", "requirements.txt", "book/sums/questions.yml"]
)
def test_a_file_that_every_chapter_reads_executes_all(book, changed):
    before = fingerprint(book, ADDITION)
    run(book)
    with (book / changed).open("a") as file:
        file.write("# changed\n")
    assert fingerprint(book, ADDITION) != before
    assert plan(book) == [ADDITION, PRODUCT]


def test_another_topics_questions_execute_nothing(book):
    run(book)
    (book / "book" / "other").mkdir()
    (book / "book" / "other" / "questions.yml").write_text("[]")
    assert plan(book) == []


def test_only_one_chapter(book):
    assert plan(book, ADDITION) == [ADDITION]
    with pytest.raises(ValueError, match=r"nothing\.ipynb is not a chapter .*addition"):
        plan(book, "book/sums/nothing.ipynb")


def test_a_cell_that_raises_is_named_and_not_cached(book):
    rewrite(book / ADDITION, "1 + 1", "1 / 0")
    failed = [result for result in run(book) if result.error]
    assert [result.notebook for result in failed] == [ADDITION]
    assert "code cell 1 of 1" in failed[0].error
    assert "ZeroDivisionError" in failed[0].error
    assert plan(book) == [ADDITION]


def test_chapters_are_executed_for_static_pages(book):
    notebook = nbformat.read(book / ADDITION, nbformat.NO_CONVERT)
    notebook.cells[1].source = "import os; os.environ['DLNOTES_STATIC']"
    nbformat.write(notebook, book / ADDITION)
    run(book)
    value = executed(book, ADDITION).cells[1].outputs[0].data["text/plain"]
    assert value == "'1'"
