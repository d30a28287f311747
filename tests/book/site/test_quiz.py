"""Quizzes grade themselves: right and wrong, with the mouse and the keyboard."""

import pytest
from playwright.sync_api import expect

from tests.book.site.quizzes import PROMISES, explains, form
from tests.book.site.samples import DRILLS, QUIZ

pytestmark = pytest.mark.xdist_group("samples")


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_a_quiz_keeps_its_promises(played, promise):
    promise(played, QUIZ, DRILLS)


def test_without_javascript_the_answers_are_folded(unscripted):
    page = unscripted.open(QUIZ)
    expect(page.locator(".dn-score")).to_be_hidden()
    for drill in DRILLS:
        answer = form(page, drill).locator("details")
        expect(form(page, drill).get_by_role("button")).to_be_hidden()
        expect(answer.locator(".dn-because").first).to_be_hidden()
        answer.locator("summary").click()
        reasons = [option.because for option in drill.options] or [drill.because]
        places = answer.locator(".dn-because").all()
        for place, reason in zip(places, reasons, strict=True):
            explains(place, reason)
