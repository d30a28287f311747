"""Each bug of the gallery is real: its fix names a project or paper that had it."""

import re
from pathlib import Path

import nbformat
import pytest

CHAPTER = Path(__file__).parents[2] / "book" / "practice" / "bug_gallery.ipynb"
FIX = re.compile(r"^#{3,4} (\d+)\. .*?\*\*Fix\.\*\* (.*?)(?=^#)", re.M | re.S)


def fixes():
    """Return the number of each bug, and what is said from its fix on."""
    cells = nbformat.read(CHAPTER, nbformat.NO_CONVERT).cells
    text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return [(int(number), fix) for number, fix in FIX.findall(text)]


def test_there_are_twenty():
    assert [number for number, _ in fixes()] == list(range(1, 21))


@pytest.mark.parametrize(("number", "fix"), fixes(), ids=lambda value: str(value)[:2])
def test_a_fix_names_where_the_bug_was(number, fix):
    assert re.search(r"\]\(https://|\{cite\}", fix)
