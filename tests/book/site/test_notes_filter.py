"""The notes, line by line: each filter shows what book/notes.yml says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
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
    assert set(rows.evaluate_all("rows => rows.map(row => row.id)")) == wanted
    topics = {entry["topic"] for entry in NOTES if entry["id"] in wanted}
    expect(page.locator("tbody .dn-topic:visible")).to_have_count(len(topics))


@pytest.fixture
def page(visit) -> Page:
    return visit.open(NAME)


def test_it_begins_with_every_entry(page):
    assert len(ALL) == len(NOTES) == 472
    shows(page, ALL)


@pytest.mark.parametrize(("field", "label"), [("topic", "Topic"), ("kind", "Kind")])
def test_each_topic_and_kind(page, field, label):
    for value in sorted({entry[field] for entry in NOTES}):
        page.get_by_label(label).select_option(value)
        shows(page, ids(**{field: value}))


def test_each_status(page):
    verdicts = judged()
    treated = covered().union(*verdicts.values())
    wrong = {entry["id"] for entry in NOTES if entry["error"]}
    wanted = {"open": ALL - treated, "treated": treated, "error": wrong, **verdicts}
    for status, entries in wanted.items():
        page.get_by_label("Status").select_option(status)
        shows(page, entries)


def test_the_text_holds_every_word(page):
    for text in ("conv.im2col.naming", "神经网络", " CONV.  ", "卷积 conv."):
        page.get_by_label("Text").fill(text)
        shows(page, saying(*text.lower().split()))


def test_the_enter_key_leaves_the_page_as_it_is(page):
    page.locator(".dn-filter").evaluate(
        "form => form.addEventListener('submit', event => { window.last = event; })"
    )
    page.get_by_label("Text").press("Enter")
    assert page.evaluate("window.last?.defaultPrevented")


def test_filters_combine_and_show_all_ends_them(page):
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


def test_an_address_restores_the_filters(visit, page):
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
    page.evaluate("location.hash = '?kind=todo'")
    shows(page, ids(kind="todo"))
    for unknown in ("#?topic=nothing", "#conv.operator", "#?%E0%A4%A", "#?nothing=1"):
        page.goto("about:blank")
        visit.open(NAME, unknown)
        shows(page, ALL)


def test_without_javascript_it_is_a_table(unscripted):
    page = unscripted.open(NAME)
    expect(page.locator("tbody tr[id]:visible")).to_have_count(472)
    expect(page.locator(".dn-filter")).to_be_hidden()
