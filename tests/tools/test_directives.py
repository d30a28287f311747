"""What pages borrow from chapters: an output, a path with its times."""

import re
from io import StringIO

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from tests.tools.tiny_pages import chapter, put, tiny_book
from tools.directives.reading import duration

CLAIM = (
    '<p id="claim-area.free"><a href="../scale.html#x">no</a> <a href="#here">h</a>'
    '<a href="https://a.b/c">far</a><details>4</details></p>'
)
BOX = "## Why\n\n*Needs*: [area](area.ipynb)."
SAY, MORE = "## In 60 seconds\n\nSay.", "## More\n\n" + "word " * 1100
BAD = {
    "{shown} book/gone#a": "there is no chapter book/gone.ipynb",
    "{shown} book/squares/area#b": "area.ipynb shows nothing of the id b",
    "{reading} core\nA: squares/gone": "there is no chapter squares/gone",
    "{reading} fast\nA: squares/area": "cannot read 'fast', expected spoken, core",
    "{reading} core\nsquares/area": "a step reads `what: chapter, chapter`",
    **dict.fromkeys(
        (
            "{reading} core\nA: squares/edge\nB: squares/area",
            "{reading} all\nA: squares/edge",
        ),
        "squares/edge needs book/squares/area.ipynb, which the path does not read",
    ),
}


def show_panel():
    """Return a chapter that shows a panel, and has an hour of words."""
    cell = new_code_cell("claim()")
    cell.outputs = [
        new_output("execute_result", data={"text/html": CLAIM}, execution_count=1)
    ]
    prose = "## Why\n\n" + "word " * 1100 + "\n\n## In 60 seconds\n\nSay."
    return chapter(new_markdown_cell("# The area"), new_markdown_cell(prose), cell)


@pytest.fixture
def render(tmp_path):
    """Return what builds the first page of a tiny book, and tells its complaints."""
    book = tiny_book(tmp_path)
    put(book, "book/squares/area.ipynb", show_panel(), seconds=1.0)
    put(
        book,
        "book/squares/edge.ipynb",
        chapter(*map(new_markdown_cell, ("# E", BOX, SAY, MORE))),
    )
    for name, count in (("area", 3), ("edge", 2)):
        bank = book / f"book/squares/{name}.yml"
        bank.write_text("questions:\n" + "- id: q\n" * count)

    def build(text):
        (book / "book/index.md").write_text(f"# Home\n\n{text}\n", encoding="utf-8")
        warnings = StringIO()
        with docutils_namespace():
            app = Sphinx(
                str(book),
                None,
                str(tmp_path / "out"),
                str(tmp_path / "trees"),
                "html",
                confoverrides={
                    "extensions": ["myst_parser", "tools.directives"],
                    "root_doc": "book/index",
                    "include_patterns": ["book/index.md"],
                    "suppress_warnings": ["ref.doc", "myst.xref_missing"],
                },
                status=None,
                warning=warnings,
            )
            app.build()
        html = (tmp_path / "out/book/index.html").read_text("utf-8")
        return html, warnings.getvalue()

    return build


def test_an_output_is_shown_with_links_from_here(render):
    html, _ = render("```{shown} book/squares/area#claim-area.free\n```")
    shown = html[html.index('id="claim-area.free"') :]
    found = re.findall(r'href="([^"]+)"', shown)[:3]
    assert found == ["scale.html#x", "#here", "https://a.b/c"]
    assert "<details>4" in shown


def test_an_output_may_be_unfolded(render):
    html, _ = render("```{shown} book/squares/area#claim-area.free\n:open:\n```")
    assert "<details open>4" in html


def test_a_chapter_that_never_ran_shows_nothing(render):
    html, warnings = render("```{shown} book/squares/edge#any\n```")
    assert "any" not in html
    assert not warnings


def test_bad_input_is_told(render):
    _, warnings = render("\n\n".join(f"```{text}\n```" for text in BAD))
    assert [complaint for complaint in BAD.values() if complaint not in warnings] == []
    assert warnings.count("ERROR") == len(BAD)


def rows(table):
    """Return the cells' words, row by row, without the heading."""
    return [
        [re.sub("<[^>]+>", "", cell).strip() for cell in re.findall("<td.*?</td>", row)]
        for row in re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
    ]


def test_a_path_adds_up_questions_and_minutes(render):
    steps = "Both: squares/area, squares/edge\nOne: squares/area"
    paths = (
        f"```{{reading}} {read}\n{steps}\n```" for read in ("spoken", "core", "all")
    )
    html, _ = render("\n\n".join(paths))
    found = [rows(table) for table in re.findall("<table.*?</table>", html, re.DOTALL)]
    for table in found:
        assert [row[0] for row in table] == ["Both", "One", "Together"]
        assert [row[2] for row in table] == ["5", "3", "8"]
    assert [[row[3] for row in table] for table in found] == [
        ["2 min", "1 min", "3 min"],
        ["15 min", "10 min", "25 min"],
        ["20 min", "10 min", "30 min"],
    ]


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "5 min"), (60, "1 h"), (65, "1 h 05"), (145, "2 h 25")]
)
def test_times_are_said_as_people_do(minutes, said):
    assert duration(minutes) == said
