"""Write the generated pages: ``python -m tools.pages``."""

import sys
from pathlib import Path

from tools.pages import write


def main() -> int:
    """Print each page that changed; return the exit status."""
    try:
        for path in write(Path.cwd()):
            print(f"wrote {path.relative_to(Path.cwd())}")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
