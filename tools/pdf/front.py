"""What a printed book has and a site has not: title, contents, the foot of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from tools.pdf.press import SCHEME, Printed

LEFT_OUT = """\
On paper a figure shows its first frame, and the solutions stand at the end of their \
chapter. The drills, the mock interview, your progress, the status of the edition and \
the reference of the package are on the site alone."""


@dataclass(frozen=True)
class Cover:
    """What a title page says."""

    title: str
    subtitle: str
    author: str
    edition: str


def title_page(cover: Cover, site: Path) -> str:
    """Return the title page, with the book's mark."""
    mark = (site / "_static" / "mark.svg").as_uri()
    return f"""\
<header class="dn-title">
<img src="{mark}" alt="">
<h1>{escape(cover.title)}</h1>
<p class="dn-subtitle">{escape(cover.subtitle)}</p>
<p>{escape(cover.author)}</p>
<p class="dn-small">{escape(cover.edition)}</p>
<p class="dn-small">{LEFT_OUT}</p>
</header>"""


def contents(parts: Iterable[tuple[str, list[Printed]]], first: dict[str, int]) -> str:
    """Return the table of contents; ``first`` are the numbers of first pages."""
    return "\n".join(["<nav><h1>Contents</h1>", *_lines(parts, first), "</nav>"])


def _lines(
    parts: Iterable[tuple[str, list[Printed]]], first: dict[str, int]
) -> Iterator[str]:
    for caption, pages in parts:
        if caption:
            yield f"<h2>{escape(caption)}</h2>"
        for page in pages:
            yield (
                f'<p><a href="{SCHEME}{page.name}"><span>{page.number}</span>'
                f"<span>{escape(page.title)}</span><i></i>"
                f"<span>{first[page.name]}</span></a></p>"
            )


def feet(lines: Iterable[str]) -> str:
    """Return a sheet for each page of the book: what it belongs to, and its number."""
    return "\n".join(
        f"<footer><span>{escape(line)}</span><span>{number}</span></footer>"
        for number, line in enumerate(lines, start=1)
    )
