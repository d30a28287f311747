"""What every exercise keeps, of whatever topic."""

import numpy as np
import pytest

from dlnotes.teach import check

EXERCISES = {name: getattr(check, name) for name in dir(check)}
MISTAKES = [
    pytest.param(exercise, sentence, wrong, id=f"{name}-{number}")
    for name, exercise in EXERCISES.items()
    for number, (sentence, wrong) in enumerate(exercise.mistakes)
]


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_five_mistakes_are_known(exercise):
    assert len({sentence for sentence, _ in exercise.mistakes}) >= 5


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=EXERCISES)
def test_a_dtype_is_asked_for_in_words(exercise):
    def in_float64(*args, **how):
        answer = exercise.oracle(*args, **how)
        if not isinstance(answer, np.ndarray | tuple):
            return answer
        parts = answer if isinstance(answer, tuple) else (answer,)
        wide = tuple(p.astype(float) if p.dtype.kind == "f" else p for p in parts)
        return wide if isinstance(answer, tuple) else wide[0]

    diagnosis = exercise(in_float64).diagnosis
    if "its dtype is float64: keep" in diagnosis:
        assert "dtype" in exercise.oracle.__doc__


# An oracle gives the right values, but need not meet a demand for more than values.
@pytest.mark.parametrize("name", [n for n, e in EXERCISES.items() if not e.demands])
def test_the_oracle_passes(name):
    exercise = EXERCISES[name]
    assert exercise(exercise.oracle).passed


@pytest.mark.parametrize(("exercise", "sentence", "wrong"), MISTAKES)
def test_a_mistake_is_named(exercise, sentence, wrong):
    report = exercise(wrong)
    assert not report.passed
    assert report.diagnosis == sentence
