"""A few pages hold every kind of element, and a page thinned still holds its kinds."""

import pytest

from tests.book.site.kinds import cover, kinds
from tests.book.site.thin import thin

PAGE = """<main>
<p class="note">a word</p><p class="note">a word</p><p class="note">a word</p>
<p class="note">a <b>bold</b> word</p><p>a word</p><p style="color: red">a word</p>
<pre><i>if</i><i>if</i><i>if</i><i>(</i><i>(</i><i hidden>if</i></pre>
<svg><path/><path/><path/></svg>
<details><p>a word</p></details>
</main>"""


def test_the_kinds_of_elements():
    page = '<p class="a b"><br><svg class="c"><svg></svg><g></g></svg><b role="note">'
    tags = {("p", "", "", "a"), ("p", "", "", "b"), ("br", "", "", "")}
    assert kinds(page) == tags | {("svg", "", "", "c"), ("b", "", "note", "")}


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ({"one": "<p>", "two": "<p><b>"}, ["two"]),
        ({"one": "<p><a>", "two": "<p><b>"}, ["one", "two"]),
        ({}, []),
    ],
)
def test_a_few_pages_hold_every_kind(pages, expected):
    assert cover(pages) == expected


def test_two_of_a_kind_are_left(visit):
    visit.page.set_content(PAGE)
    thin(visit.page)
    left = visit.page.locator("main")
    counts = {
        "p.note": 3,
        "p.note b": 1,
        ":scope > p:not([class])": 2,
        "i": 5,
        "path": 3,
    }
    assert {name: left.locator(name).count() for name in counts} == counts
    assert left.locator("details p").count() == 1


def test_a_thinned_page_holds_its_kinds(visit):
    page = visit.open("book/generated/notes.html")
    before = page.content()
    thin(page)
    after = page.content()
    assert kinds(after) == kinds(before)
    assert len(after) < len(before) / 4


def test_what_is_known_is_not_looked_at_again(visit):
    page = visit.page
    page.set_content(PAGE)
    known = thin(page)
    page.set_content(PAGE.replace("</main>", "<p class='new'>a word</p></main>"))
    thin(page, known=known)
    assert page.locator("main > *").count() == 1
    assert page.locator("main > p.new").count() == 1
