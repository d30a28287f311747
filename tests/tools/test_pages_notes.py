"""The page *The notes, line by line*, of a book of two chapters."""

import os
import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.tools.tiny_pages import AREA, EDGE, chapter, claimed, edge, put, tiny_book
from tools.pages import write
from tools.pages.notes import page


def row(text, id):
    """Return the table row of one entry."""
    return re.search(rf'<tr id="{re.escape(id)}".*?</tr>', text)[0]


def status(text, id):
    return re.search(r'data-status="([^"]*)"', row(text, id))[1].split()


def test_counts(tmp_path):
    text = page(tiny_book(tmp_path))
    numbers = dict(re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", text))
    assert numbers == {
        "entries": "5",
        "treated": "4 <small>80%</small>",
        "open": "1",
        "claims judged": "2 <small>of 2</small>",
        "errors of the notes proven": "2 <small>of 3</small>",
    }
    for part in ("0 holds<", "0 holds within limits", "1 does not hold", "1 quoted"):
        assert f"</span> {part}" in text
    assert "squares <small>4 of 4 treated" in text
    assert "circles <small>0 of 1 treated" in text


def test_the_status_of_every_row(tmp_path):
    text = page(tiny_book(tmp_path))
    assert status(text, "area.formula") == ["treated"]
    assert status(text, "area.free") == ["treated", "fails", "error"]
    assert status(text, "area.future") == ["treated", "quoted"]
    assert status(text, "edge.length") == ["treated", "error"]
    assert status(text, "circle.area") == ["open", "error", "unproven"]
    assert "<i>open</i>" in row(text, "circle.area")


def test_a_row_says_what_where_and_what_was_measured(tmp_path):
    text = page(tiny_book(tmp_path))
    formula, free = row(text, "area.formula"), row(text, "area.free")
    assert "formula · 004:3–5" in formula
    assert '<small lang="zh">正方形</small>' in formula
    assert 'A = s*s &lt;<span lang="zh">面积</span>&gt;' in formula
    assert "<li>products <b>1</b></li><li>adds <b>0</b></li>" in free
    assert "<strong>Wrong.</strong> It costs one product." in free
    proof = '<a href="../squares/area.html#claim-area.free" aria-label="Proof for'
    assert proof in free


def test_links_lead_to_the_cells(tmp_path):
    text = page(tiny_book(tmp_path))
    assert set(re.findall(r'href="([^"]*)"', text)) == {
        "../squares/area.html#claim-area.free",
        "../squares/area.html#claim-area.future",
        "../squares/area.html#in-words",
        "../squares/edge.html#the-edge",
    }


def test_the_verdicts_are_explained_on_their_page(tmp_path):
    book = tiny_book(tmp_path)
    assert "how_to_read" not in page(book)
    (book / "book" / "how_to_read.md").write_text("# How\n\n## The verdict scale\n")
    scale = '<a href="../how_to_read.html#the-verdict-scale">What the verdicts mean</a>'
    assert scale in page(book)


def test_a_chapter_that_never_ran_proves_nothing(tmp_path):
    book = tiny_book(tmp_path)
    cells = (
        new_markdown_cell("# The area"),
        new_code_cell("claim('area.free', 'holds')"),
    )
    put(book, AREA, chapter(*cells))
    text = page(book)
    assert status(text, "area.free") == ["treated", "waiting", "error", "unproven"]
    assert "<i>not executed</i>" in row(text, "area.free")
    assert "Not yet proven" in row(text, "area.free")


def test_prose_and_quotations_prove_nothing(tmp_path):
    book = tiny_book(tmp_path)
    prose = new_markdown_cell("# Edge", metadata={"covers": ["circle.area"]})
    put(book, EDGE, chapter(prose), seconds=1)
    assert status(page(book), "circle.area") == ["treated", "error", "unproven"]
    put(book, EDGE, chapter(prose, claimed("circle.area", "quoted", "…")), seconds=1)
    assert "unproven" in status(page(book), "circle.area")


def test_the_table_and_its_filter_are_accessible(tmp_path):
    text = page(tiny_book(tmp_path))
    assert text.count("<table>") == text.count("<caption>") == 1
    assert text.count('scope="row"') == 5
    assert text.count('scope="col"') == 3
    assert text.count('scope="rowgroup"') == text.count("<tbody data-topic=") == 2
    form = re.search(r"<form.*?</form>", text)[0]
    assert "hidden" in form.partition(">")[0], "useless without JavaScript"
    for name in ("topic", "kind", "status"):
        assert re.search(rf'<label>\w+ <select name="{name}">', form)
    options = set(re.findall(r'<option value="([^"]+)"', form))
    used = set(re.findall(r'data-(?:topic|kind)="([^"]*)"', text))
    assert used | {"open", "treated", "fails", "quoted", "error"} <= options
    assert "\n\n" not in text[text.index("<div") : text.index("</table>")]


@pytest.mark.parametrize("kind", [new_markdown_cell, new_code_cell])
def test_an_unknown_id_is_an_error_that_names_the_chapter(tmp_path, kind):
    book = tiny_book(tmp_path)
    cell = kind("7", metadata={"covers": ["edge.lenght"]})
    put(book, EDGE, chapter(new_markdown_cell("# E"), cell))
    with pytest.raises(
        ValueError, match=r"edge\.ipynb names 'edge\.lenght'.*mean edge"
    ):
        page(book)


def test_a_claim_is_judged_once(tmp_path):
    book = tiny_book(tmp_path)
    again = chapter(*edge().cells, claimed("area.free", "holds", "1"))
    put(book, EDGE, again, seconds=1)
    with pytest.raises(
        ValueError, match=r"'area\.free' is judged in .*area.*edge\.ipynb"
    ):
        page(book)


def test_only_changed_pages_are_written(tmp_path):
    book = tiny_book(tmp_path)
    names = {path.name for path in write(book)}
    desk = {"mock_interview.md", "progress.md"}
    of_the_book = {"answers.md", "map.md", "notes.md", "questions.md", "status.md"}
    assert names == {*desk, *of_the_book, "index.md", "squares.md"}
    notes = book / "book" / "generated" / "notes.md"
    os.utime(notes, ns=(1, 1))
    stray = notes.parent / "reference" / "topics" / "gone.md"
    stray.write_text("# Gone\n")
    assert write(book) == []
    assert notes.stat().st_mtime_ns == 1
    assert not stray.exists()
    put(book, EDGE, edge(), seconds=2)
    assert {path.name for path in write(book)} == {"status.md"}
