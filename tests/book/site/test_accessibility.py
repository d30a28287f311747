"""axe-core reports nothing serious, light and dark, on a phone and at a desk.

Every page is judged in `test_pages`, at a desk in light, which finds most; here those
that hold every kind of element, in the three other ways.
"""

import pytest

from tests.book.site.axe import problems
from tests.book.site.kinds import cover, kinds

OTHER_WAYS = [(390, "light"), (390, "dark"), (1280, "dark")]


def test_axe_is_content(visit, covering_page):
    visit.page.set_viewport_size({"width": 390, "height": 900})
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.open(covering_page)
    assert [found for way in OTHER_WAYS for found in problems(page, *way)] == []


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
