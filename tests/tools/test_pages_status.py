"""The status page: when, with what, on what, how long."""

import platform
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from jupyter_cache import get_cache

from tests.tools.tiny_pages import AREA, EDGE, area, edge, put, tiny_book
from tools.chapters import CACHE, record
from tools.pages.status import page


def line(text, start):
    """Return the cells of the table line that begins so."""
    (found,) = (x for x in text.splitlines() if x.startswith(f"| {start}"))
    return [cell.strip() for cell in found.strip("|").split("|")]


def test_each_chapter_says_how_long_it_ran(tmp_path):
    book = tiny_book(tmp_path)
    when = f"{record(book, AREA).created:%Y-%m-%d %H:%M} UTC"
    text = page(book)
    link = f"[The area 面积](/{AREA})"
    assert line(text, link) == [link, "3", "1.5", "4%", when]
    assert line(text, "[The edge]")[1:] == ["1", "–", "–", "not executed"]
    assert "1 of 2 chapters are executed, in 1.5 s together" in text
    assert f"the last on {when}" in text
    assert "None takes longer" in text


def test_a_slow_chapter_stands_out(tmp_path):
    book = tiny_book(tmp_path)
    put(book, EDGE, edge(), seconds=50.0)
    text = page(book)
    assert line(text, "[The edge]")[3] == "**125%, too slow**"
    assert "1 take longer than the budget" in text


def test_a_book_that_never_ran_says_so(tmp_path):
    book = tiny_book(tmp_path)
    get_cache(str(book / CACHE)).clear_cache()
    assert "No chapter is executed yet." in page(book)
    put(book, AREA, area(), seconds=1.0)
    assert "1 of 2 chapters are executed" in page(book)


def test_versions_and_machine_without_names_of_people(tmp_path):
    text = page(tiny_book(tmp_path))
    assert line(text, "python")[1] == platform.python_version()
    assert line(text, "numpy")[1] == version("numpy")
    assert line(text, "system")[1] == platform.system()
    for private in (platform.node(), str(tmp_path), str(Path.home())):
        assert private not in text


def test_the_time_is_that_of_the_record_not_of_the_page(tmp_path, monkeypatch):
    book = tiny_book(tmp_path)
    found = record(book, AREA)
    found.created = datetime(2020, 2, 3, 4, 5)
    monkeypatch.setattr("tools.pages.status.record", lambda root, name: found)
    assert "the last on 2020-02-03 04:05 UTC" in page(book)
