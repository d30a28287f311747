"""Prose as HTML: docstrings, and texts with mathematics."""

from __future__ import annotations

import inspect
import re
from html import escape

from dlnotes.teach._notes import to_html


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


def inline(text: str) -> str:
    r"""Set ``$math$``, ``$$math$$``, `code` and *emphasis* as HTML, all else escaped.

    Examples
    --------
    >>> inline("$k<3$")
    '<span class="math notranslate nohighlight">\\(k&lt;3\\)</span>'
    >>> inline("the *next* layer, 2 * 3 * 4")
    'the <em>next</em> layer, 2 * 3 * 4'
    """

    def mark(match: re.Match[str]) -> str:
        display, math, code, stressed = match.groups()
        if code:
            return f"<code>{code}</code>"
        if stressed:
            return f"<em>{stressed}</em>"
        body = rf"\[{display}\]" if display else rf"\({math}\)"
        # The class that Sphinx tells MathJax to look for.
        return f'<span class="math notranslate nohighlight">{body}</span>'

    marks = r"\$\$([^$]+)\$\$|\$([^$]+)\$|`([^`]+)`|(?<!\w)\*(\w[^*$`]*)(?<!\s)\*(?!\w)"
    return re.sub(marks, mark, to_html(text.strip()))
