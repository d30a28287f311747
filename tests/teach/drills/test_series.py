"""Drills of all topics: new, the same for a seed, fair, and explained."""

import re
from itertools import islice

import numpy as np
import pytest

from dlnotes.teach import drills
from dlnotes.teach._display import book_root
from dlnotes.teach.drills import makers, series, topics
from dlnotes.teach.drills._ask import ask, between, several

FEW = 60


@pytest.fixture(scope="module", params=topics())
def topic(request):
    return request.param


@pytest.fixture(scope="module")
def drawn(topic):
    return list(islice(series(topic), FEW))


def test_no_question_comes_twice_among_the_first(drawn):
    assert len({drill.question for drill in drawn}) == FEW
    assert len({drill.id for drill in drawn}) == FEW


def test_each_kind_comes_before_one_comes_again(topic, drawn):
    kinds = [drill.id.split(".")[1].replace("-", "_") for drill in drawn]
    assert set(kinds[: len(makers(topic))]) == makers(topic).keys()


def test_a_seed_draws_the_same_and_another_seed_others(topic, drawn):
    assert list(islice(series(topic, seed=0), FEW)) == drawn
    other = list(islice(series(topic, seed=1), FEW))
    assert [drill.question for drill in other] != [drill.question for drill in drawn]


def test_a_chapter_of_the_book_explains_each(topic, drawn):
    root = book_root() / "book" / topic
    for chapter in {drill.chapter for drill in drawn}:
        assert (root / f"{chapter}.ipynb").is_file()
        found = list(islice(series(topic, chapter=chapter), 3))
        assert {drill.chapter for drill in found} == {chapter}


def test_answers_are_graded_fairly(drawn):
    for drill in drawn:
        assert drill.accepts(drill.answer), drill
        assert drill.accepts(float(f"{drill.answer:.3g}")) or not drill.tolerance, drill
        miss = 0.02 * abs(drill.answer) if drill.tolerance else 1
        assert not drill.accepts(drill.answer + miss), drill
        assert not drill.accepts(drill.answer - miss), drill
        assert "e" not in drill.answer_text.split()[0], drill


def test_texts_are_whole(drawn):
    for drill in drawn:
        assert drill.question.endswith((".", "?", ")")), drill
        assert drill.because.endswith("."), drill
        for text in (drill.question, drill.because):
            assert text.count("$") % 2 == text.count("`") % 2 == 0, drill
            assert "np." not in text, drill
            assert not re.search(r"\d\.\d{6}", text), drill


def test_an_unknown_topic_or_chapter_names_what_there_is():
    with pytest.raises(ValueError, match=r"topic is 'poling', expected .*pooling"):
        series("poling")
    with pytest.raises(ValueError, match="chapter is 'nms', expected one of counting"):
        series("cost", chapter="nms")


def test_a_drill_that_can_ask_one_thing_asks_it_again(monkeypatch):
    def only(rng):
        return ask("c", "One and one?", 2, "Count.")

    monkeypatch.setattr(drills, "makers", lambda topic: {"only": only})
    first, second = islice(series("any"), 2)
    assert first.question == second.question
    assert (first.id, second.id) == ("any.only.1", "any.only.2")


def test_a_whole_answer_is_exact_and_another_may_miss_a_little():
    whole = ask("c", "?", np.float64(3.0000000001), "")
    assert (whole.answer, whole.tolerance) == (3.0, 0.0)
    part = ask("c", "?", -0.5, "")
    assert part.accepts(-0.502)
    assert not part.accepts(-0.503)
    assert not part.accepts(0.5)


def test_numbers_are_drawn_from_all_that_is_allowed():
    rng = np.random.default_rng(0)
    assert {between(rng, 2, 4) for _ in range(50)} == {2, 3, 4}
    drawn = [several(rng, 2, 1, 3) for _ in range(50)]
    assert {tuple(pair) for pair in drawn} == {
        (a, b) for a in (1, 2, 3) for b in (1, 2, 3) if a != b
    }
