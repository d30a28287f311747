"""Pages with each sort of explorer and drill, made as the book makes them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from dlnotes.teach import draw, explore
from dlnotes.teach._bank import Drill, Option
from dlnotes.teach._quiz import quiz_html
from dlnotes.teach.questions import InterviewCorner
from tests.book.site import desk

ASSETS = Path(__file__).parents[3] / "book" / "assets"
EXPLORERS, QUIZ = "explorers.html", "quiz.html"
SAMPLES = ("wave", "walk", "noise", "square", "words")  # explorers, by their functions
PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>A sample</title>
{head}
</head><body><main><div style="height: 200vh"></div>
<article>{body}</article></main></body></html>
"""
DRILLS = [
    Drill(
        "sums.choice",
        "sums",
        "Which is $2 + 2$?",
        answer=1,
        options=(
            Option("three", False, "Three is $2 + 1$, one less."),
            Option("four", True, "Four is `2 + 2`."),
            Option("five", False, "Five is one more."),
        ),
    ),
    Drill("sums.whole", "sums", "How much is $6 \\cdot 7$?", 42.0, because="Count."),
    Drill(
        "sums.close",
        "sums",
        "How long is the diagonal of a square?",
        answer=2**0.5,
        tolerance=0.01,
        unit="m",
        because="By Pythagoras, $\\sqrt{1 + 1}$ metres.",
    ),
    Drill(
        "sums.first",
        "sums",
        "Which comes first?",
        answer=0,
        options=(Option("one", True, "One."), Option("two", False, "Not two.")),
    ),
]


def wave(frequency: int, grid: bool, colour: str) -> Figure:
    """A wave, ``sin(f t)``."""
    figure, axes = plt.subplots()
    time = np.linspace(0, 1, 20)
    axes.plot(time, np.sin(frequency * time), color=colour)
    axes.set(xlabel="time (s)", ylabel="amplitude")
    axes.grid(grid)
    return figure


def walk(kernel_size: int, stride: int) -> object:
    """A kernel that moves over its input."""
    return draw.convolution.window(5, kernel_size=kernel_size, stride=stride)


def noise(seed: int) -> Figure:
    """So many points that a page shows them as pixels."""
    figure, axes = plt.subplots()
    axes.scatter(*np.random.default_rng(seed).random((2, 5000)))
    return figure


class Table:
    """A table of a number and its square."""

    def __init__(self, n: int) -> None:
        self.n = n

    def _repr_html_(self) -> str:
        return f"<table>\n<tr><th>{self.n}</th><td>{self.n**2}</td></tr>\n</table>"


def square(n: int) -> Table:
    """A square & its root."""
    return Table(n)


def words(end: str) -> str:
    """Text with <marks>."""
    return f"a < b\nand {end}"


def explorers() -> str:
    """Return figures with sliders, boxes and lists; drawn, painted, set and written."""
    figures = (
        explore(wave, frequency=[1, 2, 4], grid=[False, True], colour=["red", "blue"]),
        explore(walk, kernel_size=[2, 3], stride=[1, 2]),
        explore(noise, seed=range(3)),
        explore(square, n=[3, 5, -1]),
        explore(words, end=["so on & on", "a=b?c", "end"]),
    )
    return "\n".join(figure.html for figure in figures)


def corner(drills: list[Drill]) -> str:
    """Return a quiz as it stands in an interview corner."""
    assert quiz_html(drills) in InterviewCorner("", drills, "").html
    return InterviewCorner("", drills, "").html


def write(folder: Path) -> Path:
    """Write the pages with the book's style sheets and scripts into a folder."""
    styles = [
        f'<link rel="stylesheet" href="{path.as_uri()}">'
        for path in sorted(ASSETS.glob("*.css"))
    ]
    scripts = [
        f'<script defer src="{path.as_uri()}"></script>'
        for path in sorted(ASSETS.glob("*.js"))
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DLNOTES_STATIC", "1")
        bodies = {EXPLORERS: explorers(), QUIZ: corner(DRILLS)}
    head = "\n".join([*styles, *scripts])
    desk.write(folder, head)
    for name, body in bodies.items():
        (folder / name).write_text(PAGE.format(head=head, body=body), "utf-8")
    return folder
