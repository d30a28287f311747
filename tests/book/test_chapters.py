"""Every chapter keeps the rules."""

from pathlib import Path

import nbformat
import pytest

from tools.chapters import chapters
from tools.lint_chapter import lint

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", chapters(ROOT))
def test_chapter(name):
    assert lint(nbformat.read(ROOT / name, nbformat.NO_CONVERT)) == []


def test_every_notebook_is_in_the_table_of_contents():
    notebooks = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "book").rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }
    assert notebooks == set(chapters(ROOT))
