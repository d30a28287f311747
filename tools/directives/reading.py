"""``{reading}``: a path through chapters as a table, its times computed.

Each line of it is a step, ``what: chapter, chapter``. The argument says what is read:
``spoken`` (the section *In 60 seconds*, and questions), ``core`` or ``all``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import nbformat
import yaml
from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util.docutils import SphinxDirective

from tools.needs import needs
from tools.reading_time import reading_time

READ = {"spoken": "In 60 seconds", "core": "Core path", "all": "Whole chapters"}


@dataclass(frozen=True)
class Step:
    """A row of the table."""

    what: str
    chapters: list[str]
    questions: int
    minutes: int


class Reading(SphinxDirective):
    """A table of steps: their chapters, questions and minutes, and the sum."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        if self.arguments[0] not in READ:
            expected = ", ".join(READ)
            raise self.error(f"cannot read {self.arguments[0]!r}, expected {expected}")
        steps = [self._step(line) for line in self.content if line.strip()]
        self._refuse_disorder([name for step in steps for name in step.chapters])
        rows = [
            (step.what, links(step.chapters), step.questions, duration(step.minutes))
            for step in steps
        ]
        questions = sum(step.questions for step in steps)
        minutes = sum(step.minutes for step in steps)
        total = ("**Together**", "", questions, f"**{duration(minutes)}**")
        head = ("Step", "Chapters", "Questions", READ[self.arguments[0]])
        return self._parsed([head, ("---", "---", "---:", "---:"), *rows, total])

    def _step(self, line: str) -> Step:
        what, colon, names = line.partition(":")
        if not colon:
            raise self.error(f"a step reads `what: chapter, chapter`, not {line!r}")
        chapters = [name.strip() for name in names.split(",")]
        questions = sum(self._questions(name) for name in chapters)
        return Step(what, chapters, questions, sum(map(self._minutes, chapters)))

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

    def _refuse_disorder(self, path: list[str]) -> None:
        """Read all that a chapter needs before it; a summary stands alone."""
        if self.arguments[0] == "spoken":
            return
        root = Path(self.env.srcdir)
        places = {self._path(name).relative_to(root).as_posix(): name for name in path}
        order = list(places)
        found = needs(root)
        for at, chapter in enumerate(order):
            for need in set(found[chapter]) - set(order[:at]):
                raise self.error(
                    f"{places[chapter]} needs {need}, "
                    "which the path does not read before it"
                )

    def _parsed(self, rows: list[tuple[object, ...]]) -> list[nodes.Node]:
        lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
        container = nodes.container(classes=["dn-path"])
        source = StringList(lines, source=self.env.doc2path(self.env.docname))
        self.state.nested_parse(source, self.content_offset, container)
        return [container]


def links(names: list[str]) -> str:
    """Return MyST links that show the chapters' titles."""
    return ", ".join(f"{{doc}}`{name}`" for name in names)


def duration(minutes: int) -> str:
    """Return a time as people say it: 45 min, 3 h, 2 h 25."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"
