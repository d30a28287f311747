"""The built pages and a browser without a network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright

from tests.book.site import samples
from tests.book.site.kinds import cover
from tools.chromium import ARGUMENTS, MISSING, find

ROOT = Path(__file__).parents[3]
SITE = ROOT / "_build" / "html"


def pages() -> list[str]:
    """Return every page of the built site, but the one that only leads to the first."""
    found = {path.relative_to(SITE) for path in SITE.rglob("*.html")}
    found -= {Path("index.html")}
    return sorted(path.as_posix() for path in found if path.parts[0] != "_static")


@cache
def covering() -> list[str]:
    """Return a few pages that hold every kind of element."""
    return cover({name: (SITE / name).read_text("utf-8") for name in pages()})


def grouped(names: Iterable[str]) -> list[Any]:
    """Keep the tests of one page together: they look at the same tab."""
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Try a test on every page of the site."""
    if "page_name" in metafunc.fixturenames:
        # An empty list would skip the test; where nothing is built it has to fail.
        found = pages() or ["book/index.html"]
        metafunc.parametrize("page_name", grouped(found), scope="module")


@pytest.fixture(scope="session")
def site() -> Path:
    if not (SITE / "index.html").is_file():
        pytest.fail("the site is not built: make book")
    return SITE


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages that show each sort of explorer and drill."""
    return samples.write(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def chromium() -> str:
    path = find()
    if path is None:
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """One tab, what it asked of the network, and what it complained of."""

    page: Page
    site: Path
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, name: str, fragment: str = "") -> Page:
        """Open a page of the site from its folder and wait until it is drawn."""
        self.page.goto((self.site / name).as_uri() + fragment)
        self.page.wait_for_load_state("load")
        self.page.evaluate("() => window.MathJax?.startup?.promise")
        return self.page


@contextmanager
def tab(site: Path, browser: Browser, **options: Any) -> Iterator[Visit]:
    """Open a tab that records, and refuses, every request to the network."""
    options = {"viewport": {"width": 1280, "height": 900}, **options}
    context = browser.new_context(**options)
    visit = Visit(context.new_page(), site)

    def refuse(route: Route) -> None:
        visit.requests.append(route.request.url)
        route.abort()

    context.route(lambda url: not url.startswith(("file:", "data:", "blob:")), refuse)
    visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
    visit.page.on(
        "console",
        lambda message: message.type == "error" and visit.errors.append(message.text),
    )
    try:
        yield visit
    finally:
        context.close()
    assert (visit.requests, visit.errors) == ([], [])


@pytest.fixture
def visit(site: Path, browser: Browser) -> Iterator[Visit]:
    with tab(site, browser) as visit:
        yield visit


@pytest.fixture(scope="module")
def opened(site: Path, browser: Browser, page_name: str) -> Iterator[Visit]:
    """A tab for all that one page is asked, opened on a phone."""
    phone = {"width": 390, "height": 900}
    with tab(site, browser, viewport=phone, reduced_motion="reduce") as visit:
        visit.open(page_name)
        yield visit


@pytest.fixture(scope="session")
def legible() -> dict[int, Counter[int]]:
    """At each width, how many pages have shown a kind of element to be legible."""
    return {1280: Counter(), 390: Counter()}


@pytest.fixture(scope="module")
def played(sample: Path, browser: Browser) -> Iterator[Visit]:
    """A tab for all that is clicked on the sample pages."""
    with tab(sample, browser) as visit:
        yield visit


@pytest.fixture
def unscripted(sample: Path, browser: Browser) -> Iterator[Visit]:
    """A tab on the sample pages without JavaScript."""
    with tab(sample, browser, java_script_enabled=False) as visit:
        yield visit
