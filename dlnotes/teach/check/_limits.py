"""Calling a function that may raise, print, exit or never return."""

from __future__ import annotations

import contextlib
import ctypes
import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

MOST_PRINTED = 2000  # characters kept of what the function prints


@dataclass(frozen=True)
class Outcome:
    """What became of a call: a value, an error, or neither because time ran out."""

    value: Any = None
    error: BaseException | None = None
    finished: bool = True
    printed: str = ""


class _Printed(io.StringIO):
    """A text stream that forgets all but its beginning."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, MOST_PRINTED - self.tell())])
        return len(text)


def call(
    fn: Callable[..., Any],
    args: tuple[Any, ...],
    options: Mapping[str, Any],
    seconds: float,
) -> Outcome:
    """Call ``fn(*args, **options)`` for at most ``seconds``, whatever it does.

    A thread does the work, since signals are of no use on Windows and belong to the
    kernel in Jupyter. A loop inside compiled code cannot be stopped: it is left behind.
    """
    result: list[tuple[Any, BaseException | None]] = []
    ended = threading.Lock()
    ended.acquire()

    def work() -> None:
        try:
            result.append((fn(*args, **options), None))
        except BaseException as error:  # SystemExit too
            result.append((None, error))
        finally:
            ended.release()

    worker = threading.Thread(target=work, daemon=True)
    finished = False
    with contextlib.redirect_stdout(_Printed()) as printed:
        worker.start()
        try:
            finished = ended.acquire(timeout=max(0.0, seconds))
        finally:  # also when the reader interrupts the kernel
            if not finished:
                _stop(worker, ended)
    value, error = result[0] if finished else (None, None)
    return Outcome(value, error, finished, printed.getvalue())


def _stop(worker: threading.Thread, ended: threading.Lock) -> None:
    """Raise SystemExit inside ``worker``, by which a thread ends silently.

    A few times, since a bare except may catch it. It is withdrawn from a thread that
    sleeps: left pending, it would stall all others under a debugger (CPython 3.11),
    as would any call of a Python function while it is.
    """
    throw = ctypes.pythonapi.PyThreadState_SetAsyncExc
    thread = ctypes.c_ulong(worker.ident or 0)
    for _ in range(10):
        throw(thread, ctypes.py_object(SystemExit))
        stopped = ended.acquire(timeout=0.02)
        throw(thread, None)
        if stopped:
            break
