"""Rules on the words: formulas with labels, no text that the reader cannot see."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tools.lint_chapter.chapter import Chapter, Problems, parts

_THE_NOTES = re.compile(
    r"\b(the|these|those|all|our|their|five|source|study)\s+"
    r"((five|source|study|public)\s+)*notes\b",
    re.IGNORECASE,
)
_LEDGER = re.compile(r"the notes, line by line", re.IGNORECASE)  # a page's title
_ORDER = re.compile(r"(?<![\w\\{])O(_\w|_\{[^}]*\})?\s*(\\(left|[bB]igg?l?))?\s*\(")


def sayings(chapter: Chapter) -> Iterator[tuple[str, str]]:
    """Yield all that a reader reads, and where: prose, captions, displayed strings."""
    for cell in chapter.cells:
        if not cell.is_code:
            yield f"the text {cell.source.strip()[:30]!r}", cell.source
            continue
        shown = cell.node.metadata.get("mystnb", {})
        for part, key in ("figure", "caption"), ("image", "alt"):
            yield str(cell), shown.get(part, {}).get(key, "")
        for constant in parts(cell.body, ast.Constant):
            if isinstance(constant.value, str):
                yield str(cell), constant.value


def formulas_labelled(chapter: Chapter) -> Problems:
    """Label each display formula."""
    text = re.sub(r"```.*?```", "", chapter.prose, flags=re.S)
    for formula, label in re.findall(r"\$\$(.+?)\$\$[ \t]*(\([\w-]+\))?", text, re.S):
        if not label:
            yield f"formula without a label: {' '.join(formula.split())[:40]}"
    if r"\[" in text.replace(r"\\[", ""):
        yield r"display formula in \[ \]: use $$, which plain Jupyter renders"


def nothing_unseen(chapter: Chapter) -> Problems:
    """Never argue with a text that the reader does not see."""
    for where, text in sayings(chapter):
        for found in _THE_NOTES.finditer(_LEDGER.sub("", text)):
            yield f"{where} says {found[0]!r}, which the reader does not have"


def order_is_no_variable(chapter: Chapter) -> Problems:
    r"""Never put an O before a parenthesis: an order of growth is \mathcal{O}."""
    for where, text in sayings(chapter):
        for found in _ORDER.finditer(text):
            yield rf"{where} has {found[0]!r}: write \mathcal{{O}}( for an order"


def numbers_are_said(chapter: Chapter) -> Problems:
    """Display a measured number with say: JupyterLab shows a glued one as its key."""
    for role in re.findall(r"\{glue(?::\w+)?\}`[^`]*`", chapter.prose):
        yield f"{role} in prose: say(f'...') displays the sentence"


def reading_cited(chapter: Chapter) -> Problems:
    """Cite the further reading."""
    if "{cite" not in chapter.text("Further reading"):
        yield "Further reading cites nothing"


SHARED = (formulas_labelled, reading_cited)
RULES = (*SHARED, nothing_unseen, order_is_no_variable, numbers_are_said)
