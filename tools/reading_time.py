"""How long a chapter takes to read: the line *Time* that closes its section *Why*.

The rule: 120 words of prose, 10 lines of code or 4 displayed formulas a minute, which
is the pace of somebody new to the topic, pictures and tables included. What a reader
may leave folded costs nothing: cells tagged ``hide-input``, dropdowns, solutions; the
sentences that a cell says are prose, folded or not. The core path ends with the section
*In 60 seconds*. Minutes are rounded up to the next five, so that a typo mended does not
change them.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from math import ceil

from nbformat import NotebookNode

WORDS, LINES, FORMULAS = 120, 10, 4  # a minute
CORE_ENDS = "In 60 seconds"
FOLDED = "hide-input"
LINE = re.compile(r"\*Time\*: .*")

_DROPDOWN = re.compile(r"(`{3,}|:{3,})\{dropdown\}(?:.|\n)*?^\1\s*$", re.MULTILINE)
_FORMULA = re.compile(r"\$\$.+?\$\$", re.DOTALL)
_MARKUP = re.compile(
    r"^(?:`{3,}|:{3,}).*$|^:[\w-]+:.*$|\]\([^)]*\)|<[^>]+>", re.MULTILINE
)
_WORD = re.compile(r"[^\W_][\w'’-]*")


@dataclass(frozen=True)
class Amount:
    """What there is to read: words of prose, displayed formulas, lines of open code."""

    words: int = 0
    formulas: int = 0
    lines: int = 0

    def __add__(self, other: Amount) -> Amount:
        return Amount(
            self.words + other.words,
            self.formulas + other.formulas,
            self.lines + other.lines,
        )

    @property
    def minutes(self) -> int:
        """The time it takes, rounded up to five minutes."""
        exact = self.words / WORDS + self.formulas / FORMULAS + self.lines / LINES
        return 5 * ceil(exact / 5)


def reading_time(notebook: NotebookNode) -> tuple[int, int]:
    """Return the minutes of the core path, and of the whole chapter."""
    core, everything = amounts(notebook)
    return core.minutes, everything.minutes


def amounts(notebook: NotebookNode) -> tuple[Amount, Amount]:
    """Return what there is to read in the core path, and in the whole chapter."""
    cells, core = _read_cells(notebook)
    return sum(cells[:core], Amount()), sum(cells, Amount())


def count_words(markdown: str) -> int:
    """Return how many words a text has, without its formulas and its markup."""
    return len(_WORD.findall(_MARKUP.sub(" ", _FORMULA.sub(" ", markdown))))


def count_lines(source: str) -> int:
    """Return how many lines a code has that are not empty."""
    return sum(bool(line.strip()) for line in source.splitlines())


def said(source: str) -> str:
    """Return the sentences that a cell says, 0 for each number that it will compute."""
    try:
        nodes = ast.walk(ast.parse(source))
    except SyntaxError:  # a magic, which the lint names
        return ""
    calls = (node for node in nodes if isinstance(node, ast.Call))
    return "\n\n".join(
        _literal(call.args[0])
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "say" and call.args
    )


def _literal(text: ast.expr) -> str:
    match text:
        case ast.JoinedStr(values=parts):
            return "".join(_literal(part) for part in parts)
        case ast.BinOp(left=left, right=right):
            return _literal(left) + _literal(right)
        case ast.Constant(value=str(words)):
            return words
    return "0"


def time_line(notebook: NotebookNode) -> str:
    """Return the line *Time* as the chapter should have it."""
    core, everything = reading_time(notebook)
    if not has_core(notebook):
        return f"*Time*: {everything} minutes."
    return f"*Time*: {core} minutes; {everything} with everything below *{CORE_ENDS}*."


def has_core(notebook: NotebookNode) -> bool:
    """Whether the chapter begins with *Why*; in the first edition no part is core."""
    prose = (c.source for c in notebook.cells if c.cell_type == "markdown")
    return any(re.search(r"^## Why\s*$", text, re.MULTILINE) for text in prose)


def write_time(notebook: NotebookNode) -> None:
    """Put the computed line in the place of the chapter's own, if it has one."""
    right = time_line(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and LINE.search(cell.source):
            cell.source = LINE.sub(lambda _: right, cell.source, count=1)
            return


def _read_cells(notebook: NotebookNode) -> tuple[list[Amount], int]:
    """Return what there is to read in each cell, and how many cells the core has.

    A solution spans cells, from its ``solution-start`` to its ``solution-end``.
    """
    read: list[Amount] = []
    core, ending, folded = None, False, False
    for cell in notebook.cells:
        source = cell.source
        if cell.cell_type == "markdown":
            heading = re.match(r"##? (.+)", source)
            if ending and heading and core is None:
                core = len(read)
            ending = ending or bool(heading and heading[1].strip() == CORE_ENDS)
            kept = "" if folded else source.partition("```{solution-start}")[0]
            if "{solution-end}" in source:
                kept += source.rpartition("```{solution-end}")[2]
            opened = source.rfind("{solution-start}")
            closed = source.rfind("{solution-end}")
            folded = opened > closed if max(opened, closed) >= 0 else folded
            # The line itself is not counted: it must not depend on its own numbers.
            prose = LINE.sub("", _DROPDOWN.sub("", kept))
            read.append(Amount(count_words(prose), len(_FORMULA.findall(prose))))
        elif cell.cell_type == "code" and not folded:
            hidden = FOLDED in cell.metadata.get("tags", [])
            lines = 0 if hidden else count_lines(source)
            read.append(Amount(count_words(said(source)), 0, lines))
    return read, len(read) if core is None else core
