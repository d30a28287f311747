"""A question whose proof does not exist is named, whatever is missing."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.tools.tiny_pages import AREA, EDGE, chapter, put, tiny_book
from tools.proofs import missing_proofs


@pytest.fixture
def book(tmp_path):
    root = tiny_book(tmp_path)
    text = new_markdown_cell("# The edge\n\n## One\n\n## Two")
    put(root, EDGE, chapter(text, new_code_cell("claim('edge.length', 'holds')")))
    return root


def ask(book, *proofs):
    """Give the chapter a question for each proof."""
    lines = [f"- {{id: q{n}, proof: {proof}}}" for n, proof in enumerate(proofs)]
    (book / EDGE).with_suffix(".yml").write_text("\n".join(["questions:", *lines]))


def test_headings_and_claims_of_the_topic_are_proofs(book):
    claim, other = "edge.html#claim-edge.length", "area.html#claim-area.free"
    ask(book, "edge.html#one", "edge.html#two", claim, other)
    assert missing_proofs(book, EDGE) == []


@pytest.mark.parametrize(
    "proof",
    [
        "edge.html#three",
        "edge.html#claim-area.free",
        "area.html#one",
        "corner.html#one",
        "edge.html#",
        "edge.html",
    ],
)
def test_what_is_missing_is_named(book, proof):
    ask(book, "edge.html#one", proof)
    assert missing_proofs(book, EDGE) == [f"q1: no proof at {proof}"]


def test_a_chapter_without_questions_misses_nothing(book):
    assert missing_proofs(book, AREA) == []
