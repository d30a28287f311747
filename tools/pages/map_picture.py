"""The chapters as boxes in columns, a row a part, with lines to what each needs."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from dataclasses import dataclass
from html import escape
from textwrap import wrap

WIDTH, HEIGHT = 176, 42  # of a box
ACROSS, DOWN = 34, 10  # between two boxes
CAPTION = 40  # above a part's boxes
LETTERS = 27  # a line of a box holds so many
FOLDER = "book/generated"


@dataclass(frozen=True)
class Box:
    """A chapter in the picture; its column is how many it stands on."""

    name: str
    part: str
    column: int
    title: str
    number: int | None
    needs: list[str]


def picture(boxes: list[Box]) -> str:
    """Return the SVG as raw HTML, which a page takes as it is."""
    places, captions, height = _layout(boxes)
    width = max((x for x, _ in places.values()), default=0) + WIDTH
    ways = {
        (box.name, need): _way(places[need], places[box.name])
        for box in boxes
        for need in box.needs
    }
    lines = [f'<path id="way-{n}" d="{d}"/>' for n, d in enumerate(ways.values())]
    ids = {pair: f"way-{n}" for n, pair in enumerate(ways)}
    return "\n".join(
        [
            "```{raw} html",
            '<div class="dn-map" tabindex="0" role="region" aria-label="Map">',
            f'<svg viewBox="-2 0 {width + 4} {height}" role="group"'
            ' aria-label="The chapters, and lines to what each one needs">',
            *(_caption(text, y, width) for text, y in captions.items()),
            f'<g class="dn-map-ways">{"".join(lines)}</g>',
            *(_chapter(box, places[box.name], ids) for box in boxes),
            "</svg></div>",
            "```",
        ]
    )


def _layout(
    boxes: list[Box],
) -> tuple[dict[str, tuple[int, int]], dict[str, int], int]:
    """Return each box's corner, the height at which each part begins, and the end."""
    places, captions, top = {}, {}, 0
    for part in dict.fromkeys(box.part for box in boxes):
        captions[part] = top
        filled: dict[int, int] = defaultdict(int)
        for box in boxes:
            if box.part == part:
                y = top + CAPTION + filled[box.column] * (HEIGHT + DOWN)
                places[box.name] = (box.column * (WIDTH + ACROSS), y)
                filled[box.column] += 1
        top += CAPTION + max(filled.values()) * (HEIGHT + DOWN) + DOWN
    return places, captions, top


def _way(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the curve from one box's right to the other's left."""
    x0, y0 = start[0] + WIDTH, start[1] + HEIGHT // 2
    x1, y1 = end[0], end[1] + HEIGHT // 2
    bend = ACROSS // 2 + (x1 - x0) // 4
    return f"M{x0} {y0}C{x0 + bend} {y0} {x1 - bend} {y1} {x1} {y1}"


def _caption(text: str, y: int, width: int) -> str:
    return (
        f'<line x1="0" x2="{width}" y1="{y + 8}" y2="{y + 8}"/>'
        f'<text class="dn-map-part" y="{y + 28}">{escape(text)}</text>'
    )


def _chapter(box: Box, place: tuple[int, int], ids: dict[tuple[str, str], str]) -> str:
    """Return a box that links to its chapter, with its own lines to be shown."""
    x, y = place
    label = f"{box.number} {box.title}" if box.number else box.title
    rows = wrap(label, LETTERS)
    middle = y + HEIGHT / 2 - 7 * (len(rows) - 1) + 4
    text = "".join(
        f'<tspan x="{x + 10}" y="{middle + 14 * n:g}">{escape(row)}</tspan>'
        for n, row in enumerate(rows)
    )
    own = "".join(f'<use href="#{ids[box.name, need]}"/>' for need in box.needs)
    page = posixpath.relpath(box.name, FOLDER).removesuffix(".ipynb")
    start = "" if box.needs else " dn-map-start"
    return (
        f'<g class="dn-map-chapter{start}"><g class="dn-map-own">{own}</g>'
        f'<a href="{page}.html"><rect x="{x}" y="{y}" width="{WIDTH}"'
        f' height="{HEIGHT}" rx="4"/><text>{text}</text></a></g>'
    )
