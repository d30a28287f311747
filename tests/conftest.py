"""Every test run: in CI, a skipped test is a failed one; coverage is of the package.

Python 3.11 runs everything several times slower while it counts lines: so it counts
while the package is imported, and in the first cases of each of the package's tests.
"""

from __future__ import annotations

import os
import pkgutil
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "dlnotes"
UNTRACED = [TESTS / name for name in ("tools", "book", "package")]
"""Tests of what is not the package."""
CASES = 8
"""Cases of one test that are traced: the others run the same lines."""
TRACED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Trace the imports, and then nothing but what is chosen below."""
    if _coverage(session.config):
        hands_out = session.config.getoption("numprocesses", None)  # and runs no test
        modules = () if hands_out else pkgutil.walk_packages([str(PACKAGE)], "dlnotes.")
        for module in modules:
            import_module(module.name)
        # pytest-cov starts a second measurement in a worker, above the first.
        while running := Coverage.current():
            running.stop()


def _coverage(config: pytest.Config) -> Any:
    """Return what starts and stops the coverage of this process, if anything does."""
    plugin = config.pluginmanager.get_plugin("_cov")
    return plugin and plugin.cov_controller


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Choose the tests that are traced."""
    cases: Counter[str] = Counter()
    for item in items:
        cases[name := item.nodeid.partition("[")[0]] += 1
        left_out = item.get_closest_marker("untraced") or any(
            item.path.is_relative_to(folder) for folder in UNTRACED
        )
        chosen = cases[name] <= CASES or item.get_closest_marker("traced")
        item.stash[TRACED] = bool(chosen) and not left_out


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Trace the call of a chosen test."""
    controller = item.stash[TRACED] and _coverage(item.config)
    if not controller:
        return (yield)
    controller.resume()
    try:
        return (yield)
    finally:
        controller.pause()


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Fail the run when anything was skipped where everything is installed."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("CI") and skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line("skipped tests fail in CI", red=True)
    yield
