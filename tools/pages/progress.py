"""The page *Your progress*: chapters and exercises, for progress.js to mark."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from html import escape
from pathlib import Path

import nbformat

from tools.chapters import Part, parts, title
from tools.interview import Asked
from tools.lint_chapter.chapter import Chapter
from tools.pages.keep import keep

INTRO = """\
# Your progress

At the end of a chapter you tick that you have read it, and beside each exercise that
you have done it. This page counts. It knows only what you ticked."""
BARS = """\
<p class="dn-bar" hidden><label><span>Chapters read</span> <progress></progress> \
<output></output></label></p>
<p class="dn-bar" hidden><label><span>Exercises done</span> <progress></progress> \
<output></output></label></p>"""


def page(root: Path, asked: Sequence[Asked]) -> str:
    """Return the page's MyST text."""
    found = [INTRO, f'<div class="dn-progress">\n{BARS}\n</div>']
    for part in parts(root):
        found += [f"## {part.heading}", _table(root, part)]
    return "\n\n".join([*found, "## What your browser keeps", keep(asked)]) + "\n"


def _table(root: Path, part: Part) -> str:
    """Return a part's bars over its table of chapters."""
    rows = "\n".join(_row(root, name) for name in part.chapters)
    return (
        f'<div class="dn-progress">\n{BARS}\n<table class="table">'
        f'<caption class="visually-hidden">Chapters: {escape(part.heading)}</caption>'
        '<thead><tr><th scope="col">Chapter</th><th scope="col">Read</th>'
        f'<th scope="col">Exercises</th></tr></thead>\n<tbody>\n{rows}\n</tbody>'
        "</table>\n</div>"
    )


def _row(root: Path, name: str) -> str:
    """Return the line of a chapter, which names its exercises to the script."""
    notebook = nbformat.read(root / name, nbformat.NO_CONVERT)
    docname = name.removesuffix(".ipynb")
    href = posixpath.relpath(docname, "book/generated") + ".html"
    labels = [exercise.label for exercise in Chapter(notebook).exercises]
    return (
        f'<tr data-chapter="{docname}" data-exercises="{" ".join(labels)}">'
        f'<th scope="row"><a href="{href}">{escape(title(notebook))}</a></th>'
        f"<td></td><td>{len(labels)}</td></tr>"
    )
