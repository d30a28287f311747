"""Copy the book to _lab, where a reader may change everything.

A copy that the reader changed is never overwritten; one that was left as it was follows
the book.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

COPIED = ("book/**/*", "experiments/**/*", "bench/**/*")
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", "generated"}
LAB = Path("_lab")
RECORD = ".copied.json"


def digest(path: Path) -> str:
    """Hash a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy(root: Path) -> list[str]:
    """Bring ``_lab`` up to date; return the reader's own versions, left alone."""
    lab = root / LAB
    record = lab / RECORD
    copied = json.loads(record.read_text()) if record.is_file() else {}
    kept = []
    for source in sorted(p for pattern in COPIED for p in root.glob(pattern)):
        name = source.relative_to(root).as_posix()
        if not source.is_file() or LEFT_OUT & set(source.parts):
            continue
        target = lab / name
        if target.is_file() and digest(target) != copied.get(name):
            kept.append(name)
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
        copied[name] = digest(target)
    lab.mkdir(exist_ok=True)
    record.write_text(json.dumps(copied, indent=1))
    return kept


def main() -> int:
    """Copy, and say what was left alone."""
    for name in copy(Path.cwd()):
        print(f"kept your version of {LAB / name}; remove it to get the book's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
