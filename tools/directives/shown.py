"""``{shown} chapter#id``: an output of a chapter, as its last execution left it."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from tools.chapters import executed, executed_path

_LOCAL = re.compile(r'href="(?![a-z]+:|[#/])([^"#]+)')


class Shown(SphinxDirective):
    """Show an explorer or a verdict of a chapter on another page.

    The option ``open`` unfolds what it folds. A chapter that has not been executed
    shows nothing, as in a build of one chapter.
    """

    required_arguments = 1
    option_spec: ClassVar = {"open": directives.flag}

    def run(self) -> list[nodes.Node]:
        """Return the output's HTML, its links seen from this page."""
        name, _, id = self.arguments[0].partition("#")
        chapter, root = f"{name}.ipynb", Path(self.env.srcdir)
        if not (root / chapter).is_file():
            raise self.error(f"there is no chapter {chapter}")
        self.env.note_dependency(str(root / chapter))
        cached = executed_path(root, chapter)
        if cached is None:
            return []
        self.env.note_dependency(str(cached))
        html = _output(root, chapter, id)
        if html is None:
            raise self.error(f"{chapter} shows nothing of the id {id}")
        if "open" in self.options:
            html = html.replace("<details>", "<details open>")
        return [nodes.raw("", self._seen_from_here(html, chapter), format="html")]

    def _seen_from_here(self, html: str, chapter: str) -> str:
        folder, here = posixpath.dirname(chapter), posixpath.dirname(self.env.docname)

        def way(link: re.Match[str]) -> str:
            target = posixpath.join(folder, link[1])
            return f'href="{posixpath.relpath(target, here)}'

        return _LOCAL.sub(way, html)


def _output(root: Path, chapter: str, id: str) -> str | None:
    """Return the HTML of the output that has the id."""
    notebook = executed(root, chapter)
    for cell in notebook.cells if notebook else ():
        for output in cell.get("outputs", ()):
            html = "".join(output.get("data", {}).get("text/html", ""))
            if f'id="{id}"' in html:
                return html
    return None
