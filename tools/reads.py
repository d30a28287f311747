"""What a chapter's cells read: this file runs inside the kernel, before the first cell.

It stands alone, for the kernel knows nothing of the tools: its text is sent there.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from typing import Any

OPENED: Counter[str] = Counter()
# What another process reads cannot be seen. Programs that libraries ask about the
# machine while they are imported read nothing of the book.
STARTS = {"os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}
HARMLESS = {"ldconfig", "gcc", "cc", "ld", "objdump", "uname", "lscpu", "nvidia-smi"}
STARTED: set[str] = set()


def watch(event: str, args: tuple[Any, ...]) -> None:
    """Remember every file that is opened to be read, however it is opened."""
    if event == "open":
        path, _, flags = args
        written = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_TRUNC)
        if isinstance(path, str | bytes | os.PathLike) and not written:
            OPENED[os.path.abspath(os.fsdecode(path))] += 1
    elif event == "subprocess.Popen":
        program, command, *_ = args
        STARTED.add(os.path.basename(os.fsdecode(program or command[0])))
    elif event in STARTS:
        STARTED.add(event)


def report() -> str:
    """Return, as JSON, what was opened, loaded, asked for and started."""
    modules = [*sys.modules.values()]
    files = {getattr(module, "__dict__", {}).get("__file__") for module in modules}
    notes = sys.modules.get("dlnotes.teach._notes")
    return json.dumps(
        {
            "opened": OPENED,
            "loaded": sorted(os.path.abspath(file) for file in files if file),
            "asked": sorted(notes.asked) if notes else [],
            # A file opened more often than that was not read for its entries alone.
            "parsed": notes.parsed() if notes else 0,
            "started": sorted(STARTED - HARMLESS),
        }
    )
