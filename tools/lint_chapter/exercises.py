"""Rules on exercises: one for each promised ability, some graded, one on paper."""

from __future__ import annotations

from tools.lint_chapter.chapter import Chapter, Problems
from tools.lint_chapter.sections import abilities

GRADED, ON_PAPER = 3, 1  # at least


def exercises_are_solved(chapter: Chapter) -> Problems:
    """Let a solution pass the grader of its exercise, or answer in words."""
    for exercise in chapter.exercises:
        name = exercise.label or "without a label"
        if exercise.solution is None:
            yield f"exercise {name} has no solution"
        elif not exercise.graders and not exercise.unfolds:
            yield f"exercise {name} has no answer to unfold (:class: dropdown)"
        yield from (
            f"the solution of {name} is not asserted: check.{grader}(...).passed"
            for grader in sorted(exercise.graders - exercise.passed)
        )


def exercises_are_enough(chapter: Chapter) -> Problems:
    """Grade three exercises or more, and ask for one on paper."""
    graded = [e for e in chapter.exercises if e.graders]
    if len(graded) < GRADED:
        yield f"{len(graded)} exercises are graded by check, at least {GRADED}"
    if len(chapter.exercises) - len(graded) < ON_PAPER:
        yield "no exercise on paper: derive, predict or diagnose"


def abilities_are_trained(chapter: Chapter) -> Problems:
    """Pose an exercise for each promised ability, unless it links to one."""
    labels = [e.label for e in chapter.exercises if e.label]
    alone = [a for a in abilities(chapter) if not any(name in a for name in labels)]
    if len(alone) > len(labels):
        yield f"{len(alone)} abilities are promised, {len(labels)} exercises train them"


RULES = (exercises_are_solved, exercises_are_enough, abilities_are_trained)
