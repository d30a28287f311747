"""Keep the checked outputs, and nothing else, in the stored notebooks.

Outputs of cells tagged ``nbval-check-output`` are expectations: they come from the
last execution. Every other output, count and stray piece of metadata is stripped, so
that a change in git is a change of the chapter. The line *Time* is computed.

    python -m tools.outputs [--only FILE]    store the last execution's outputs
    python -m tools.outputs --strip FILE...  strip only (the pre-commit hook)
    python -m tools.outputs --check          fail when a notebook is not stored so
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

from tools.chapters import chapters, executed
from tools.lint_chapter import CHECKED
from tools.reading_time import write_time


def canonical(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook's text as git stores it."""
    stored = nbformat.from_dict(notebook)
    write_time(stored)
    stored.metadata = {
        "kernelspec": {
            "display_name": "Python 3",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    for cell in stored.cells:
        for noise in ("execution", "collapsed", "scrolled", "trusted"):
            cell.metadata.pop(noise, None)
        if cell.cell_type != "code":
            continue
        if CHECKED not in cell.metadata.get("tags", []):
            cell.outputs, cell.execution_count = [], None
        for output in cell.outputs:
            if "metadata" in output:
                output.metadata = {}
            if "execution_count" in output:
                output.execution_count = cell.execution_count
    return nbformat.writes(stored, version=4) + "\n"


def store(path: Path, notebook: nbformat.NotebookNode) -> bool:
    """Write the canonical text if it differs; say whether it did."""
    text = canonical(notebook)
    if path.read_text(encoding="utf-8") == text:
        return False
    path.write_text(text, encoding="utf-8")
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--only", metavar="FILE")
    parser.add_argument("--strip", nargs="*", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    root = Path.cwd()
    if options.check:
        wrong = [
            name
            for name in chapters(root)
            if (root / name).read_text(encoding="utf-8")
            != canonical(nbformat.read(root / name, 4))
        ]
        for name in wrong:
            print(f"{name}: outputs or metadata to strip: make outputs")
        return 1 if wrong else 0
    if options.strip is not None:
        changed = [p for p in options.strip if store(p, nbformat.read(p, 4))]
        print(*(f"stripped {p}" for p in changed), sep="\n")
        return 1 if changed else 0
    for name in [options.only] if options.only else chapters(root):
        notebook = executed(root, name)
        if notebook is None:
            print(f"{name}: not executed since it changed: make book ONLY={name}")
            return 1
        print(f"{'stored' if store(root / name, notebook) else 'as it was'} {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
