"""Show the reference implementation: the code itself, its docstring folded."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import dlnotes
from dlnotes._extras import needs
from dlnotes.teach import _prose
from dlnotes.teach._display import Exhibit, is_static
from dlnotes.teach._links import repository_url

__all__ = ["source"]

# Pages take the colours of tokens from their theme; JupyterLab has the same colours
# for its editor, and where neither is known the code inherits the text's colour.
_LIVE_STYLE = "".join(
    f".dn-source :is({tokens}){{color:var(--jp-mirror-editor-{name}-color,inherit)}}"
    for tokens, name in (
        (".k,.kn,.kc,.ow", "keyword"),
        (".nf,.nc", "def"),
        (".s1,.s2,.sa,.sd,.si", "string"),
        (".mi,.mf", "number"),
        (".c1", "comment"),
        (".o", "operator"),
        (".nb,.bp", "builtin"),
    )
)


def source(fn: Callable[..., Any]) -> Exhibit:
    """Show the source of a function or class, highlighted, its docstring folded.

    Parameters
    ----------
    fn : function or class
        Anything whose source Python can find.

    Returns
    -------
    Exhibit
        Its text is the source itself. Where the repository's address is known
        (``DLNOTES_REPOSITORY_URL``, or the package's metadata) it links there.

    Raises
    ------
    TypeError
        If `fn` has no Python source, like ``len`` or a number.

    Examples
    --------
    >>> from dlnotes.teach.style import style
    >>> print(source(style))
    def style() -> None:
        ...
    """
    try:
        lines, first = inspect.getsourcelines(fn)
    except (TypeError, OSError):
        raise TypeError(
            f"fn must be a function or class written in Python, got {fn!r}"
        ) from None
    text = textwrap.dedent("".join(lines))
    code, docstring = _split(text)
    link = _link(fn, first, len(lines))
    return Exhibit(
        _html(code, _prose.first_paragraph(fn), docstring, link), text.rstrip()
    )


def _split(text: str) -> tuple[str, str]:
    """Return the code without its docstring, and the docstring."""
    node = ast.parse(text).body[0]
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return text, ""
    docstring = ast.get_docstring(node)
    if docstring is None or len(node.body) == 1:
        return text, ""
    expression, following = node.body[:2]
    assert expression.end_lineno is not None
    if expression.lineno == node.lineno or following.lineno == expression.end_lineno:
        return text, ""
    lines = text.splitlines(keepends=True)
    rest = "".join(lines[expression.end_lineno :]).lstrip("\n")
    return "".join(lines[: expression.lineno - 1]) + rest, docstring


def _link(fn: Callable[..., Any], first: int, count: int) -> str:
    """Return the address of these lines in the repository, or nothing."""
    url = repository_url()
    path = Path(inspect.getsourcefile(inspect.unwrap(fn)) or "")
    package = Path(dlnotes.__path__[0])
    if not url or not path.is_relative_to(package):
        return ""
    name = path.relative_to(package.parent).as_posix()
    return f"{url}/blob/main/{name}#L{first}-L{first + count - 1}"


def _html(code: str, summary: str, docstring: str, link: str) -> str:
    with needs("book"):
        from pygments import highlight
        from pygments.formatters import HtmlFormatter
        from pygments.lexers import PythonLexer

    highlighted = highlight(code, PythonLexer(), HtmlFormatter()).strip()
    parts = ['<div class="dn-source">']
    if not is_static():
        parts.append(f"<style>{_LIVE_STYLE}</style>")
    parts.append(f'<div class="highlight-python notranslate">{highlighted}</div>')
    if docstring:
        parts.append(
            f"<details><summary>{_prose.html(summary)}</summary>"
            f"<pre>{escape(docstring)}</pre></details>"
        )
    if link:
        parts.append(f'<a href="{escape(link)}">in the repository</a>')
    return "\n".join([*parts, "</div>"])
