"""Execute the chapters that changed, in parallel, into the book's cache.

A chapter is executed again when one of its code cells changed, or one of the files
that its cells read: the package, the requirements, and its topic's questions and
records. The cache itself compares cells alone, so each record also carries a
fingerprint of those files.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.executors.utils import single_nb_execution

from tools.chapters import CACHE, chapters, record

READ_BY_ALL = ("dlnotes/**/*.py", "requirements.txt", "book/notes.yml")
READ_BY_TOPIC = (
    "book/{topic}/*.yml",
    "experiments/{topic}/*",
    "bench/results/{topic}.json",
)


@dataclass(frozen=True)
class Execution:
    """What became of one chapter, and the fingerprint of what its cells could read."""

    notebook: str
    seconds: float
    error: str
    content: nbformat.NotebookNode
    inputs: str


def fingerprint(root: Path, notebook: str) -> str:
    """Hash every file, other than the notebook, that the chapter's cells may read."""
    topic = Path(notebook).parent.name
    patterns = (*READ_BY_ALL, *(p.format(topic=topic) for p in READ_BY_TOPIC))
    digest = hashlib.sha256()
    for path in sorted({p for pattern in patterns for p in root.glob(pattern)}):
        if path.is_file():
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def stale(
    root: Path, notebooks: Iterable[str], cache: JupyterCacheAbstract
) -> list[str]:
    """Drop outdated results from the cache; return the chapters without a result."""
    missing = []
    for notebook in notebooks:
        found = record(root, notebook)
        if found and found.data.get("inputs") == fingerprint(root, notebook):
            continue
        if found:
            cache.remove_cache(found.pk)
        missing.append(notebook)
    return missing


def run(root: Path, notebook: str) -> Execution:
    """Execute one chapter in its own folder."""
    path = root / notebook
    inputs = fingerprint(root, notebook)
    content = nbformat.read(path, nbformat.NO_CONVERT)
    result = single_nb_execution(
        content,
        cwd=str(path.parent),
        timeout=None,
        allow_errors=False,
        coalesce_streams=True,  # a busy kernel sends one print in pieces
        extra_arguments=["--log-level=ERROR"],  # no advice on encrypting loopback
    )
    error = "" if result.err is None else describe(content, str(result.err))
    return Execution(notebook, result.time, error, content, inputs)


def describe(content: nbformat.NotebookNode, error: str) -> str:
    """Say which cell raised, counted as the reader counts code cells."""
    error = re.sub(r"\x1b\[[\d;]*m", "", error)  # colours, unreadable in a log
    code = [cell for cell in content.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            return f"code cell {number} of {len(code)}:\n{error}"
    return error


def plan(root: Path, only: str | None = None) -> list[str]:
    """Return the chapters to execute: the stale ones, of all or of one.

    Raises
    ------
    ValueError
        If ``only`` is not a chapter of the table of contents.
    """
    known = chapters(root)
    if only is not None and only not in known:
        raise ValueError(f"{only} is not a chapter in _toc.yml: {', '.join(known)}")
    return stale(root, known if only is None else [only], get_cache(str(root / CACHE)))


def store(root: Path, result: Execution) -> None:
    """Put an executed chapter into the cache that the build reads."""
    data = {"execution_seconds": result.seconds, "inputs": result.inputs}
    get_cache(str(root / CACHE)).cache_notebook_bundle(
        CacheBundleIn(result.content, str(root / result.notebook), data=data),
        check_validity=False,
        overwrite=True,
    )


def execute(root: Path, notebooks: list[str], jobs: int) -> Iterator[Execution]:
    """Execute chapters in parallel, yielding each one's outcome as it ends."""
    os.environ["DLNOTES_STATIC"] = "1"
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(run, root, notebook) for notebook in notebooks]
        for future in as_completed(futures):
            result = future.result()
            if not result.error:  # one process writes: the cache has no locks
                store(root, result)
            yield result
