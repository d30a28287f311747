"""What a reader ticks, and what progress.js promises to do with it."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.book.site.desk import (
    CHAPTER,
    PROGRESS,
    keep,
    kept,
    label,
    session,
    state,
)

ISO = re.compile(r"\d{4}(-\d\d){2}T\d\d(:\d\d){2}\.\d{3}Z")
WHEN, LATER = "2026-01-02T03:04:05.000Z", "2026-02-03T04:05:06.000Z"
SOME = state(
    read={"book/sums/product": WHEN, "book/gone/chapter": WHEN},
    done={"ex-product-0": WHEN, "ex-addition-1": WHEN, "ex-gone": WHEN},
    sessions={WHEN: session({"What is mid 1 of sums/product?": 2})},
)


def begin(visit: Any, name: str, text: str | None = None) -> Page:
    """Open a page whose reader has left nothing, or this, before."""
    keep(visit.open(name), text)
    return visit.open(name)


def read(page: Page) -> Locator:
    return page.get_by_role("checkbox", name="I have read this chapter")


def done(page: Page, number: int) -> Locator:
    return page.get_by_role("checkbox", name=f"done Exercise {number} (Task)")


def a_tick_stays_until_it_is_taken_back(visit: Any) -> None:
    page = begin(visit, CHAPTER)
    for box in (read(page), done(page, 0), done(page, 1)):
        expect(box).not_to_be_checked()
    read(page).check()
    done(page, 1).check()
    for part, key in (("read", "book/sums/addition"), ("done", "ex-addition-1")):
        assert list(kept(page)[part]) == [key]
        assert ISO.fullmatch(str(kept(page)[part][key]))
    visit.open(CHAPTER)
    expect(read(page)).to_be_checked()
    expect(done(page, 1)).to_be_checked()
    expect(done(page, 0)).not_to_be_checked()
    done(page, 1).uncheck()
    assert kept(page)["done"] == {}
    visit.open(CHAPTER)
    expect(done(page, 1)).not_to_be_checked()
    expect(read(page)).to_be_checked()


def the_sidebar_marks_what_is_read(visit: Any) -> None:
    page = begin(visit, CHAPTER, SOME)
    marked = page.locator(".bd-links a.dn-is-read")
    expect(marked).to_have_text(["sums/product"])
    read(page).check()
    expect(marked).to_have_text(["sums/addition", "sums/product"])
    page.goto((visit.site / PROGRESS).as_uri())
    expect(marked).to_have_text(["sums/addition", "sums/product"])


def the_page_counts_what_is_ticked(visit: Any) -> None:
    page = begin(visit, PROGRESS, SOME)
    counts = ["1 of 3", "2 of 3", "1 of 2", "2 of 3", "0 of 1", "0 of 0"]
    expect(page.locator(".dn-bar output")).to_have_text(counts)
    expect(page.locator(".dn-bar:visible")).to_have_count(len(counts))
    bars = page.locator(".dn-bar progress").evaluate_all(
        "bars => bars.map(bar => bar.value / bar.max)"
    )
    assert bars == [int(c[0]) / max(int(c[-1]), 1) for c in counts]
    rows = page.locator("tr[data-chapter]")
    for row, words in zip(
        rows.all(),
        (["no", "1 of 2"], ["yes", "1 of 1"], ["no", "0 of 0"]),
        strict=True,
    ):
        expect(row.locator("td")).to_have_text(words)


def another_tab_is_followed_and_not_overwritten(visit: Any) -> None:
    page = begin(visit, CHAPTER)
    other = page.context.new_page()
    other.goto(page.url)
    done(other, 0).check()
    expect(done(page, 0)).to_be_checked()
    keep(page, state(done={label("sums/product", 0): WHEN}))
    read(page).check()
    assert list(kept(page)["done"]) == ["ex-product-0"]
    assert list(kept(page)["read"]) == ["book/sums/addition"]
    other.close()


PROMISES = (
    a_tick_stays_until_it_is_taken_back,
    the_sidebar_marks_what_is_read,
    the_page_counts_what_is_ticked,
    another_tab_is_followed_and_not_overwritten,
)
