"""An explorer on an open page, and what every explorer promises.

A promise is a function that raises where it is broken: it is asked of the book's
scripts, and of broken ones.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

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
            expect(self.element).to_be_visible()
            box = self.element.bounding_box()
            self.element.click(position={"x": box["width"] - 3, "y": box["height"] / 2})

    def press(self) -> None:
        """Choose the value before, or turn the box, with the keyboard."""
        keys = {"checkbox": "Space", "range": "ArrowLeft", "select-one": "ArrowUp"}
        self.element.press(keys[self.kind])


class Explorer:
    """An explorer on an open page."""

    def __init__(self, page: Page, id: str) -> None:
        self.page, self.id = page, id
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
        """Return all frames but the first, which the page shows."""
        script = self.figure.locator("script").text_content()
        table = json.loads(gzip.decompress(base64.b64decode(script)))
        return ["\n".join(table["lines"][i] for i in row) for row in table["frames"]]

    def address(self, values: tuple[str, ...]) -> str:
        names = [control.name for control in self.controls]
        return f"#{self.id}?{urlencode(list(zip(names, values, strict=True)))}"

    def says(self, values: tuple[str, ...]) -> None:
        """Wait until the status names these values: the figure is there by then."""
        labels = [control.label for control in self.controls]
        pairs = zip(labels, values, strict=True)
        expect(self.status).to_have_text(", ".join(map(" ".join, pairs)))


def ids(page: Page) -> list[str]:
    """Return the ids of a page's explorers."""
    figures = page.locator("figure.dn-explore")
    return figures.evaluate_all("figures => figures.map(figure => figure.id)")


def changes(found: Explorer, control: Control, way: Callable[[], None]) -> None:
    """Work a control: its value, the status, the figure and the address follow."""
    value, markup = control.value, found.markup
    way()
    assert control.value != value
    found.says(found.values)
    assert found.markup != markup
    assert found.page.evaluate("location.hash") == found.address(found.values)


def mouse_and_keyboard_change_the_figure(visit: Any, name: str, id: str) -> None:
    found = Explorer(visit.open(name), id)
    for control in found.controls:
        changes(found, control, control.point)
        changes(found, control, control.press)


def what_is_seen_is_said(visit: Any, name: str, id: str) -> None:
    found = Explorer(visit.open(name), id)
    caption = found.figure.locator("figcaption").inner_text()
    for control in found.controls:
        control.point()
        found.says(found.values)
        state = found.status.inner_text()
        expect(found.view).to_have_attribute("aria-label", f"{caption} Shown: {state}")
        if control.kind == "range":
            value = control.value
            expect(control.element).to_have_attribute("aria-valuetext", value)
            expect(control.element.locator("xpath=../output")).to_have_text(value)


def paper_shows_the_figure_and_its_state(visit: Any, name: str, id: str) -> None:
    page = visit.open(name)
    found = Explorer(page, id)
    changes(found, found.controls[0], found.controls[0].point)
    page.emulate_media(media="print")
    expect(found.view).to_be_visible()
    expect(found.status).to_be_visible()
    expect(found.controls[0].element).to_be_hidden()
    page.emulate_media(media="screen")


def an_address_restores_the_figure(visit: Any, name: str, id: str) -> None:
    page = visit.open(name)
    found = Explorer(page, id)
    others = [found.view.evaluate(AS_WRITTEN, frame) for frame in found.packed()]
    frames = [found.markup, *others]
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


def an_unknown_address_does_no_harm(visit: Any, name: str, id: str) -> None:
    page = visit.page
    page.goto("about:blank")
    visit.open(name, f"#{id}?%E0%A4%A")
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


PROMISES = (
    mouse_and_keyboard_change_the_figure,
    what_is_seen_is_said,
    paper_shows_the_figure_and_its_state,
    an_address_restores_the_figure,
    an_unknown_address_does_no_harm,
)
