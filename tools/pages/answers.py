"""The page *All answers in 60 seconds*: what each chapter comes to, to be printed."""

from __future__ import annotations

from pathlib import Path

import nbformat

from tools.chapters import parts, section, title

HEADING = "In 60 seconds"


def page(root: Path) -> str:
    """Return the page's MyST text: a container an answer, which paper does not tear."""
    blocks = [
        "# All answers in 60 seconds",
        "What you would say aloud if you were asked for a minute on each chapter, one "
        "after another.\nOn paper this page holds the answers alone.",
    ]
    for part in parts(root):
        answers = [answer for name in part.chapters if (answer := _answer(root, name))]
        if answers:
            blocks += [f"## {part.caption or 'Chapters'}", *answers]
    return "\n\n".join(blocks) + "\n"


def _answer(root: Path, name: str) -> str:
    """Return a chapter's title, which links to it, and its answer; empty without."""
    notebook = nbformat.read(root / name, nbformat.NO_CONVERT)
    answer = section(notebook, HEADING)
    heading = f"### [{title(notebook)}](/{name})"
    return answer and f"{heading}\n\n::::{{container}} dn-answer\n{answer}\n::::"
