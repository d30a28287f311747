"""Frames: anything a figure function returns, as small, self-contained HTML."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING

from dlnotes._extras import needs
from dlnotes.teach.style import COLORS, rc

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Beyond this many characters a figure is smaller, and faster, as pixels.
HEAVY = 250_000

_PROLOG = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
_CLUTTER = re.compile(
    r"\s*(?:<metadata>.*?</metadata>|<!--.*?-->"
    r"|<defs>\s*<style type=\"text/css\">\*\{.*?</style>\s*</defs>)"
    r'|\s*transform="rotate\(-0 [^"]*"| xmlns(?::xlink)?="[^"]*"'
    r"| font-family: 'DejaVu Sans', [^;\"]*;?",
    re.DOTALL,
)
# Not a matrix: rounded, its scale would change the size of an image.
_GEOMETRY = re.compile(
    r'\s(?:d|points|x|y|[xy][12]|c[xy]|r[xy]?|width|height)="[^"]*"'
    r'|\stransform="(?:translate|rotate)\([^)]*\)"'
)
_NUMBER = re.compile(r"-?\d+\.\d+")
_IMAGE = re.compile(r'data:image/png;base64,\s*([^"]+)')


def frame(make: Callable[[], object], owner: str) -> str:
    """Call ``make`` in the book's style and return what it shows as HTML.

    The ids of the result start with ``owner``, so that figures share a page.
    """
    with needs("viz"):
        from matplotlib import pyplot as plt
        from matplotlib.figure import Figure

    with plt.rc_context(rc()):
        shown = make()
        if isinstance(shown, Figure):
            try:
                return _own_ids(_drawn(shown), owner)
            finally:
                plt.close(shown)
    if hasattr(shown, "_repr_svg_"):
        return _own_ids(_PROLOG.sub("", str(shown._repr_svg_()), count=1), owner)
    if hasattr(shown, "_repr_html_"):
        return str(shown._repr_html_())
    if isinstance(shown, str):
        return f"<pre>{escape(shown)}</pre>"
    raise TypeError(
        "the function must return a matplotlib Figure, an SVG drawing, a table with "
        f"_repr_html_, or text, got {type(shown).__name__}"
    )


def is_picture(markup: str) -> bool:
    """Whether a frame is seen rather than read."""
    return markup.startswith(("<svg", "<img"))


def is_raster(markup: str) -> bool:
    """Whether a frame holds pixels."""
    return "data:image/" in markup


def pack(frames: Sequence[str]) -> str:
    """Encode frames as their distinct lines and the lines of each: JSON, gzip, base64.

    Frames of one figure share most of their lines.
    """
    numbers: dict[str, int] = {}
    rows = [
        [numbers.setdefault(line, len(numbers)) for line in markup.split("\n")]
        for markup in frames
    ]
    table = {"lines": list(numbers), "frames": rows}
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()


def _drawn(figure: Figure) -> str:
    """Return a figure as SVG, or as an image of it where SVG would be too large."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None})
    svg = _PROLOG.sub("", buffer.getvalue(), count=1)
    svg = _CLUTTER.sub("", svg).strip()
    svg = _GEOMETRY.sub(lambda m: _NUMBER.sub(_rounded, m[0]), svg)
    svg = svg.replace("xlink:href", "href").replace(COLORS.ink.lower(), "currentColor")
    svg = svg.replace("<svg", '<svg fill="currentColor" stroke-linejoin="round"', 1)
    if len(svg) > HEAVY:
        return _pixels(figure)
    return _IMAGE.sub(lambda m: _webp(base64.b64decode(m[1])), svg)


def _rounded(number: re.Match[str]) -> str:
    """Round to 0.1; adding zero turns −0.0 into 0.0."""
    return f"{round(float(number[0]), 1) + 0.0:.1f}".removesuffix(".0")


def _pixels(figure: Figure) -> str:
    """Return a figure as an image, drawn larger for dense screens."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=144, facecolor="white")
    width, height = (round(96 * inches) for inches in figure.get_size_inches())
    address = _webp(buffer.getvalue())
    return f'<img src="{address}" alt="" width="{width}" height="{height}">'


def _webp(data: bytes) -> str:
    """Encode an image file anew as WebP, in an address that holds it."""
    with needs("viz"):
        from PIL import Image

    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        # A matrix is shown cell by cell; a photo may lose what nobody sees.
        exact = image.width * image.height <= 64 * 64
        image.save(buffer, format="WEBP", lossless=exact, quality=80, method=6)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()


def _own_ids(markup: str, owner: str) -> str:
    """Name the ids that something refers to after ``owner``; drop the others."""
    used = set(re.findall(r"""(?:url\(|href=["'])#([^)"']+)""", markup))
    names: dict[str, str] = {}

    def rename(match: re.Match[str]) -> str:
        if match[1] not in used:
            return ""
        return f' id="{names.setdefault(match[1], f"{owner}-{len(names)}")}"'

    markup = re.sub(r"""\s+id=["']([^"']+)["']""", rename, markup)
    return re.sub(
        r"""(url\(|href=["'])#([^)"']+)""",
        lambda match: f"{match[1]}#{names.get(match[2], match[2])}",
        markup,
    )
