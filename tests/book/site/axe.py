"""What axe-core finds serious on an open page."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCRIPT = Axe().axe_script
SERIOUS = {"serious", "critical"}
# From file:// axe cannot load the style sheets, and no rule of interest needs them.
OPTIONS = {"preload": False, "resultTypes": ["violations"]}
# Half a second after a change the theme has made focusable what now scrolls.
FOCUSABLE = """() => new Promise(done => {
    const late = performance.now() + 600;
    const scrolls = e =>
        e.scrollWidth > e.clientWidth || e.scrollHeight > e.clientHeight;
    const stuck = () =>
        [...document.querySelectorAll('main :is(pre, [tabindex="-1"])')].some(
            e => e.tabIndex < 0 && scrolls(e));
    const look = () =>
        stuck() && performance.now() < late ? setTimeout(look, 20) : done();
    look();
})"""
CONTRAST: dict[str, Any] = {"runOnly": ["color-contrast"]}
# A colour is judged as it stays, not as it fades in; drawings move without an end.
SETTLED = """() => document.getAnimations().every(animation =>
    animation.playState === 'finished'
    || animation.effect.getComputedTiming().endTime === Infinity)"""
BUT_CONTRAST: dict[str, Any] = {"rules": {"color-contrast": {"enabled": False}}}


def problems(page: Page, width: int, mode: str, rules: dict[str, Any]) -> list[str]:
    """Return what is serious at this width, light or dark; by all rules if empty."""
    page.evaluate("scrollTo(0, 0)")
    if page.viewport_size != (size := {"width": width, "height": 900}):
        page.set_viewport_size(size)
    page.emulate_media(color_scheme=mode)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{mode}'")
    page.wait_for_function(SETTLED)
    page.evaluate(FOCUSABLE)
    if not page.evaluate("'axe' in window"):
        page.evaluate(SCRIPT)
    found = page.evaluate("options => axe.run(options)", OPTIONS | rules)
    return [
        f"{width} px, {mode}: {problem['id']}: {problem['nodes'][0]['html'][:200]}"
        for problem in found["violations"]
        if problem["impact"] in SERIOUS
    ]
