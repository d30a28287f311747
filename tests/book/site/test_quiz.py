"""Every quiz grades itself: right and wrong, with the mouse and the keyboard."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from dlnotes.teach._bank import Drill, load_bank

ROOT = Path(__file__).parents[3]
FOCUSED = "element => element === document.activeElement"


def drills(quiz: str) -> list[Drill]:
    """Return the drills that belong on a page."""
    page = Path(quiz)
    _, bank = load_bank(ROOT, page.parent.name)
    return [drill for drill in bank if drill.chapter == page.stem]


def form(page: Page, drill: Drill) -> Locator:
    return page.locator(f'form[id="{drill.id}"]')


def wrong(drill: Drill) -> float:
    """Return another option, or a number just outside the tolerance."""
    if drill.options:
        return (drill.answer + 1) % len(drill.options)
    return drill.answer + 1.01 * drill.tolerance + (drill.tolerance == 0)


def right(drill: Drill) -> float:
    """Return the right option, or a number just inside the tolerance."""
    return drill.answer - 0.99 * drill.tolerance


def give(page: Page, drill: Drill, answer: float) -> None:
    """Answer with the mouse."""
    if drill.options:
        form(page, drill).get_by_role("radio").nth(int(answer)).check()
    else:
        form(page, drill).get_by_role("spinbutton").fill(repr(answer))
    form(page, drill).get_by_role("button", name="Check").click()


def explains(place: Locator, text: str) -> None:
    """Expect every stretch of a text between its formulas and code."""
    expect(place).to_be_visible()
    for words in re.split(r"\$+[^$]+\$+|`", text):
        expect(place).to_contain_text(words.strip())


def test_the_quiz_asks_the_bank(visit, quiz):
    page = visit.open(quiz)
    asked = page.locator(".dn-drill").evaluate_all("forms => forms.map(f => f.id)")
    assert asked == [drill.id for drill in drills(quiz)]
    assert asked
    for answer in page.locator(".dn-drill details").all():
        expect(answer).to_be_hidden()


def test_wrong_and_right_are_told_apart(visit, quiz):
    page = visit.open(quiz)
    asked = drills(quiz)
    score = page.locator(".dn-score")
    for number, drill in enumerate(asked):
        feedback = form(page, drill).locator(".dn-feedback")
        answer = form(page, drill).locator("details")
        give(page, drill, wrong(drill))
        expect(feedback).to_contain_text("Not yet")
        expect(answer).to_be_visible()
        if drill.options:
            explains(feedback, drill.options[int(wrong(drill))].because)
        else:
            answer.locator("summary").click()
            explains(answer, drill.because)
        expect(score).to_have_text(f"{number} of {len(asked)} right")
        give(page, drill, right(drill))
        expect(feedback).to_contain_text("Right")
        expect(answer).to_be_hidden()
        chosen = drill.options[int(drill.answer)] if drill.options else drill
        explains(feedback, chosen.because)
        expect(score).to_have_text(f"{number + 1} of {len(asked)} right")
    give(page, asked[0], wrong(asked[0]))
    expect(score).to_have_text(f"{len(asked) - 1} of {len(asked)} right")


def tab_to(page: Page, target: Locator) -> None:
    """Press the tab key until ``target`` has the focus; formulas take it as well."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if target.evaluate(FOCUSED):
            return
    raise AssertionError(f"the tab key does not reach {target}")


def test_the_keyboard_is_enough(visit, quiz):
    page = visit.open(quiz)
    asked = drills(quiz)
    page.get_by_role("heading", name="Quiz").click()
    for drill in asked:
        tab_to(page, form(page, drill).locator("input").first)
        if drill.options:
            page.keyboard.press("Space")
            for _ in range(int(drill.answer)):
                page.keyboard.press("ArrowDown")
        else:
            page.keyboard.type(repr(drill.answer))
        tab_to(page, form(page, drill).get_by_role("button", name="Check"))
        page.keyboard.press("Enter")
        expect(form(page, drill).locator(".dn-feedback")).to_contain_text("Right")
    expect(page.locator(".dn-score")).to_have_text(
        f"{len(asked)} of {len(asked)} right"
    )


def test_without_javascript_the_answers_are_folded(unscripted, quiz):
    page = unscripted.open(quiz)
    expect(page.locator(".dn-score")).to_be_hidden()
    for drill in drills(quiz):
        answer = form(page, drill).locator("details")
        expect(form(page, drill).get_by_role("button")).to_be_hidden()
        expect(answer.locator(".dn-because").first).to_be_hidden()
        answer.locator("summary").click()
        reasons = [option.because for option in drill.options] or [drill.because]
        places = answer.locator(".dn-because").all()
        for place, reason in zip(places, reasons, strict=True):
            explains(place, reason)
