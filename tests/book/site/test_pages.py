"""What every page keeps: offline, complete, light, silent, readable on a phone."""

LARGEST = 1_500_000  # bytes of HTML
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
UNLOADED = """() => [...document.images]
    .filter(image => !image.complete || image.naturalWidth === 0)
    .map(image => image.src)"""
UNDESCRIBED = """() => [...document.querySelectorAll('article img, article svg')]
    .filter(image => !image.closest('button, a, .dn-explore [aria-hidden]'))
    .filter(image => image.getAttribute('aria-hidden') !== 'true')
    .filter(image => !(image.alt || image.getAttribute('aria-label')
        || image.closest('[role=img][aria-label]') || image.querySelector('title')))
    .map(image => image.outerHTML.slice(0, 120))"""


def test_page_needs_no_network_and_raises_no_error(opened):
    assert opened.requests == []
    assert opened.errors == []


def test_formulas_are_rendered(opened):
    page = opened.page
    written = page.locator("article .math").count()
    rendered = page.locator("article .math mjx-container").count()
    assert rendered >= written
    assert page.locator("mjx-merror").count() == 0


def test_pictures_are_there_and_described(opened):
    page = opened.page
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    assert page.evaluate(UNLOADED) == []
    assert page.evaluate(UNDESCRIBED) == []


def test_no_horizontal_scroll(visit, page_name):
    visit.page.set_viewport_size({"width": 390, "height": 900})
    page = visit.open(page_name)
    assert page.evaluate(WIDER) <= 0
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.evaluate(WIDER) <= 0


def test_page_is_light(site, page_name):
    assert (site / page_name).stat().st_size < LARGEST
