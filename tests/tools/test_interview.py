"""The questions of all chapters, and where each is shown."""

import pytest

from tests.tools.tiny_pages import BANK, put_bank, tiny_book
from tools.interview import interview, spoken


def test_questions_come_from_junior_to_senior_with_the_place_that_shows_them(tmp_path):
    book = tiny_book(tmp_path)
    put_bank(book)
    words, free = interview(book)
    assert (words.question.id, free.question.id) == ("squares.words", "squares.free")
    assert (words.topic, words.chapter) == ("squares", "The area 面积")
    assert (words.page, words.heading) == ("The edge", "The edge")
    assert (free.page, free.heading) == ("The area 面积", "Claim area.free")


def test_a_book_may_have_no_questions(tmp_path):
    assert list(interview(tiny_book(tmp_path))) == []


@pytest.mark.parametrize("proof", ["area.html#nowhere", "circle.html#the-edge"])
def test_a_missing_proof_is_an_error_that_names_the_question(tmp_path, proof):
    book = tiny_book(tmp_path)
    put_bank(book, BANK.replace("edge.html#the-edge", proof))
    with pytest.raises(ValueError, match=rf"area\.yml: squares\.words: .*{proof}"):
        list(interview(book))


def test_no_drill_is_computed_for_the_questions(tmp_path):
    book = tiny_book(tmp_path)
    put_bank(book, BANK.replace("3**2", "1 / 0"))
    assert len(list(interview(book))) == 2


def test_a_topic_is_spoken_without_underscores():
    assert spoken("sparse_training") == "Sparse training"
