"""What a chapter's box names as needed, circles, and what comes too early."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from nbformat.v4 import new_markdown_cell

from tests.tools.tiny_pages import AREA, EDGE, area, edge, put, tiny_book
from tools.needs import ahead, depths, needs, refuse_circles

ROOT = Path(__file__).parents[2]


def boxed(notebook, line):
    """Return the chapter with a line *Needs*."""
    notebook.cells.append(new_markdown_cell(f"## Why\n\n*Needs*: {line}\n\n*Time*: …"))
    return notebook


@pytest.fixture
def book(tmp_path):
    return tiny_book(tmp_path)


def test_the_links_of_the_line_are_the_needs(book):
    put(book, EDGE, boxed(edge(), "[area](area.ipynb#why), $x_{ij}$."))
    assert needs(book) == {AREA: [], EDGE: [AREA]}


def test_a_link_may_climb(book):
    put(book, EDGE, boxed(edge(), "[area](../squares/area.ipynb)."))
    assert needs(book)[EDGE] == [AREA]


def test_the_needs_end_with_their_paragraph(book):
    wrapped = "what a side\nis, and [the\narea](area.ipynb).\n:::\n[x](../gone.ipynb)"
    put(book, EDGE, boxed(edge(), wrapped))
    assert needs(book)[EDGE] == [AREA]


@pytest.mark.parametrize(
    "link",
    [
        "{doc}`area`",
        "{ref}`side <ex-side>`",
        "[area](area)",
        "[area](area.md#why)",
        "[area][1]",
        "[area]",
        "[far](https://a.b)",
        "<area.ipynb>",
        "https://a.b",
    ],
)
def test_a_link_that_the_map_would_lose_is_refused(book, link):
    put(book, EDGE, boxed(edge(), f"[area](area.ipynb), {link}, sides."))
    with pytest.raises(ValueError, match=rf"^{EDGE}: .* hold {re.escape(link)}, exp"):
        needs(book)


@pytest.mark.parametrize(
    "label", ["**Needs**:", "*Needs:*", "Needs:", "- *Needs*:", "_Needs_:"]
)
def test_another_form_of_the_label_is_refused(book, label):
    chapter = boxed(edge(), "[area](area.ipynb).")
    box = chapter.cells[-1]
    box.source = box.source.replace("*Needs*:", label)
    put(book, EDGE, chapter)
    with pytest.raises(ValueError, match=re.escape(f"it says {label}, expected")):
        needs(book)


def test_a_second_label_is_refused(book):
    put(book, EDGE, boxed(boxed(edge(), "sides."), "[area](area.ipynb)."))
    with pytest.raises(ValueError, match=r"it says .* and .*, expected one paragraph"):
        needs(book)


def test_links_elsewhere_in_a_chapter_are_no_needs(book):
    put(book, AREA, boxed(area(), "nothing.\n\n[edge](edge.ipynb)"))
    assert needs(book)[AREA] == []


def test_a_need_that_is_no_chapter_is_refused(book):
    put(book, EDGE, boxed(edge(), "[gone](gone.ipynb)."))
    with pytest.raises(ValueError, match="which is no chapter of the book"):
        needs(book)


def test_a_circle_is_named_from_who_needs_to_whom(book):
    put(book, AREA, boxed(area(), "[edge](edge.ipynb)."))
    put(book, EDGE, boxed(edge(), "sides, and\n[area](area.ipynb)."))
    with pytest.raises(ValueError, match=f"{AREA} needs {EDGE} needs"):
        needs(book)


def test_a_long_circle_is_found_and_told_in_order():
    with pytest.raises(ValueError, match="run in a circle: ") as refusal:
        refuse_circles({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]})
    circle = str(refusal.value).partition(": ")[2].split(" needs ")
    assert circle[0] == circle[-1]
    pairs = set(pairwise(circle))
    assert pairs == {("a", "b"), ("b", "c"), ("c", "a")}


def test_depth_is_the_longest_way_down():
    found = {"d": ["a", "c"], "a": [], "b": ["a"], "c": ["b"]}
    assert depths(found) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_what_stands_later_is_told():
    found = {"a": [], "b": ["a", "c"], "c": ["a"]}
    assert ahead(found) == [("b", "c")]


def test_the_chapters_of_this_book_can_be_read_in_some_order():
    found = needs(ROOT)
    assert found["book/convolution/backward.ipynb"] == [
        "book/convolution/convolution.ipynb"
    ]
    assert max(depths(found).values()) >= 2
