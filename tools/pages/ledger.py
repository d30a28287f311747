"""What pages of one long table share: their filters, and how Markdown takes them."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape


def one_block(*parts: str) -> str:
    """Return one HTML block: for Markdown it ends at the first blank line."""
    lines = "\n".join(parts).splitlines()
    return "\n".join(line for line in lines if line.strip())


def filters(things: str, total: int, **choices: Mapping[str, str | None]) -> str:
    """Return the form that ledger.js brings to life; hidden without JavaScript.

    Parameters
    ----------
    things : str
        What the rows are.
    total : int
        How many there are.
    **choices
        For each ``data-`` attribute of the rows (``data-topic`` is of their ``tbody``)
        its values; beside a value what a reader sees, if that is another word.
    """
    selects = "".join(_select(name, values) for name, values in choices.items())
    return (
        '<form class="dn-filter" role="search" hidden'
        f' aria-label="Filter the {things}">{selects}'
        '<label>Text <input type="search" name="text" autocomplete="off"></label>'
        '<button type="reset">Show all</button>'
        f'<output aria-live="polite">{total} of {total}</output></form>'
    )


def _select(name: str, values: Mapping[str, str | None]) -> str:
    options = "".join(
        f'<option value="{escape(value)}">{escape(text or value)}</option>'
        for value, text in values.items()
    )
    return (
        f'<label>{name.capitalize()} <select name="{name}">'
        f'<option value="">all</option>{options}</select></label>'
    )
