"""Every question bank of the book: complete, computable, about the notes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from dlnotes.teach._bank import Drill, Question, load_bank
from dlnotes.teach._display import book_root
from dlnotes.teach._notes import entries

ROOT = book_root(Path(__file__).parent)
TOPICS = sorted({path.parent.name for path in ROOT.glob("book/*/*.yml")})
NOTES = entries(ROOT)

# What the notes ask, leave open or get wrong on the subjects of finished chapters.
TREATED = {
    "convolution": """
        backprop.conv basics.cnn-local-connectivity basics.cnn-vs-ann
        basics.weight-sharing conv.1x1 conv.1x1.low-rank conv.as-strided
        conv.gemm-based conv.gemm-heart conv.im2col.naming conv.im2col.size
        conv.im2row.when conv.indirect conv.indirect.limits conv.indirect.two-loops
        conv.layout conv.low-memory-gemm conv.odd-kernels conv.operator
        conv.transposed.adjoint
        """.split(),
    "normalization": """
        norm.bn.accelerates norm.bn.affine-identity norm.bn.axes norm.bn.backward
        norm.bn.batch-size norm.bn.four-steps norm.bn.handwritten norm.bn.inference
        norm.bn.only-training norm.bn.overfitting norm.bn.param-count norm.bn.placement
        norm.bn.running-average norm.bn.segmentation-only norm.bn.unbiased
        norm.comparison-table norm.gn norm.gn.limits norm.ics norm.in.test-time norm.ln
        norm.ln.no-affine norm.ln.recentering norm.why-helps norm.why.ics-origin
        norm.why.lipschitz
        """.split(),
    "optimizers": """
        opt.adadelta opt.adagrad opt.adagrad.no-tuning opt.adam.memory
        opt.adam.step-bound opt.adam.traits opt.amsgrad opt.batch-size opt.gd
        opt.gd.drawbacks opt.lr-schedule opt.minibatch.code
        opt.minibatch.schedule-limits opt.momentum opt.nesterov opt.rmsprop.traits
        opt.sgd opt.sgd.code opt.sgd.online
        """.split(),
    "unsupervised": """
        coding.bias-meaning kmeans.algorithm kmeans.distance kmeans.initialisation
        pca.covariance-psd pca.definition pca.procedure pca.pros-cons pca.why-centre
        pca.whitening-code
        """.split(),
}


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


def test_what_is_covered_is_in_the_notes(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    topic, questions, _ = bank
    covered = {note for question in questions for note in question.covers}
    assert covered <= NOTES.keys()
    assert covered >= set(TREATED.get(topic, ()))


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


def test_proofs_point_into_the_topic(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    _, questions, _ = bank
    chapters = {question.chapter for question in questions}
    for question in questions:
        page, anchor = question.proof.split(".html#")
        assert page in chapters, question.id
        claimed = re.fullmatch("claim-(.+)", anchor)
        assert not claimed or claimed[1] in NOTES, question.id


def test_the_right_option_is_not_always_in_the_same_place(
    bank: tuple[str, list[Question], list[Drill]],
) -> None:
    _, _, drills = bank
    places = [drill.answer for drill in drills if drill.options]
    assert len(places) < 2 or len(set(places)) > 1
