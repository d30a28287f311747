"""A made page cannot be edited; tests/tools/test_book.py builds pages with buttons."""

import pytest

from tools.buttons import EDIT, drop_edit_of_generated


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
