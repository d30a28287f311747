"""Every question of the book, and where the book shows its answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat

from dlnotes.teach._bank import Question, load_questions
from dlnotes.teach.questions import LEVELS
from tools.chapters import anchors, chapters, title


@dataclass(frozen=True)
class Asked:
    """A question, the title of the chapter that asks it, and where it is shown."""

    topic: str
    chapter: str
    question: Question
    page: str
    heading: str


def interview(root: Path) -> Iterator[Asked]:
    """Yield the questions of each chapter in reading order, from junior to senior.

    Raises
    ------
    ValueError
        If a bank breaks the schema, or the proof of a question does not exist.
    """
    notebooks = {
        name: nbformat.read(root / name, nbformat.NO_CONVERT) for name in chapters(root)
    }
    titles = {name: title(notebook) for name, notebook in notebooks.items()}
    places = {name: anchors(notebook) for name, notebook in notebooks.items()}
    for name in notebooks:
        bank = (root / name).with_suffix(".yml")
        if not bank.is_file():
            continue
        topic = bank.parent.name
        asked = load_questions(root, topic, bank.stem)
        for question in sorted(asked, key=lambda each: LEVELS.index(each.level)):
            page, _, anchor = question.proof.partition(".html#")
            shown = f"{Path(name).parent.as_posix()}/{page}.ipynb"
            if anchor not in places.get(shown, ()):
                raise ValueError(f"{bank}: {question.id}: no proof at {question.proof}")
            heading = places[shown][anchor]
            yield Asked(topic, titles[name], question, titles[shown], heading)


def spoken(topic: str) -> str:
    """Return a topic's name as a reader sees it."""
    return topic.replace("_", " ").capitalize()
