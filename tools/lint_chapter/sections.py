"""Rules on a chapter's sections: what it has, in which order, how long."""

from __future__ import annotations

import re
from collections import Counter

from tools.lint_chapter.chapter import Chapter, Problems, without_fences
from tools.needs import links
from tools.reading_time import LINE, amounts, count_words, said, time_line

SECTIONS = {  # in this order; True: always present
    "Why": True,
    "Idea": True,
    "Play": True,
    "Often said": False,
    "Pitfalls": False,
    "Neighbours": True,
    "In 60 seconds": True,
    "Interview corner": True,
    "Exercises": True,
    "Going deeper": False,
    "Further reading": True,
}
OWN = range(1, 6)  # sections in the chapter's own words, between Idea and Play
PROMISE = 45  # words
WHY = range(80, 201)  # words, without the box
ABILITIES = range(3, 6)
SPOKEN = 120  # words
CORE_WORDS, CORE_LINES, CODE_CELLS = 2500, 220, 60

_BOX = re.compile(r"^(:{3,}|`{3,})\{admonition\}.*?^\1\s*$", re.MULTILINE | re.DOTALL)


def box(chapter: Chapter) -> str:
    """Return the box that closes *Why*, empty without one."""
    boxes = list(_BOX.finditer(chapter.text("Why")))
    return boxes[-1][0] if boxes else ""


def abilities(chapter: Chapter) -> list[str]:
    """Return what the box promises."""
    promised = box(chapter).partition("You will be able to")[2].partition("*Needs*")[0]
    return re.findall(r"^\s*[-*] (.*(?:\n[^\S\n]+\S.*)*)", promised, re.MULTILINE)


def title_promises(chapter: Chapter) -> Problems:
    """Open with the title, and one paragraph that promises."""
    first = chapter.cells[0].source
    if not re.match(r"# \S", first):
        yield "the first cell does not begin with the title"
    promise = first.partition("\n")[2].strip()
    if not promise or "\n\n" in promise or count_words(promise) > PROMISE:
        yield (
            "the title is not followed by one short paragraph that promises "
            f"({count_words(promise)} words, at most {PROMISE})"
        )


def sections_in_order(chapter: Chapter) -> Problems:
    """Have the sections of the design, in its order, each once."""
    names = chapter.sections
    yield from (
        f"missing section: {name}"
        for name, always in SECTIONS.items()
        if always and name not in names
    )
    known = [name for name in names if name in SECTIONS]
    if known != sorted(known, key=list(SECTIONS).index):
        yield f"sections out of order: {', '.join(known)}"
    yield from (f"section {n} occurs twice" for n, k in Counter(names).items() if k > 1)
    if "Idea" in names and "Play" in names:
        first, last = names.index("Idea"), names.index("Play")
        own = [name for name in names[first:last] if name not in SECTIONS]
        if len(own) not in OWN:
            yield f"{len(own)} sections between Idea and Play, expected 1 to 5"
        yield from (
            f"unknown section: {name} (the chapter's own stand between Idea and Play)"
            for name in names[:first] + names[last:]
            if name not in SECTIONS
        )


def sections_begin_cells(chapter: Chapter) -> Problems:
    """Begin a cell with each section, so that cells can be counted to it."""
    for cell in chapter.cells:
        if not cell.is_code:
            for name in re.findall(r"(?<=\n)## .+", without_fences(cell.source)):
                yield f"does not begin a cell of its own: {name}"


def why_is_felt(chapter: Chapter) -> Problems:
    """Show in *Why*, briefly and with a picture, where the old belief fails."""
    cells = [said(cell.source) for cell in chapter.section("Why") if cell.is_code]
    prose = _BOX.sub("", chapter.text("Why"))
    words = sum(map(count_words, [prose, *cells]))
    if words not in WHY:
        yield f"Why has {words} words without the box, expected 80 to 200"
    pictures = {"plt", "explore", "draw"}
    if not any(cell.names & pictures for cell in chapter.section("Why")):
        yield "Why has no picture"


def box_closes_why(chapter: Chapter) -> Problems:
    """Close *Why* with three to five abilities, needs and the computed time."""
    found = box(chapter)
    if not found or not chapter.text("Why").rstrip().endswith(found.rstrip()):
        yield "no box (an admonition) closes Why"
        return
    for part in ("*You will be able to*", "*Needs*", "*Time*"):
        if part not in found:
            yield f"the box does not say: {part}"
    if len(abilities(chapter)) not in ABILITIES:
        yield f"{len(abilities(chapter))} abilities are promised, expected 3 to 5"
    time, right = LINE.search(found), time_line(chapter.notebook)
    if time and time[0] != right:
        yield f"the box says {time[0]}, computed is {right} (make outputs writes it)"


def needs_are_chapters(chapter: Chapter) -> Problems:
    """Name in *Needs* chapters by their notebooks, so that the map shows them."""
    try:
        links(chapter.prose)
    except ValueError as error:
        yield str(error)


def answer_is_spoken(chapter: Chapter) -> Problems:
    """Keep the interview answer as short as it is spoken."""
    spoken = count_words(chapter.text("In 60 seconds"))
    if spoken > SPOKEN:
        yield f"In 60 seconds has {spoken} words, at most {SPOKEN}"


def core_is_short(chapter: Chapter) -> Problems:
    """Keep the core path within its budget of words and open code."""
    core, _ = amounts(chapter.notebook)
    if core.words > CORE_WORDS:
        yield f"the core path has {core.words:,} words, at most {CORE_WORDS:,}"
    if core.lines > CORE_LINES:
        yield f"the core path has {core.lines} open lines, at most {CORE_LINES}"
    if len(chapter.code) > CODE_CELLS:
        yield f"{len(chapter.code)} code cells, at most {CODE_CELLS}"


RULES = (
    title_promises,
    sections_in_order,
    sections_begin_cells,
    why_is_felt,
    box_closes_why,
    needs_are_chapters,
    answer_is_spoken,
    core_is_short,
)
