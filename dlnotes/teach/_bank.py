"""The question bank of a chapter: read, validated, its drills' answers computed."""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass
from importlib.util import find_spec
from math import isfinite
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from dlnotes._extras import needs


@dataclass(frozen=True)
class Question:
    """An interview question with its answers, as the schema names the fields."""

    id: str
    chapter: str
    level: str
    question: str
    short: str
    full: str
    red_flags: list[str]
    follow_ups: list[str]
    proof: str
    notes_wording: str = ""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """One option of a multiple choice, and why it holds or not."""

    text: str
    holds: bool
    because: str


@dataclass(frozen=True)
class Drill:
    """A question that grades itself; the answer of a choice is the option's index."""

    id: str
    chapter: str
    question: str
    answer: float
    tolerance: float = 0.0
    unit: str = ""
    because: str = ""
    options: tuple[Option, ...] = ()

    def accepts(self, given: float) -> bool:
        """Whether ``given`` is the answer, within the tolerance."""
        return abs(given - self.answer) <= self.tolerance

    @property
    def answer_text(self) -> str:
        """A number as a reader would write it: 118,013,952 or 6.891 MiB."""
        number = f"{self.answer:,.0f}" if self.tolerance == 0 else f"{self.answer:,.4g}"
        return f"{number} {self.unit}".rstrip()


def load_bank(
    root: Path, topic: str, chapter: str | None = None
) -> tuple[list[Question], list[Drill]]:
    """Return the questions and drills of ``root/book/<topic>/<chapter>.yml``.

    Without a chapter, those of all the topic's chapters; with one, no other file is
    read.
    """
    banks = _read(root, topic, chapter)
    names = _names(topic)
    drills = []
    for path, bank in banks.items():
        for entry in bank["drills"]:
            try:
                drills.append(_drill({**entry, "chapter": path.stem}, names))
            except ValueError as error:
                raise ValueError(f"{path}: {entry['id']}: {error}") from error
    return _questions(banks), drills


def load_questions(
    root: Path, topic: str, chapter: str | None = None
) -> list[Question]:
    """Return the questions alone: no drill is computed, no package imported for it."""
    return _questions(_read(root, topic, chapter))


def _questions(banks: dict[Path, Any]) -> list[Question]:
    return [
        Question(**entry, chapter=path.stem)
        for path, bank in banks.items()
        for entry in bank["questions"]
    ]


def _read(root: Path, topic: str, chapter: str | None) -> dict[Path, Any]:
    """Read and validate the files of a topic, or that of one chapter."""
    with needs("book"):
        import yaml

    schema = json.loads((root / "book" / "questions.schema.json").read_text("utf-8"))
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    banks: dict[Path, Any] = {}
    seen: set[str] = set()
    for path in _paths(root, topic, chapter):
        bank = yaml.load(path.read_text("utf-8"), Loader=loader)
        problems = _schema_problems(bank, schema) or _id_problems(bank, topic, seen)
        if problems:
            raise ValueError("\n".join(f"{path}: {problem}" for problem in problems))
        banks[path] = bank
    return banks


def _paths(root: Path, topic: str, chapter: str | None) -> list[Path]:
    """Return the question banks of a topic, or that of one chapter."""
    folder = root / "book" / topic
    paths = sorted(folder.glob("*.yml"))
    if not paths:
        raise ValueError(f"topic {topic!r} has no question bank: no .yml in {folder}")
    if chapter is None:
        return paths
    known = [path.stem for path in paths]
    if chapter not in known:
        raise ValueError(f"chapter is {chapter!r}, expected one of {', '.join(known)}")
    return [folder / f"{chapter}.yml"]


def _schema_problems(bank: Any, schema: dict[str, Any]) -> list[str]:
    """One line a violation: the entry's id, its field, what is wrong."""
    import jsonschema

    problems = []
    for error in jsonschema.Draft202012Validator(schema).iter_errors(bank):
        where = list(error.absolute_path)
        entry = ".".join(map(str, where[:2])) or "the file"
        if len(where) >= 2 and isinstance(bank[where[0]][where[1]], dict):
            entry = bank[where[0]][where[1]].get("id", entry)
        field = ".".join(map(str, where[2:]))
        problems.append(": ".join(filter(None, [str(entry), field, error.message])))
    return problems


def _id_problems(bank: dict[str, Any], topic: str, seen: set[str]) -> list[str]:
    """Ids that occur twice in a topic or do not start with it; ``seen`` grows."""
    problems = []
    for entry in bank["questions"] + bank["drills"]:
        if entry["id"] in seen:
            problems.append(f"{entry['id']}: id: occurs twice")
        if not entry["id"].startswith(f"{topic}."):
            problems.append(f"{entry['id']}: id: does not start with '{topic}.'")
        seen.add(entry["id"])
    return problems


def _names(topic: str) -> dict[str, Any]:
    """All that an expression may name: np, dlnotes.cost, the topic's package if any."""
    # NumPy imports parts of itself when first needed, with the caller's __import__
    names: dict[str, Any] = {"np": np, "__builtins__": {"__import__": __import__}}
    for package in ("dlnotes.cost", f"dlnotes.{topic}"):
        if find_spec(package) is None:
            continue  # a topic of the book alone
        module = importlib.import_module(package)
        names |= {name: getattr(module, name) for name in module.__all__}
    return names


def _drill(entry: dict[str, Any], names: dict[str, Any]) -> Drill:
    """Compute the answer of one drill."""
    entry = dict(entry)
    if "options" in entry:
        options = tuple(
            Option(
                o["text"], _holds(f"options.{i}.holds", o["holds"], names), o["because"]
            )
            for i, o in enumerate(entry.pop("options"))
        )
        right = [i for i, option in enumerate(options) if option.holds]
        if len(right) != 1:
            raise ValueError(f"options: {len(right)} hold, expected exactly one")
        return Drill(**entry, options=options, answer=right[0])
    expression = entry.pop("compute")
    value = _evaluate("compute", expression, names)
    if not isinstance(value, Real) or not isfinite(value):
        raise ValueError(f"compute: {expression!r} is {value!r}, expected a number")
    if value != round(value) and "tolerance" not in entry:
        raise ValueError(f"tolerance: missing, but the answer {value} is no integer")
    return Drill(**entry, answer=float(value))


def _holds(field: str, expression: str, names: dict[str, Any]) -> bool:
    """Evaluate an option's ``holds``, which must be true or false."""
    value = _evaluate(field, expression, names)
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{field}: {expression!r} is {value!r}, expected a bool")
    return bool(value)


def _evaluate(field: str, expression: str, names: dict[str, Any]) -> Any:
    """Evaluate an expression of the bank."""
    try:
        # The bank is a file of this repository, reviewed and run like its code;
        # the bare namespace keeps expressions to arithmetic with dlnotes.
        return eval(expression, names)
    except Exception as error:
        raise ValueError(
            f"{field}: {expression!r} raised {type(error).__name__}: {error}"
        ) from error
