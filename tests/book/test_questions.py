"""Every question bank of the book: complete, computable, about the notes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jsonschema
import nbformat
import pytest
import yaml

from dlnotes.teach._bank import Drill, Question, load_bank
from dlnotes.teach._display import book_root
from dlnotes.teach._notes import entries
from tools.chapters import chapters, claims, covers
from tools.proofs import missing_proofs

ROOT = book_root(Path(__file__).parent)
TOPICS = sorted({path.parent.name for path in ROOT.glob("book/*/*.yml")})
NOTES = entries(ROOT)
CHAPTERS = [name for name in chapters(ROOT) if Path(name).parent.name in TOPICS]


@pytest.fixture(scope="module", params=TOPICS)
def bank(request: pytest.FixtureRequest) -> tuple[str, list[Question], list[Drill]]:
    return request.param, *load_bank(ROOT, request.param)


@pytest.mark.parametrize("topic", TOPICS)
def test_a_bank_may_be_the_first_that_a_process_computes(topic: str) -> None:
    code = f"from dlnotes.teach import questions; questions({topic!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_there_is_a_bank() -> None:
    assert "convolution" in TOPICS


def test_the_schema_is_one() -> None:
    schema = (ROOT / "book" / "questions.schema.json").read_text("utf-8")
    jsonschema.Draft202012Validator.check_schema(yaml.safe_load(schema))


def treated(topic: str) -> set[str]:
    """Return the entries of the notes that the topic's chapters treat."""
    return {
        id
        for name in CHAPTERS
        if Path(name).parent.name == topic
        for cell in nbformat.read(ROOT / name, nbformat.NO_CONVERT).cells
        for id in covers(cell) + claims(cell)
    }


def test_what_a_topic_treats_can_be_asked(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    topic, questions, _ = bank
    covered = {note for question in questions for note in question.covers}
    assert covered <= NOTES.keys()
    assert treated(topic) <= covered


def test_the_wording_of_the_notes_comes_with_its_entry(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    _, questions, _ = bank
    for question in questions:
        assert not question.notes_wording or question.covers, question.id


def test_each_chapter_has_enough_of_both(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    _, questions, drills = bank
    for chapter in {question.chapter for question in questions}:
        asked = [q for q in questions if q.chapter == chapter]
        assert len(asked) >= 6, chapter
        assert {q.level for q in asked} == {"junior", "mid", "senior"}, chapter
        assert sum(d.chapter == chapter for d in drills) >= 5, chapter


def test_answers_are_short_and_their_mathematics_is_closed(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    _, questions, _ = bank
    for question in questions:
        assert len(question.short.split()) <= 40, question.id
        assert len(question.full.split()) <= 120, question.id
        for text in (question.question, question.short, question.full):
            assert text.count("$") % 2 == text.count("`") % 2 == 0, question.id


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_every_question_has_its_proof(chapter: str) -> None:
    assert missing_proofs(ROOT, chapter) == []


def test_the_right_option_is_not_always_in_the_same_place(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    _, _, drills = bank
    places = [drill.answer for drill in drills if drill.options]
    assert len(places) < 2 or len(set(places)) > 1
