"""The book on paper: one PDF, printed by Chromium from the built site."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from datetime import date
from importlib.metadata import version
from itertools import accumulate
from pathlib import Path

import yaml
from playwright.async_api import async_playwright

from tools import chromium
from tools.book import HTML
from tools.chapters import documents
from tools.pdf.bind import Bound
from tools.pdf.front import Cover, contents, feet, title_page
from tools.pdf.press import Press, Printed

PDF = Path("_build/dlnotes.pdf")
GENERATED = "book/generated/"
ON_THE_SITE_ALONE = ("drills/", "mock_interview", "progress", "reference/", "status")
NO_CHINESE = """\
no Chinese typeface found, its signs are empty boxes: apt-get install fonts-noto-cjk"""

Parts = list[tuple[str, list[str]]]


def on_paper(root: Path) -> Parts:
    """Return the parts of the book with their pages, but those that need a screen."""
    left_out = tuple(GENERATED + name for name in ON_THE_SITE_ALONE)
    found = [
        (caption, [name for name in names if not name.startswith(left_out)])
        for caption, names in documents(root)
    ]
    return [(caption, names) for caption, names in found if names]


def write(root: Path, jobs: int) -> int:
    """Print the book below ``root``; return the number of its pages.

    Raises
    ------
    ValueError
        If there is no Chromium, or a page is not built.
    """
    return bound(root, on_paper(root), jobs).write(root / PDF)


def bound(root: Path, parts: Parts, jobs: int) -> Bound:
    """Return these parts of the book below ``root``, printed and bound."""
    path = chromium.find()
    if path is None:
        raise ValueError(chromium.MISSING)
    for name in [name for _, pages in parts for name in pages]:
        if not (page := root / HTML / f"{name}.html").is_file():
            raise ValueError(f"{page} is not built: make book")
    return asyncio.run(_bind(root, path, parts, jobs))


async def _bind(root: Path, chromium_path: str, parts: Parts, jobs: int) -> Bound:
    names = [name for _, pages in parts for name in pages]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium_path, args=chromium.ARGUMENTS
        )
        press = Press(browser, root / HTML, names, jobs)
        if not await press.knows("卷积"):
            print(NO_CHINESE, file=sys.stderr)
        printed = await asyncio.gather(*map(press.print, names))
        by_name = dict(zip(names, printed, strict=True))
        book = [
            (caption, [by_name[name] for name in pages]) for caption, pages in parts
        ]
        cover = _cover(root, printed[0].title)
        first = title_page(cover, root / HTML) + contents(book, _first_pages(printed))
        front = await press.print_text(cover.title, first)
        sheets = await press.print_text(cover.title, feet(_running_titles(printed)))
    result = Bound(front, printed)
    result.link()
    result.outline(book)
    result.stamp(sheets)
    result.name(cover.title, cover.author)
    return result


def _cover(root: Path, subtitle: str) -> Cover:
    config = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    edition = f"Edition {version('dlnotes')}, printed on {date.today():%d %B %Y}"
    return Cover(config["title"], subtitle, config.get("author", ""), edition)


def _first_pages(printed: list[Printed]) -> dict[str, int]:
    starts = accumulate((page.sheets for page in printed), initial=1)
    return {page.name: start for page, start in zip(printed, starts, strict=False)}


def _running_titles(printed: list[Printed]) -> Iterator[str]:
    for page in printed:
        yield from [page.heading] * page.sheets
