"""The page *Status of this edition*: when it ran, with what, on what, how long."""

from __future__ import annotations

import os
import platform
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import nbformat

from tools.chapters import chapters, record, title

BUDGET = 40  # seconds a chapter may take, on one core
PACKAGES = ("numpy", "torch", "matplotlib", "scikit-learn", "jupyter-book", "sphinx")


def page(root: Path) -> str:
    """Return the page's MyST text."""
    runs = [_Run(root, name) for name in chapters(root)]
    done = [run for run in runs if run.when is not None]
    newest = max((run.when for run in done if run.when), default=None)
    seconds = sum(run.seconds for run in done)
    slow = [run for run in done if run.seconds > BUDGET]
    summary = [
        f"{len(done)} of {len(runs)} chapters are executed, in {seconds:.1f} s together"
        f"; the last on {_utc(newest)}.",
        f"{len(slow)} take longer than the budget of {BUDGET} s a chapter."
        if slow
        else f"None takes longer than the budget of {BUDGET} s a chapter.",
    ]
    parts = [
        "# Status of this edition",
        "\n".join(summary if done else ["No chapter is executed yet."]),
        "## Chapters",
        _table(
            ("Chapter", "Code cells", "Seconds", f"Budget ({BUDGET} s)", "Executed"),
            [run.row() for run in runs],
        ),
        "## Versions",
        _table(("Package", "Version"), _versions()),
        "## Machine",
        _table(("Part", "Value"), _machine()),
    ]
    return "\n\n".join(parts) + "\n"


class _Run:
    """The last execution of one chapter."""

    def __init__(self, root: Path, name: str) -> None:
        notebook = nbformat.read(root / name, nbformat.NO_CONVERT)
        found = record(root, name)
        self.link = f"[{title(notebook)}](/{name})"
        self.cells = sum(cell.cell_type == "code" for cell in notebook.cells)
        self.when: datetime | None = found.created if found else None  # type: ignore
        self.seconds = float(found.data["execution_seconds"]) if found else 0.0

    def row(self) -> tuple[str, ...]:
        """Return the cells of the chapter's line."""
        if self.when is None:
            return self.link, str(self.cells), "–", "–", "not executed"
        share = self.seconds / BUDGET
        kept = f"{share:.0%}" if share <= 1 else f"**{share:.0%}, too slow**"
        return self.link, str(self.cells), f"{self.seconds:.1f}", kept, _utc(self.when)


def _utc(when: datetime | None) -> str:
    """Return a time of the cache, which keeps UTC without saying so."""
    return f"{when:%Y-%m-%d %H:%M} UTC" if when else "never"


def _versions() -> list[tuple[str, str]]:
    rows = [("python", platform.python_version())]
    for package in PACKAGES:
        try:
            rows.append((package, version(package)))
        except PackageNotFoundError:
            rows.append((package, "not installed"))
    return rows


def _machine() -> list[tuple[str, str]]:
    """Describe the computer without naming it."""
    return [
        ("system", platform.system()),
        ("processor", platform.machine()),
        ("cores", str(os.cpu_count())),
    ]


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Return a Markdown table, its numbers on the right."""
    numeric = ("Code cells", "Seconds", f"Budget ({BUDGET} s)")
    lines = [head, tuple("---:" if name in numeric else "---" for name in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
