"""axe judges a page as it stays, not what the theme is about to mend."""

import pytest

from tests.book.site.axe import problems

SHOW = """words => {
    const code = document.createElement('pre');
    code.textContent = words;
    code.tabIndex = -1;
    document.querySelector('article').replaceChildren(code);
}"""
REFUSE = "code => Object.defineProperty(code, 'tabIndex', {get: () => -1, set() {}})"


@pytest.fixture
def page(visit):
    page = visit.open("book/index.html")
    page.evaluate(SHOW, "wide " * 200)
    return page


def test_code_that_has_just_grown_wide_is_awaited(page):
    assert page.locator("pre").get_attribute("tabindex") == "-1"
    assert problems(page, 1280, "light", {}) == []


def test_code_that_stays_out_of_reach_is_found(page):
    page.locator("pre").evaluate(REFUSE)
    found = problems(page, 1280, "light", {})
    assert "scrollable-region-focusable" in "".join(found)
