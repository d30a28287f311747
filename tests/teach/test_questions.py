"""The interview corner: what it reads, computes, refuses, shows and grades."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from dlnotes.teach._display import book_root
from dlnotes.teach._prose import inline
from dlnotes.teach.questions import InterviewCorner, questions

QUESTION = {
    "id": "convolution.size",
    "level": "mid",
    "question": "How large is <the> output?",
    "notes_wording": "卷积 & size",
    "covers": ["conv.operator"],
    "short": "$H - k + 1$ for $k < H$.",
    "full": "First `a < b`.\n\nSecond.",
    "red_flags": ["Rounding up."],
    "follow_ups": ["Why the floor?"],
    "proof": "convolution.html#claim-conv.operator",
}
NUMBER = {
    "id": "convolution.drill.rows",
    "question": "How many rows?",
    "compute": "output_size(7, 3, stride=2)",
    "unit": "rows",
    "because": "Two steps.",
}
CHOICE = {
    "id": "convolution.drill.same",
    "question": "Which keeps 5?",
    "options": [
        {"text": "<k=2>", "holds": "output_size(5, 2) == 5", "because": "Four."},
        {"text": "k=1", "holds": "output_size(5, 1) == 5", "because": "Five."},
    ],
}
BANK: dict[str, Any] = {"questions": [QUESTION], "drills": [NUMBER, CHOICE]}


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Return ``questions`` on a book of its own, holding BANK with a change."""
    source, book = book_root() / "book", tmp_path / "book"
    shutil.copytree(source / "assets", book / "assets")
    shutil.copy(source / "questions.schema.json", book)
    (book / "notes.yml").write_text("[]")
    folder = book / "convolution"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def run(changes: dict[str, object] | None = None, **options: Any) -> Any:
        bank = copy.deepcopy(BANK)
        for place, value in (changes or {}).items():
            put(bank, place, value)
        (folder / "convolution.yml").write_text(yaml.safe_dump(bank), "utf-8")
        return questions("convolution", **options)

    return run


def put(bank: Any, place: str, value: object) -> None:
    """Set ``drills.0.unit`` of the bank to ``value``; None removes it."""
    *path, field = [int(key) if key.isdigit() else key for key in place.split(".")]
    for key in path:
        bank = bank[key]
    bank[field] = value
    if value is None:
        del bank[field]


@pytest.fixture
def static(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DLNOTES_STATIC", "1")


def elements(html: str, tag: str) -> list[dict[str, str | None]]:
    """Return the attributes of every ``tag``, as a browser would parse them."""
    found = []

    class Finder(HTMLParser):
        def handle_starttag(self, name: str, attrs: Any) -> None:
            if name == tag:
                found.append(dict(attrs))

    Finder().feed(html)
    return found


# Where the bank is broken, by what (None: the field is missing), and the complaint.
SIZE, ROWS, SAME = (
    "convolution.size",
    "convolution.drill.rows",
    "convolution.drill.same",
)
REFUSED = [
    ("questions", None, "the file: 'questions' is a required property"),
    ("questions.0.short", None, f"{SIZE}: 'short' is a required property"),
    ("questions.0.level", "guru", f"{SIZE}: level: 'guru' is not one of"),
    ("questions.0.redflags", [], f"{SIZE}: Additional properties .*'redflags'"),
    ("questions.0.proof", "a.html", f"{SIZE}: proof: 'a.html' does not match"),
    ("questions.0.id", 5, "5: id: 5 is not of type 'string'"),
    ("drills.0.id", None, "drills.0: 'id' is a required property"),
    ("drills.0.id", SIZE, f"{SIZE}: id: occurs twice"),
    ("drills.0.id", "pooling.a", "pooling.a: id: does not start with 'convolution.'"),
    ("drills.0.answer", 3, f"{ROWS}: Additional properties .*'answer'"),
    ("drills.0.compute", "open('x')", f"{ROWS}: compute: .* raised NameError"),
    ("drills.0.compute", "output_size(2, 3)", f"{ROWS}: compute: .* raised ValueError"),
    ("drills.0.compute", "np.ones(2)", f"{ROWS}: compute: .* expected a number"),
    ("drills.0.compute", "'3'", f"{ROWS}: compute: .* is '3', expected a number"),
    ("drills.0.compute", "np.inf", f"{ROWS}: compute: .* is inf, expected a number"),
    ("drills.0.compute", "1 / 3", f"{ROWS}: tolerance: missing"),
    ("drills.1.compute", "1", f"{SAME}: Additional properties .*'compute'"),
    ("drills.1.options.0.text", "$k$", rf"{SAME}: options.0.text: '\$k\$' does not"),
    ("drills.1.options.0.holds", "1 == 1", f"{SAME}: options: 2 hold, expected ex"),
    ("drills.1.options.1.holds", "1 == 2", f"{SAME}: options: 0 hold, expected ex"),
    ("drills.1.options.0.holds", "3", f"{SAME}: options.0.holds: '3' is 3, expected"),
]


@pytest.mark.parametrize(("place", "value", "complaint"), REFUSED)
def test_a_broken_bank_is_refused_by_file_entry_and_field(
    ask: Callable[..., Any], place: str, value: object, complaint: str
) -> None:
    with pytest.raises(ValueError, match=f"convolution/convolution.yml: {complaint}"):
        ask({place: value})


def test_every_violation_is_reported_at_once(ask: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match=r"level.*\n.*because"):
        ask({"questions.0.level": "guru", "drills.0.because": None})


def test_unknown_topic_and_chapter_name_what_exists(ask: Callable[..., Any]) -> None:
    with pytest.raises(ValueError, match="topic 'poling' has no question bank"):
        questions("poling")
    with pytest.raises(ValueError, match="'bakward', expected one of convolution"):
        ask(chapter="bakward")


def test_a_chapter_reads_its_file_alone(ask: Callable[..., Any]) -> None:
    (Path.cwd() / "backward.yml").write_text("broken", "utf-8")
    corner = ask(chapter="convolution")
    assert corner.data["quiz"] == ["convolution.drill.rows", "convolution.drill.same"]
    with pytest.raises(ValueError, match=r"backward\.yml"):
        ask()


def test_an_id_occurs_once_in_a_topic(ask: Callable[..., Any]) -> None:
    ask()
    shutil.copy(Path.cwd() / "convolution.yml", Path.cwd() / "other.yml")
    with pytest.raises(ValueError, match="id: occurs twice"):
        ask()


def test_levels_come_in_order(ask: Callable[..., Any]) -> None:
    levels = ["senior", "junior", "mid"]
    asked = [{**QUESTION, "id": f"convolution.{at}", "level": at} for at in levels]
    html = ask({"questions": asked}).html
    headings = re.findall("<h3>(.*?)</h3>", html)
    assert headings == ["Junior", "Mid", "Senior", "Quiz"]
    ids = [details.get("id") for details in elements(html, "details")]
    assert ids[:3] == ["convolution.junior", "convolution.mid", "convolution.senior"]


def test_text_is_escaped_marked_up_and_tagged_as_chinese(
    ask: Callable[..., Any],
) -> None:
    html = ask().html
    assert "How large is &lt;the&gt; output?" in html
    assert '<span lang="zh">卷积</span> &amp; size' in html
    assert r'<span class="math notranslate nohighlight">\(k &lt; H\)</span>' in html
    assert "<p>First <code>a &lt; b</code>.</p><p>Second.</p>" in html
    assert "&lt;k=2&gt;" in html
    assert (
        inline("$$x$$") == '<span class="math notranslate nohighlight">\\[x\\]</span>'
    )


@pytest.mark.usefixtures("static")
def test_the_proof_is_a_link_on_a_page(ask: Callable[..., Any]) -> None:
    def proof(**options: Any) -> list[str | None]:
        return [a["href"] for a in elements(ask(**options).html, "a")]

    assert proof(chapter="convolution") == ["#claim-conv.operator"]
    assert proof() == ["convolution.html#claim-conv.operator"]


def test_the_proof_is_named_where_pages_do_not_exist(ask: Callable[..., Any]) -> None:
    html = ask().html
    assert "Proof: Convolution › claim conv.operator" in html
    assert not elements(html, "a")


@pytest.mark.usefixtures("static")
def test_a_page_holds_what_its_script_needs(ask: Callable[..., Any]) -> None:
    corner = ask()
    rows, same = elements(corner.html, "form")
    assert (rows["data-answer"], rows["data-kind"]) == ("3.0", "number")
    assert (same["data-answer"], same["data-kind"]) == ("1", "choice")
    assert "action" not in rows
    number, *radios = elements(corner.html, "input")
    assert number["type"] == "number"
    assert [radio["value"] for radio in radios] == ["0", "1"]
    assert corner.html.count('class="dn-because"') == 3
    assert len(elements(corner.html, "fieldset")) == corner.html.count("<legend>") == 2
    assert corner.html.count('role="status"') == 3
    assert "0 of 2 right" in corner.html


@pytest.mark.usefixtures("static")
def test_a_page_needs_no_script_and_no_widget(ask: Callable[..., Any]) -> None:
    corner = ask()
    assert "<summary>Answer</summary><p><strong>3 rows</strong>" in corner.html
    assert "✓ <strong>k=1</strong>" in corner.html
    assert all("hidden" in button for button in elements(corner.html, "button"))
    assert sorted(corner._repr_mimebundle_()) == [
        "application/vnd.dlnotes.questions+json",
        "text/html",
        "text/plain",
    ]


def test_answers_are_written_as_a_reader_would(ask: Callable[..., Any]) -> None:
    whole = {"drills.0.compute": "10**6", "drills.0.unit": None}
    assert "<strong>1,000,000</strong>" in ask(whole).html
    part = {"drills.0.compute": "20 / 3", "drills.0.tolerance": 0.1}
    assert "<strong>6.667 rows</strong>" in ask(part).html


def live_drill(corner: InterviewCorner, number: int) -> tuple[Any, ...]:
    """Return control, button and feedback of a drill, and the quiz's score."""
    *_, quiz = corner.widget.children
    _, control, button, feedback = quiz.children[number].children
    return control, button, feedback, quiz.children[-1]


def test_a_kernel_grades_a_number(ask: Callable[..., Any]) -> None:
    control, button, feedback, score = live_drill(ask(), 0)
    button.click()
    assert feedback.value.startswith("Answer first")
    control.value = "4"
    button.click()
    assert "✗ Not yet" in feedback.value
    assert "Two steps" not in feedback.value
    control.value = "3.0"
    button.click()
    assert "✓ Right" in feedback.value
    assert "Two steps" in feedback.value
    assert score.value == "1 of 2 right"
    control.value = "nan"
    button.click()
    assert score.value == "0 of 2 right"


def test_a_kernel_grades_within_the_tolerance(ask: Callable[..., Any]) -> None:
    bank = ask({"drills.0.compute": "1000 * 20 / 3", "drills.0.tolerance": 10})
    control, button, feedback, _ = live_drill(bank, 0)
    for given, mark in {"6,660": "✓", "6650": "✗"}.items():
        control.value = given
        button.click()
        assert mark in feedback.value


def test_a_kernel_explains_each_option(ask: Callable[..., Any]) -> None:
    control, button, feedback, score = live_drill(ask(), 1)
    button.click()
    assert feedback.value.startswith("Answer first")
    control.index = 0
    button.click()
    assert "✗ Not yet" in feedback.value
    assert "Four." in feedback.value
    control.index = 1
    button.click()
    assert "✓ Right" in feedback.value
    assert score.value == "1 of 2 right"


def test_a_kernel_shows_widgets_with_their_style(ask: Callable[..., Any]) -> None:
    corner = ask()
    assert "application/vnd.jupyter.widget-view+json" in corner._repr_mimebundle_()
    shown = corner.widget.children[0].value
    assert ".dn-question" in shown
    assert "How large is" in shown


def test_a_terminal_gets_the_short_answers(ask: Callable[..., Any]) -> None:
    title, _, *lines = str(ask()).splitlines()
    assert title == "convolution: 1 questions, 2 drills"
    assert lines[:2] == [
        "[mid] How large is <the> output?",
        "  $H - k + 1$ for $k < H$.",
    ]
    assert lines[-3:] == ["2. Which keeps 5?", "   - <k=2>", "   - k=1"]


def test_a_topic_of_the_book_alone_may_have_a_bank(ask: Callable[..., Any]) -> None:
    ask()
    folder = Path.cwd().parent / "practice"
    folder.mkdir()
    bank = {
        "questions": [{**QUESTION, "id": "practice.size"}],
        "drills": [{**NUMBER, "id": "practice.rows", "compute": "np.sum([1, 2])"}],
    }
    (folder / "seeds.yml").write_text(yaml.safe_dump(bank), "utf-8")
    assert questions("practice", chapter="seeds").data["quiz"] == ["practice.rows"]
