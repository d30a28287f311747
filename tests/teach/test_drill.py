"""Drills in a live kernel, one after another, and a few on a page."""

import re
from itertools import islice

import pytest

from dlnotes.teach import drill
from dlnotes.teach.drills import series


def parts(shown):
    """Return question, control, check button and feedback, and what stands below."""
    asked, more, score = shown.widget.children
    return *asked.children, more, score


@pytest.fixture
def shown():
    return drill("cost", seed=3)


def wanted(count):
    return list(islice(series("cost", seed=3), count))


def test_a_kernel_asks_one_drill_and_brings_another(shown):
    first, second = wanted(2)
    question, *_, more, _ = parts(shown)
    assert question.value.startswith("<p>1. ")
    assert first.question.split("×")[0] in question.value
    more.click()
    question, *_ = parts(shown)
    assert question.value.startswith("<p>2. ")
    assert second.question.split("×")[0] in question.value


def test_a_wrong_answer_gets_its_working(shown):
    (first,) = wanted(1)
    _, control, check, feedback, *_ = parts(shown)
    control.value = repr(first.answer + 1 + first.tolerance)
    check.click()
    assert "✗ Not yet" in feedback.value
    assert f"It is {first.answer_text}: " in feedback.value
    control.value = repr(first.answer)
    check.click()
    assert "✓ Right" in feedback.value
    assert "It is" not in feedback.value


def test_the_first_try_counts(shown):
    first, second = wanted(2)
    *_, more, score = parts(shown)
    for each, offsets in ((first, (0,)), (second, (1, 0))):
        for offset in offsets:
            _, control, check, *_ = parts(shown)
            control.value = repr(each.answer + offset * (1 + each.tolerance))
            check.click()
        more.click()
    assert score.value == "1 of 2 right at the first try"


def test_a_page_shows_a_few_with_folded_answers(monkeypatch):
    monkeypatch.setenv("DLNOTES_STATIC", "1")
    shown = drill("cost", seed=3)
    assert sorted(shown._repr_mimebundle_()) == ["text/html", "text/plain"]
    for each in wanted(5):
        assert f'id="{each.id}"' in shown.html
    assert shown.html.count("<form") == shown.html.count("<summary>Answer") == 5
    assert str(shown).startswith("1. ")


def test_a_kernel_gets_a_widget(shown):
    assert "application/vnd.jupyter.widget-view+json" in shown._repr_mimebundle_()


def test_an_unknown_topic_is_refused_at_once():
    with pytest.raises(ValueError, match="topic is 'costs', expected one of"):
        drill("costs")


@pytest.mark.parametrize(
    ("seed", "error"),
    [(-1, ValueError), (1.5, TypeError), ("a", TypeError), (None, TypeError)],
)
def test_a_bad_seed_is_refused_by_its_name(seed, error):
    with pytest.raises(error, match=rf"^seed .*{re.escape(repr(seed))}"):
        drill("cost", seed=seed)
