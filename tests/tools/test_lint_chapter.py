"""The chapter lint: a good chapter passes, and each rule rejects its own mistake."""

import copy

import nbformat
import pytest

from tools.lint_chapter import RULES, lint

PROSE = "One plain sentence of ten words stands here for prose. "


def chapter():
    """Return the smallest chapter that keeps every rule."""
    notebook = nbformat.v4.new_notebook()

    def text(source):
        notebook.cells.append(nbformat.v4.new_markdown_cell(source))

    def code(source, output=None):
        cell = nbformat.v4.new_code_cell(source)
        if output:
            cell.metadata["tags"] = ["nbval-check-output"]
            cell.execution_count = 1
            data = {"text/plain": output}
            cell.outputs = [
                nbformat.v4.new_output("execute_result", data, execution_count=1)
            ]
        notebook.cells.append(cell)

    text(
        "# Addition\n\nA promise.\n\n*You will be able to*\n\n- add;\n- check;\n"
        "- explain.\n\n*Needs*: nothing. *Time*: 5 minutes."
    )
    text(f"## In 60 seconds\n\n{PROSE}")
    text(f"## Idea\n\n{PROSE}\n\n$$\na + b = b + a\n$$ (commute)")
    code("1 + 1", "2")
    code("2 + 2", "4")
    code("3 + 3", "6")
    text("## Play\n\nMove it.")
    text("## Interview corner\n\nAsk.")
    text(f"## Exercises\n\n{PROSE}")
    for name in ("ex-one", "ex-two", "ex-three"):
        text(f"```{{exercise-start}}\n:label: {name}\n```")
        text(f"```{{solution-start}} {name}\n```")
        code("assert check.add(solution).passed")
    text("## Summary\n\n- It adds.")
    text("## Further reading\n\n{cite}`someone`")
    return notebook


def replaced(old, new):
    def change(notebook):
        found = [cell for cell in notebook.cells if old in cell.source]
        assert found
        found[0].source = found[0].source.replace(old, new)

    return change


def forget_output(notebook):
    next(c for c in notebook.cells if c.source == "1 + 1").outputs = []


def store_unchecked(notebook):
    del next(c for c in notebook.cells if c.source == "1 + 1").metadata["tags"]


MISTAKES = {
    "unknown section: Forwards": replaced("## Play", "## Forwards"),
    "missing section: Summary": replaced("## Summary", "### Summary"),
    "sections out of order": replaced("## Play", "## Play\n\n## Idea"),
    "does not begin with the title": replaced("# Addition", "Addition"),
    "does not say: Needs": replaced("*Needs*", "Before"),
    "2 abilities": replaced("- check;\n", ""),
    "In 60 seconds has": replaced(PROSE, PROSE * 15),
    "Summary has 9 lines": replaced("- It adds.", "- It adds.\n" * 9),
    "median code cell": replaced("1 + 1", "1 + 1"),
    "26 lines, at most 25": replaced("2 + 2", "2 + 2\n" * 26),
    "words of prose for a line": replaced("2 + 2", "2 + 2\n" * 25),
    "neither figure, value nor assertion": replaced("3 + 3", "total = 3 + 3"),
    "a magic or shell line": replaced("# Addition", "# Addition"),
    "a silenced warning": replaced("3 + 3", "warnings.filterwarnings('ignore')"),
    "network access": replaced("3 + 3", "requests.get('somewhere')"),
    "a title inside the picture": replaced("3 + 3", "fig.suptitle('sum')"),
    "is checked but stores no output": forget_output,
    "stores an unchecked output": store_unchecked,
    "2 checked outputs": store_unchecked,
    "formula without a label": replaced(" (commute)", ""),
    r"use $$": replaced("Move it.", r"\[ a + b \]"),
    "2 exercises": replaced("{exercise-start}", "{note}"),
    "exercise ex-one has no solution": replaced("{solution-start} ex-one", "x"),
    "2 solutions are asserted": replaced("assert check", "check"),
    "cites nothing": replaced("{cite}", ""),
}


def long_median(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = "0\n" * 9 + cell.source


def magic(notebook):
    # Parsed as Python by the other rules, hence tried with the one rule alone.
    notebook.cells[3].source = "!pip install"


def test_a_good_chapter_passes():
    assert lint(chapter()) == []


@pytest.mark.parametrize("complaint", MISTAKES)
def test_each_mistake_is_found(complaint):
    notebook = copy.deepcopy(chapter())
    MISTAKES[complaint](notebook)
    if complaint == "median code cell":
        long_median(notebook)
    if complaint == "a magic or shell line":
        magic(notebook)
    found = [
        problem
        for rule in RULES
        if rule.__name__ != "cells_end_in_evidence" or "magic" not in complaint
        for problem in rule(notebook)
    ]
    assert any(complaint in problem for problem in found), found
