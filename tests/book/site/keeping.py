"""What the browser keeps, and what store.js and keep.js promise: nothing is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.book.site.desk import (
    CHAPTER,
    INTERVIEW,
    PROGRESS,
    kept,
    raw,
    session,
    state,
)
from tests.book.site.ticks import LATER, SOME, WHEN, begin, read

FORBID = """() => Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('not here', 'SecurityError'); }})"""
FILL = """() => { Storage.prototype.setItem = () => {
    throw new DOMException('no room', 'QuotaExceededError'); }; }"""
QUESTION = "What is mid 1 of sums/addition?"


def answered(score: object, seconds: object = 1) -> str:
    answer = {"sums.addition.mid-1": {"score": score, "seconds": seconds}}
    return state(sessions={WHEN: {"settings": "", "answers": answer}})


# Each with what is said of it.
FOREIGN = {
    "{": "it is not JSON",
    "": "it is not JSON",
    state(version=2): "a newer edition of the book wrote it",
    **dict.fromkeys(
        (
            "null",
            "[]",
            "7",
            "{}",
            state(version="1"),
            state(version=0),
            '{"version": 1}',
            state(read=None),
            state(read=["book/sums/addition"]),
            state(read={"book/sums/addition": True}),
            state(done={"ex-addition-0": "some day"}),
            state(sessions=[]),
            state(sessions={"yesterday": session({})}),
            state(sessions={WHEN: None}),
            state(sessions={WHEN: {"answers": {}}}),
            state(sessions={WHEN: {"settings": ""}}),
            answered(4),
            answered("3"),
            answered(1, None),
            answered(1, "60"),
        ),
        "this book did not write it",
    ),
}


def exported(page: Page) -> Any:
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "dlnotes.json"
    return json.loads(Path(download.value.path()).read_text(encoding="utf-8"))


def give(page: Page, text: str, name: str = "mine.json") -> None:
    """Import a file of this text."""
    file = {"name": name, "mimeType": "application/json", "buffer": text.encode()}
    page.get_by_label("Import").set_input_files([file])


def answers(page: Page, words: str) -> None:
    expect(page.locator(".dn-answer")).to_have_text(words)


def troubled(page: Page, words: str) -> None:
    expect(page.locator(".dn-trouble")).to_contain_text(words)


def forget(page: Page, sure: bool = True) -> None:
    page.once("dialog", lambda box: box.accept() if sure else box.dismiss())
    page.get_by_role("button", name="Forget all").click()


def what_is_exported_can_be_imported(visit: Any) -> None:
    page = begin(visit, PROGRESS, SOME)
    assert exported(page) == json.loads(SOME)
    answers(page, "Exported as dlnotes.json.")
    forget(page)
    answers(page, "All is forgotten.")
    expect(page.locator(".dn-bar output").first).to_have_text("0 of 3")
    assert raw(page) is None
    give(page, SOME)
    answers(page, "Added what mine.json holds.")
    expect(page.locator(".dn-bar output").first).to_have_text("1 of 3")
    assert kept(page) == json.loads(SOME)


def an_import_loses_nothing(visit: Any) -> None:
    page = begin(visit, PROGRESS, SOME)
    other = state(
        read={"book/sums/product": LATER, "book/sums/addition": LATER},
        done={"ex-addition-0": LATER},
        sessions={
            WHEN: session({QUESTION: 0}),
            LATER: session({QUESTION: 3}, "seed=7"),
        },
    )
    give(page, other)
    answers(page, "Added what mine.json holds.")
    mine, theirs = json.loads(SOME), json.loads(other)
    parts = ("read", "done", "sessions")
    assert kept(page) == {
        "version": 1,
        **{part: theirs[part] | mine[part] for part in parts},
    }
    give(page, state(read={"book/powers/square": LATER}))  # the field is free again
    expect(page.locator(".dn-bar output").first).to_have_text("3 of 3")


def interviews_of_other_questions_are_refused(visit: Any) -> None:
    gone, mixed = answered(1), session({QUESTION: 2})
    gone = json.loads(gone.replace("sums.addition.mid-1", "sums.gone"))["sessions"]
    mixed["answers"] |= gone[WHEN]["answers"]
    ticks = {"book/sums/product": WHEN}
    for name in (INTERVIEW, PROGRESS):
        page = begin(visit, name)
        give(page, state(read=ticks, sessions={LATER: mixed, **gone}))
        why = "this edition asks none of the questions"
        answers(page, f"Added what mine.json holds, without an interview: {why}.")
        assert (kept(page)["read"], kept(page)["sessions"]) == (ticks, {LATER: mixed})
        give(page, state(sessions={"2020-01-01": session({}), **gone}))
        answers(page, f"Added what mine.json holds, without 2 interviews: {why}.")
        assert list(kept(page)["sessions"]) == [LATER]


def what_is_foreign_is_refused(visit: Any) -> None:
    page = begin(visit, PROGRESS, SOME)
    for number, (text, why) in enumerate(FOREIGN.items()):
        give(page, text, name := f"{number}.json")
        answers(page, f"{name} was not imported: {why}.")
        assert raw(page) == SOME


def what_is_broken_is_left_alone(visit: Any) -> None:
    for text in ("{", state(version=2), state(read=None)):
        page = begin(visit, CHAPTER, text)
        troubled(page, FOREIGN[text])
        read(page).check()
        assert raw(page) == text
        expect(read(page)).to_be_checked()
    page = visit.open(PROGRESS)
    troubled(page, "Nothing new is kept")
    forget(page)
    expect(page.locator(".dn-trouble")).to_be_hidden()
    give(page, SOME)
    answers(page, "Added what mine.json holds.")
    assert raw(page) is not None


def without_storage_the_page_says_so_and_remembers(visit: Any) -> None:
    page = begin(visit, PROGRESS)
    page.evaluate(FORBID)
    give(page, SOME)
    troubled(page, "This browser keeps nothing")
    expect(page.locator(".dn-bar output").first).to_have_text("1 of 3")
    assert exported(page) == json.loads(SOME)
    forget(page)
    troubled(page, "This browser keeps nothing")
    expect(page.locator(".dn-bar output").first).to_have_text("0 of 3")


def a_full_storage_is_told_and_loses_nothing(visit: Any) -> None:
    page = begin(visit, PROGRESS, SOME)
    page.evaluate(FILL)
    give(page, state(read={"book/powers/square": LATER}))
    troubled(page, "storage is full")
    expect(page.locator(".dn-bar output").first).to_have_text("2 of 3")
    assert raw(page) == SOME
    assert len(exported(page)["read"]) == 3


def forgetting_asks_first(visit: Any) -> None:
    page = begin(visit, PROGRESS, SOME)
    forget(page, sure=False)
    assert raw(page) == SOME
    expect(page.locator(".dn-bar output").first).to_have_text("1 of 3")


PROMISES = (
    what_is_exported_can_be_imported,
    an_import_loses_nothing,
    interviews_of_other_questions_are_refused,
    what_is_foreign_is_refused,
    what_is_broken_is_left_alone,
    without_storage_the_page_says_so_and_remembers,
    a_full_storage_is_told_and_loses_nothing,
    forgetting_asks_first,
)
