"""What a notebook imports to teach: figures, claims, questions and graders."""

from dlnotes.teach import check, draw
from dlnotes.teach.claim import claim
from dlnotes.teach.explore import explore
from dlnotes.teach.questions import questions
from dlnotes.teach.record import record
from dlnotes.teach.source import source
from dlnotes.teach.style import COLORS, style

__all__ = [
    "COLORS",
    "check",
    "claim",
    "draw",
    "explore",
    "questions",
    "record",
    "source",
    "style",
]
