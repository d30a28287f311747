"""In JupyterLab a reader runs a chapter, moves a slider, solves an exercise.

The chapter ends at its first explorer: nbval runs all of it.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tools.lab import LAB, copy

ROOT = Path(__file__).parents[3]
CHAPTER = "book/optimizers/momentum.ipynb"
# The server listens to this machine alone, on a free port, and fetches no news.
SERVER = (
    "--no-browser",
    "--allow-root",
    "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port=0",
    "--LabApp.news_url=None",
    "--LabApp.extension_manager=readonly",
)
NOTIFICATIONS = "lab/user-settings/@jupyterlab/apputils-extension"
SECOND = 1_000  # of Playwright's milliseconds
SOLUTION = (
    "check.output_size(lambda size, kernel_size, stride=1, padding=0, dilation=1:"
    " (size + {} * padding - dilation * (kernel_size - 1) - 1) // stride + 1)"
)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[dict[str, str]]:
    """JupyterLab on a copy of the book, with settings of its own."""
    for name in ("book", "experiments", "bench"):
        (tmp_path / name).symlink_to(ROOT / name)
    copy(tmp_path)
    end_at_the_first_explorer(tmp_path / LAB / CHAPTER)
    settings = tmp_path / "config" / NOTIFICATIONS / "notification.jupyterlab-settings"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"fetchNews": "false", "checkForUpdates": false}')
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
    }
    own = {name: str(tmp_path / folder) for name, folder in folders.items()}
    environment = {**os.environ, **own, "OMP_NUM_THREADS": "1"}
    environment.pop("DLNOTES_STATIC", None)
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *SERVER],
            cwd=tmp_path / LAB,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        yield _address(process, tmp_path / "runtime", log)
    finally:
        process.terminate()
        process.wait(timeout=30)


def end_at_the_first_explorer(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = notebook["cells"]
    first = next(
        i for i, cell in enumerate(cells) if "explore(" in "".join(cell["source"])
    )
    notebook["cells"] = cells[: first + 1]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def _address(process: subprocess.Popen[bytes], folder: Path, log: Path) -> dict:
    """Wait for the file in which the server says where it is, and its token."""
    record = folder / f"jpserver-{process.pid}.json"
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            return json.loads(record.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture
def lab(server: dict[str, str], browser: Browser) -> Iterator[Page]:
    """The chapter in JupyterLab, its kernel ready; nothing leaves the machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    refused: list[str] = []
    sockets: list[str] = []

    def refuse(route: Route) -> None:
        refused.append(route.request.url)
        route.abort()

    own = (server["url"], "data:", "blob:")
    context.route(lambda url: not url.startswith(own), refuse)
    page.on("websocket", lambda socket: sockets.append(socket.url))
    page.goto(f"{server['url']}lab/tree/{CHAPTER}?token={server['token']}")
    ready = page.locator("#jp-main-statusbar").get_by_text("(ipykernel) | Idle")
    expect(ready).to_be_visible(timeout=60 * SECOND)
    yield page
    context.close()
    assert refused == []
    assert sockets
    assert all(url.startswith(server["url"].replace("http", "ws")) for url in sockets)


def run_all(page: Page) -> None:
    """Run the chapter from the menu and wait until every cell is done."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    prompts = page.locator(".jp-CodeCell .jp-InputPrompt")
    # A folded cell has no prompt: the first that is shown need not be the first.
    begun = prompts.filter(has_text=re.compile(r"\[[\d*]+\]"))
    expect(begun).not_to_have_count(0, timeout=60 * SECOND)
    expect(prompts.filter(has_text="*")).to_have_count(0, timeout=120 * SECOND)
    # JupyterLab shows errors as it shows warnings.
    problems = page.locator('.jp-OutputArea-output[data-mime-type$=".stderr"]')
    assert problems.all_inner_texts() == []
    # After an error the cells below it would be left as they were.
    expect(prompts.filter(has_text="[ ]")).to_have_count(0)


def move_a_slider(page: Page) -> None:
    """Press an arrow key on the first slider and wait until its figure has followed."""
    slider = page.locator(".widget-slider").first
    figure = page.locator(".jp-OutputArea-output").filter(has=slider).first
    view = figure.locator(".dn-view")
    value, markup = slider.locator(".widget-readout"), view.inner_html()
    before = value.inner_text()
    slider.get_by_role("slider").press("ArrowRight")
    expect(value).not_to_have_text(before)
    state = f"{slider.locator('.widget-label').inner_text()} {value.inner_text()}"
    expect(view).to_have_attribute("aria-label", re.compile(rf"\b{re.escape(state)}\b"))
    assert view.inner_html() != markup


def grade(page: Page, solution: str) -> Locator:
    """Write a solution into the selected cell, run it, return the report."""
    page.keyboard.press("Enter")
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.insert_text(solution)
    page.keyboard.press("Control+Enter")
    return page.locator(".jp-Cell.jp-mod-selected .dn-check")


def test_a_chapter_in_jupyterlab(lab):
    run_all(lab)
    move_a_slider(lab)
    lab.locator(".jp-CodeCell .jp-InputPrompt:visible").last.click()
    lab.keyboard.press("b")
    wrong = grade(lab, SOLUTION.format(1))
    expect(wrong).to_contain_text("✗ output_size")
    expect(wrong).to_contain_text("Padding counts once")
    right = grade(lab, SOLUTION.format(2))
    expect(right).to_contain_text("✓ output_size")
