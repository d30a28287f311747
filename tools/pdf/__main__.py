"""Print the built site as one PDF: ``make pdf``.

python -m tools.pdf [--jobs 2]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from functools import partial
from pathlib import Path

from tools.outcome import tell
from tools.pdf import PDF, write


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    return tell(partial(_printed, Path.cwd(), options.jobs))


def _printed(root: Path, jobs: int) -> str:
    begin = time.monotonic()
    pages = write(root, jobs)
    seconds = time.monotonic() - begin
    return f"printed {pages} pages in {seconds:.0f} s: open {root / PDF}"


if __name__ == "__main__":
    sys.exit(main())
