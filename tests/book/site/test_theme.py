"""The first page, search and the dark mode work from a folder."""

import pytest
from playwright.sync_api import expect

REFERENCE = "book/generated/reference/"


def found(visit, words):
    """Return where a search leads, best first."""
    page = visit.open("search.html", f"?q={words}")
    expect(page.locator("#search-results .search-summary")).to_contain_text("found")
    return page.locator("#search-results li a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )


def test_the_folder_opens_at_the_first_page(visit):
    visit.page.goto((visit.site / "index.html").as_uri())
    visit.page.wait_for_url("**/book/index.html")


def test_search_finds_a_chapter(visit):
    links = found(visit, "convolution")
    assert any("book/convolution/convolution.html" in link for link in links)
    assert visit.errors == []


@pytest.mark.parametrize(
    "words", ["pooling", "batch normalization", "dilated convolution", "max_pool2d"]
)
def test_search_names_the_reference_last(visit, words):
    is_reference = [link.startswith(REFERENCE) for link in found(visit, words)]
    assert set(is_reference) == {False, True}
    assert is_reference == sorted(is_reference)


def test_dark_mode_is_chosen_and_remembered(visit):
    page = visit.open("book/index.html")
    background = "getComputedStyle(document.body).backgroundColor"
    seen = set()
    for _ in range(3):
        page.locator("button.theme-switch-button").first.click()
        mode = page.evaluate("document.documentElement.dataset.theme")
        seen.add((mode, page.evaluate(background)))
    assert {mode for mode, _ in seen} == {"light", "dark"}
    assert len({colour for _, colour in seen}) == 2
    page.evaluate("localStorage.setItem('mode', 'dark')")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page = visit.open("book/notation.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
