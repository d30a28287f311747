"""Solutions written otherwise than the graders': right ones pass, wrong ones do not."""

from importlib import import_module
from pathlib import Path

import pytest

from dlnotes.teach import check

FILES = sorted(Path(__file__).parent.glob("variants_*.py"))
VARIANTS = [import_module(f"tests.teach.check.{path.stem}") for path in FILES]
RIGHT = {name: fns for topic in VARIANTS for name, fns in topic.RIGHT.items()}
WRONG = {name: fns for topic in VARIANTS for name, fns in topic.WRONG.items()}

TRACED = pytest.mark.traced  # each exercise has lines of its own


def listed(table):
    return [
        pytest.param(
            name, variant, id=f"{name}-{number}", marks=() if number else TRACED
        )
        for name, variants in table.items()
        for number, variant in enumerate(variants)
    ]


def test_every_exercise_has_variants():
    assert sorted(RIGHT) == sorted(WRONG) == dir(check)
    assert min(map(len, RIGHT.values())) >= 2
    assert min(map(len, WRONG.values())) >= 3


@pytest.mark.parametrize(("name", "right"), listed(RIGHT))
def test_a_right_solution_passes(name, right):
    report = getattr(check, name)(right)
    assert report.passed, report


@pytest.mark.parametrize(("name", "wrong_and_why"), listed(WRONG))
def test_a_wrong_solution_is_diagnosed_rightly(name, wrong_and_why):
    wrong, why = wrong_and_why
    exercise = getattr(check, name)
    report = exercise(wrong)
    assert not report.passed
    if why is None:
        known = [sentence for sentence, _ in exercise.mistakes]
        assert not report.diagnosis.startswith(tuple(known)), report
    else:
        assert why in report.diagnosis, report
