"""The page of all questions, of a book of two chapters."""

import re

from tests.tools.tiny_pages import put_bank, tiny_book
from tools.interview import interview
from tools.pages.questions import page


def page_of(tmp_path):
    book = tiny_book(tmp_path)
    put_bank(book)
    return page(list(interview(book)))


def test_a_row_leads_to_the_question_and_to_what_shows_it(tmp_path):
    text = page_of(tmp_path)
    assert re.findall(r'<a href="([^"]+)">', text) == [
        "../squares/area.html#squares.words",
        "../squares/edge.html#the-edge",
        "../squares/area.html#squares.free",
        "../squares/area.html#claim-area.free",
    ]
    assert ">Claim area.free</a>" in text
    assert "<small>The area 面积</small>" in text
    assert r"Is an <em>area</em> free, <span" in text
    assert r"\(n^2 &lt; 1\)" in text


def test_the_filters_know_what_the_rows_hold(tmp_path):
    text = page_of(tmp_path)
    assert "The 2 questions" in text
    assert "Squares <small>2 questions" in text
    assert re.findall(r'data-level="(\w+)"', text) == ["junior", "senior"]
    options = re.findall(r'<option value="(\w*)">([^<]+)', text)
    levels = [("junior", "junior"), ("mid", "mid"), ("senior", "senior")]
    assert options == [("", "all"), ("squares", "Squares"), ("", "all"), *levels]
    assert "\n\n" not in text[text.index("<div") : text.index("</table>")]
