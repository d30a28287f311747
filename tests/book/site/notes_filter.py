"""The page *The notes, line by line*: what its filters promise.

A promise is a function that raises where it is broken: it is asked of the book's
script, and of broken ones.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import yaml
from playwright.sync_api import Page, expect

ROOT = Path(__file__).parents[3]
NAME = "book/generated/notes.html"
NOTES = yaml.safe_load((ROOT / "book" / "notes.yml").read_text(encoding="utf-8"))
ALL = {entry["id"] for entry in NOTES}


def ids(**wanted: str) -> set[str]:
    """Return the entries whose fields have these values."""
    return {
        entry["id"]
        for entry in NOTES
        if all(entry[field] == value for field, value in wanted.items())
    }


def saying(*words: str) -> set[str]:
    """Return the entries whose row holds every word."""
    found = set()
    for entry in NOTES:
        shown = [entry["id"], entry["says"], entry["where"][0]["heading"]]
        text = " ".join([*shown, entry["error"] or ""]).lower()
        if all(word in text for word in words):
            found.add(entry["id"])
    return found


def judged() -> dict[str, set[str]]:
    """Return the claims on the chapters' pages by the style of their verdict."""
    claim = re.compile(r'class="dn-claim dn-verdict-([\w-]+)" id="claim-([^"]+)"')
    found: dict[str, set[str]] = {}
    for page in (ROOT / "_build" / "html" / "book").glob("*/*.html"):
        for style, id in claim.findall(page.read_text(encoding="utf-8")):
            found.setdefault(style, set()).add(id)
    return found


def covered() -> set[str]:
    """Return the entries that a cell of a chapter covers."""
    return {
        id
        for path in (ROOT / "book").glob("*/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for id in cell["metadata"].get("covers", ())
    }


def shows(page: Page, wanted: set[str]) -> None:
    """Expect exactly these rows, their number, and no topic without rows."""
    assert wanted
    assert len(wanted) < len(ALL) or wanted == ALL
    expect(page.locator(".dn-filter output")).to_have_text(
        f"{len(wanted)} of {len(ALL)}"
    )
    rows = page.locator("tbody tr[id]:visible")
    expect(rows).to_have_count(len(wanted))  # a reset shows the number first
    assert set(rows.evaluate_all("rows => rows.map(row => row.id)")) == wanted
    topics = {entry["topic"] for entry in NOTES if entry["id"] in wanted}
    expect(page.locator("tbody .dn-topic:visible")).to_have_count(len(topics))


def begin(page: Page) -> None:
    page.get_by_role("button", name="Show all").click()
    shows(page, ALL)


def each_topic_and_kind_has_its_entries(visit: Any) -> None:
    for field, label in (("topic", "Topic"), ("kind", "Kind")):
        begin(visit.page)
        for value in sorted({entry[field] for entry in NOTES}):
            visit.page.get_by_label(label).select_option(value)
            shows(visit.page, ids(**{field: value}))


def each_status_has_its_entries(visit: Any) -> None:
    begin(visit.page)
    verdicts = judged()
    treated = covered().union(*verdicts.values())
    wrong = {entry["id"] for entry in NOTES if entry["error"]}
    wanted = {"open": ALL - treated, "treated": treated, "error": wrong, **verdicts}
    for status, entries in wanted.items():
        visit.page.get_by_label("Status").select_option(status)
        shows(visit.page, entries)


def the_text_holds_every_word(visit: Any) -> None:
    begin(visit.page)
    for text in ("conv.im2col.naming", "神经网络", " CONV.  ", "卷积 conv."):
        visit.page.get_by_label("Text").fill(text)
        shows(visit.page, saying(*text.lower().split()))


def the_enter_key_leaves_the_page_as_it_is(visit: Any) -> None:
    page = visit.page
    page.locator(".dn-filter").evaluate(
        "form => form.addEventListener('submit', event => { window.last = event; })"
    )
    page.get_by_label("Text").press("Enter")
    assert page.evaluate("window.last?.defaultPrevented")


def filters_combine_and_show_all_ends_them(visit: Any) -> None:
    page = visit.page
    begin(page)
    wanted = ids(topic="convolution")
    page.get_by_label("Topic").select_option("convolution")
    shows(page, wanted)
    wanted &= ids(kind="claim")
    page.get_by_label("Kind").select_option("claim")
    shows(page, wanted)
    wanted &= {entry["id"] for entry in NOTES if entry["error"]}
    page.get_by_label("Status").select_option("error")
    shows(page, wanted)
    wanted &= saying("im2col")
    page.get_by_label("Text").fill("conv.im2col")
    shows(page, wanted)
    page.get_by_role("button", name="Show all").click()
    shows(page, ALL)
    assert page.evaluate("location.hash") == ""
    expect(page.get_by_label("Topic")).to_have_value("")


def an_address_restores_the_filters(visit: Any) -> None:
    page = visit.page
    begin(page)
    wanted = ids(topic="convolution", kind="concept") & saying("卷积")
    page.get_by_label("Topic").select_option("convolution")
    page.get_by_label("Kind").select_option("concept")
    page.get_by_label("Text").fill("卷积")
    shows(page, wanted)
    fragment = page.evaluate("location.hash")
    page.goto("about:blank")
    visit.open(NAME, fragment)
    shows(page, wanted)
    expect(page.get_by_label("Topic")).to_have_value("convolution")
    expect(page.get_by_label("Kind")).to_have_value("concept")
    expect(page.get_by_label("Text")).to_have_value("卷积")
    for unknown in ("?topic=nothing", "conv.operator", "?%E0%A4%A", "?nothing=1"):
        page.evaluate("location.hash = '?kind=todo'")
        shows(page, ids(kind="todo"))
        page.evaluate(f"location.hash = {unknown!r}")
        shows(page, ALL)


PROMISES = (
    the_enter_key_leaves_the_page_as_it_is,
    each_topic_and_kind_has_its_entries,
    each_status_has_its_entries,
    the_text_holds_every_word,
    filters_combine_and_show_all_ends_them,
    an_address_restores_the_filters,
)
