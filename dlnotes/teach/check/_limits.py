"""Calling a function that may raise, print, exit or never return."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import FrameType
from typing import Any

from dlnotes.teach.check._answers import Failure, failure, inert

MOST_PRINTED = 2000  # characters kept of what the function prints


@dataclass(frozen=True)
class Outcome:
    """What became of a call: a value, an error, or neither because time ran out."""

    value: Any = None
    error: Failure | None = None
    finished: bool = True
    printed: str = ""


class _Printed(io.StringIO):
    """A text stream that forgets all but its beginning."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, MOST_PRINTED - self.tell())])
        return len(text)


def _described(error: BaseException, fn: Callable[..., Any]) -> Failure:
    """Describe an exception, even one whose description fails."""
    try:
        return failure(error, fn)
    except BaseException:
        return Failure(type(error), type(error).__name__, "", True)


def call(
    fn: Callable[..., Any],
    args: tuple[Any, ...],
    options: Mapping[str, Any],
    seconds: float,
) -> Outcome:
    """Call ``fn(*args, **options)`` for at most ``seconds``, whatever it does.

    A thread does the work, watched line by line: unlike a signal, this works on every
    platform and in a notebook; unlike an exception thrown into the thread from outside,
    it cannot strike elsewhere. What sleeps or catches the end is left behind. The
    thread also looks at what came out, whose own methods may raise or never return.
    """
    result: list[tuple[Any, Failure | None]] = []
    finished = stopped = False

    # Python does not trace a trace function, so coverage cannot see it.
    def watch(frame: FrameType, event: str, arg: Any) -> Any:  # pragma: no cover
        if stopped:
            raise SystemExit
        return watch

    def work() -> None:
        sys.settrace(watch)
        try:
            result.append((inert(fn(*args, **options)), None))
        except BaseException as error:  # SystemExit too
            result.append((None, _described(error, fn)))

    worker = threading.Thread(target=work, daemon=True)
    with contextlib.redirect_stdout(_Printed()) as printed:
        try:
            worker.start()
            worker.join(max(0.0, seconds))
            finished = not worker.is_alive()
        finally:  # also when the reader interrupts the kernel
            stopped = True
        if not finished:
            worker.join(0.1)
    value, error = result[0] if finished else (None, None)
    return Outcome(value, error, finished, printed.getvalue())
