import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools.reading_time import reading_time, said, time_line, write_time

FIVE = "word " * 600  # five minutes
CODE = "x = 1\n\n" * 50  # five minutes


def chapter(*cells):
    made = [new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    return new_notebook(cells=made)


def test_the_core_ends_with_in_60_seconds():
    book = chapter(
        "# Title\n", FIVE, "## In 60 seconds\n", FIVE, "## Exercises\n", FIVE
    )
    assert reading_time(book) == (15, 20)  # the headings tip it over


def test_words_lines_and_formulas_add_up():
    assert reading_time(chapter(FIVE)) == (5, 5)
    assert reading_time(chapter(new_code_cell(CODE))) == (5, 5)
    assert reading_time(chapter("$$x + y$$ (sum)\n\n" * 19)) == (5, 5)
    assert reading_time(chapter(FIVE, new_code_cell(CODE))) == (10, 10)


@pytest.mark.parametrize(
    "cells",
    [
        [new_code_cell(CODE, metadata={"tags": ["hide-input"]})],
        ["```{dropdown} Answer\n" + FIVE + "\n```"],
        ["````{dropdown} Answer\n```python\n```\n" + FIVE + "\n````"],
        [
            "```{solution-start} ex\n```\n" + FIVE,
            new_code_cell(CODE),
            "```{solution-end}\n```",
        ],
        ["```{solution-start} ex\n```\n" + FIVE + "```{solution-end}\n```"],
    ],
)
def test_what_is_folded_takes_no_time(cells):
    assert reading_time(chapter("One.", *cells, "Two.")) == (5, 5)
    assert reading_time(chapter(FIVE, *cells)) == (5, 5)


def test_what_a_folded_cell_says_is_read():
    saying = f"rate = 1\nsay(\n    f'At {{rate}}: {FIVE}'\n    'twice' + f'{{rate}}')"
    cell = new_code_cell(saying, metadata={"tags": ["hide-input"]})
    assert reading_time(chapter(cell)) == (10, 10)
    assert said(saying).split() == ["At", "0:", *FIVE.split(), "twice0"]
    assert said("note('word')\nteach.say('word')\nsay()") == ""


def test_time_goes_on_after_a_solution():
    hidden = "```{solution-start} ex\n```\n", "```{solution-end}\n```\n"
    assert reading_time(chapter(FIVE, *hidden, FIVE)) == (10, 10)


def test_the_line_is_written_and_stays():
    book = chapter(FIVE, "*Needs*: nothing.\n*Time*: ages.\nMore.")
    write_time(book)
    assert book.cells[1].source.splitlines() == [
        "*Needs*: nothing.",
        time_line(book),
        "More.",
    ]
    before = book.cells[1].source
    write_time(book)
    assert book.cells[1].source == before
