"""The reader's desk keeps its promises: interviews, ticks, and what a browser keeps."""

import pytest
from playwright.sync_api import expect

from tests.book.site import interviews, keeping, outcomes, ticks
from tests.book.site.axe import problems
from tests.book.site.desk import BANK, CHAPTER, INTERVIEW, PROGRESS
from tests.book.site.test_pages import WIDER
from tests.book.site.thin import thin

pytestmark = pytest.mark.xdist_group("desk")
PROMISES = [
    pytest.param(promise, id=f"{place.__name__.rpartition('.')[2]}: {promise.__name__}")
    for place in (interviews, outcomes, keeping, ticks)
    for promise in place.PROMISES
]


@pytest.mark.parametrize("promise", PROMISES)
def test_the_desk_keeps_its_promises(played, promise):
    promise(played)


def test_without_javascript_the_questions_are_a_list(unscripted):
    page = unscripted.open(INTERVIEW)
    expect(page.locator("button:visible, input:visible")).to_have_count(0)
    expect(page.locator(".dn-question:visible")).to_have_count(len(BANK))
    question = page.locator(".dn-question").first
    expect(question.locator("> div").first).to_be_hidden()
    question.locator("summary").click()
    for part in question.locator("> div").all():
        expect(part).to_be_visible()


@pytest.mark.parametrize("name", [CHAPTER, PROGRESS])
def test_without_javascript_nothing_is_to_tick(unscripted, name):
    page = unscripted.open(name)
    expect(page.locator("button:visible, input:visible")).to_have_count(0)
    expect(page.locator("progress:visible")).to_have_count(0)


def test_paper_shows_every_answer_and_no_controls(played):
    page = played.open(INTERVIEW)
    interviews.start(page)
    page.emulate_media(media="print")
    expect(page.locator("button:visible, input:visible")).to_have_count(0)
    for answer in page.locator(".dn-question > div").all():
        expect(answer).to_be_visible()
    page.emulate_media(media="screen")


@pytest.mark.parametrize(("width", "mode"), [(1280, "light"), (390, "dark")])
def test_an_interview_is_accessible(visit, width, mode):
    page = visit.open(INTERVIEW, "#?n=1&seed=5")
    interviews.start(page)
    interviews.reveal_all(page)
    found = problems(page, width, mode, {})
    assert page.evaluate(WIDER) <= 0
    interviews.rate(page, 1)
    page.get_by_text("All your interviews").click()
    assert page.evaluate(WIDER) <= 0
    thin(page)
    assert found + problems(page, width, mode, {}) == []
