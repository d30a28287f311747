"""Write the questions and quizzes of the book as an Anki deck: ``make anki``.

A card is known by the id of its question, a deck by its chapter's file: who imports a
later edition gets its new words, and keeps what was learned.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from hashlib import sha256
from html import escape
from itertools import groupby
from pathlib import Path

import genanki

from dlnotes.teach._bank import Drill, load_bank
from dlnotes.teach._prose import inline, paragraphs, points
from tools.interview import Asked, interview, spoken
from tools.outcome import tell

Card = tuple[str, list[str], list[str]]  # its id, its tags, its fields
PACKAGE = Path("_build/anki/dlnotes.apkg")
FIELDS = ("Question", "Answer", "Explanation", "Where")
FRONT = '{{Question}}<p class="quiet">{{Tags}}</p>'
BACK = (
    '{{FrontSide}}<hr id="answer"><div class="answer">{{Answer}}</div>{{Explanation}}'
    '<p class="quiet">{{Where}}</p>'
)
CSS = """\
.card { font: 1.1rem/1.5 system-ui, sans-serif; margin: 1rem auto; max-width: 40rem; }
.card :is(ul, ol) { margin: 0.25rem 0 0.75rem; padding-left: 1.25rem; }
.answer { font-weight: 600; }
.dn-label { font-weight: 600; margin-bottom: 0; }
.quiet { color: #5a6472; font-size: 0.85rem; }
.nightMode .quiet { color: #a9b4c2; }
"""


def number(name: str) -> int:
    """Return a number that Anki can know ``name`` by, the same on every machine."""
    return 1 << 30 | int.from_bytes(sha256(name.encode()).digest()[:4]) >> 2


def decks(root: Path) -> Iterator[genanki.Deck]:
    """Yield a deck for each chapter, in reading order."""
    model = genanki.Model(
        number("dlnotes"),
        "dlnotes",
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Card", "qfmt": FRONT, "afmt": BACK}],
        css=CSS,
    )
    by_chapter = groupby(
        interview(root), lambda each: (each.topic, each.question.chapter, each.chapter)
    )
    for (topic, chapter, title), asked in by_chapter:
        name = f"dlnotes::{spoken(topic)}::{title}"
        deck = genanki.Deck(number(f"{topic}/{chapter}"), name)
        cards = [_question(each) for each in asked]
        cards += [_drill(each, title) for each in load_bank(root, topic, chapter)[1]]
        for place, (id, tags, fields) in enumerate(cards):
            note = genanki.Note(model, fields, tags=[topic, *tags], due=place)
            note.guid = genanki.guid_for(id)
            deck.add_note(note)
        yield deck


def _question(asked: Asked) -> Card:
    """Return the card of a question: what to say, what not, and what comes next."""
    question = asked.question
    explanation = paragraphs(question.full)
    explanation += points("Red flags", question.red_flags)
    explanation += points("Follow-ups", question.follow_ups)
    where = f"{asked.page} › {asked.heading}"
    front, back = inline(question.question), inline(question.short)
    return question.id, [question.level], [front, back, explanation, escape(where)]


def _drill(drill: Drill, title: str) -> Card:
    """Return the card of a drill: a number to find, or options to choose from."""
    front = inline(drill.question)
    back, explanation = escape(drill.answer_text), f"<p>{inline(drill.because)}</p>"
    if drill.options:
        right = drill.options[int(drill.answer)]
        lines = "".join(f"<li>{escape(option.text)}</li>" for option in drill.options)
        front, back = f'{front}<ol type="a">{lines}</ol>', escape(right.text)
        reasons = "".join(f"<li>{inline(each.because)}</li>" for each in drill.options)
        explanation = f'<ol type="a">{reasons}</ol>'
    return drill.id, ["quiz"], [front, back, explanation, escape(f"{title} › Quiz")]


def write(root: Path) -> Path:
    """Write the package below ``root`` and return its path."""
    path = root / PACKAGE
    path.parent.mkdir(parents=True, exist_ok=True)
    genanki.Package(list(decks(root))).write_to_file(path)
    return path


def main() -> int:
    """Write the package, and say where; return the exit status."""
    return tell(lambda: f"import in Anki: {write(Path.cwd())}")


if __name__ == "__main__":
    sys.exit(main())
