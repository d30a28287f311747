"""What came of an interview, and what outcome.js promises to say of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.book.site.desk import BANK, INTERVIEW, id_of, session, state
from tests.book.site.interviews import rate, reveal_all, run, start
from tests.book.site.quizzes import FOCUSED
from tests.book.site.ticks import LATER, WHEN, begin


def an_outcome_begins_with_the_weakest(visit: Any) -> None:
    scores = {
        "What is junior 0 of sums/addition?": 2,
        "What is junior 0 of powers/square?": 1,
        "What is mid 1 of powers/square?": 0,
        "What is senior 2 of powers/square?": 3,
    }
    older = session({"What is junior 0 of sums/product?": 0})
    gone = {"sums.gone": {"score": 0, "seconds": 60}}
    last = session(scores)
    last["answers"] |= gone
    page = begin(visit, INTERVIEW, state(sessions={LATER: last, WHEN: older}))
    expect(page.locator(".dn-sum")).to_contain_text("6 of 12 points, 4 minutes")
    tables = [
        table.locator("tbody tr").all_inner_texts()
        for table in page.locator(".dn-tables table").all()
    ]
    assert tables == [
        ["Powers\t4 of 9", "Sums\t2 of 3"],
        ["mid\t0 of 3", "junior\t3 of 6", "senior\t3 of 3"],
    ]
    lines = page.locator(".dn-answers li")
    expect(lines).to_have_count(4)
    for line, (words, score) in zip(
        lines.all(), sorted(scores.items(), key=lambda item: item[1]), strict=True
    ):
        expect(line).to_contain_text(f"{words} {score} of 3 points")
        level, proof = BANK[words][1], line.locator(".dn-proof a")
        chapter = words.rstrip("?").split()[-1]
        expect(proof).to_have_attribute("href", f"../{chapter}.html#{level}-proof")
    lines.first.locator("a").first.click()
    expect(page.get_by_text("Short powers.square.mid-1.")).to_be_visible()


def an_interview_ends_at_its_outcome(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Questions").fill("2")
    run(page, lambda words: 1)
    heading = page.get_by_role("heading", name="Your last interview")
    assert heading.evaluate(FOCUSED)
    expect(page.locator(".dn-sum")).to_contain_text("2 of 6 points")
    expect(page.locator(".dn-setup")).to_be_visible()


def what_the_book_no_longer_asks_is_no_outcome(visit: Any) -> None:
    gone = {
        "settings": "n=1&ask=sums.gone",
        "answers": {"sums.gone": {"score": 3, "seconds": 1}},
    }
    known = session({"What is mid 1 of powers/square?": 1})
    page = begin(visit, INTERVIEW, state(sessions={WHEN: known, LATER: gone}))
    expect(page.locator(".dn-sum")).to_contain_text("1 of 3 points")
    page.get_by_text("All your interviews").click()
    rows = page.locator(".dn-past tbody tr")
    expect(rows.first).to_contain_text("no longer in the book")
    expect(rows.last).to_contain_text("ask again")
    page = begin(visit, INTERVIEW, state(sessions={LATER: gone}))
    expect(page.locator(".dn-setup")).to_be_visible()
    expect(page.locator(".dn-outcome")).to_be_hidden()


def the_same_questions_come_again_whatever_was_answered(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Questions").fill("3")
    page.get_by_label("Begin with").check()
    found = run(page, lambda words: 3)
    page.get_by_text("All your interviews").click()
    rows, fitting = page.locator(".dn-past tbody tr"), page.locator(".dn-setup output")
    rows.first.get_by_role("link").click()
    expect(fitting).to_have_text("3 of an earlier interview, in the same order")
    start(page)
    query = parse_qs(page.evaluate("location.hash")[2:])
    assert query.get("ask") == [id_of(words) for words in found]
    reveal_all(page)
    rate(page, 0)
    page.get_by_role("button", name="End the interview").click()
    expect(fitting).to_have_text("12 of 12 questions fit")
    link = rows.first.get_by_role("link")
    query = parse_qs(link.get_attribute("href").removeprefix("#?"))
    assert query.get("ask") == [id_of(found[0])]
    rows.last.get_by_role("link").click()
    assert run(page) == found
    rows.last.get_by_role("link").click()
    page.get_by_label("Powers").check()
    expect(fitting).to_have_text("4 of 12 questions fit")
    assert set(run(page)).isdisjoint(words for words in BANK if "sums" in words)


def an_earlier_interview_is_asked_again(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Questions").fill("3")
    page.get_by_label("Powers").check()
    found = run(page)
    page.get_by_label("Powers").uncheck()
    page.get_by_label("Questions").fill("2")
    run(page)
    page.get_by_text("All your interviews").click()
    rows = page.locator(".dn-past tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("4 of 6")
    rows.last.get_by_role("link").click()
    expect(page.get_by_label("Powers")).to_be_checked()
    assert run(page) == found


PROMISES = (
    an_outcome_begins_with_the_weakest,
    an_interview_ends_at_its_outcome,
    an_earlier_interview_is_asked_again,
    the_same_questions_come_again_whatever_was_answered,
    what_the_book_no_longer_asks_is_no_outcome,
)
