"""What every page keeps: offline, complete, light, silent, alive, accessible.

The tests of a page share one tab, opened as on a phone. First they look, then they
click, and the last of them thin the page; none has parameters of its own, which would
put it after these. axe judges every page at a desk in light, and the colours of each
kind of element in dark as well, on the first two pages that show it; pages that
together hold every kind are judged in the other ways too.
"""

import re
from itertools import product

from playwright.sync_api import expect

from tests.book.site.axe import BUT_CONTRAST, CONTRAST, problems
from tests.book.site.conftest import ROOT, covering
from tests.book.site.explorers import Explorer, changes, ids
from tests.book.site.quizzes import asks, drills, tells_apart
from tests.book.site.thin import thin

LARGEST = 1_500_000  # bytes of HTML
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Left of its own place, a formula covers the word before it.
SHIFTED = """() => [...document.querySelectorAll('article mjx-container')]
    .filter(box => box.querySelector('mjx-math').getBoundingClientRect().left
        < box.getBoundingClientRect().left - 1)
    .map(box => box.querySelector('math').textContent)"""
UNLOADED = """() => [...document.images]
    .filter(image => !image.complete || image.naturalWidth === 0)
    .map(image => image.src)"""
UNDESCRIBED = """() => [...document.querySelectorAll('article img, article svg')]
    .filter(image => !image.closest('button, a, .dn-explore [aria-hidden]'))
    .filter(image => image.getAttribute('aria-hidden') !== 'true')
    .filter(image => !(image.alt || image.getAttribute('aria-label')
        || image.closest('[role=img][aria-label]') || image.querySelector('title')))
    .map(image => image.outerHTML.slice(0, 120))"""
OTHER_WAYS = (1280, "dark"), (390, "dark"), (390, "light")
TOKENS_AND_FORMULAS = "pre *, mjx-container"  # these have neither role nor name
ROWS = "tr, li, p"  # without one of these its table, list or section is whole
# A number that was never put into its sentence: {seconds:.1f}, {wins[-1] + 1}
UNFILLED = r"""() => {
    const words = document.body.cloneNode(true);
    words.querySelectorAll('pre, code, script, style, .math').forEach(e => e.remove());
    return words.textContent.match(/\{\s*[a-z_][^{}]*\}/gi) ?? [];
}"""
EXPLORER = re.compile(r'<figure class="dn-explore" id="([^"]+)"')
DESK = {"width": 1280, "height": 900}
A4 = {"width": 605, "height": 956}  # pixels between the margins of print.css
CLIPPED = """() => [...document.querySelectorAll('article pre')]
    .filter(code => code.scrollWidth > code.clientWidth)
    .map(code => code.textContent.slice(0, 60))"""
USELESS_ON_PAPER = """() =>
    [...document.querySelectorAll('nav, button, input, select, details > summary')]
    .filter(control => control.getClientRects().length)
    .filter(control => !control.matches('.dn-question > summary'))
    .map(control => control.outerHTML.slice(0, 120))"""
UNSEEN_ON_PAPER = """() => [...document.querySelectorAll('.dn-claim dd, .dn-claim li')]
    .filter(part => !part.checkVisibility())
    .map(part => part.textContent.slice(0, 60))"""

WIDE = "article :is(div, figure, img, pre, svg, table, mjx-container[display])"
CUT_ON_PAPER = f"""() => [...document.querySelectorAll('{WIDE}')]
    .filter(part => part.checkVisibility())
    .filter(part => part.getBoundingClientRect().right > innerWidth + 1
        || (part.scrollWidth > part.clientWidth + 1
            && getComputedStyle(part).overflowX !== 'visible'))
    .map(part => part.outerHTML.slice(0, 120))"""


def test_page_is_light(site, page_name):
    assert (site / page_name).stat().st_size < LARGEST


def test_no_horizontal_scroll(opened):
    page = opened.page
    assert page.evaluate(WIDER) <= 0
    page.set_viewport_size(DESK)
    assert page.evaluate(WIDER) <= 0


def test_formulas_are_rendered(opened):
    page = opened.page
    written = page.locator("article .math").count()
    rendered = page.locator("article .math mjx-container").count()
    assert rendered >= written
    assert page.locator("mjx-merror").count() == 0
    assert page.evaluate(SHIFTED) == []


def test_numbers_are_in_their_sentences(opened):
    assert opened.page.evaluate(UNFILLED) == []


def test_pictures_are_there_and_described(opened):
    page = opened.page
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate(UNLOADED) == []
    assert page.evaluate(UNDESCRIBED) == []


def test_paper_shows_all_code_and_no_controls(opened):
    page = opened.page
    page.set_viewport_size(A4)
    page.emulate_media(media="print")
    found = page.evaluate(CLIPPED), page.evaluate(USELESS_ON_PAPER)
    unseen = page.evaluate(UNSEEN_ON_PAPER), page.evaluate(CUT_ON_PAPER)
    page.emulate_media(media="screen")
    assert found == ([], [])
    assert unseen == ([], [])


def test_each_explorer_answers(opened, page_name):
    """Each does what the samples prove of theirs; every chapter has one."""
    page = opened.page
    page.set_viewport_size(DESK)
    html = (opened.site / page_name).read_text(encoding="utf-8")
    found = [Explorer(page, id) for id in ids(page)]
    assert [explorer.id for explorer in found] == EXPLORER.findall(html)
    assert found or not (ROOT / page_name).with_suffix(".ipynb").is_file()
    for explorer in found:
        for control in explorer.controls:
            changes(explorer, control, control.point)
        assert len(explorer.packed()) == len(explorer.states) - 1


def test_the_quiz_answers(opened, page_name):
    """It asks the drills of its chapter; one of each kind is tried."""
    page, asked = opened.page, drills(page_name)
    assert page.locator(".dn-quiz").count() == bool(asked)
    if asked:
        asks(page, asked)
    one_of_a_kind = {bool(drill.options): drill for drill in asked}.values()
    for right, drill in enumerate(one_of_a_kind, start=1):
        tells_apart(page, drill)
        score = f"{right} of {len(asked)} right"
        expect(page.locator(".dn-score")).to_have_text(score)


def test_axe_is_content(opened, page_name):
    page = opened.page
    thin(page, TOKENS_AND_FORMULAS)
    found = problems(page, 1280, "light", BUT_CONTRAST)
    for way in OTHER_WAYS if page_name in covering() else ():
        thin(page, ROWS)
        found += problems(page, *way, BUT_CONTRAST)
    assert found == []


def test_colours_have_contrast(opened, legible, page_name):
    """At a desk, and on a phone too for pages that together hold every kind."""
    page, widths = opened.page, (1280, 390) if page_name in covering() else (1280,)
    page.set_viewport_size(DESK)
    shown_before = legible[widths[-1]]
    shown = thin(page, known=[kind for kind in shown_before if shown_before[kind] > 1])
    for width, mode in product(widths, ("light", "dark")):
        assert problems(page, width, mode, CONTRAST) == []
    for width in widths:
        legible[width].update(shown)


def test_page_needs_no_network_and_raises_no_error(opened):
    assert opened.requests == []
    assert opened.errors == []
