"""Which buttons are offered; tests/tools/test_book.py builds pages that have them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_book.config import get_final_config

from tools.buttons import EDIT, SOURCE, drop_edit_of_generated, show_buttons

CONFIG = Path(__file__).parents[2] / "_config.yml"
NOWHERE = '  url: ""'


def options(path):
    """Return the theme's options after a build by this configuration has begun."""
    final, _ = get_final_config(
        user_yaml=path, cli_config={"latex_individualpages": False}
    )
    config = SimpleNamespace(html_theme_options=final["html_theme_options"])
    show_buttons(None, config)
    return config.html_theme_options


@pytest.mark.parametrize("url", ["", "https://github.com/someone/book"])
def test_the_settings_may_name_the_repository(tmp_path, monkeypatch, url):
    monkeypatch.delenv("DLNOTES_REPOSITORY_URL", raising=False)
    text = CONFIG.read_text("utf-8")
    assert text.count(NOWHERE) == 1
    path = tmp_path / "_config.yml"
    path.write_text(text.replace(NOWHERE, f"  url: {url!r}"), encoding="utf-8")
    found = options(path)
    assert (found["repository_url"], found["repository_branch"]) == (url, "main")
    assert {found[button] for button in SOURCE} == {bool(url)}
    assert bool(found["launch_buttons"]) == bool(url)


@pytest.mark.parametrize(
    ("page", "left"),
    [
        ("book/cost/counting", [EDIT, "source-issues-button"]),
        ("book/generated/notes", ["source-issues-button"]),
    ],
)
def test_only_what_is_written_can_be_edited(page, left):
    buttons = [{"label": EDIT}, {"label": "source-issues-button"}]
    context = {"header_buttons": [{"label": "full"}, {"buttons": buttons}]}
    drop_edit_of_generated(None, page, "page.html", context, None)
    kept = [button["label"] for button in context["header_buttons"][1]["buttons"]]
    assert kept == left
