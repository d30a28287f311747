"""Chapters, formulas, figures and exercises are numbered, within their chapter."""

import re

import pytest

from tests.book.site.conftest import ROOT
from tools.chapters import numbers

NUMBERED = {
    "formula": re.compile(r'class="eqno">\(([^<)]+)'),
    "figure": re.compile(r'class="caption-number">Fig\. ([^ <]+)'),
    "exercise": re.compile(r'class="caption-number">Exercise ([^ <]+)'),
}
CHAPTERS = numbers(ROOT)


def page(site, name):
    """Return a page's HTML."""
    return (site / name).with_suffix(".html").read_text("utf-8")


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_counts_its_own(site, name):
    number, html = CHAPTERS[name], page(site, name)
    assert f'<h1><span class="section-number">{number}. </span>' in html
    for kind, pattern in NUMBERED.items():
        found = pattern.findall(html)
        expected = [f"{number}.{n}" for n in range(1, len(found) + 1)]
        assert sorted(found, key=lambda x: int(x.split(".")[1])) == expected, kind
    assert NUMBERED["exercise"].search(html)


def test_other_pages_have_no_number(site):
    for name in ("index", "paths", "generated/map", "glossary"):
        assert '<h1><span class="section-number">' not in page(site, f"book/{name}")


def test_a_formula_is_called_by_its_number_elsewhere(site):
    html = page(site, "book/normalization/batch_norm.ipynb")
    called = re.findall(r'href="#equation-[^"]+"[^>]*>\(([^)]+)\)<', html)
    assert called
    assert set(called) <= set(NUMBERED["formula"].findall(html))


def test_the_map_has_the_chapters_numbers(site):
    found = re.findall(
        r'<a href="\.\./([^"]+)\.html"><rect[^>]+><text><tspan[^>]+>(\d+) ',
        page(site, "book/generated/map"),
    )
    assert {f"book/{name}.ipynb": int(n) for name, n in found} == CHAPTERS


def test_the_package_is_one_entry_and_the_last(site):
    html = page(site, "book/convolution/convolution.ipynb")
    contents = html[html.index("bd-links") :].partition("</nav>")[0]
    *_, last = contents.split('<li class="toctree-l1')
    assert "reference/index.html" in last
    assert "toctree-l2" not in last
