"""Which notebooks are chapters, what their execution left, where headings lead."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.tools.tiny_pages import AREA, EDGE, TOC, area, chapter, put, tiny_book
from tools.chapters import (
    CACHE,
    Heading,
    Part,
    anchors,
    chapters,
    executed,
    executed_path,
    headings,
    numbers,
    parts,
    record,
    section,
    title,
)


def test_chapters_are_the_notebooks_of_the_table_of_contents_in_order(tmp_path):
    book = tiny_book(tmp_path)
    put(book, "book/squares/draft.ipynb", area())
    assert chapters(book) == [AREA, EDGE]


def test_a_section_ends_at_the_next_of_its_level():
    cells = ["# A\n\n## B\n\nfirst\n\n### C", "second", "## D\n\n## B", "third"]
    notebook = chapter(*map(new_markdown_cell, cells))
    assert section(notebook, "B") == "first\n\n### C\n\nsecond"
    assert section(notebook, "D") == section(notebook, "C") == ""
    assert section(chapter(new_markdown_cell("## B"), new_code_cell("1")), "B") == ""


def test_an_executed_chapter_has_its_outputs(tmp_path):
    book = tiny_book(tmp_path)
    outputs = executed(book, AREA).cells[-1].outputs
    assert outputs[0].data["text/plain"] == "quoted"
    assert executed_path(book, AREA).is_file()
    assert executed_path(book, book / AREA) == executed_path(book, AREA)
    assert record(book, AREA).data["execution_seconds"] == 1.5


def test_a_chapter_whose_code_changed_is_not_executed(tmp_path):
    book = tiny_book(tmp_path)
    changed = area()
    changed.cells[2].source = "2 * 2"
    put(book, AREA, changed)
    for name in (AREA, EDGE):
        assert executed(book, name) is None
        assert executed_path(book, name) is None


def test_asking_makes_no_cache(tmp_path):
    book = tiny_book(tmp_path)
    (book / CACHE).rename(tmp_path / "elsewhere")
    assert record(book, AREA) is None
    assert not (book / CACHE).exists()


def test_each_cell_stands_under_the_heading_before_it():
    found = headings(area())
    first, words = (
        Heading("The area 面积", "the-area", 1),
        Heading("In words", "in-words", 2),
    )
    assert found[:3] == [first, words, words]
    assert found[3:] == [words] * 3, "a heading without a Latin letter has no anchor"


@pytest.mark.parametrize(
    ("markdown", "text", "anchor"),
    [
        ("# Cost of $n^2$ *steps*", "Cost of n^2 steps", "cost-of-n-2-steps"),
        ("(label)=\n## A [link](x.md)", "A link", "a-link"),
        ("# The {term}`kernel`", "The kernel", "the-kernel"),
        ("Underlined\n---", "Underlined", "underlined"),
    ],
)
def test_anchors_are_those_of_docutils(markdown, text, anchor):
    (heading,) = headings(chapter(new_markdown_cell(markdown)))
    assert (heading.text, heading.anchor) == (text, anchor)


def test_a_repeated_heading_is_passed_over():
    notebook = chapter(*map(new_markdown_cell, ("# A", "## B", "## C", "## B")))
    assert [h.anchor for h in headings(notebook)] == ["a", "b", "c", "c"]


def test_a_link_may_end_in_any_heading_and_any_claim():
    headings = new_markdown_cell("# A\n\n## B\n\n`claim('no.code')`\n\n### 公式")
    claim = new_code_cell("claim(\n    'free.lunch', 'holds')\nreclaim('no.claim')")
    assert anchors(chapter(headings, claim)) == {
        "a": "A",
        "b": "B",
        "claim-free.lunch": "Claim free.lunch",
    }


def test_a_chapter_without_a_heading_has_no_title():
    assert title(area()) == "The area 面积"
    with pytest.raises(ValueError, match="no heading"):
        title(chapter(new_code_cell("1"), new_markdown_cell("Text.")))


def test_parts_are_numbered_through_the_book_where_they_say_so(tmp_path):
    tiny_book(tmp_path)
    toc = tmp_path / "_toc.yml"
    assert parts(tmp_path) == [Part("Squares", [AREA, EDGE], numbered=False)]
    assert numbers(tmp_path) == {}
    toc.write_text(TOC.replace("Squares\n", "Squares\n  numbered: 1\n"), "utf-8")
    assert numbers(tmp_path) == {AREA: 1, EDGE: 2}


def test_a_book_without_parts_is_one(tmp_path):
    tiny_book(tmp_path)
    chapters = "chapters:\n- file: book/squares/edge\n"
    (tmp_path / "_toc.yml").write_text(f"root: book/index\n{chapters}", "utf-8")
    assert parts(tmp_path) == [Part("", [EDGE], numbered=False)]
