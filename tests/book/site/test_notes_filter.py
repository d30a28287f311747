"""The notes, line by line: each filter shows what book/notes.yml says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.book.site.conftest import Visit, tab
from tests.book.site.notes_filter import ALL, NAME, NOTES, PROMISES, shows

pytestmark = pytest.mark.xdist_group("notes")


@pytest.fixture(scope="module")
def notes(site, browser: Browser) -> Iterator[Visit]:
    """A tab on the page, for all tests of its filters."""
    with tab(site, browser) as visit:
        visit.open(NAME)
        yield visit


def test_it_begins_with_every_entry(notes):
    assert len(ALL) == len(NOTES) == 472
    shows(notes.page, ALL)


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_the_filters_keep_their_promises(notes, promise):
    promise(notes)


def test_without_javascript_it_is_a_table(site, browser):
    with tab(site, browser, java_script_enabled=False) as visit:
        page = visit.open(NAME)
        expect(page.locator("tbody tr[id]:visible")).to_have_count(472)
        expect(page.locator(".dn-filter")).to_be_hidden()
