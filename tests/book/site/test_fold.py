"""Folded code: a quiet line to open it, legible code when opened, light and dark."""

import pytest

from tests.book.site.axe import CONTRAST, problems

# A cell with the tag hide-input, as the book's builder writes it.
OPENS = '<details class="admonition hide above-input">'
WORDS = '<p class="collapsed admonition-title">show the code</p>'
FOLDED = f"""<section><h1>A page</h1>
<div class="cell tag_hide-input docutils container">
{OPENS}
<summary>
{WORDS}
<p class="expanded admonition-title">hide the code</p>
</summary>
<div class="cell_input docutils container">
<div class="highlight-ipython3 notranslate"><div class="highlight"><pre>
<span class="kn">import</span> <span class="nn">numpy</span>
<span class="k">def</span> <span class="nf">half</span><span class="p">(</span>
    <span class="n">number</span><span class="p">):</span>
    <span class="sd">"Return a half."</span>  <span class="c1"># a word</span>
    <span class="k">return</span> <span class="nb">len</span> <span class="o">//</span>
    <span class="mi">20</span> <span class="s2">"text"</span>
</pre></div></div>
</div>
</details>
<div class="cell_output docutils container"><p>The result.</p></div>
</div></section>"""
SHOW = "html => document.querySelector('article').innerHTML = html"
OPENER = "details.hide.above-input > summary"


@pytest.fixture
def page(visit):
    page = visit.open("book/index.html")
    page.evaluate(SHOW, FOLDED)
    return page


def test_code_opens_at_words_that_can_be_read(page):
    assert not page.locator("pre").is_visible()
    page.locator(OPENER).get_by_text("show the code").click()
    assert page.locator("pre").is_visible()
    assert page.locator(OPENER).inner_text().strip() == "hide the code"
    assert page.locator("p", has_text="The result.").is_visible()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_opened_code_is_legible(page, mode):
    page.locator(OPENER).click()
    assert problems(page, 1280, mode, {}) == []


def test_illegible_code_is_found(page):
    page.locator(OPENER).click()
    page.add_style_tag(content="article pre span { color: #ccc !important }")
    assert "color-contrast" in "".join(problems(page, 1280, "light", CONTRAST))


@pytest.mark.parametrize("opened", [False, True])
def test_paper_shows_code_that_was_opened(page, opened):
    if opened:
        page.locator(OPENER).click()
    page.emulate_media(media="print")
    assert page.locator("pre").is_visible() == opened
    assert page.locator("p", has_text="The result.").is_visible()


def test_folded_code_is_named_by_the_words_that_one_sees(site):
    """Of every page: a label would hide them from whoever listens."""
    pages = [path.read_text("utf-8") for path in site.rglob("*.html")]
    folded = [page.count(OPENS) for page in pages]
    assert [page.count(WORDS) for page in pages] == folded
    assert not any("Toggle hidden content" in page for page in pages)
