"""Kernels are started again when they fail for a passing reason, and only then."""

import nbval.kernel
import pytest

from tools import kernels
from tools.kernels import STARTS, patient


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch):
    monkeypatch.setattr(kernels, "PAUSE", 0)


class Start:
    """A start that fails some times."""

    def __init__(self, error, failures):
        self.error, self.failures, self.calls = error, failures, 0

    def __call__(self, name, *, cwd):
        self.calls += 1
        if self.calls <= self.failures:
            raise self.error
        return f"{name} in {cwd}"


@pytest.mark.parametrize(
    "error",
    [
        OSError(98, "Address already in use"),
        RuntimeError("Kernel died before replying to kernel_info"),
        TimeoutError(),
    ],
)
@pytest.mark.parametrize("failures", range(STARTS))
def test_a_start_that_fails_is_tried_again(error, failures):
    start = Start(error, failures)
    assert patient(start)("python3", cwd="book") == "python3 in book"
    assert start.calls == failures + 1


def test_patience_ends():
    start = Start(RuntimeError("no kernel"), STARTS)
    with pytest.raises(RuntimeError, match="no kernel"):
        patient(start)("python3", cwd="book")
    assert start.calls == STARTS


def test_a_mistake_is_not_repeated():
    start = Start(TypeError("no such option"), 1)
    with pytest.raises(TypeError):
        patient(start)("python3", cwd="book")
    assert start.calls == 1


def test_nbval_starts_its_kernels_with_patience(monkeypatch):
    started = []

    def taken(manager, **options):
        started.append(options)
        raise OSError(98, "Address already in use")

    monkeypatch.setattr("nbval.kernel.KernelManager.start_kernel", taken)
    with pytest.raises(OSError, match="in use"):
        nbval.kernel.start_new_kernel(cwd="book")
    assert started == [{"cwd": "book"}] * STARTS
