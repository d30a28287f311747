"""The buttons above a page that lead to its source, where that is published."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from dlnotes.teach._links import repository_url

SOURCE = ("use_repository_button", "use_edit_page_button", "use_issues_button")
LAUNCH = {
    "binderhub_url": "https://mybinder.org",
    "colab_url": "https://colab.research.google.com",
    "notebook_interface": "jupyterlab",
}
EDIT = "source-edit-button"


def show_buttons(app: Sphinx, config: Any) -> None:
    """Offer Colab, Binder, an edit and a report, if the repository is known."""
    url = repository_url(config.html_theme_options.get("repository_url", ""))
    config.html_theme_options |= {
        **dict.fromkeys(SOURCE, bool(url)),
        "launch_buttons": LAUNCH if url else {},
        "repository_url": url,
    }


def drop_edit_of_generated(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Offer no edit of a page that is made: it is no file of the repository."""
    if page.startswith("book/generated/"):
        for group in context["header_buttons"]:
            buttons = group.get("buttons", [])
            buttons[:] = [b for b in buttons if b.get("label") != EDIT]
