"""A quiz on an open page, and what every quiz promises.

A promise is a function that raises where it is broken: it is asked of the book's
scripts, and of broken ones.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from dlnotes.teach._bank import Drill, load_bank
from tools.pages.drills import twenty

ROOT = Path(__file__).parents[3]
DRILLS = ROOT / "book" / "generated" / "drills" / "topics"
FOCUSED = "element => element === document.activeElement"
WRITTEN = """forms => forms.map(form => [
    form.id, Number(form.dataset.answer), Number(form.dataset.tolerance),
    form.querySelectorAll('[type=radio]').length,
    form.querySelectorAll('.dn-because').length,
])"""


def drills(name: str) -> list[Drill]:
    """Return the drills that belong on a page of the book."""
    page = ROOT / name
    if page.parent == DRILLS:
        return twenty(page.stem)
    if not page.with_suffix(".yml").is_file():
        return []
    return load_bank(ROOT, page.parent.name, page.stem)[1]


def asks(page: Page, asked: list[Drill]) -> None:
    """Expect these drills in this order, their answers beside them but hidden."""
    assert asked
    assert page.locator(".dn-drill").evaluate_all(WRITTEN) == [
        [d.id, d.answer, d.tolerance, len(d.options), len(d.options) or 1]
        for d in asked
    ]
    for answer in page.locator(".dn-drill details").all():
        expect(answer).to_be_hidden()


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


def tells_apart(page: Page, drill: Drill) -> None:
    """Give a wrong answer, then the right one: each is answered with its reason."""
    feedback = form(page, drill).locator(".dn-feedback")
    answer = form(page, drill).locator("details")
    give(page, drill, wrong(drill))
    expect(feedback).to_contain_text("Not yet")
    expect(answer).to_be_visible()
    if drill.options:
        explains(feedback, drill.options[int(wrong(drill))].because)
    else:
        expect(feedback).to_have_text("✗ Not yet.")
        answer.locator("summary").click()
        explains(answer, drill.because)
    give(page, drill, right(drill))
    expect(feedback).to_contain_text("Right")
    expect(answer).to_be_hidden()
    chosen = drill.options[int(drill.answer)] if drill.options else drill
    explains(feedback, chosen.because)


def the_answers_wait(visit: Any, name: str, asked: list[Drill]) -> None:
    asks(visit.open(name), asked)
    expect(visit.page.locator(".dn-score")).to_be_visible()


def wrong_and_right_are_told_apart(visit: Any, name: str, asked: list[Drill]) -> None:
    page = visit.open(name)
    score = page.locator(".dn-score")
    for number, drill in enumerate(asked):
        expect(score).to_have_text(f"{number} of {len(asked)} right")
        tells_apart(page, drill)
        expect(score).to_have_text(f"{number + 1} of {len(asked)} right")
    give(page, asked[0], wrong(asked[0]))
    expect(score).to_have_text(f"{len(asked) - 1} of {len(asked)} right")


def a_number_may_miss_on_both_sides(visit: Any, name: str, asked: list[Drill]) -> None:
    page = visit.open(name)
    for drill in (drill for drill in asked if not drill.options):
        feedback = form(page, drill).locator(".dn-feedback")
        far = drill.answer - wrong(drill)
        near = drill.answer - right(drill)
        for miss, verdict in ((far, "Not yet"), (near, "Right")) * 2:
            give(page, drill, drill.answer + miss)
            expect(feedback).to_contain_text(verdict)
            give(page, drill, drill.answer - miss)
            expect(feedback).to_contain_text(verdict)


def tab_to(page: Page, target: Locator) -> None:
    """Press the tab key until ``target`` has the focus; formulas take it as well."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if target.evaluate(FOCUSED):
            return
    raise AssertionError(f"the tab key does not reach {target}")


def the_keyboard_is_enough(visit: Any, name: str, asked: list[Drill]) -> None:
    page = visit.open(name)
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


PROMISES = (
    the_answers_wait,
    wrong_and_right_are_told_apart,
    a_number_may_miss_on_both_sides,
    the_keyboard_is_enough,
)
