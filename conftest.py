"""The notebooks' own test run: nbval's kernels are started with patience."""

from __future__ import annotations

import nbval.kernel
import pytest

from tools.kernels import patient


def pytest_configure(config: pytest.Config) -> None:
    """Let nbval try again where a kernel did not start for a passing reason."""
    nbval.kernel.start_new_kernel = patient(nbval.kernel.start_new_kernel)
