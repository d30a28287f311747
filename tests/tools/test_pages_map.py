"""The map of the chapters: boxes, lines, the same as a list."""

import re

import pytest
from nbformat.v4 import new_markdown_cell

from tests.tools.tiny_pages import AREA, EDGE, area, edge, put, tiny_book
from tools.needs import needs
from tools.pages.map import page, without_detours
from tools.pages.map_picture import Box, picture


@pytest.fixture
def text(tmp_path):
    book = tiny_book(tmp_path)
    chapter = edge()
    chapter.cells.append(new_markdown_cell("*Needs*: [area](area.ipynb)."))
    put(book, EDGE, chapter)
    assert needs(book)[EDGE] == [AREA]
    return page(book)


def test_each_chapter_is_a_box_that_links(text):
    assert re.findall(r'<a href="([^"]+)"', text) == [
        "../squares/area.html",
        "../squares/edge.html",
    ]
    assert ">The area 面积</tspan>" in text


def test_a_line_leads_from_what_is_needed(text):
    assert text.count("<path ") == 1
    assert text.count("<use ") == 1
    (start,) = re.findall(
        r'dn-map-start"><g class="dn-map-own"></g><a href="(.*?)"', text
    )
    assert start == "../squares/area.html"


def test_the_list_says_the_same(text):
    assert f"- [The area 面积](/{AREA}) needs nothing of this book." in text
    assert f"- [The edge](/{EDGE}) needs [The area 面积](/{AREA})." in text
    assert "before the book tells it" not in text


def test_what_is_needed_early_is_told(tmp_path):
    book = tiny_book(tmp_path)
    chapter = area()
    chapter.cells.append(new_markdown_cell("*Needs*: [edge](edge.ipynb)."))
    put(book, AREA, chapter, seconds=1.0)
    told = page(book).partition("before the book tells it")[2]
    assert f"- [The area 面积](/{AREA}) needs [The edge](/{EDGE})." in told


def test_lines_that_follow_from_others_are_left_out():
    found = {"a": [], "b": ["a"], "c": ["b"], "d": ["a", "c"], "e": ["a", "d"]}
    assert without_detours("d", found) == ["c"]
    assert without_detours("e", found) == ["d"]
    assert without_detours("b", found) == ["a"]


def test_boxes_of_a_part_and_a_column_stand_below_each_other():
    boxes = [
        Box("book/x/a.ipynb", "X", 0, "A", 1, []),
        Box("book/x/b.ipynb", "X", 0, "B & C", 2, []),
        Box("book/y/c.ipynb", "Y", 1, "C", 3, ["book/x/b.ipynb"]),
    ]
    svg = picture(boxes)
    corners = re.findall(r'<rect x="(\d+)" y="(\d+)"', svg)
    (ax, ay), (bx, by), (cx, cy) = ((int(x), int(y)) for x, y in corners)
    assert ax == bx < cx
    assert ay < by < cy
    assert "2 B &amp; C" in svg
