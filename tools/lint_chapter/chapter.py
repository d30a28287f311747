"""A chapter as the rules see it: its cells, sections and exercises."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from nbformat import NotebookNode

from tools.reading_time import FOLDED, count_lines

Problems = Iterator[str]
Statements = tuple[type[ast.stmt], ...]
Node = TypeVar("Node", bound=ast.AST)

IMPORTS: Statements = (ast.Import, ast.ImportFrom)
DEFINITIONS: Statements = (*IMPORTS, ast.FunctionDef, ast.ClassDef)
_GATE = re.compile(r"\{(exercise|solution)-(start|end)\}")
_FENCE = re.compile(r"^(`{3,}|:{3,}).*?^\1`*:*\s*$", re.MULTILINE | re.DOTALL)
_EXERCISE = re.compile(r"\{exercise-start\}(.*?)\{exercise-end\}", re.DOTALL)
_SOLUTION = re.compile(r"\{solution-start\}\s*(\S+)(.*?)\{solution-end\}", re.DOTALL)


def parts(body: Iterable[ast.stmt], kind: type[Node]) -> Iterator[Node]:
    """Yield all parts of this kind."""
    for stmt in body:
        yield from (node for node in ast.walk(stmt) if isinstance(node, kind))


def without_fences(markdown: str) -> str:
    """Return the text without directives and code blocks."""
    return _FENCE.sub("", markdown)


@dataclass(frozen=True)
class Cell:
    """A cell, where it stands, and what it carries."""

    node: NotebookNode
    number: int  # among the code cells, from 1
    section: str
    gate: str  # "exercise" or "solution", if it stands inside one

    def __str__(self) -> str:
        return f"code cell {self.number} ({self.node.get('id', 'no id')})"

    @property
    def is_code(self) -> bool:
        """Whether the cell is code."""
        return bool(self.node.cell_type == "code")

    @property
    def source(self) -> str:
        """The cell's text."""
        return str(self.node.source)

    @property
    def lines(self) -> int:
        """The number of lines that are not blank."""
        return count_lines(self.source)

    @property
    def tags(self) -> list[str]:
        """The cell's tags."""
        return list(self.node.metadata.get("tags", []))

    @property
    def source_hidden(self) -> bool:
        """Whether Jupyter folds the cell."""
        return bool(self.node.metadata.get("jupyter", {}).get("source_hidden"))

    @property
    def is_open(self) -> bool:
        """Whether a reader sees the code without unfolding it."""
        return not (FOLDED in self.tags or self.source_hidden)

    @cached_property
    def body(self) -> list[ast.stmt]:
        """The statements; none if it is no Python."""
        try:
            return ast.parse(self.source).body
        except SyntaxError:
            return []

    @property
    def names(self) -> set[str]:
        """The names that the code uses."""
        return {name.id for name in parts(self.body, ast.Name)}

    def only(self, kinds: Statements) -> bool:
        """Whether every statement is of these kinds, and there is one."""
        return bool(self.body) and all(isinstance(s, kinds) for s in self.body)


@dataclass(frozen=True)
class Exercise:
    """An exercise: what its gates hold, text and code alike."""

    label: str
    posed: str
    solution: str | None

    @property
    def graders(self) -> set[str]:
        """The graders that judge the reader's answer."""
        return set(re.findall(r"\bcheck\.(\w+)\(", self.posed))

    @property
    def passed(self) -> set[str]:
        """The graders that the solution is asserted to pass."""
        asserted = r"assert check\.(\w+)\((?:(?!\bassert\b).)*?\)\.passed"
        return set(re.findall(asserted, self.solution or "", re.DOTALL))

    @property
    def unfolds(self) -> bool:
        """Whether an answer in words waits to be unfolded."""
        said = re.sub(r"^(:\w+:.*|`{3,})$", "", self.solution or "", flags=re.MULTILINE)
        return ":class: dropdown" in (self.solution or "") and bool(said.strip())


class Chapter:
    """A notebook, cut into sections."""

    def __init__(self, notebook: NotebookNode) -> None:
        self.notebook = notebook
        self.cells: list[Cell] = []
        section, gate, number = "", "", 0
        for node in notebook.cells:
            if node.cell_type == "code":
                number += 1
            elif heading := re.match(r"## (.+)", node.source):
                section = heading[1].strip()
            self.cells.append(Cell(node, number, section, gate))
            if node.cell_type == "markdown":
                for kind, end in _GATE.findall(node.source):
                    gate = kind if end == "start" else ""

    @property
    def code(self) -> list[Cell]:
        """The code cells."""
        return [cell for cell in self.cells if cell.is_code]

    @property
    def prose(self) -> str:
        """All text cells."""
        return "\n\n".join(cell.source for cell in self.cells if not cell.is_code)

    @property
    def sections(self) -> list[str]:
        """The headings of second level, in order."""
        return re.findall(r"^## (.+?)\s*$", without_fences(self.prose), re.MULTILINE)

    def section(self, name: str) -> list[Cell]:
        """Return the cells of a section, its heading's included."""
        return [cell for cell in self.cells if cell.section == name]

    def text(self, name: str) -> str:
        """Return the prose of a section, without its heading."""
        cells = [cell.source for cell in self.section(name) if not cell.is_code]
        return "\n\n".join(cells).partition("\n")[2]

    @property
    def exercises(self) -> list[Exercise]:
        """The gated exercises, each with its solution."""
        text = "\n\n".join(cell.source for cell in self.cells)
        solutions = {name: body for name, body in _SOLUTION.findall(text)}
        found = []
        for posed in _EXERCISE.findall(text):
            label = re.search(r"^:label:\s*(\S+)", posed, re.MULTILINE)
            name = label[1] if label else ""
            found.append(Exercise(name, posed, solutions.get(name)))
        return found
