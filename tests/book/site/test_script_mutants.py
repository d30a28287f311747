"""Broken scripts break a promise: what the samples prove would notice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, expect

from tests.book.site import explorers, notes_filter, quizzes
from tests.book.site.conftest import tab
from tests.book.site.samples import ASSETS, DRILLS, EXPLORERS, QUIZ

SECONDS = 1  # to wait for what a whole script does at once
EXPLORE = {
    "the first frame is lost": ("[first, ...(await others)]", "await others"),
    "a control forgets its place": ("n * each.values.length + each.at", "n + each.at"),
    "the status is silent": ("status.textContent = state;", ""),
    "the picture has no name": ('view.setAttribute("aria-label"', 'void ("aria-label"'),
    "the slider says nothing": (
        'control.setAttribute("aria-valuetext", this.value);',
        "",
    ),
    "the value beside a slider stays": ("shown.textContent = this.value;", ""),
    "a box is read wrongly": ('control.checked ? "True"', '!control.checked ? "True"'),
    "a box is set wrongly": ('values[i] === "True"', 'values[i] !== "True"'),
    "a list is not set": ("else control.selectedIndex = i;", ""),
    "a slider is not set": ("else if (shown) control.value = i;", ""),
    "the address stays": ('history.replaceState(null, "", `#', "String(`#"),
    "the address at the start is ignored": ("    follow();\n  }", "  }"),
    "a new address is ignored": (
        'addEventListener("hashchange"',
        'addEventListener("x"',
    ),
    "an unknown value is set": ("if (i >= 0) each.at = i;", "each.at = i;"),
    "the figure is not looked for": ("figure.scrollIntoView();", ""),
    "the controls stay hidden": ('".dn-controls").hidden = false', '".dn-view").a = 1'),
    "lines run together": ('.join("\\n"));', '.join(""));'),
}
QUESTIONS = {
    "nearly right is right": ("<= Number(tolerance)", "<= 2 * Number(tolerance) + 1"),
    "only exact is right": ("<= Number(tolerance)", "<= 0"),
    "too small is right": ("Math.abs(given - wanted)", "(given - wanted)"),
    "all is right": ("isRight = ", "isRight = true || "),
    "the first reason is every option's": (
        "reasons[isChoice ? given : 0]",
        "reasons[0]",
    ),
    "a wrong number gives the answer": ("if (isRight || isChoice)", "if (true)"),
    "a wrong option has no reason": ("if (isRight || isChoice)", "if (isRight)"),
    "the answer stays hidden": ("answer.hidden = isRight;", ""),
    "the answer is not hidden": ("answer.hidden = true;", ""),
    "right once is right for ever": ('isRight ? "add" : "delete"', '"add"'),
    "the score stays": ("score.textContent = ", "void "),
    "the score is hidden": ("score.hidden = false;", ""),
}
NOTES = {
    "the topic does not count": ("!topic || ", "true || "),
    "the kind does not count": ("!kind || ", "true || "),
    "the status does not count": ("!status || ", "true || "),
    "one word is enough": ("words.every(", "words.some("),
    "capitals count": ("text.toLowerCase().split", "text.split"),
    "an empty topic stays": ("body.hidden = true;", ""),
    "the number of rows stays": ("`${shown} of", "`${rows.length} of"),
    "the address stays": ('history.replaceState(null, "", fragment);', ""),
    "the enter key leaves the page": ("event.preventDefault()", "event"),
    "nothing ends the filters": ('"reset", () => setTimeout(save)', '"x", () => {}'),
    "a new address is ignored": ('"hashchange", restore', '"x", restore'),
    "an old filter stays": (
        'state.get(field.name) ?? ""',
        "state.get(field.name) ?? field.value",
    ),
}
SCRIPTS = {"explore.js": EXPLORE, "questions.js": QUESTIONS, "notes.js": NOTES}
MUTANTS = [
    pytest.param(script, *change, id=f"{script}: {name}")
    for script, changes in SCRIPTS.items()
    for name, change in changes.items()
]


def explorers_are_in_order(visit):
    page = visit.open(EXPLORERS)
    for id in explorers.ids(page)[:2]:
        for promise in explorers.PROMISES:
            promise(visit, EXPLORERS, id)


def quiz_is_in_order(visit):
    quizzes.asks(visit.open(QUIZ), DRILLS)
    expect(visit.page.locator(".dn-score")).to_be_visible()
    for promise in quizzes.PROMISES:
        promise(visit, QUIZ, DRILLS)


def filters_are_in_order(visit):
    visit.open(notes_filter.NAME)
    notes_filter.shows(visit.page, notes_filter.ALL)
    for promise in notes_filter.PROMISES:
        promise(visit)


ORDER = {
    "explore.js": explorers_are_in_order,
    "questions.js": quiz_is_in_order,
    "notes.js": filters_are_in_order,
}


@pytest.fixture
def folders(site, sample):
    return {"explore.js": sample, "questions.js": sample, "notes.js": site}


@pytest.fixture
def _in_a_hurry():
    expect.set_options(timeout=1000 * SECONDS)
    yield
    expect.set_options(timeout=5000)


@pytest.mark.usefixtures("_in_a_hurry")
@pytest.mark.parametrize(("script", "old", "new"), MUTANTS)
def test_a_broken_script_is_noticed(folders, browser, script, old, new):
    whole = (ASSETS / script).read_text(encoding="utf-8")
    assert whole.count(old) == 1
    with tab(folders[script], browser) as visit:
        visit.page.set_default_timeout(1000 * SECONDS)
        visit.page.route(
            re.compile(rf"/{script}\b"),
            lambda route: route.fulfill(
                body=whole.replace(old, new), content_type="text/javascript"
            ),
        )
        with pytest.raises((AssertionError, Error)):
            ORDER[script](visit)
        visit.errors.clear()  # a broken script may raise
