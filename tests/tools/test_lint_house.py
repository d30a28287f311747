"""The house lint: the tree passes, and each rule rejects its own mistake."""

import shutil
from pathlib import Path

import pytest

from tools.lint_house import lint

ROOT = Path(__file__).parents[2]
# The mistakes are made in one topic: a house without the others is read sooner.
OTHERS = ("normalization", "optimizers", "unsupervised", "teach", "tools")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "assets", "generated", *OTHERS)


def test_the_house_is_in_order():
    assert lint(ROOT) == []


@pytest.fixture
def house(tmp_path):
    """Return a copy of the tree that a test may spoil."""
    for tree in ("book", "dlnotes", "tests", "tools", "experiments", "bench"):
        shutil.copytree(ROOT / tree, tmp_path / tree, ignore=LEFT_OUT)
    shutil.copy(ROOT / "_toc.yml", tmp_path)
    return tmp_path


def add(house, name, text=""):
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


MISTAKES = {
    "book/cookery is not a topic": ("book/cookery/soup.ipynb", ""),
    "dlnotes/pooling is missing": ("book/pooling/max.ipynb", ""),
    "dlnotes/convolution/soup.py has no tests": ("dlnotes/convolution/soup.py", ""),
    "test_soup.py tests no module": ("tests/convolution/test_soup.py", ""),
    "has 301 lines": ("dlnotes/convolution/_long.py", "\n" * 301),
    "dlnotes/cookery is on no floor": ("dlnotes/cookery/__init__.py", ""),
    "imports data, which is not below": (
        "dlnotes/convolution/_up.py",
        "def f():\n    from dlnotes.data import digits\n    return digits",
    ),
    "imports cost, which is not below": (
        "dlnotes/convolution/_up.py",
        "from dlnotes.cost import conv2d_cost",
    ),
    "rooms import each other": (
        "dlnotes/convolution/_circle.py",
        "from dlnotes.cost import conv2d_cost",
    ),
    "_heavy.py loads torch": ("dlnotes/convolution/_heavy.py", "import torch.nn"),
    "dlnotes/convolution/soup.py is used by no chapter": (
        "dlnotes/convolution/soup.py",
        "def unheard_of(): ...",
    ),
}


@pytest.mark.parametrize("complaint", MISTAKES)
def test_each_mistake_is_found(house, complaint):
    add(house, *MISTAKES[complaint])
    if complaint == "rooms import each other":
        add(house, "dlnotes/cost/_circle.py", "import dlnotes.convolution.conv2d")
    found = lint(house)
    assert any(complaint in problem for problem in found), found


def test_a_chapter_that_ignores_its_topic_is_found(house):
    chapter = house / "book/convolution/backward.ipynb"
    chapter.write_text(chapter.read_text().replace("dlnotes.convolution", "numpy"))
    assert f"{chapter.relative_to(house)} does not import" in "\n".join(lint(house))
