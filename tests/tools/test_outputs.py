"""Stored outputs are expectations; everything else is stripped."""

import shutil
from pathlib import Path

import nbformat
import pytest

from tools.execute import execute, plan
from tools.outputs import canonical, main

TINY = Path(__file__).parents[1] / "fixtures" / "tiny_book"
ADDITION = "book/sums/addition.ipynb"


@pytest.fixture
def book(tmp_path, monkeypatch):
    book = Path(shutil.copytree(TINY, tmp_path / "tiny_book"))
    monkeypatch.chdir(book)
    return book


def read(path):
    return nbformat.read(path, nbformat.NO_CONVERT)


def test_the_tiny_book_is_stored_canonically(book):
    assert main(["--check"]) == 0


def test_strip_removes_unchecked_outputs_and_noise(book, capsys):
    notebook = read(book / ADDITION)
    notebook.cells[1].metadata = {"tags": [], "execution": {"iopub": "now"}}
    notebook.metadata["widgets"] = {"state": {}}
    nbformat.write(notebook, book / ADDITION)
    assert main(["--check"]) == 1
    assert ADDITION in capsys.readouterr().out
    assert main(["--strip", ADDITION]) == 1
    stripped = read(book / ADDITION)
    assert stripped.cells[1].outputs == []
    assert stripped.cells[1].execution_count is None
    assert "execution" not in stripped.cells[1].metadata
    assert "widgets" not in stripped.metadata
    assert main(["--strip", ADDITION]) == 0
    assert main(["--check"]) == 0


def test_the_last_execution_is_stored_in_checked_cells(book):
    notebook = read(book / ADDITION)
    notebook.cells[1].source = "40 + 2"
    nbformat.write(notebook, book / ADDITION)
    list(execute(book, plan(book), jobs=1))
    assert main([]) == 0
    stored = read(book / ADDITION)
    assert stored.cells[1].outputs[0].data["text/plain"] == "42"
    assert stored.cells[1].execution_count == 1
    assert main(["--check"]) == 0


def test_one_chapter_is_stored_while_the_others_wait(book):
    list(execute(book, [ADDITION], jobs=1))
    assert main([]) == 1
    assert main(["--only", ADDITION]) == 0


def test_a_chapter_that_was_not_executed_is_left_alone(book, capsys):
    before = (book / ADDITION).read_text()
    assert main([]) == 1
    assert "not executed" in capsys.readouterr().out
    assert (book / ADDITION).read_text() == before


def test_printed_text_is_kept_as_valid_notebook(book):
    notebook = read(book / ADDITION)
    notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="2\n")]
    stored = nbformat.reads(canonical(notebook), 4)
    nbformat.validate(stored)
    assert stored.cells[1].outputs[0].text == "2\n"


def test_canonical_text_is_stable(book):
    notebook = read(book / ADDITION)
    text = canonical(notebook)
    assert canonical(nbformat.reads(text, 4)) == text
    assert text.endswith("}\n")
