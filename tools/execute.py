"""Execute the chapters that changed, in parallel, into the book's cache.

A chapter is executed again when one of its code cells changed, or a file that its cells
read. The cache itself compares cells alone, so each record also carries what was read:
the name of each file, or of each entry of the notes, and the hash of its content.
"""

from __future__ import annotations

import ast
import json
import os
import re
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

from tools import reads
from tools.chapters import CACHE, chapters, record
from tools.inputs import Digests, inputs
from tools.kernels import patient

# What a chapter's kernel is told: no widgets, and one thread, for chapters run side by
# side, however the build was started.
STATIC = {
    "DLNOTES_STATIC": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
PROBE = "__import__('sys').modules['dlnotes_reads']"
# Nothing of it enters the names that the cells see.
INSTALL = f"""
__import__('sys').modules['dlnotes_reads'] = __import__('types').ModuleType('reads')
exec({Path(reads.__file__).read_text(encoding="utf-8")!r}, vars({PROBE}))
__import__('sys').addaudithook({PROBE}.watch)
"""


@dataclass(frozen=True)
class Execution:
    """What became of one chapter, and what its cells read."""

    notebook: str
    seconds: float
    error: str
    content: nbformat.NotebookNode
    inputs: dict[str, str]


class ReadingClient(NotebookClient):
    """A client that knows, in ``report``, what the cells of its notebook read."""

    report: dict[str, Any]

    @asynccontextmanager
    async def async_setup_kernel(self, **options: Any) -> AsyncIterator[None]:
        """Watch the kernel from before the first cell until after the last."""
        async with super().async_setup_kernel(**options):
            await self._silently(INSTALL)
            yield
            self.report = await self._silently("", f"{PROBE}.report()")

    async def _silently(self, code: str, question: str = "None") -> Any:
        """Run code that leaves no trace in the notebook; return the JSON answer."""
        request = self.kc.execute(
            code, silent=True, store_history=False, user_expressions={"": question}
        )
        reply = await self.async_wait_for_reply(request)
        answer = reply["content"]["user_expressions"][""]
        return json.loads(ast.literal_eval(answer["data"]["text/plain"]) or "null")


def stale(
    root: Path, notebooks: Iterable[str], cache: JupyterCacheAbstract
) -> list[str]:
    """Drop outdated results from the cache; return the chapters without a result."""
    digests = Digests(root)
    missing = []
    for notebook in notebooks:
        found = record(root, notebook)
        if found and digests.hold(found.data.get("inputs")):
            continue
        if found:
            cache.remove_cache(found.pk)
        missing.append(notebook)
    return missing


def run(root: Path, notebook: str) -> Execution:
    """Execute one chapter in its own folder."""
    path = root / notebook
    content = nbformat.read(path, nbformat.NO_CONVERT)
    begin = time.time()
    client, error = patient(attempt)(content, path.parent)
    seconds = time.time() - begin
    read = {} if error else inputs(root, notebook, client.report, begin)
    return Execution(notebook, seconds, error, content, read)


def attempt(content: nbformat.NotebookNode, folder: Path) -> tuple[ReadingClient, str]:
    """Run the cells in a new kernel; return the client, and what was raised."""
    client = ReadingClient(
        content,
        timeout=None,
        record_timing=False,  # in the metadata, which the cache compares
        shutdown_kernel="immediate",  # its files are not the book's
        coalesce_streams=True,  # a busy kernel sends one print in pieces
        extra_arguments=["--log-level=ERROR"],  # no advice on encrypting loopback
    )
    try:
        client.execute(cwd=str(folder), env=os.environ | STATIC)
    except (CellExecutionError, DeadKernelError) as error:
        return client, describe(content, str(error))
    return client, ""


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
    with ProcessPoolExecutor(max_workers=jobs) as pool:
        futures = [pool.submit(run, root, notebook) for notebook in notebooks]
        for future in as_completed(futures):
            result = future.result()
            if not result.error:  # one process writes: the cache has no locks
                store(root, result)
            yield result
