"""Every explorer and every quiz of the book does what the samples prove of theirs."""

import re

from playwright.sync_api import expect

from tests.book.site.explorers import Explorer, changes, ids
from tests.book.site.quizzes import asks, drills, tells_apart


def test_each_explorer_and_the_quiz_answer(visit, answering_page):
    """Visit the page once for all that is clicked on it."""
    html = (visit.site / answering_page).read_text(encoding="utf-8")
    page = visit.open(answering_page)
    assert ids(page) == re.findall(r'<figure class="dn-explore" id="([^"]+)"', html)
    for id in ids(page):
        explorer = Explorer(page, id)
        for control in explorer.controls:
            changes(explorer, control, control.point)
        assert len(explorer.packed()) == len(explorer.states) - 1
    quizzes = page.locator(".dn-quiz").count()
    assert quizzes == html.count('<div class="dn-quiz">') <= 1
    assert ids(page) or quizzes
    if quizzes:
        asked = drills(answering_page)
        asks(page, asked)
        one_of_a_kind = {bool(drill.options): drill for drill in asked}.values()
        for drill in one_of_a_kind:
            tells_apart(page, drill)
        score = f"{len(one_of_a_kind)} of {len(asked)} right"
        expect(page.locator(".dn-score")).to_have_text(score)
