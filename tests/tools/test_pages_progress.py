"""The page *Your progress*: every chapter, and what may be ticked in it."""

import re

from nbformat.v4 import new_markdown_cell

from tests.tools.tiny_pages import AREA, chapter, put, put_bank, tiny_book
from tools.interview import interview
from tools.pages import mock_interview
from tools.pages.progress import page

EXERCISE = """\
```{{exercise-start}} A task
:label: {}
```

Do it.

```{{exercise-end}}
```"""


def test_each_part_has_its_chapters_with_their_exercises(tmp_path):
    book = tiny_book(tmp_path)
    cells = ["# The area <A>", *map(EXERCISE.format, ("ex-area-hand", "ex-area-code"))]
    put(book, AREA, chapter(*map(new_markdown_cell, cells)))
    text = page(book, [])
    assert re.findall(r"^## (.*)", text, re.M) == ["Squares", "What your browser keeps"]
    rows = re.findall(r"<tr data-chapter=.*", text)
    assert [re.findall(r'data-\w+="([^"]*)"', row) for row in rows] == [
        ["book/squares/area", "ex-area-hand ex-area-code"],
        ["book/squares/edge", ""],
    ]
    link = '<a href="../squares/area.html">The area &lt;A&gt;</a>'
    assert link in rows[0]
    assert [re.findall(r"<td>(.*?)</td>", row)[1] for row in rows] == ["2", "0"]


def test_bars_wait_for_the_script(tmp_path):
    text = page(tiny_book(tmp_path), [])
    assert text.count('<p class="dn-bar" hidden>') == text.count("<progress>") == 4


def test_an_import_knows_the_questions(tmp_path):
    book = tiny_book(tmp_path)
    put_bank(book)
    asked = list(interview(book))
    for text in (page(book, asked), mock_interview.page(asked)):
        assert 'data-questions="squares.words squares.free"' in text
