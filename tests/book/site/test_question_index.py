"""All questions on a page: the filters that the notes prove are wired to its rows."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from dlnotes.teach.questions import LEVELS
from tests.book.site.conftest import ROOT, tab
from tools.interview import interview

NAME = "book/generated/questions.html"
ASKED = list(interview(ROOT))

pytestmark = pytest.mark.xdist_group("question index")


def rows(page):
    return page.locator("tbody tr:not(.dn-topic):visible")


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_of_a_topic_has_its_questions(visit, level):
    page = visit.open(NAME, f"#?level={level}&topic=convolution")
    wanted = [
        each.question.id
        for each in ASKED
        if (each.topic, each.question.level) == ("convolution", level)
    ]
    expect(rows(page)).to_have_count(len(wanted))
    links = rows(page).locator("th a")
    hrefs = links.evaluate_all("links => links.map(a => a.hash.slice(1))")
    assert hrefs == wanted
    page.get_by_role("button", name="Show all").click()
    expect(rows(page)).to_have_count(len(ASKED))


def test_without_javascript_it_is_a_table(site, browser):
    with tab(site, browser, java_script_enabled=False) as visit:
        expect(rows(visit.open(NAME))).to_have_count(len(ASKED))
