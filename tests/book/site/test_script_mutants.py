"""Broken scripts break a promise: what the samples prove would notice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Error, expect

from tests.book.site import desk_mutants, explorers, notes_filter, quizzes
from tests.book.site.conftest import tab
from tests.book.site.samples import ASSETS, DRILLS, EXPLORERS, QUIZ, SAMPLES

SECONDS = 1  # to wait for what a whole script does at once
# What is changed, by what, and the promise that this breaks.
EXPLORE = {
    explorers.mouse_and_keyboard_change_the_figure: {
        "the status is silent": ("status.textContent = state;", ""),
        "a box is read wrongly": (
            'control.checked ? "True"',
            '!control.checked ? "True"',
        ),
        "the address stays": ('history.replaceState(null, "", `#', "String(`#"),
        "the controls stay hidden": (
            '".dn-controls").hidden = false',
            '".dn-view").a = 1',
        ),
    },
    explorers.what_is_seen_is_said: {
        "the picture has no name": (
            'view.setAttribute("aria-label"',
            'void ("aria-label"',
        ),
        "the slider says nothing": (
            'control.setAttribute("aria-valuetext", this.value);',
            "",
        ),
        "the value beside a slider stays": ("shown.textContent = this.value;", ""),
    },
    explorers.an_address_restores_the_figure: {
        "the first frame is lost": ("[first, ...(await others)]", "await others"),
        "a control forgets its place": (
            "n * each.values.length + each.at",
            "n + each.at",
        ),
        "a box is set wrongly": ('values[i] === "True"', 'values[i] !== "True"'),
        "a list is not set": ("else control.selectedIndex = i;", ""),
        "a slider is not set": ("else if (shown) control.value = i;", ""),
        "the address at the start is ignored": ("    follow();\n  }", "  }"),
        "a new address is ignored": (
            'addEventListener("hashchange"',
            'addEventListener("x"',
        ),
        "the figure is not looked for": ("figure.scrollIntoView();", ""),
        "lines run together": ('.join("\\n"));', '.join(""));'),
    },
    explorers.an_unknown_address_does_no_harm: {
        "an unknown value is set": ("if (i >= 0) each.at = i;", "each.at = i;"),
    },
}
QUESTIONS = {
    quizzes.the_answers_wait: {
        "the answer is not hidden": ("answer.hidden = true;", ""),
        "the score is hidden": ("score.hidden = false;", ""),
    },
    quizzes.a_number_may_miss_on_both_sides: {
        "nearly right is right": (
            "<= Number(tolerance)",
            "<= 2 * Number(tolerance) + 1",
        ),
        "only exact is right": ("<= Number(tolerance)", "<= 0"),
        "too small is right": ("Math.abs(given - wanted)", "(given - wanted)"),
    },
    quizzes.wrong_and_right_are_told_apart: {
        "all is right": ("isRight = ", "isRight = true || "),
        "the first reason is every option's": (
            "reasons[isChoice ? given : 0]",
            "reasons[0]",
        ),
        "a wrong number gives the answer": ("if (isRight || isChoice)", "if (true)"),
        "a wrong option has no reason": ("if (isRight || isChoice)", "if (isRight)"),
        "the answer stays hidden": ("answer.hidden = isRight;", ""),
        "right once is right for ever": ('isRight ? "add" : "delete"', '"add"'),
        "the score stays": ("score.textContent = ", "void "),
    },
}
LEDGER = {
    notes_filter.the_enter_key_leaves_the_page_as_it_is: {
        "the enter key leaves the page": ("event.preventDefault()", "event"),
    },
    notes_filter.each_topic_and_kind_has_its_entries: {
        "no filter counts": ("!value || ", "true || "),
        "the topic of a row is unknown": ("...body.dataset, ", ""),
        "an empty topic stays": ("body.hidden = true;", ""),
        "the number of rows stays": ("`${shown} of", "`${rows.length} of"),
    },
    notes_filter.each_status_has_its_entries: {
        "a row has one status": ('.split(" ").includes(value)', " === value"),
    },
    notes_filter.the_text_holds_every_word: {
        "one word is enough": ("words.every(", "words.some("),
        "capitals count": ("text.toLowerCase().split", "text.split"),
    },
    notes_filter.filters_combine_and_show_all_ends_them: {
        "nothing ends the filters": (
            '"reset", () => setTimeout(save)',
            '"x", () => {}',
        ),
    },
    notes_filter.an_address_restores_the_filters: {
        "the address stays": ('history.replaceState(null, "", fragment);', ""),
        "a new address is ignored": ('"hashchange", restore', '"x", restore'),
        "an old filter stays": (
            'state.get(field.name) ?? ""',
            "state.get(field.name) ?? field.value",
        ),
    },
}
SCRIPTS = {
    "explore.js": EXPLORE,
    "questions.js": QUESTIONS,
    "ledger.js": LEDGER,
    **desk_mutants.SCRIPTS,
}
MUTANTS = [
    pytest.param(script, promise, *change, id=f"{script}: {name}")
    for script, promises in SCRIPTS.items()
    for promise, changes in promises.items()
    for name, change in changes.items()
]


def explorers_keep(promise, visit):
    for id in SAMPLES[:2]:
        promise(visit, EXPLORERS, id)


def the_quiz_keeps(promise, visit):
    promise(visit, QUIZ, DRILLS)


def the_filters_keep(promise, visit):
    visit.open(notes_filter.NAME)
    promise(visit)


def the_desk_keeps(promise, visit):
    promise(visit)


KEEPS = {
    **dict.fromkeys(desk_mutants.SCRIPTS, the_desk_keeps),
    "explore.js": explorers_keep,
    "questions.js": the_quiz_keeps,
    "ledger.js": the_filters_keep,
}


@pytest.fixture
def folders(site, sample):
    return {**dict.fromkeys(SCRIPTS, sample), "ledger.js": site}


@pytest.fixture
def _in_a_hurry():
    expect.set_options(timeout=1000 * SECONDS)
    yield
    expect.set_options(timeout=5000)


@pytest.mark.usefixtures("_in_a_hurry")
@pytest.mark.parametrize(("script", "promise", "old", "new"), MUTANTS)
def test_a_broken_script_is_noticed(folders, browser, script, promise, old, new):
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
            KEEPS[script](promise, visit)
        visit.errors.clear()  # a broken script may raise
