"""Which chapters are executed, what they read, and what happens to one that raises."""

import json
import shutil
from pathlib import Path

import nbformat
import numpy as np
import pytest

from tools.chapters import executed, record
from tools.execute import ReadingClient, execute, plan
from tools.execute import run as run_one

TINY = Path(__file__).parents[1] / "fixtures" / "tiny_book"
ADDITION, PRODUCT = "book/sums/addition.ipynb", "book/sums/product.ipynb"
BOTH = [ADDITION, PRODUCT]
# Each way to read a file, and one to write one.
READS = """\
import os, sys
from pathlib import Path
import numpy as np
sys.path.insert(0, "../..")
from graders.plus import right
from dlnotes.teach._notes import entries
values = np.load("values.npy"), np.load("mapped.npy", mmap_mode="r")
words = Path("words.txt").read_bytes()
os.close(os.open("low.bin", os.O_RDONLY))
with open("written.txt", "w") as file:
    file.write("new")
says = entries()["sums.commute"].says
[name for name in globals() if "reads" in name], os.environ["DLNOTES_STATIC"]"""
FORGETS = """\
import sys
sys.path.insert(0, "../..")
from graders import times
del sys.modules["graders.times"]
2 * 3"""
NOTES = "book/notes.yml"

pytestmark = pytest.mark.xdist_group("executed book")


def write_cell(path, source):
    notebook = nbformat.read(path, nbformat.NO_CONVERT)
    notebook.cells[1].source = source
    nbformat.write(notebook, path)


def value(book, chapter):
    return executed(book, chapter).cells[1].outputs[0].data["text/plain"]


def append(path, text="\n# changed\n"):
    with path.open("a") as file:
        file.write(text)


def run(book, only=None):
    return list(execute(book, plan(book, only), jobs=2))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """Return a book that was executed once, and the outcomes."""
    book = shutil.copytree(TINY, tmp_path_factory.mktemp("tiny") / "book")
    (book / "graders").mkdir()
    for name in ("__init__", "plus", "times", "unused"):
        (book / f"graders/{name}.py").write_text("right = True\n")
    for name in ("values.npy", "mapped.npy", "words.txt", "low.bin"):
        with (book / "book/sums" / name).open("wb") as file:
            np.save(file, np.arange(3.0))
    entry = (book / NOTES).read_text()
    append(book / NOTES, entry.replace("sums.commute", "sums.other"))
    write_cell(book / ADDITION, READS)
    write_cell(book / PRODUCT, FORGETS)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DLNOTES_STATIC", raising=False)
        results = run(book)
    assert [result.error for result in results] == ["", ""]
    return book, results


@pytest.fixture
def book(first, tmp_path):
    """Return a copy that a test may change."""
    return Path(shutil.copytree(first[0], tmp_path / "book"))


def test_every_chapter_is_executed_once(first):
    book, results = first
    assert {result.notebook for result in results} == set(BOTH)
    assert all(result.seconds > 0 for result in results)
    assert value(book, PRODUCT) == "6"
    assert plan(book) == []


def test_chapters_are_static_and_nothing_strange_is_among_their_names(first):
    assert value(first[0], ADDITION) == "([], '1')"
    cells = executed(first[0], ADDITION).cells
    assert [cell.get("execution_count") for cell in cells] == [None, 1]


def test_what_a_chapter_read_is_known_exactly(first):
    names = ("low.bin", "mapped.npy", "values.npy", "words.txt")
    assert set(record(first[0], ADDITION).data["inputs"]) == {
        "requirements.txt",
        "graders/__init__.py",
        "graders/plus.py",
        f"{NOTES}#sums.commute",
        *(f"book/sums/{name}" for name in names),
    }
    assert set(record(first[0], PRODUCT).data["inputs"]) == {
        "requirements.txt",
        "graders/__init__.py",
        "graders/times.py",
    }


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("graders/plus.py", [ADDITION]),
        ("graders/times.py", [PRODUCT]),
        ("graders/__init__.py", BOTH),
        ("graders/unused.py", []),
        ("graders/late.py", []),
        ("requirements.txt", BOTH),
        ("book/sums/words.txt", [ADDITION]),
        ("book/sums/low.bin", [ADDITION]),
        ("book/sums/mapped.npy", [ADDITION]),
        ("book/sums/written.txt", []),
        ("book/sums/questions.yml", []),
    ],
)
def test_a_changed_file_executes_who_read_it(book, changed, expected):
    append(book / changed)
    assert plan(book) == expected
    (book / changed).unlink()
    assert plan(book) == expected


def test_an_edited_grader_executes_its_chapter_once(book):
    append(book / "graders/plus.py")
    assert [result.notebook for result in run(book)] == [ADDITION]
    assert plan(book) == []


@pytest.mark.parametrize(
    ("entry", "expected"), [("sums.commute", [ADDITION]), ("sums.other", [])]
)
def test_an_entry_of_the_notes_executes_who_asked_for_it(book, entry, expected):
    before, id, after = (book / NOTES).read_text().partition(f"id: {entry}")
    after = after.replace("The order", "An order", 1)
    (book / NOTES).write_text(before + id + after)
    assert plan(book) == expected


def test_notes_read_as_a_file_count_as_a_whole(book):
    write_cell(book / PRODUCT, f"open('../../{NOTES}').read() > ''")
    run(book)
    append(book / NOTES, "# changed\n")
    assert plan(book) == [PRODUCT]


def test_what_another_process_reads_may_be_anything_of_the_topic(book):
    command = "import subprocess, sys; subprocess.run([sys.executable, '-c', ''])"
    write_cell(book / PRODUCT, command)
    run(book)
    append(book / "dlnotes/sums.py")
    assert plan(book) == [PRODUCT]


def test_a_file_that_changes_while_its_chapter_runs_executes_it_again(book):
    touch = (
        "import os; open('words.txt', 'rb').close(); os.utime('words.txt', (2e9, 2e9))"
    )
    write_cell(book / PRODUCT, touch)
    run(book)
    assert plan(book) == [PRODUCT]


def test_a_changed_cell_executes_its_chapter_alone(book):
    write_cell(book / PRODUCT, "2 * 4")
    assert [result.notebook for result in run(book)] == [PRODUCT]
    assert value(book, PRODUCT) == "8"


def test_changed_prose_executes_nothing(book):
    notebook = json.loads((book / ADDITION).read_text())
    notebook["cells"][0]["metadata"]["covers"] = ["sums.commute"]
    (book / ADDITION).write_text(json.dumps(notebook))
    assert plan(book) == []


def test_only_one_chapter(book):
    append(book / "requirements.txt")
    assert plan(book, ADDITION) == [ADDITION]
    with pytest.raises(ValueError, match=r"nothing\.ipynb is not a chapter .*addition"):
        plan(book, "book/sums/nothing.ipynb")


def test_a_cell_that_raises_is_named_and_not_cached(book):
    write_cell(book / ADDITION, "1 / 0")
    failed = run(book)
    assert [result.notebook for result in failed] == [ADDITION]
    assert "code cell 1 of 1" in failed[0].error
    assert "ZeroDivisionError" in failed[0].error
    assert plan(book) == [ADDITION]


def test_a_kernel_that_dies_is_reported(book):
    write_cell(book / ADDITION, "import os; os._exit(1)")
    assert "died" in run(book)[0].error


def test_a_kernel_that_fails_to_start_is_started_again(book, monkeypatch):
    start, failures = ReadingClient.async_start_new_kernel, []

    async def taken(self, **options):
        if len(failures) < 2:
            failures.append(OSError(98, "Address already in use"))
            raise failures[-1]
        await start(self, **options)

    monkeypatch.setattr("tools.kernels.PAUSE", 0)
    monkeypatch.setattr(ReadingClient, "async_start_new_kernel", taken)
    outcome = run_one(book, PRODUCT)
    assert (outcome.error, len(failures)) == ("", 2)
