"""The page of all answers in 60 seconds, of a book of two chapters."""

from tests.tools.tiny_pages import tiny_book
from tools.pages.answers import page


def test_an_answer_stands_whole_under_its_part_and_its_title(tmp_path):
    _, _, after = page(tiny_book(tmp_path)).partition("\n\n## ")
    assert after == (
        "Squares\n\n### [The edge](/book/squares/edge.ipynb)\n\n"
        "::::{container} dn-answer\nAn edge has a *length*.\n\nEvery edge.\n::::\n"
    )


def test_a_book_without_parts_has_no_answers(tmp_path):
    book = tiny_book(tmp_path)
    (book / "_toc.yml").write_text("format: jb-book\nroot: book/index\n")
    assert "##" not in page(book)
