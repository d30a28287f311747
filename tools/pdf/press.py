"""Print pages of the built site with Chromium, as many at once as asked."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import cached_property
from html import escape
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page
from pypdf import PdfReader

SCHEME = "book:"  # of a link that stays in the PDF: book:book/index#what-is-here
PREPARE = Path(__file__).with_name("prepare.js")
STYLE = Path(__file__).with_name("front.css")
PATIENCE = 120_000  # ms, on a machine that does much else
SHEETS = ("palette.css", "type.css", "print.css")
TEXT = """\
<!DOCTYPE html>
<html lang="en" data-theme="light"><head><meta charset="utf-8"><title>{title}</title>
{sheets}
<style>{style}</style></head>
<body>
{body}
</body></html>
"""
DRAWN = "() => Promise.all([window.MathJax?.startup?.promise, document.fonts.ready])"
# Where no typeface has them, two letters are the same empty box.
LOOK_ALIKE = """letters => {
    const drawn = [...letters].map(letter => {
        const pen = document.createElement('canvas').getContext('2d');
        pen.fillText(letter, 0, 10);
        return pen.canvas.toDataURL();
    });
    return new Set(drawn).size === 1;
}"""


@dataclass(frozen=True)
class Printed:
    """A page of the site on paper."""

    name: str  # book/convolution/backward
    title: str
    number: str
    sections: list[tuple[str, str]]  # anchor and heading
    pdf: bytes

    @property
    def heading(self) -> str:
        """The title after its number, if it has one."""
        return f"{self.number} {self.title}".strip()

    @cached_property
    def sheets(self) -> int:
        """The number of sheets that the page fills."""
        return len(PdfReader(BytesIO(self.pdf)).pages)


class Press:
    """Prints the pages of one site; links to what is not printed become plain text."""

    def __init__(self, browser: Browser, site: Path, printed: list[str], jobs: int):
        self._browser, self._site, self._printed = browser, site, printed
        self._free = asyncio.Semaphore(jobs)

    async def print(self, name: str) -> Printed:
        """Print a page when it is drawn: its formulas typeset, its typefaces loaded."""
        async with self._free:
            page = await self._open(self._site / f"{name}.html")
            facts = [f"{self._site.as_uri()}/", SCHEME, self._printed]
            told = await page.evaluate(PREPARE.read_text(encoding="utf-8"), facts)
            printed = Printed(name, **told, pdf=await _pdf(page))
        print(f"{printed.sheets:4} pages  {name}", flush=True)
        return printed

    async def knows(self, letters: str) -> bool:
        """Say whether this machine has a typeface for letters that look different."""
        page = await self._browser.new_page()
        alike: bool = await page.evaluate(LOOK_ALIKE, letters)
        await page.context.close()
        return not alike

    async def print_text(self, title: str, body: str) -> bytes:
        """Print what is no page of the site, in its typefaces and colours."""
        with TemporaryDirectory() as folder:
            path = Path(folder, "page.html")
            path.write_text(self._document(title, body), encoding="utf-8")
            return await _pdf(await self._open(path))

    def _document(self, title: str, body: str) -> str:
        sheets = "\n".join(
            f'<link rel="stylesheet" href="{(self._site / "_static" / name).as_uri()}">'
            for name in SHEETS
        )
        style = STYLE.read_text(encoding="utf-8")
        return TEXT.format(title=escape(title), sheets=sheets, style=style, body=body)

    async def _open(self, path: Path) -> Page:
        page = await self._browser.new_page(color_scheme="light")
        await page.emulate_media(media="print")
        await page.goto(path.as_uri(), timeout=PATIENCE)
        await page.evaluate(DRAWN)
        return page


async def _pdf(page: Page) -> bytes:
    pdf = await page.pdf(prefer_css_page_size=True, print_background=True)
    await page.context.close()
    return pdf
