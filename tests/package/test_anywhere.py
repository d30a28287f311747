"""A downloaded chapter runs in any folder: the wheel holds what its cells read."""

import ast
import re
import shutil
import subprocess
import sys
import zipfile
from importlib.machinery import PathFinder
from pathlib import Path

import nbformat
import pytest

from tools.chapters import chapters
from tools.execute import attempt
from tools.inputs import ours
from tools.kernels import patient

pytestmark = pytest.mark.xdist_group("wheel")
ROOT = Path(__file__).parents[2]
CHAPTERS = chapters(ROOT)
# It has a cell of each kind, and is among the quickest.
WHOLE = "book/cost/flops_and_time.ipynb"
KINDS = {
    *("claim(", "explore(", "questions(", "say(", "table(", "assert check."),
    *('record("bench/', ".again("),
}
# What no chapter so quick has.
SHOWS = """
from dlnotes.convolution import conv2d
from dlnotes.teach import source
source(conv2d)"""
WIDGET = "application/vnd.jupyter.widget-view+json"
LOADS = """
import inspect
from dlnotes import data
for name in data.__all__:
    load = getattr(data, name)
    if inspect.isfunction(load) and not inspect.signature(load).parameters:
        print(name, len(load()))
"""


def code(notebook):
    """Return the code of a chapter's cells."""
    content = nbformat.read(ROOT / notebook, nbformat.NO_CONVERT)
    return "\n".join(cell.source for cell in content.cells if cell.cell_type == "code")


def test_a_whole_chapter_runs_in_an_empty_folder(kernel, reader, tmp_path):
    chapter = nbformat.read(ROOT / WHOLE, nbformat.NO_CONVERT)
    chapter.cells.append(nbformat.v4.new_code_cell(SHOWS))
    chapter.metadata.kernelspec.name = kernel
    client, error = patient(attempt)(chapter, tmp_path)
    assert error == ""
    read = [*client.report["opened"], *client.report["loaded"]]
    assert [*ours(ROOT, read)] == []
    assert str(reader.packages / "dlnotes" / "__init__.py") in read
    assert str(reader.packages / "dlnotes/teach/book/notes.yml") in read
    shown = [out.get("data", {}) for c in chapter.cells for out in c.get("outputs", ())]
    assert sum(WIDGET in data for data in shown) >= 2
    assert list(tmp_path.iterdir()) == []


def test_that_chapter_stands_for_all():
    assert {kind for kind in KINDS if kind not in code(WHOLE)} == set()


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_a_chapter_looks_up_travels(wheel, chapter):
    looked_up = [chapter.replace(".ipynb", ".yml")]
    for name in re.findall(r'\brecord\(\s*"([^"]+)"', code(chapter)):
        kind, _, topic = name.partition("/")
        looked_up += (
            [f"bench/results/{topic}.json"]
            if kind == "bench"
            else [f"experiments/{name}.json", f"experiments/{name}.py"]
        )
    held = zipfile.Path(wheel, "dlnotes/teach/")
    assert [n for n in looked_up if not (ROOT / n).is_file()] == []
    assert [n for n in looked_up if not held.joinpath(n).is_file()] == []


def test_the_extra_brings_what_chapters_import(reader):
    package = reader.packages / "dlnotes"
    modules = (path.read_text("utf-8") for path in package.rglob("*.py"))
    texts = [*map(code, CHAPTERS), *modules]
    names = {name.partition(".")[0] for text in texts for name in imports(text)}
    names -= sys.stdlib_module_names
    assert {"torch", "scipy", "sklearn", "yaml", "jsonschema", "ipywidgets"} <= names
    path = [str(reader.packages)]
    assert {name for name in names if not PathFinder.find_spec(name, path)} == set()


def imports(text):
    """Yield the modules that a text imports, wherever in it."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module


def test_the_extra_brings_every_data_set(reader):
    loaded = run(reader, LOADS).split()[::2]
    assert {"mnist_small", "photos", "efficientnet_lite0_weights"} <= set(loaded)


@pytest.mark.parametrize(
    "call",
    [
        'claim("count.flops-vs-speed", "holds", measured="it", because=True).html',
        'record("cost/blocks")',
        'questions("cost", chapter="flops_and_time").widget',
    ],
)
def test_without_the_files_it_says_so(reader, call):
    script = (
        "from dlnotes.teach import *\n"
        f"try: {call}\n"
        "except FileNotFoundError as error: print(error)"
    )
    assert run(reader, script) == ""
    files = reader.packages / "dlnotes" / "teach" / "book"
    shutil.move(files, away := files.with_name("away"))
    try:
        assert "no book/notes.yml at or above /, nor" in run(reader, script)
    finally:
        shutil.move(away, files)


def run(reader, script):
    """Run a script far from the repository."""
    command = [reader.python, "-I", "-c", script]
    result = subprocess.run(command, cwd="/", capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout
