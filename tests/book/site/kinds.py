"""The kinds of elements of a page, and the fewest pages that hold every kind."""

from __future__ import annotations

from html.parser import HTMLParser

# A picture is one element, and so is a listing: what is inside has no kinds.
CLOSED = {"svg", "pre"}


class _Kinds(HTMLParser):
    """Collects an element's tag, type and role, each with each of its classes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self.inside = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.inside:
            self.depth += tag == self.inside
            return
        given = dict(attrs)
        kind = (tag, given.get("type") or "", given.get("role") or "")
        classes = (given.get("class") or "").split()
        self.found |= {(*kind, each) for each in classes or ("",)}
        if tag in CLOSED:
            self.inside, self.depth = tag, 1

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == self.inside
        if not self.depth:
            self.inside = ""


def kinds(html: str) -> set[tuple[str, ...]]:
    """Return the kinds of elements on a page."""
    parser = _Kinds()
    parser.feed(html)
    return parser.found


def cover(pages: dict[str, str]) -> list[str]:
    """Return the names of a few pages that together hold every kind of element."""
    holds = {name: kinds(html) for name, html in pages.items()}
    left = set().union(*holds.values())
    chosen = []
    while left:
        best = max(holds, key=lambda name: len(holds[name] & left))
        chosen.append(best)
        left -= holds[best]
    return chosen
