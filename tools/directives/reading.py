"""``{reading}``: a path through chapters as a table, its times computed.

Each line of it is a step, ``what: chapter, chapter``. The argument says what is read:
``spoken`` (the section *In 60 seconds*, and questions), ``core`` or ``all``.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from tools.reading_time import reading_time

READ = {"spoken": "In 60 seconds", "core": "Core path", "all": "Whole chapters"}


class Reading(SphinxDirective):
    """A table of steps: their chapters, questions and minutes, and the sum."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        if self.arguments[0] not in READ:
            expected = ", ".join(READ)
            raise self.error(f"cannot read {self.arguments[0]!r}, expected {expected}")
        steps = [line for line in self.content if line.strip()]
        rows, minutes, questions = [], 0, 0
        for step in steps:
            what, _, names = step.partition(":")
            chapters = [name.strip() for name in names.split(",")]
            spent = [self._minutes(name) for name in chapters]
            asked = [self._questions(name) for name in chapters]
            links = ", ".join(f"{{doc}}`{name}`" for name in chapters)
            rows.append((what, links, str(sum(asked)), duration(sum(spent))))
            minutes, questions = minutes + sum(spent), questions + sum(asked)
        total = ("**Together**", "", str(questions), f"**{duration(minutes)}**")
        head = ("Step", "Chapters", "Questions", READ[self.arguments[0]])
        return self._parsed([head, ("---", "---", "---:", "---:"), *rows, total])

    def _path(self, name: str) -> Path:
        folder = Path(self.env.doc2path(self.env.docname)).parent
        path = (folder / name).with_suffix(".ipynb")
        if not path.is_file():
            raise self.error(f"there is no chapter {name}")
        self.env.note_dependency(str(path))
        return path

    def _minutes(self, name: str) -> int:
        """Return the minutes; the lint keeps *In 60 seconds* to one."""
        notebook = nbformat.read(self._path(name), nbformat.NO_CONVERT)
        core, everything = reading_time(notebook)
        return {"spoken": 1, "core": core, "all": everything}[self.arguments[0]]

    def _questions(self, name: str) -> int:
        bank = self._path(name).with_suffix(".yml")
        self.env.note_dependency(str(bank))
        return len(yaml.safe_load(bank.read_text("utf-8"))["questions"])

    def _parsed(self, rows: list[tuple[str, ...]]) -> list[nodes.Node]:
        lines = [f"| {' | '.join(row)} |" for row in rows]
        container = nodes.container(classes=["dn-path"])
        source = StringList(lines, source=self.env.doc2path(self.env.docname))
        self.state.nested_parse(source, self.content_offset, container)
        return [container]


def duration(minutes: int) -> str:
    """Return a time as people say it: 45 min, 3 h, 2 h 25."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"
