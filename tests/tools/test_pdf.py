"""The book on paper: a tiny site, printed once and looked at many times."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.async_api import async_playwright
from pypdf import PdfReader

from tests.tools.tiny_site import tiny_site
from tools import chromium, pdf
from tools.pdf import __main__ as command_line
from tools.pdf.press import Press

PAGES = ["i", "ii", "1", "2", "3", "4", "5"]


@pytest.fixture(scope="module")
def browser_path():
    path = chromium.find()
    if path is None:
        pytest.skip(chromium.MISSING)
    return path


@pytest.fixture(scope="module")
def book(browser_path, tmp_path_factory):
    """Print the book as its command does."""
    root = tiny_site(tmp_path_factory.mktemp("printed"))
    with ThreadPoolExecutor() as pool:  # beside a test whose browser has the loop
        assert pool.submit(pdf.write, root, 2).result() == len(PAGES)
    return PdfReader(root / pdf.PDF)


@pytest.fixture(scope="module")
def text(book):
    """What each page says, by its number."""
    said = [" ".join(page.extract_text().split()) for page in book.pages]
    return dict(zip(book.page_labels, said, strict=True))


def links(book, number):
    """Return where the links of a page lead: to a page's number, or an address."""
    page = book.pages[PAGES.index(number)]
    for each in page.get("/Annots", ()):
        link = each.get_object()
        if "/Dest" in link:
            target = book.get_page_number(link["/Dest"][0].get_object())
            yield book.page_labels[target]
        else:
            yield link["/A"]["/URI"]


def outline(book, items=None):
    """Return bookmarks as nested pairs of a title and the number of its page."""
    for item in book.outline if items is None else items:
        if isinstance(item, list):
            yield [*outline(book, item)]
        else:
            number = book.get_destination_page_number(item)
            yield item.title, book.page_labels[number]


def test_what_needs_a_screen_stays_out(tmp_path):
    root = tiny_site(tmp_path)
    sums = ["book/sums/addition", "book/sums/product"]
    assert pdf.on_paper(root) == [("", ["book/index"]), ("Sums", sums)]


def test_pages_are_numbered_after_the_front(text):
    assert list(text) == PAGES
    running = ["All sums", *["1 Addition"] * 2, *["2 Product"] * 2]
    for number, title in zip(PAGES[2:], running, strict=True):
        assert text[number].endswith(f"{title} {number}")
        assert "A bar of buttons" not in text[number]


def test_the_title_page_says_what_it_is_and_what_is_left_out(book, text):
    assert text["i"].startswith("A tiny book All sums Somebody Edition")
    assert "on the site alone" in text["i"]
    assert book.metadata.title == "A tiny book"
    assert book.metadata.author == "Somebody"


def test_the_contents_name_first_pages_and_lead_to_them(book, text):
    assert text["ii"] == "Contents All sums 1 Sums 1 Addition 2 2 Product 4"
    assert [*links(book, "ii")] == ["1", "2", "4"]


def test_bookmarks_are_parts_chapters_and_sections(book):
    addition = [("Why", "2"), ("How", "3"), ("Solutions", "3")]
    sums = [("1 Addition", "2"), addition, ("2 Product", "4"), [("Why", "4")]]
    assert [*outline(book)] == [("All sums", "1"), ("Sums", "2"), sums]


def test_links_stay_in_the_book_where_it_has_their_page(book):
    """Within a page, to a place on another, to all of one; to no page left out."""
    assert [*links(book, "2")] == ["3"]
    assert [*links(book, "1")] == ["5", "https://example.org/"]
    assert [*links(book, "4")] == ["1", "2"]


def test_solutions_stand_at_the_end_of_their_chapter(text):
    assert "It is four" not in text["2"]
    assert "Count. Solutions It is four." in text["3"]


def test_a_missing_typeface_is_known(browser_path, tmp_path):
    async def ask():
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=browser_path, args=chromium.ARGUMENTS
            )
            press = Press(browser, tmp_path, [], jobs=1)
            return [await press.knows(letters) for letters in ("ab", "\ue123\ue124")]

    with ThreadPoolExecutor() as pool:
        assert pool.submit(asyncio.run, ask()).result() == [True, False]


@pytest.mark.parametrize(
    ("found", "advice"),
    [("chromium", "product.html is not built: make book"), (None, "apt-get install")],
)
def test_without_a_page_or_a_browser_it_says_what_to_do(
    found, advice, tmp_path, monkeypatch, capsys
):
    site = tiny_site(tmp_path) / "_build" / "html"
    (site / "book" / "sums" / "product.html").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(chromium, "find", lambda: found)
    assert command_line.main([]) == 1
    assert advice in capsys.readouterr().err
    assert not (tmp_path / pdf.PDF).exists()
