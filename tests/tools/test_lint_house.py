"""The house lint: the tree passes, and each rule rejects its own mistake."""

import shutil
from pathlib import Path

import pytest

from tools.lint_house import lint
from tools.references import entries, in_order

ROOT = Path(__file__).parents[2]
# The mistakes are made in one topic: a house without the others is read sooner.
OTHERS = ("normalization", "optimizers", "unsupervised", "teach", "tools", "fixtures")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "assets", "generated", *OTHERS)


def test_the_house_is_in_order():
    assert lint(ROOT) == []


@pytest.fixture
def house(tmp_path):
    """Return a copy of the tree that a test may spoil."""
    for tree in ("book", "dlnotes", "tests", "tools", "experiments", "bench"):
        shutil.copytree(ROOT / tree, tmp_path / tree, ignore=LEFT_OUT)
    for name in ("_toc.yml", "CHANGELOG.md"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def add(house, name, text=""):
    path = house / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


BOOK = "@book{{{}, author = {{A}},\n title = {{T}},\n publisher = {{P}},\n year = 1}}\n"
EXERCISE = "def {}(): ..."
MISTAKES = {
    "book/cookery is not a topic": {"book/cookery/soup.ipynb": ""},
    "dlnotes/activations is missing": {"book/activations/relu.ipynb": ""},
    "dlnotes/convolution/soup.py has no tests": {"dlnotes/convolution/soup.py": ""},
    "dlnotes/convolution/broth/clear.py has no tests/convolution/broth/": {
        "dlnotes/convolution/broth/clear.py": ""
    },
    "test_soup.py tests no module": {"tests/convolution/test_soup.py": ""},
    "broth/test_clear.py tests no module": {
        "tests/convolution/broth/test_clear.py": ""
    },
    "dlnotes/convolution has 4 private modules, at most 3": {
        f"dlnotes/convolution/_{name}.py": "" for name in "abc"
    },
    "dlnotes/convolution/soup.py offers conv2d": {
        "dlnotes/convolution/soup.py": "def conv2d(): ..."
    },
    "_soup.py offers conv2d": {"dlnotes/convolution/_soup.py": "def conv2d(): ..."},
    "defines no exercise soup": {
        "dlnotes/teach/check/convolution/soup.py": EXERCISE.format("broth")
    },
    "2 exercises are called soup": {
        f"dlnotes/teach/check/{topic}/soup.py": EXERCISE.format("soup")
        for topic in ("convolution", "pooling")
    },
    "has 301 lines": {"dlnotes/convolution/_long.py": "\n" * 301},
    "_heavy.py loads torch": {"dlnotes/convolution/_heavy.py": "import torch.nn"},
    "dlnotes/teach/soup.py loads matplotlib": {
        "dlnotes/teach/soup.py": "from matplotlib import pyplot"
    },
    "dlnotes/convolution/soup.py is used by no chapter": {
        "dlnotes/convolution/soup.py": "def unheard_of(): ..."
    },
    "CHANGELOG.md lists a chapter: Convolution": {"CHANGELOG.md": "- *Convolution*"},
    "reference lin2014nin stands behind zeiler2010": {
        "book/references.bib": BOOK.format("zeiler2010") + BOOK.format("lin2014nin")
    },
    "reference zeiler2010 occurs twice": {
        "book/references.bib": BOOK.format("zeiler2010") * 2
    },
    "reference soup has no publisher": {
        "book/references.bib": BOOK.format("soup").replace("publisher", "note")
    },
    "reference soup is of a kind unknown here: @cook": {
        "book/references.bib": BOOK.format("soup").replace("@book", "@cook")
    },
    "reference soup is cited nowhere": {"book/references.bib": BOOK.format("soup")},
}


@pytest.mark.parametrize("complaint", MISTAKES)
def test_each_mistake_is_found(house, complaint):
    for name, text in MISTAKES[complaint].items():
        add(house, name, text)
    found = lint(house)
    assert any(complaint in problem for problem in found), found


RIGHT = {
    "dlnotes/convolution/_light.py": "import math\n\ndef f():\n    import torch",
    "book/practice/soup.ipynb": "",
    "dlnotes/teach/check/convolution/broth.py": EXERCISE.format("broth"),
    "tests/convolution/test_oracles.py": "",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_left_alone(house, name):
    before = lint(house)
    add(house, name, RIGHT[name])
    assert lint(house) == before


def test_a_list_of_references_is_put_in_order():
    text = BOOK.format("b") + "\n" + BOOK.format("a")
    assert [entry.key for entry in entries(in_order(text))] == ["a", "b"]
    assert in_order(in_order(text)) == in_order(text)


def test_a_chapter_that_ignores_its_topic_is_found(house):
    chapter = house / "book/convolution/backward.ipynb"
    chapter.write_text(chapter.read_text().replace("dlnotes.convolution", "numpy"))
    assert f"{chapter.relative_to(house)} does not import" in "\n".join(lint(house))
