"""axe-core reports nothing serious: light and dark, phone and desk."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe

SERIOUS = {"serious", "critical"}
# From file:// axe cannot load the style sheets, and no rule of interest needs them.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}
# Code has thousands of coloured tokens: one of each kind in a block tells as much,
# and axe takes most of its time for them.
SHOW_ONE_TOKEN_OF_A_KIND = """() => {
    for (const block of document.querySelectorAll('.highlight pre')) {
        const seen = new Set();
        for (const token of block.querySelectorAll('span[class]')) {
            if (seen.has(token.className)) token.style.visibility = 'hidden';
            seen.add(token.className);
        }
    }
}"""


def test_axe_is_content(visit, page_name):
    visit.page.set_viewport_size({"width": 390, "height": 900})
    visit.page.emulate_media(reduced_motion="reduce")
    page = visit.open(page_name)
    page.evaluate(SHOW_ONE_TOKEN_OF_A_KIND)
    found = []
    for width, mode in product((390, 1280), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=mode)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{mode}'")
        found += [
            f"{width} px, {mode}: {problem['id']}: {problem['nodes'][0]['html'][:200]}"
            for problem in Axe().run(page, options=OPTIONS).response["violations"]
            if problem["impact"] in SERIOUS
        ]
    assert found == []
