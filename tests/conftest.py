"""Every test run: in CI, a skipped test is a failed one; coverage is of the package."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

UNTRACED = [Path(__file__).parent / name for name in ("tools", "book", "package")]
"""Tests of what is not the package: counting their lines would only cost time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Measure the coverage of the package by the tests of the package."""
    for item in items:
        if any(item.path.is_relative_to(folder) for folder in UNTRACED):
            item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Fail the run when anything was skipped where everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("skipped tests fail in CI", red=True)
    yield
