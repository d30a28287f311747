"""The page *Mock interview*: every question, in the parts and order of the book."""

import re

import yaml

from tests.tools.tiny_pages import AREA, EDGE, chapter, put, tiny_book
from tools.pages.mock_interview import page


def question(id, level="mid", **fields):
    usual = {
        "id": id,
        "level": level,
        "question": "How large is $s<2$?",
        "short": "As `s*s`.",
        "full": "One.\n\nTwo, $s^2$.",
        "red_flags": ["To guess."],
        "follow_ups": ["And 面积?"],
        "proof": "area.html#in-words",
    }
    return usual | fields


def bank(root, name, *questions):
    text = yaml.safe_dump({"questions": list(questions), "drills": []})
    (root / name).with_suffix(".yml").write_text(text, encoding="utf-8")


def test_questions_stand_by_part_chapter_and_level(tmp_path):
    book = tiny_book(tmp_path)
    bank(book, EDGE, question("squares.last"))
    levels = ("senior", "junior", "mid")
    bank(book, AREA, *(question(f"squares.{level}", level) for level in levels))
    text = page(book)
    assert "All 4 questions" in text
    assert re.findall(r"^##+ .*", text, re.M) == [
        "## Squares",
        "### The area 面积",
        "### The edge",
    ]
    ids = re.findall(r'<details class="dn-question" id="([^"]+)"', text)
    assert ids == [f"squares.{x}" for x in ("junior", "mid", "senior", "last")]
    assert re.findall(r'data-topic="([^"]+)"', text) == ["squares"] * 4
    assert re.findall(r'name="topic" value="([^"]+)"', text) == ["squares"]


def test_an_answer_stands_in_its_steps(tmp_path):
    book = tiny_book(tmp_path)
    bank(book, EDGE, question("squares.one", notes_wording="面积?"))
    folded = re.search(r"<details class=.dn-question.*?</details>", page(book), re.S)[0]
    short, full, beyond = re.findall(r"<div>(.*?)</div>", folded, re.S)
    assert r"\(s&lt;2\)" in folded
    assert "Asked as:" in folded
    assert "As <code>s*s</code>." in short
    assert full.count("<p>") == 2
    assert all(words in beyond for words in ("To guess.", "Red flags", "Follow-ups"))
    assert "\n\n" not in folded, "a blank line would end the HTML"


def test_a_proof_leads_to_its_section_or_claim(tmp_path):
    book = tiny_book(tmp_path)
    claim = question("squares.two", proof="edge.html#claim-area.free")
    bank(book, EDGE, question("squares.one"), claim)
    link = r'<p class="dn-proof">Proof: <a href="([^"]+)">([^<]+)</a>'
    assert re.findall(link, page(book)) == [
        ("../squares/area.html#in-words", "The area 面积 › in words"),
        ("../squares/edge.html#claim-area.free", "The edge › claim area.free"),
    ]


def test_controls_are_hidden_until_a_script_shows_them(tmp_path):
    book = tiny_book(tmp_path)
    bank(book, EDGE, question("squares.one"))
    put(book, "book/squares/draft.ipynb", chapter())  # not of the contents
    text = page(book)
    for name in ("dn-setup", "dn-stage", "dn-outcome", "dn-keep"):
        assert "hidden" in re.search(rf'<\w+ class="{name}"[^>]*>', text)[0]
