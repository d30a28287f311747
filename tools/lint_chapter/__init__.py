"""The rules every chapter keeps, each a function from chapter to complaints.

``python -m tools.lint_chapter book/optimizers/momentum.ipynb`` prints the complaints,
and what the core path spends of its budget.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from nbformat import NotebookNode

from tools.lint_chapter import cells, code, exercises, prose, sections
from tools.lint_chapter.cells import CHECKED
from tools.lint_chapter.chapter import Chapter, Problems
from tools.reading_time import has_core

__all__ = ["CHECKED", "RULES", "SHARED", "is_judged", "lint"]

Rule = Callable[[Chapter], Problems]

# What a chapter of the first edition's shape, without *Why*, keeps as well.
SHARED: tuple[Rule, ...] = (
    *cells.SHARED,
    *code.SHARED,
    *prose.SHARED,
)
RULES: tuple[Rule, ...] = (
    *sections.RULES,
    *cells.RULES,
    *code.RULES,
    *prose.RULES,
    *exercises.RULES,
)


def is_judged(notebook: NotebookNode) -> bool:
    """Whether the chapter has the shape that all rules are made for: it says *Why*."""
    return has_core(notebook)


def lint(notebook: NotebookNode, rules: Sequence[Rule] = RULES) -> list[str]:
    """Return every complaint about one chapter."""
    chapter = Chapter(notebook)
    return [problem for rule in rules for problem in rule(chapter)]
