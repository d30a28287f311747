"""Every internal link leads to a page, and every anchor to a place on it."""

from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Anchors(HTMLParser):
    """Collects what a page links to, and what can be linked to on it."""

    def __init__(self):
        super().__init__()
        self.links, self.ids = [], set()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.ids |= {found.get("id"), found.get("name")}
        key = {"a": "href", "link": "href", "img": "src", "script": "src"}.get(tag)
        if key and found.get(key):
            self.links.append(found[key])


@cache
def anchors(path: Path) -> Anchors:
    parser = Anchors()
    parser.feed(path.read_text(encoding="utf-8"))
    return parser


def broken(page: Path, site: Path):
    site = site.resolve()
    for link in anchors(page).links:
        url = urlsplit(link)
        if url.scheme or url.netloc:
            continue
        target = (page.parent / unquote(url.path)).resolve() if url.path else page
        fragment = unquote(url.fragment)
        if not target.is_relative_to(site):
            yield f"{link}: outside of the site"
        elif not target.exists():
            yield f"{link}: no such file"
        elif fragment and target.suffix == ".html" and "?" not in fragment:
            if fragment not in anchors(target).ids:
                yield f"{link}: no such place"


def test_links_resolve(site, page_name):
    assert list(broken(site / page_name, site)) == []
