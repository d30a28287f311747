"""Explorers answer the mouse, the keyboard and the address of the page."""

import pytest
from playwright.sync_api import expect

from tests.book.site.explorers import PROMISES, Explorer, ids
from tests.book.site.samples import EXPLORERS, SAMPLES

pytestmark = pytest.mark.xdist_group("samples")
LARGEST = 5_000  # bytes of JavaScript


def test_the_script_is_small(site):
    assert 0 < (site / "_static" / "explore.js").stat().st_size < LARGEST


def test_the_samples_have_each_sort_of_control_and_frame(played):
    page = played.open(EXPLORERS)
    assert ids(page) == list(SAMPLES)
    controls = [control for id in SAMPLES for control in Explorer(page, id).controls]
    assert {control.kind for control in controls} == {"range", "checkbox", "select-one"}
    for frame in ("svg", "img", "table", "pre"):
        assert page.locator(f".dn-view > {frame}").count() >= 1
    assert page.locator(".dn-pause").count() == 1


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
@pytest.mark.parametrize("explorer", SAMPLES)
def test_an_explorer_keeps_its_promises(played, explorer, promise):
    promise(played, EXPLORERS, explorer)


@pytest.mark.parametrize("explorer", SAMPLES)
def test_without_javascript_the_first_frame_stays(unscripted, explorer):
    figure = unscripted.open(EXPLORERS).locator(f"figure#{explorer}")
    expect(figure.locator(".dn-view > *")).to_be_visible()
    expect(figure.locator("figcaption")).to_be_visible()
    expect(figure.locator(".dn-fallback")).to_be_visible()
    expect(figure.locator(".dn-controls")).to_be_hidden()
