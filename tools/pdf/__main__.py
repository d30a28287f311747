"""Print the built site as one PDF: ``make pdf``.

python -m tools.pdf [--jobs 2]
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

from tools.pdf import PDF, write


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args(arguments)
    begin = time.monotonic()
    root = Path.cwd()
    try:
        pages = write(root, options.jobs)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    seconds = time.monotonic() - begin
    print(f"printed {pages} pages in {seconds:.0f} s: open {root / PDF}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
