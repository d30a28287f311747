"""Every chapter keeps the rules."""

from pathlib import Path

import nbformat
import pytest

from tools.chapters import chapters
from tools.lint_chapter import SHARED, is_judged, lint

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", chapters(ROOT))
def test_chapter(name):
    notebook = nbformat.read(ROOT / name, nbformat.NO_CONVERT)
    problems = lint(notebook)
    if not is_judged(notebook):  # reported, but for the rules that both editions have
        print(*problems, sep="\n")
        problems = lint(notebook, SHARED)
    assert problems == []


def test_every_notebook_is_in_the_table_of_contents():
    notebooks = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "book").rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert notebooks == set(chapters(ROOT))
