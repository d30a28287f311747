"""What a drawing is made of: a picture, cells on a grid, and lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

CELL = 28
FONT = "var(--pst-font-family-base, system-ui, sans-serif)"


class Svg:
    """A drawing in SVG whose ink is the colour of the text around it.

    Parameters
    ----------
    body : str
        The elements inside ``<svg>``.
    width, height : float
        Its size in CSS pixels.
    title, description : str
        What it is and what it shows, for those who do not see it.

    Examples
    --------
    >>> Svg('<rect width="9" height="9"/>', 9, 9, "Square", "A square.").width
    9
    """

    def __init__(
        self, body: str, width: float, height: float, title: str, description: str
    ) -> None:
        self.body = body
        self.width = width
        self.height = height
        self.title = title
        self.description = description

    def __repr__(self) -> str:
        return f"{self.title}: {self.description}"

    def _repr_svg_(self) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
            f'width="{self.width:g}" height="{self.height:g}" '
            f'viewBox="0 0 {self.width:g} {self.height:g}" fill="none" '
            f'font-family="{FONT}" font-size="13" text-anchor="middle">\n'
            f"<title>{escape(self.title)}</title>\n"
            f"<desc>{escape(self.description)}</desc>\n"
            f"{self.body}\n</svg>"
        )


@dataclass(frozen=True)
class Grid:
    """Rows and columns of square cells whose first has its corner at ``left``, ``top``.

    Indices may lie outside: padding is row -1.
    """

    left: float
    top: float
    rows: int
    cols: int

    @property
    def right(self) -> float:
        """Where the last column ends."""
        return self.left + self.cols * CELL

    @property
    def middle(self) -> tuple[float, float]:
        """The centre of the grid."""
        return self.left + self.cols * CELL / 2, self.top + self.rows * CELL / 2

    def indices(self, margin: int = 0) -> Iterator[tuple[int, int]]:
        """Run through the cells, and through ``margin`` more on every side."""
        for row in range(-margin, self.rows + margin):
            for col in range(-margin, self.cols + margin):
                yield row, col

    def __contains__(self, index: tuple[int, int]) -> bool:
        return 0 <= index[0] < self.rows and 0 <= index[1] < self.cols

    def cell(self, row: int, col: int, look: str, inset: float = 1.5) -> str:
        """Draw one cell; ``look`` is its SVG attributes."""
        x, y = self.left + col * CELL + inset, self.top + row * CELL + inset
        return box(x, y, CELL - 2 * inset, CELL - 2 * inset, look)

    def label(self, row: int, col: int, words: str, look: str) -> str:
        """Write inside one cell."""
        x, y = self.left + (col + 0.5) * CELL, self.top + (row + 0.5) * CELL
        return text(x, y, words, look)


def box(x: float, y: float, width: float, height: float, look: str) -> str:
    """Draw a rectangle with slightly rounded corners."""
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" '
        f'rx="3" {look}/>'
    )


def text(x: float, y: float, words: str, look: str = 'fill="currentColor"') -> str:
    """Write a line of text centred on a point."""
    return f'<text x="{x:g}" y="{y:g}" dy=".35em" {look}>{escape(words)}</text>'


def arrow(x: float, y: float, length: float) -> str:
    """Draw a horizontal arrow from a point; a negative length points left."""
    head = 5 if length > 0 else -5
    return (
        f'<path d="M{x:g} {y:g}h{length:g}m{-head} -4l{head} 4l{-head} 4" '
        f'stroke="currentColor" stroke-width="1.5"/>'
    )
