"""An exercise: an oracle, cases, known mistakes, and the grading by them."""

from __future__ import annotations

import inspect
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from dlnotes.teach.check._compare import difference, repeated
from dlnotes.teach.check._judge import (
    Case,
    Trial,
    in_another_order,
    is_stub,
    problem_of_error,
    problem_of_inputs,
    problem_of_parts,
    problem_of_reach,
    split,
)
from dlnotes.teach.check._limits import call
from dlnotes.teach.check._report import Panel, Report, Row, array_panel


class Exercise:
    """A function for the reader to write; calling the exercise grades it.

    Parameters
    ----------
    oracle : callable
        The right answer, with the signature and docstring that are asked for.
    parts : sequence of str
        The names of the arrays it returns; more than one make a tuple.
    changes : sequence of str
        The names of the arguments it changes in place: judged like what it returns.
    keeps_dtype : bool
        Whether floats must have the dtype of the inputs, and may not be more precise.
    """

    def __init__(
        self,
        oracle: Callable[..., Any],
        parts: Sequence[str],
        changes: Sequence[str] = (),
        keeps_dtype: bool = True,
    ) -> None:
        self.oracle = oracle
        self.parts = (*parts, *changes)
        self.changes = changes
        self.keeps_dtype = keeps_dtype
        self.cases: list[Case] = []
        self.mistakes: list[tuple[str, Callable[..., Any]]] = []
        self.demands: list[tuple[str, Callable[..., bool]]] = []
        parameters = inspect.signature(oracle).parameters
        self.names = list(parameters)
        self.name = oracle.__name__
        bare = (str(p.replace(annotation=p.empty)) for p in parameters.values())
        self.signature = f"{self.name}({', '.join(bare)})"

    def case(self, label: str, /, *args: Any, **options: Any) -> None:
        """Add a case, larger than those before: the first to fail is shown."""
        self.cases.append(Case(label, *args, **options))

    def mistake(self, sentence: str, wrong: Callable[..., Any]) -> None:
        """Add a wrong implementation, and the sentence for whoever wrote it."""
        self.mistakes.append((sentence, wrong))

    def demand(self, sentence: str, met: Callable[..., bool]) -> None:
        """Ask for more than values: ``met(fn, *args)`` is False where ``fn`` fails.

        It is called once all values are right; where it raises, ``fn`` is believed.
        """
        self.demands.append((sentence, met))

    def __repr__(self) -> str:
        return f"check.{self.name}(fn) grades your {self.signature}"

    def __call__(self, fn: Callable[..., Any], *, seconds: float = 5.0) -> Report:
        """Grade ``fn``, whatever it does, in little more than ``seconds``."""
        if not callable(fn):
            advice = (
                f"You gave an object of type {type(fn).__name__}: "
                "pass your function itself, without calling it."
            )
            return self._report("failed", "nothing to grade", advice, [self._task()])
        try:
            return self._grade(fn, time.monotonic() + seconds)
        except Exception as error:  # such as MemoryError
            advice = (
                f"Comparing it with the right answer raised {type(error).__name__}: "
                "is it larger than you meant?"
            )
            return self._report("failed", "your answer cannot be judged", advice)

    def _grade(self, fn: Callable[..., Any], end: float) -> Report:
        """Try all cases, and report."""
        trials = self._try_all(fn, end)
        if not any(trial.problem for trial in trials):
            trials = self._with_demands(fn, trials, end)
        failed = [trial for trial in trials if trial.problem]
        if not failed:
            headline = f"all {len(trials)} cases pass"
            return self._report("passed", headline, "It agrees with the reference.")
        if all(map(is_stub, trials)):
            advice = (
                "Write the function, then grade it again. "
                "(If it is written, its return is missing.)"
            )
            return self._report("unsolved", "not solved yet", advice, [self._task()])
        headline = f"{len(trials) - len(failed)} of {len(self.cases)} cases pass"
        diagnosis = self._diagnose(fn, trials, end)
        return self._report("failed", headline, diagnosis, self._evidence(failed[0]))

    def _report(
        self, state: str, headline: str, diagnosis: str, rows: Sequence[Row] = ()
    ) -> Report:
        return Report(self.name, state, headline, diagnosis, rows)

    def _try_all(self, fn: Callable[..., Any], end: float) -> list[Trial]:
        """Try the cases in order, until time runs out."""
        trials: list[Trial] = []
        for case in self.cases:
            trials.append(self._try(fn, case, end))
            if not trials[-1].outcome.finished:
                break
        return trials

    def _try(self, fn: Callable[..., Any], case: Case, end: float) -> Trial:
        """Call ``fn`` on one case and judge the outcome."""
        wants = self._answer(self.oracle, case)
        args = case.copies()
        outcome = call(fn, args, case.options, end - time.monotonic())
        if not outcome.finished:
            slow = (
                "Your function was still running when time was up: "
                "does a loop never end, or does it wait for input?"
            )
            return Trial(case, outcome, wants, problem=slow)
        if outcome.error is not None:
            problem = problem_of_error(outcome.error, self.signature)
            return Trial(case, outcome, wants, problem=problem)
        gots = self._parts_of(outcome.value, args)
        outside = problem_of_reach(gots, args, self.names)
        if outside:
            return Trial(case, outcome, wants, gots, outside)
        problem, part, by_value = problem_of_parts(
            gots,
            wants,
            self.parts,
            inputs=dict(zip(self.names, case.args, strict=False)),
            keeps_dtype=self.keeps_dtype,
        )
        problem = problem or problem_of_inputs(case, args, self.names, self.changes)
        return Trial(case, outcome, wants, gots, problem, part, by_value)

    def _answer(self, fn: Callable[..., Any], case: Case) -> tuple[Any, ...]:
        """Call an oracle or a mistake, and return the parts of its answer."""
        args = case.copies()
        return self._parts_of(fn(*args, **case.options), args)

    def _parts_of(self, answer: Any, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """List what was returned, then the arguments to change in place."""
        named = zip(self.names, args, strict=False)
        changed = [arg for name, arg in named if name in self.changes]
        return (*split(answer, len(self.parts) - len(changed)), *changed)

    def _with_demands(
        self, fn: Callable[..., Any], trials: list[Trial], end: float
    ) -> list[Trial]:
        """Return the trials, failed where the first demand that is not met is not."""

        def judged(trial: Trial, sentence: str, met: Callable[..., bool]) -> Trial:
            args = (fn, *trial.case.copies())
            left = end - time.monotonic()
            is_met = call(met, args, trial.case.options, left).value
            return replace(trial, problem=sentence) if is_met is False else trial

        for sentence, met in self.demands:
            judgements = [judged(trial, sentence, met) for trial in trials]
            if any(trial.problem for trial in judgements):
                return judgements
        return trials

    def _diagnose(
        self, fn: Callable[..., Any], trials: Sequence[Trial], end: float
    ) -> str:
        """Say what is wrong: by a known mistake, or how the first failure differs."""
        failed = [trial for trial in trials if trial.problem]
        first = failed[0]
        if not first.by_value:
            return first.problem
        if not self._repeats(fn, first, end):
            return (
                "Called twice with the same inputs, your function gave two answers: "
                "does it use random numbers, or remember an earlier call?"
            )
        if all(t.gots and in_another_order(t.gots, t.wants) for t in failed):
            return f"Your answers are in another order: {', '.join(self.parts)}."
        diagnosis, explained = self._known_mistake(trials, first)
        if not diagnosis:
            alike = [t for t in failed if t.by_value and t.part == first.part]
            larger = [t.problem for t in alike if np.size(t.wants[first.part]) >= 4]
            for problem, times in Counter(larger).most_common(1):
                return problem if times > len(larger) / 2 else self._plain(first)
            return first.problem
        if explained < len(failed):
            diagnosis += " Some of the other cases fail in another way."
        return diagnosis

    def _plain(self, trial: Trial) -> str:
        """Say how a value differs, without a relation that the other cases lack."""
        got, want = trial.gots[trial.part], trial.wants[trial.part]
        return f"{self.parts[trial.part]} {difference(got, want, related=False)}"

    def _known_mistake(self, trials: Sequence[Trial], first: Trial) -> tuple[str, int]:
        """Find the mistake that explains the first failure and most of the others.

        One number may be wrong for many reasons: of the larger answers too it must
        explain most, or three in four where all are single numbers. And where it would
        be wrong, the function mostly is.
        """
        part, best, most = first.part, "", 0
        alike = [t for t in trials if t.by_value and t.part == part]
        right = [t for t in trials if t.gots and (not t.problem or t.part > part)]
        larger = [t for t in alike if np.size(t.wants[part]) > 1]
        for sentence, wrong in self.mistakes:
            hits = [t for t in alike if self._explains(wrong, t, part)]
            explained = len(hits)
            least = len(alike) * (0.5 if larger else 0.75)
            if first not in hits or explained <= most or explained < least:
                continue
            if larger and sum(t in hits for t in larger) <= len(larger) / 2:
                continue
            if sum(not self._explains(wrong, t, part) for t in right) < explained:
                best, most, why = sentence, explained, wrong
        valued = [t for t in trials if t.by_value] if best else []
        return best, sum(self._explains(why, t, t.part) for t in valued)

    def _repeats(self, fn: Callable[..., Any], trial: Trial, end: float) -> bool:
        """Whether ``fn``, called again, gives the same answer."""
        case = trial.case
        args = case.copies()
        outcome = call(fn, args, case.options, end - time.monotonic())
        if not outcome.finished:
            return True
        gots = self._parts_of(outcome.value, args)
        return len(gots) == len(trial.gots) and repeated(
            trial.gots[trial.part], gots[trial.part]
        )

    def _explains(self, wrong: Callable[..., Any], trial: Trial, part: int) -> bool:
        """Whether a wrong implementation gives the reader's answer."""
        answer = self._answer(wrong, trial.case)[part]
        return repeated(answer, trial.gots[part])

    def _task(self) -> Row:
        """Show what is asked for, a line a paragraph: the page breaks lines itself."""
        paragraphs = str(inspect.getdoc(self.oracle)).split("\n\n")
        text = "\n\n".join(" ".join(words.split()) for words in paragraphs)
        return Row("What is asked for:", [Panel(self.signature, text)])

    def _evidence(self, trial: Trial) -> list[Row]:
        """Show the case: the call, its inputs, what was expected and what came."""
        named = list(zip(self.names, trial.case.args, strict=False))
        words = [n if isinstance(a, np.ndarray) else repr(a) for n, a in named]
        words += [f"{name}={value}" for name, value in trial.case.options.items()]
        part = trial.part
        name = f"{self.parts[part]} " if len(self.parts) > 1 else ""
        answers = [array_panel(f"{name}expected", trial.wants[part])]
        if len(trial.gots) == len(trial.wants):
            answers.append(array_panel(f"{name}got", trial.gots[part]))
        rows = [
            Row(
                f"The smallest case that fails ({trial.case.label}): "
                f"{self.name}({', '.join(words)})",
                [array_panel(n, a) for n, a in named if isinstance(a, np.ndarray)],
            ),
            Row("", answers),
        ]
        if trial.outcome.printed:
            rows.append(Row("It printed:", [Panel("", trial.outcome.printed)]))
        return rows


def exercise(
    *parts: str, changes: Sequence[str] = (), keeps_dtype: bool = True
) -> Callable[[Callable[..., Any]], Exercise]:
    """Make the function below an exercise; ``parts`` name the arrays of its answer.

    ``changes`` are the arguments that it changes in place. Unless ``keeps_dtype``,
    float64 answers to float32 inputs are right: else the docstring must ask for it.
    """
    return lambda oracle: Exercise(
        oracle, parts or ("Your answer",), changes, keeps_dtype
    )
