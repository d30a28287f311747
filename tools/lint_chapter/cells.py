"""Rules on code cells: their length, what is folded, what each ends in."""

from __future__ import annotations

import ast
import re
from statistics import median

from tools.lint_chapter.chapter import DEFINITIONS, IMPORTS, Cell, Chapter, Problems
from tools.reading_time import FOLDED

CHECKED = "nbval-check-output"
LONGEST, MEDIAN = 25, 8  # lines
AT_LEAST_CHECKED = 3
FORBIDDEN = {
    r"^\s*[!%]": "a magic or shell line",
    r"filterwarnings\(\s*.ignore": "a silenced warning",
    r"simplefilter\(\s*.ignore": "all warnings silenced",
    r"\b(urllib|requests|urlopen|socket)\b": "network access",
    r"\bsuptitle\(|plt\.title\(": "a title inside the picture: use the caption",
}
TO_FOLD = {  # a name that the code uses, and what it then does
    **dict.fromkeys(("plt", "fig", "ax", "draw", "explore"), "draws"),
    "claim": "judges",
    "glue": "glues",
    "say": "says",
    "questions": "asks the questions",
}


def cells_are_short(chapter: Chapter) -> Problems:
    """Keep cells short."""
    for cell in chapter.code:
        if cell.lines > LONGEST:
            yield f"{cell} has {cell.lines} lines, at most {LONGEST}"


def median_is_short(chapter: Chapter) -> Problems:
    """Keep the usual cell very short."""
    middle = median([cell.lines for cell in chapter.code] or [0])
    if middle > MEDIAN:
        yield f"the median code cell has {middle:g} lines, at most {MEDIAN}"


def reason_to_fold(cell: Cell) -> str:
    """Return what the code does instead of teaching, empty if it teaches."""
    if any(isinstance(s, IMPORTS) for s in cell.body) and cell.only(
        (*IMPORTS, ast.Expr)
    ):
        return "sets up"
    if cell.only((ast.Assert,)):
        return "only asserts"
    return next((does for name, does in TO_FOLD.items() if name in cell.names), "")


def fold_what_does_not_teach(chapter: Chapter) -> Problems:
    """Fold code that sets up, draws, judges, says or only asserts, everywhere."""
    for cell in chapter.code:
        tagged = FOLDED in cell.tags
        if cell.gate:
            if tagged:
                yield (
                    f"{cell} carries {FOLDED} inside an {cell.gate}: "
                    "source_hidden alone, or the summary takes the exercise's title"
                )
            if cell.gate == "solution" and not cell.source_hidden:
                yield f"{cell} shows a solution: set source_hidden"
        elif tagged != cell.source_hidden:
            yield f"{cell} is half folded: {FOLDED} and source_hidden go together"
        elif cell.is_open and (reason := reason_to_fold(cell)):
            yield f"{cell} {reason}: fold it ({FOLDED} and source_hidden)"


def cells_end_in_evidence(chapter: Chapter) -> Problems:
    """End each code cell in a figure, a value or an assertion, or only define."""
    for cell in chapter.code:
        if not cell.body:
            yield f"{cell} has no statement that Python can read"
        elif not isinstance(cell.body[-1], ast.Expr | ast.Assert) and not cell.only(
            DEFINITIONS
        ):
            yield f"{cell} ends in neither figure, value nor assertion"


def results_have_headings(chapter: Chapter) -> Problems:
    """Show a result as a table or a labelled mapping."""
    bare = (ast.Tuple, ast.List, ast.Set, ast.ListComp, ast.SetComp)
    for cell in chapter.code:
        last = cell.body[-1] if cell.body else None
        if isinstance(last, ast.Expr) and isinstance(last.value, bare):
            yield f"{cell} shows a bare sequence: a table or a mapping has headings"


def prose_before_code(chapter: Chapter) -> Problems:
    """Announce each open cell in words; a definition and its use are one step."""
    for index, cell in enumerate(chapter.cells):
        if not (cell.is_code and cell.is_open):
            continue
        before = [
            earlier
            for earlier in chapter.cells[:index]
            if not (earlier.is_code and earlier.only(DEFINITIONS))
            and (not earlier.is_code or earlier.is_open)
        ]
        if not before or before[-1].is_code:
            yield f"{cell} has no prose before it"


def nothing_forbidden(chapter: Chapter) -> Problems:
    """Do without magics, silenced warnings, network and titles inside pictures."""
    for cell in chapter.code:
        for pattern, what in FORBIDDEN.items():
            if re.search(pattern, cell.source, re.M):
                yield f"{cell} has {what}"


def checked_outputs(chapter: Chapter) -> Problems:
    """Store at least three checked outputs, and no other."""
    checked = 0
    for cell in chapter.code:
        tagged, node = CHECKED in cell.tags, cell.node
        checked += tagged
        # nbval passes a tagged cell without output in silence
        if tagged and not (node.outputs and node.execution_count):
            yield f"{cell} is checked but stores no output: make outputs"
        if not tagged and (node.outputs or node.execution_count):
            yield f"{cell} stores an unchecked output: make outputs"
    if checked < AT_LEAST_CHECKED:
        yield f"{checked} checked outputs, at least {AT_LEAST_CHECKED}"


SHARED = (cells_are_short, nothing_forbidden, checked_outputs)
RULES = (
    *SHARED,
    median_is_short,
    fold_what_does_not_teach,
    cells_end_in_evidence,
    results_have_headings,
    prose_before_code,
)
