"""What axe-core finds serious on an open page."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SERIOUS = {"serious", "critical"}
# From file:// axe cannot load the style sheets, and no rule of interest needs them.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}
# Code has thousands of coloured tokens: one of a kind, by its looks and those around
# it, tells as much, and axe takes most of its time for them.
LEAVE_ONE_TOKEN_OF_A_KIND = """() => {
    const seen = new Set();
    const again = token => {
        // axe does not judge the contrast of what is hidden, or of a single letter
        if (token.textContent.length < 2 || !token.checkVisibility()) return true;
        const path = [];
        for (let e = token; e; e = e.parentElement)
            path.push(e.tagName, e.className, e.getAttribute('style'));
        const before = seen.size;
        return seen.add(path.join()).size === before;
    };
    const tokens = [...document.querySelectorAll('.highlight pre span')];
    for (const token of tokens.filter(again)) token.replaceWith(...token.childNodes);
    document.body.normalize();
}"""


def problems(page: Page, width: int, mode: str, *rules: str) -> list[str]:
    """Return what is serious at this width, light or dark; by all rules or by some."""
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=mode)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{mode}'")
    page.evaluate(LEAVE_ONE_TOKEN_OF_A_KIND)
    options = {**OPTIONS, **({"runOnly": list(rules)} if rules else {})}
    return [
        f"{width} px, {mode}: {problem['id']}: {problem['nodes'][0]['html'][:200]}"
        for problem in Axe().run(page, options=options).response["violations"]
        if problem["impact"] in SERIOUS
    ]
