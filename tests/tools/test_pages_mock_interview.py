"""The page *Mock interview*: every question, folded, and controls that wait."""

import re

import pytest

from tests.tools.tiny_pages import put_bank, tiny_book
from tools.interview import interview
from tools.pages.mock_interview import page


@pytest.fixture
def text(tmp_path):
    book = tiny_book(tmp_path)
    put_bank(book)
    return page(list(interview(book)))


def folded(text):
    return re.findall(r"<details class=.dn-question.*?</details>", text, re.S)


def test_questions_stand_by_topic_chapter_and_level(text):
    assert "All 2 questions" in text
    headings = ["## Squares", "### The area 面积"]
    assert re.findall(r"^##+ .*", text, re.M) == headings
    ids = re.findall(r'<details class="dn-question" id="([^"]+)"', text)
    assert ids == ["squares.words", "squares.free"]
    assert re.findall(r'data-level="([^"]+)"', text) == ["junior", "senior"]
    assert re.findall(r'data-topic="([^"]+)"', text) == ["squares"] * 2
    assert re.findall(r'name="topic" value="([^"]+)"> (\w+)', text) == [
        ("squares", "Squares")
    ]


def test_an_answer_stands_in_its_steps(text):
    question = folded(text)[1]
    short, full, beyond = re.findall(r"<div>(.*?)</div>", question, re.S)
    assert r"\(n^2 &lt; 1\)" in question.partition("</summary>")[0]
    assert "No: <code>n * n</code>." in short
    assert full.count("<p>") == 2
    assert all(words in beyond for words in ("Red flags", "Follow-ups", "Whose?"))


def test_an_answer_leads_to_what_shows_it(text):
    link = r'<p class="dn-proof">Shown at: <a href="([^"]+)">([^<]+)</a>'
    assert re.findall(link, text) == [
        ("../squares/edge.html#the-edge", "The edge › The edge"),
        ("../squares/area.html#claim-area.free", "The area 面积 › Claim area.free"),
    ]


def test_each_block_of_html_is_whole(text):
    for block in re.findall(r"^<div class.*?^</div>$", text, re.M | re.S):
        assert "\n\n" not in block


def test_controls_are_hidden_until_a_script_shows_them(text):
    for name in ("dn-setup", "dn-stage", "dn-outcome", "dn-keep"):
        assert "hidden" in re.search(rf'<\w+ class="{name}"[^>]*>', text)[0]
