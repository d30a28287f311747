"""axe-core reports nothing serious: light and dark, phone and desk."""

import pytest
from axe_playwright_python.sync_playwright import Axe

SERIOUS = {"serious", "critical"}


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_is_content(visit, page_name, mode, width):
    visit.page.set_viewport_size({"width": width, "height": 900})
    visit.page.emulate_media(color_scheme=mode)
    page = visit.open(page_name)
    assert page.evaluate("document.documentElement.dataset.theme") == mode
    violations = Axe().run(page).response["violations"]
    found = [
        f"{problem['id']}: {problem['nodes'][0]['html'][:200]}"
        for problem in violations
        if problem["impact"] in SERIOUS
    ]
    assert found == []
