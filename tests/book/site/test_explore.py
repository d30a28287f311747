"""Every explorer answers the mouse, the keyboard and the address of the page."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass
from itertools import product
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

LARGEST = 5_000  # bytes of JavaScript
FOLLOW = """hash => new Promise(done => {
    addEventListener('hashchange', () => setTimeout(done), {once: true});
    location.hash = hash;
})"""
# The browser writes markup in its own way: frames are compared after that.
AS_WRITTEN = """(_, markup) => {
    const view = document.createElement('div');
    view.innerHTML = markup;
    return view.innerHTML;
}"""


@dataclass(frozen=True)
class Control:
    """A control of an explorer and the values it offers."""

    element: Locator
    name: str
    label: str
    values: list[str]
    kind: str

    @property
    def value(self) -> str:
        if self.kind == "checkbox":
            return str(self.element.is_checked())
        given = self.element.input_value()
        return self.values[int(given)] if self.kind == "range" else given

    def point(self) -> None:
        """Choose the last value, or turn the box, with the mouse."""
        if self.kind == "select-one":
            self.element.select_option(self.values[-1])
        elif self.kind == "checkbox":
            self.element.click()
        else:
            box = self.element.bounding_box()
            self.element.click(position={"x": box["width"] - 3, "y": box["height"] / 2})

    def press(self) -> None:
        """Choose the value before, or turn the box, with the keyboard."""
        keys = {"checkbox": "Space", "range": "ArrowLeft", "select-one": "ArrowUp"}
        self.element.press(keys[self.kind])


class Explorer:
    """An explorer on an open page."""

    def __init__(self, page: Page, id: str) -> None:
        self.id = id
        self.figure = page.locator(f"figure#{id}")
        self.view = self.figure.locator(".dn-view")
        self.status = self.figure.locator(".dn-state")
        self.controls = [
            Control(
                element,
                element.get_attribute("name"),
                element.locator("xpath=../span").inner_text(),
                json.loads(element.get_attribute("data-values")),
                element.evaluate("control => control.type"),
            )
            for element in self.figure.locator("[data-values]").all()
        ]
        assert self.controls

    @property
    def values(self) -> tuple[str, ...]:
        return tuple(control.value for control in self.controls)

    @property
    def markup(self) -> str:
        return self.view.inner_html()

    @property
    def states(self) -> list[tuple[str, ...]]:
        """What can be chosen, in the order of the frames."""
        return list(product(*(control.values for control in self.controls)))

    def packed(self) -> list[str]:
        """Return the markup of all frames but the first, which the page shows."""
        script = self.figure.locator("script").text_content()
        table = json.loads(gzip.decompress(base64.b64decode(script)))
        frames = ("\n".join(table["lines"][i] for i in row) for row in table["frames"])
        return [self.view.evaluate(AS_WRITTEN, frame) for frame in frames]

    def address(self, values: tuple[str, ...]) -> str:
        names = [control.name for control in self.controls]
        return f"#{self.id}?{urlencode(list(zip(names, values, strict=True)))}"

    def says(self, values: tuple[str, ...]) -> None:
        """Wait until the status names these values: the figure is there by then."""
        labels = [control.label for control in self.controls]
        pairs = zip(labels, values, strict=True)
        expect(self.status).to_have_text(", ".join(map(" ".join, pairs)))


def test_the_script_is_small(site):
    assert 0 < (site / "_static" / "explore.js").stat().st_size < LARGEST


def test_mouse_and_keyboard_change_the_figure(visit, explorer):
    name, _, id = explorer.partition("#")
    page = visit.open(name)
    found = Explorer(page, id)
    for control in found.controls:
        for way in (control.point, control.press):
            value, markup = control.value, found.markup
            way()
            assert control.value != value
            found.says(found.values)
            assert found.markup != markup
            assert page.evaluate("location.hash") == found.address(found.values)
    page.emulate_media(media="print")
    expect(found.view).to_be_visible()
    expect(found.status).to_be_visible()
    expect(found.controls[0].element).to_be_hidden()


def test_an_address_restores_the_figure(visit, explorer):
    name, _, id = explorer.partition("#")
    page = visit.open(name)
    found = Explorer(page, id)
    frames = [found.markup, *found.packed()]
    for state, frame in zip(found.states, frames, strict=True):
        page.evaluate(FOLLOW, found.address(state))
        found.says(state)
        assert found.values == state
        assert found.markup == frame
        expect(found.figure).to_be_in_viewport()
    address = page.url.partition("#")[2]
    page.goto("about:blank")
    visit.open(name, f"#{address}")
    found.says(state)
    assert found.values == state
    assert found.markup == frame
    expect(found.view).to_be_in_viewport()


def test_an_unknown_address_does_no_harm(visit, explorer):
    name, _, id = explorer.partition("#")
    page = visit.open(name, f"#{id}?%E0%A4%A")
    found = Explorer(page, id)
    first, last = found.states[0], found.states[-1]
    assert found.values == first
    page.evaluate(FOLLOW, found.address(last))
    found.says(last)
    markup = found.markup
    known = found.controls[0].name
    for query in (f"{known}=", f"{known}=-1", "nothing=1", "__proto__=1", "%", "="):
        page.evaluate(FOLLOW, f"{id}?{query}")
        assert (found.values, found.markup) == (last, markup)
    page.evaluate(FOLLOW, "nothing?here=1")
    page.evaluate(FOLLOW, found.address(first))
    found.says(first)


def test_without_javascript_the_first_frame_stays(unscripted, explorer):
    name, _, id = explorer.partition("#")
    figure = unscripted.open(name).locator(f"figure#{id}")
    expect(figure.locator(".dn-view > *")).to_be_visible()
    expect(figure.locator("figcaption")).to_be_visible()
    expect(figure.locator(".dn-fallback")).to_be_visible()
    expect(figure.locator(".dn-controls")).to_be_hidden()
