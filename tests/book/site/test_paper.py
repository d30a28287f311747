"""Two chapters on paper: whole, typeset, and found by their numbers."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from tests.book.site.conftest import ROOT
from tools.chapters import numbers
from tools.pdf import bound

CHAPTERS = ["book/cost/counting", "book/detection/average_precision"]
RAW = re.compile(r"\\(?:[()\[\]]|begin|frac|mathrm|sqrt|sum|times)")
LINE = re.compile(r"(\d+) (.+?) (\d+)")

pytestmark = pytest.mark.xdist_group("paper")


@pytest.fixture(scope="module")
def book(site, chromium, tmp_path_factory):
    """Two chapters, printed in a thread of their own: this one has a browser."""
    path = tmp_path_factory.mktemp("paper") / "two.pdf"
    with ThreadPoolExecutor() as pool:
        pool.submit(bound, ROOT, [("Two", CHAPTERS)], 2).result().write(path)
    return PdfReader(path)


@pytest.fixture(scope="module")
def text(book):
    """What each page says, by its number; an fi that is one sign as two."""
    said = [page.extract_text().replace("ﬁ", "fi") for page in book.pages]
    return dict(zip(book.page_labels, said, strict=True))


def test_the_contents_lead_to_the_chapters(text):
    lines = [LINE.fullmatch(line) for line in text["ii"].splitlines()]
    found = {int(line[1]): (line[2], line[3]) for line in lines if line}
    assert list(found) == [numbers(ROOT)[f"{name}.ipynb"] for name in CHAPTERS]
    for number, (title, page) in found.items():
        assert text[page].startswith(f"{number}. {title}")


def test_bookmarks_are_chapters_and_their_sections(book, text):
    part, chapters = book.outline
    assert part.title == "Two"
    assert [each.title.partition(" ")[0] for each in chapters[::2]] == [
        str(numbers(ROOT)[f"{name}.ipynb"]) for name in CHAPTERS
    ]
    for section in [section for sections in chapters[1::2] for section in sections]:
        number = book.page_labels[book.get_destination_page_number(section)]
        assert section.title in text[number]


def test_formulas_are_typeset(text):
    assert [found[0] for said in text.values() if (found := RAW.search(said))] == []
    assert "∑" in "".join(text.values())
