"""A mock interview on an open page, and what it promises.

That is what mock.js and clock.js do together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from playwright.sync_api import Locator, Page, expect

from tests.book.site.desk import BANK, INTERVIEW, id_of, kept, session, state
from tests.book.site.quizzes import FOCUSED, tab_to
from tests.book.site.ticks import LATER, WHEN, begin

FIRSTS = """async seeds => {
    const firsts = [];
    for (const seed of seeds) {
        document.querySelector('[name=seed]').value = seed;
        document.querySelector('.dn-setup').requestSubmit();
        await new Promise(done => setTimeout(done));
        firsts.push(document.querySelector('.dn-asked').textContent);
        document.querySelector('.dn-stop').click();
    }
    return firsts;
}"""


def asked(page: Page) -> str:
    return page.locator(".dn-asked").inner_text()


def start(page: Page) -> None:
    page.get_by_role("button", name="Start").click()
    expect(page.locator(".dn-stage")).to_be_visible()


def reveal(page: Page, step: str) -> Locator:
    """Reveal the next step of the answer, which is called so."""
    page.get_by_role("button", name=f"Show: {step.lower()}").click()
    return page.get_by_role("group", name=step, exact=True)


def reveal_all(page: Page) -> None:
    for step in ("Short answer", "Full answer", "Red flags and follow-ups"):
        reveal(page, step)


def rate(page: Page, score: int) -> None:
    page.get_by_role("radio", name=f"{score}:").check()
    page.get_by_role("button", name="Next").click()


def run(page: Page, scores: Callable[[str], int] = lambda words: 2) -> list[str]:
    """Take an interview to its end; return what was asked."""
    start(page)
    found = []
    while page.locator(".dn-stage").is_visible():
        found.append(asked(page))
        reveal_all(page)
        rate(page, scores(found[-1]))
    return found


def fit(parts: Iterable[str], levels: Iterable[str]) -> set[str]:
    return {
        words
        for words, (part, level) in BANK.items()
        if part in parts and level in levels
    }


def choices_decide_what_is_asked(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    count = page.locator(".dn-setup output")
    expect(count).to_have_text("12 of 12 questions fit")
    page.get_by_label("Sums").check()
    expect(count).to_have_text("8 of 12 questions fit")
    page.get_by_label("senior").check()
    expect(count).to_have_text("4 of 12 questions fit")
    page.get_by_label("junior").check()
    found = run(page)
    assert sorted(found) == sorted(fit(["Sums"], ["senior", "junior"]))
    page.get_by_label("Powers").check()
    page.get_by_label("senior").uncheck()
    page.get_by_label("Questions").fill("2")
    found = run(page)
    assert len(found) == len(set(found)) == 2
    assert set(found) <= fit(["Sums", "Powers"], ["junior"])


def an_address_repeats_the_draw(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Questions").fill("4")
    page.get_by_label("Minutes for each").fill("7")
    page.get_by_label("Sums").check()
    page.get_by_label("mid").check()
    page.get_by_label("senior").check()
    page.get_by_label("Begin with").check()
    page.get_by_label("Seed").fill("41")
    start(page)
    drawn = parse_qs(page.evaluate("location.hash")[2:])
    page.get_by_role("button", name="End the interview").click()
    page.get_by_label("Seed").fill("41")
    found = run(page, lambda words: 3)
    fragment = "?topic=sums&level=mid&level=senior&n=4&minutes=7&seed=41&weak=first"
    assert drawn == parse_qs(fragment[1:])
    assert page.get_by_label("Seed").input_value() != "41"
    page.evaluate("localStorage.clear()")
    page.goto("about:blank")
    visit.open(INTERVIEW, f"#{fragment}")
    assert run(page) == found
    for damaged in ("?topic=gone&level=x&n=-1&minutes=&seed=z", "?", "?%E0%A4%A"):
        page.evaluate(f"location.hash = '{fragment}'")
        expect(page.get_by_label("Seed")).to_have_value("41")
        page.evaluate(f"location.hash = '{damaged}'")
        expect(page.get_by_label("Seed")).not_to_have_value("41")
        expect(page.get_by_label("Sums")).not_to_be_checked()
        expect(page.get_by_label("Questions")).to_have_value("6")
    assert len(run(page)) == 6


def every_question_has_its_chance(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Minutes for each").fill("1")
    firsts = page.evaluate(FIRSTS, list(range(80)))
    assert set(firsts) == set(BANK)
    assert max(map(firsts.count, BANK)) < 20
    assert page.evaluate(FIRSTS, list(range(80))) == firsts


def an_answer_comes_in_steps(visit: Any) -> None:
    page = begin(visit, INTERVIEW, state(sessions={WHEN: session({})}))
    page.get_by_label("Questions").fill("1")
    start(page)
    id = id_of(asked(page))
    assert page.locator(".dn-asked").evaluate(FOCUSED)
    expect(page.locator(".dn-where")).to_contain_text(f"1 of 1, {BANK[asked(page)][1]}")
    for unseen in (".dn-setup", ".dn-outcome", ".dn-keep", ".dn-step", ".dn-rating"):
        for element in page.locator(unseen).all():
            expect(element).to_be_hidden()
    expect(page.locator(".dn-question:visible")).to_have_count(0)
    steps = {
        "Short answer": [f"Short {id}."],
        "Full answer": [f"Full {id}.", "And more."],
        "Red flags and follow-ups": [f"Flag {id}.", f"And {id}?", "Shown at:"],
    }
    for number, (step, words) in enumerate(steps.items(), start=1):
        expect(page.locator(".dn-rating")).to_be_hidden()
        shown = reveal(page, step)
        assert shown.evaluate(FOCUSED)
        for each in words:
            expect(shown).to_contain_text(each)
        expect(page.locator(".dn-step:visible")).to_have_count(number)
    expect(page.locator(".dn-reveal")).to_be_hidden()
    page.get_by_role("button", name="Next").click()  # asks for the points first
    expect(page.locator(".dn-stage")).to_be_visible()
    rate(page, 1)
    expect(page.locator(".dn-stage")).to_be_hidden()
    expect(page.locator(".dn-question:visible")).to_have_count(12)


def the_next_question_begins_anew(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    start(page)
    first = asked(page)
    reveal_all(page)
    rate(page, 3)
    assert asked(page) != first
    assert page.locator(".dn-asked").evaluate(FOCUSED)
    expect(page.locator(".dn-step:visible, .dn-rating:visible")).to_have_count(0)
    expect(page.locator(".dn-pause")).to_be_visible()
    reveal_all(page)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.get_by_role("button", name="End the interview").click()
    (found,) = kept(page)["sessions"].values()
    assert list(found["answers"]) == [id_of(first)]


def the_clock_counts_the_thinking(visit: Any) -> None:
    visit.page.clock.install()
    page = begin(visit, INTERVIEW)
    face, spoken = page.get_by_role("timer"), page.locator(".dn-minutes")

    def wait(seconds: int, shown: str, said: str) -> None:
        page.clock.run_for(1000 * seconds)
        expect(face).to_have_text(shown)
        expect(spoken).to_have_text(said)

    page.get_by_label("Minutes for each").fill("2")
    page.clock.pause_at(page.evaluate("Date.now() / 1000 + 1"))
    start(page)
    wait(59, "0:59 of 2:00", "")
    wait(1, "1:00 of 2:00", "1 minute left")
    wait(30, "1:30 of 2:00", "1 minute left")
    page.get_by_role("button", name="Pause").click()
    wait(90, "1:30 of 2:00", "1 minute left")
    page.get_by_role("button", name="Go on").click()
    wait(29, "1:59 of 2:00", "1 minute left")
    expect(page.locator(".dn-clock")).not_to_have_class("dn-clock dn-over")
    wait(1, "2:00 of 2:00, time is up", "Time is up")
    expect(page.locator(".dn-clock")).to_have_class("dn-clock dn-over")
    wait(120, "4:00 of 2:00, time is up", "2 minutes over")
    reveal(page, "Short answer")
    expect(page.locator(".dn-pause")).to_be_hidden()
    wait(300, "4:00 of 2:00, time is up", "2 minutes over")
    reveal(page, "Full answer")
    reveal(page, "Red flags and follow-ups")
    rate(page, 0)
    (found,) = kept(page)["sessions"].values()
    assert [each["seconds"] for each in found["answers"].values()] == [240]
    wait(5, "0:05 of 2:00", "")
    page.clock.resume()


def each_answer_is_kept_at_once(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Questions").fill("3")
    start(page)
    page.get_by_role("button", name="End the interview").click()
    assert kept(page).get("sessions", {}) == {}
    expect(page.locator(".dn-outcome")).to_be_hidden()
    start(page)
    scores = {}
    for score in (2, 0):
        scores[asked(page)] = score
        reveal_all(page)
        rate(page, score)
        (found,) = kept(page)["sessions"].values()
        given = {id: answer["score"] for id, answer in found["answers"].items()}
        assert given == {id_of(words): score for words, score in scores.items()}


def the_weakest_come_first_if_asked_for(visit: Any) -> None:
    words = list(BANK)
    older = {words[0]: 0, words[1]: 3}
    newer = {words[0]: 3, words[2]: 2, words[3]: 0, words[4]: 1}
    before = state(sessions={LATER: session(newer), WHEN: session(older)})
    page = begin(visit, INTERVIEW, before)
    page.get_by_label("Questions").fill("12")
    page.get_by_label("Begin with").check()
    found = run(page)
    assert found[:3] == [words[3], words[4], words[2]]
    assert set(found[-2:]) == {words[0], words[1]}


def the_keyboard_is_enough(visit: Any) -> None:
    page = begin(visit, INTERVIEW)
    page.get_by_label("Questions").fill("1")
    page.keyboard.press("Enter")
    expect(page.locator(".dn-stage")).to_be_visible()
    for _ in range(3):
        tab_to(page, page.locator(".dn-reveal"))
        page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("radio").first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".dn-sum")).to_contain_text("1 of 3 points")


PROMISES = (
    choices_decide_what_is_asked,
    an_address_repeats_the_draw,
    every_question_has_its_chance,
    an_answer_comes_in_steps,
    the_next_question_begins_anew,
    each_answer_is_kept_at_once,
    the_weakest_come_first_if_asked_for,
    the_keyboard_is_enough,
    the_clock_counts_the_thinking,
)
