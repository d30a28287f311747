"""What a notebook imports to teach: figures, claims, questions and graders."""

from dlnotes.teach import check, draw
from dlnotes.teach._spread import Spread
from dlnotes.teach.claim import claim
from dlnotes.teach.drill import drill
from dlnotes.teach.explore import explore
from dlnotes.teach.gap import gap
from dlnotes.teach.interval import interval
from dlnotes.teach.questions import questions
from dlnotes.teach.race import race
from dlnotes.teach.record import record
from dlnotes.teach.refusal import refusal
from dlnotes.teach.say import say
from dlnotes.teach.source import source
from dlnotes.teach.style import COLORS, style
from dlnotes.teach.table import table

__all__ = [
    "COLORS",
    "Spread",
    "check",
    "claim",
    "draw",
    "drill",
    "explore",
    "gap",
    "interval",
    "questions",
    "race",
    "record",
    "refusal",
    "say",
    "source",
    "style",
    "table",
]
