"""Docstrings as prose: the first paragraph, and its HTML."""

from __future__ import annotations

import inspect
import re
from html import escape


def first_paragraph(thing: object) -> str:
    """Return the first paragraph of a docstring on one line; empty if there is none.

    Of Sphinx's roles, ``:func:`conv2d```, the name alone is kept.
    """
    text = (inspect.getdoc(thing) or "").partition("\n\n")[0]
    return " ".join(re.sub(r":[a-z:]+:(?=`)", "", text).split())


def plain(text: str) -> str:
    """Drop the backquotes of code."""
    return text.replace("`", "")


def html(text: str) -> str:
    """Escape, and set what stands in backquotes as code."""
    return re.sub(r"(`+)(.+?)\1", r"<code>\2</code>", escape(text))
