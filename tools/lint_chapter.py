"""The rules every chapter keeps, each a function from notebook to complaints."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from statistics import median

from nbformat import NotebookNode

CHECKED = "nbval-check-output"
SECTIONS = {  # in this order; True: always present
    "In 60 seconds": True,
    "Idea": True,
    "Forward": False,
    "Backward": False,
    "Cost": False,
    "Play": True,
    "What the notes claim": False,
    "Pitfalls": False,
    "Interview corner": True,
    "Exercises": True,
    "Summary": True,
    "Further reading": True,
}
FORBIDDEN = {
    r"^\s*[!%]": "a magic or shell line",
    r"filterwarnings\(\s*.ignore": "a silenced warning",
    r"\b(urllib|requests|urlopen|socket)\b": "network access",
    r"\bsuptitle\(|plt\.title\(": "a title inside the picture: use the caption",
}
NOT_PROSE = r"\$\$.*?\$\$(\s*\([\w-]+\))?|^```.*?$|^:.*?$"
Problems = Iterator[str]


def markdown(notebook: NotebookNode) -> str:
    """Return all prose cells as one text."""
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == "markdown")


def code(notebook: NotebookNode) -> list[NotebookNode]:
    """Return the code cells."""
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def lines(source: str) -> int:
    """Count the lines that are not blank."""
    return sum(bool(line.strip()) for line in source.splitlines())


def section(notebook: NotebookNode, name: str) -> str:
    """Return the prose under one H2."""
    found = re.search(
        rf"^## {re.escape(name)}\s*$(.*?)(?=^## |\Z)", markdown(notebook), re.M | re.S
    )
    return found[1] if found else ""


def words(prose: str) -> int:
    """Count the words a reader reads: no formulas, directives or link targets."""
    prose = re.sub(
        r"\$\$.*?\$\$(\s*\([\w-]+\))?|^```.*?$|^:.*?$", "", prose, flags=re.S | re.M
    )
    return len(re.findall(r"[^\W_][\w'’-]*", prose))


def sections_in_order(notebook: NotebookNode) -> Problems:
    """Find the sections of a chapter, in the order of the design."""
    names = re.findall(r"^## (.+?)\s*$", markdown(notebook), re.M)
    yield from (f"unknown section: {name}" for name in names if name not in SECTIONS)
    yield from (
        f"missing section: {name}"
        for name, always in SECTIONS.items()
        if always and name not in names
    )
    known = [name for name in names if name in SECTIONS]
    if known != sorted(known, key=list(SECTIONS).index):
        yield f"sections out of order: {', '.join(known)}"


def promise(notebook: NotebookNode) -> Problems:
    """Open with title, promise, three to five abilities, needs and time."""
    first = notebook.cells[0].source
    if not first.startswith("# "):
        yield "the first cell does not begin with the title"
    for part in ("You will be able to", "Needs", "Time"):
        if part not in first:
            yield f"the first cell does not say: {part}"
    abilities = len(re.findall(r"^\s*[-*] ", first, re.M))
    if not 3 <= abilities <= 5:
        yield f"{abilities} abilities are promised, expected 3 to 5"


def brevity(notebook: NotebookNode) -> Problems:
    """Keep the interview answer and the summary short."""
    spoken = words(section(notebook, "In 60 seconds"))
    if spoken > 120:
        yield f"In 60 seconds has {spoken} words, at most 120"
    summary = lines(section(notebook, "Summary"))
    if summary > 8:
        yield f"Summary has {summary} lines, at most 8"


def cell_lengths(notebook: NotebookNode) -> Problems:
    """Keep cells short, and prose in proportion to code."""
    sizes = [lines(cell.source) for cell in code(notebook)]
    if median(sizes) > 8:
        yield f"the median code cell has {median(sizes)} lines, at most 8"
    yield from (
        f"code cell {number} has {size} lines, at most 25"
        for number, size in enumerate(sizes, 1)
        if size > 25
    )
    ratio = words(markdown(notebook)) / sum(sizes)
    if not 6 <= ratio <= 14:
        yield f"{ratio:.1f} words of prose for a line of code, expected 6 to 14"


def cells_end_in_evidence(notebook: NotebookNode) -> Problems:
    """End each code cell in a figure, a value or an assertion."""
    evidence = (ast.Expr, ast.Assert)
    definitions = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef)
    for number, cell in enumerate(code(notebook), 1):
        body = ast.parse(cell.source).body
        if isinstance(body[-1], evidence) or all(
            isinstance(s, definitions) for s in body
        ):
            continue
        yield f"code cell {number} ends in neither figure, value nor assertion"


def nothing_forbidden(notebook: NotebookNode) -> Problems:
    """Do without magics, silenced warnings, network and titles inside pictures."""
    for number, cell in enumerate(code(notebook), 1):
        for pattern, what in FORBIDDEN.items():
            if re.search(pattern, cell.source, re.M):
                yield f"code cell {number} has {what}"


def checked_outputs(notebook: NotebookNode) -> Problems:
    """Store at least three checked outputs, and no other."""
    checked = 0
    for number, cell in enumerate(code(notebook), 1):
        tagged = CHECKED in cell.metadata.get("tags", [])
        checked += tagged
        # nbval passes a tagged cell without output in silence
        if tagged and not (cell.outputs and cell.execution_count):
            yield f"code cell {number} is checked but stores no output: make outputs"
        if not tagged and (cell.outputs or cell.execution_count):
            yield f"code cell {number} stores an unchecked output: make outputs"
    if checked < 3:
        yield f"{checked} checked outputs, at least 3"


def formulas_labelled(notebook: NotebookNode) -> Problems:
    """Label each display formula."""
    text = re.sub(r"```.*?```", "", markdown(notebook), flags=re.S)
    for formula, label in re.findall(r"\$\$(.+?)\$\$[ \t]*(\([\w-]+\))?", text, re.S):
        if not label:
            yield f"formula without a label: {' '.join(formula.split())[:40]}"
    if r"\[" in text.replace(r"\\[", ""):
        yield r"display formula in \[ \]: use $$, which plain Jupyter renders"


def exercises_graded(notebook: NotebookNode) -> Problems:
    """Pose three or more exercises, each graded, each with a solution that passes."""
    text = markdown(notebook)
    posed = re.findall(r"\{exercise-start\}.*?:label:\s*(\S+)", text, re.S)
    solved = re.findall(r"\{solution-start\}\s*(\S+)", text)
    if len(posed) < 3:
        yield f"{len(posed)} exercises, at least 3"
    yield from (
        f"exercise {name} has no solution" for name in posed if name not in solved
    )
    source = "\n".join(cell.source for cell in code(notebook))
    passed = len(re.findall(r"assert check\.\w+\(.*?\)\.passed", source, re.S))
    if passed < len(posed):
        yield f"{passed} solutions are asserted to pass, expected {len(posed)}"


def reading_cited(notebook: NotebookNode) -> Problems:
    """Cite the further reading."""
    if "{cite" not in section(notebook, "Further reading"):
        yield "Further reading cites nothing"


RULES: tuple[Callable[[NotebookNode], Problems], ...] = (
    sections_in_order,
    promise,
    brevity,
    cell_lengths,
    cells_end_in_evidence,
    nothing_forbidden,
    checked_outputs,
    formulas_labelled,
    exercises_graded,
    reading_cited,
)


def lint(notebook: NotebookNode) -> list[str]:
    """Return every complaint about one chapter."""
    return [problem for rule in RULES for problem in rule(notebook)]
