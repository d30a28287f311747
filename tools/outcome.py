"""How a command ends: it says what it made, or why it made nothing."""

from __future__ import annotations

import sys
from collections.abc import Callable


def tell(work: Callable[[], str]) -> int:
    """Print what the work returns, or the ValueError it raises; return the status."""
    try:
        print(work())
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
