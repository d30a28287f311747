"""Build the book: execute what changed, generate pages, build the HTML.

python -m tools.book [--only book/convolution/backward.ipynb] [--jobs 2]
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from jupyter_book.sphinx import REDIRECT_TEXT, build_sphinx

from tools import pages
from tools.chapters import chapters, executed_path
from tools.execute import execute, plan

HTML = Path("_build/html")


def run_chapters(root: Path, waiting: list[str], jobs: int) -> bool:
    """Execute, printing name, seconds and n of m; say whether all went well."""
    failed = False
    for number, result in enumerate(execute(root, waiting, jobs), start=1):
        outcome = "FAILED" if result.error else f"{result.seconds:6.1f} s"
        print(f"[{number}/{len(waiting)}] {outcome}  {result.notebook}", flush=True)
        if result.error:
            failed = True
            print(f"\n{result.notebook}, {result.error}", file=sys.stderr)
    if not waiting:
        print("nothing to execute: every chapter is up to date")
    return not failed


def build_html(root: Path) -> bool:
    """Build the pages with warnings as errors; say whether that succeeded."""
    index = root / HTML / "index.html"
    # Every page shows these, and Sphinx does not track it.
    shared = [root / "_toc.yml", *(root / "book" / "assets").glob("*")]
    built = index.stat().st_mtime if index.is_file() else 0
    outdated = any(path.stat().st_mtime > built for path in shared)
    # In the inner loop, a chapter that never ran is shown without outputs.
    unexecuted = [name for name in chapters(root) if not executed_path(root, name)]
    result = build_sphinx(
        str(root),
        str(root / HTML),
        noconfig=True,
        path_config=str(root / "_config.yml"),
        confoverrides={
            "latex_individualpages": False,  # Jupyter Book expects it of every caller
            "nb_execution_excludepatterns": unexecuted,
        },
        force_all=outdated,
        warningiserror=True,
        keep_going=True,
        quiet=True,
    )
    if result:
        # Sphinx would not repeat its warnings about pages it has already read.
        shutil.rmtree(root / HTML.with_name(".doctrees"), ignore_errors=True)
        return False
    redirect = REDIRECT_TEXT.format(first_page="book/index.html")
    index.write_text(redirect, encoding="utf-8")
    return True


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", metavar="NOTEBOOK")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--root", type=Path, default=Path.cwd())
    options = parser.parse_args(arguments)
    root = options.root.resolve()
    begin = time.monotonic()
    try:
        waiting = plan(root, options.only)
        if not run_chapters(root, waiting, options.jobs):
            return 1
        pages.write(root)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    if not build_html(root):
        return 1
    seconds = time.monotonic() - begin
    print(f"built in {seconds:.0f} s: open {root / HTML / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
