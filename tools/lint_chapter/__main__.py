"""Print the complaints about chapters and their questions, and what the core spends."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

from tools.lint_chapter import is_judged, lint
from tools.lint_chapter.sections import CODE_CELLS, CORE_LINES, CORE_WORDS
from tools.proofs import missing_proofs
from tools.reading_time import amounts


def summary(notebook: nbformat.NotebookNode) -> str:
    """Return what the core path spends of its budget, in a line."""
    core, everything = amounts(notebook)
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    return (
        f"core: {core.words:,} words of {CORE_WORDS:,}, "
        f"{core.lines} open lines of {CORE_LINES}, {core.minutes} minutes; "
        f"all: {everything.words:,} words, {cells} code cells of {CODE_CELLS}, "
        f"{everything.minutes} minutes"
    )


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return 1 if a chapter of the new shape breaks a rule."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("chapter", nargs="+", type=Path)
    status = 0
    for path in parser.parse_args(arguments).chapter:
        notebook = nbformat.read(path, nbformat.NO_CONVERT)
        problems = lint(notebook) + missing_proofs(Path.cwd(), str(path))
        print(*problems, f"{path}: {len(problems)} complaints", sep="\n")
        print(summary(notebook))
        if not is_judged(notebook):
            print("(no section Why: reported only)")
        elif problems:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
