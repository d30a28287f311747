"""What an experiment chooses, and whether it tried enough values.

A script that tries values of a hyper-parameter names the metric that decides, measured
on validation data::

    CHOOSE = {"parameter": "rate", "metric": "validation"}

The best value must be neither the smallest nor the largest tried, whatever the other
parameters are. Where it may be, the script says why::

    CHOOSE = {
        "parameter": "rate",
        "metric": "loss",  # of a list, one value a step, the last decides
        "largest": False,  # less is better
        "edges": [{"norm": "none", "because": "every larger rate diverges"}],
    }

The statement is a literal, and no part of the script's hash: a reason can be given
when the record is there, and changes none of its runs.
"""

from __future__ import annotations

import ast
import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

NAME = "CHOOSE"


def split_choice(text: str) -> tuple[str, dict[str, Any] | None]:
    """Return a script without the statement, and what the statement says.

    Raises
    ------
    ValueError
        If the script uses it: then a run may depend on what is not hashed.
    """
    if NAME not in text:
        return text, None
    tree = ast.parse(text)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    if any(n.id == NAME and isinstance(n.ctx, ast.Load) for n in names):
        raise ValueError(f"{NAME} is used: it is for the tools, no run may read it")
    lines = text.splitlines(keepends=True)
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == NAME:
                del lines[statement.lineno - 1 : statement.end_lineno]
                return "".join(lines), ast.literal_eval(value)
    return text, None


def find_edges(script: Path, content: dict[str, Any]) -> list[str]:
    """Return a complaint for each case whose best value is at an edge of its grid.

    Parameters
    ----------
    script : pathlib.Path
        What says how to choose, if it does.
    content : dict
        Its record.
    """
    _, choice = split_choice(script.read_text("utf-8"))
    if choice is None:
        return []
    _validate(choice, content["config"])
    parameter, metric = choice["parameter"], choice["metric"]
    record = _read(script, content, metric)
    others = {k: values for k, values in record.config.items() if k != parameter}
    excuses = [
        {k: v for k, v in edge.items() if k != "because"}
        for edge in choice.get("edges", ())
    ]
    idle, complaints = list(excuses), []
    for values in itertools.product(*others.values()):
        case = dict(zip(others, values, strict=True))
        runs = [run for run in record.runs if case.items() <= run.items()]
        try:
            replace(record, runs=runs).best(
                parameter, metric, largest=choice.get("largest", True), **case
            )
        except ValueError as error:
            fitting = [e for e in excuses if e.items() <= case.items()]
            idle = [e for e in idle if e not in fitting]
            complaints += [] if fitting else [f"{case}: {error}"]
    return complaints + [f"{excuse}: excused, but at no edge" for excuse in idle]


def _validate(choice: dict[str, Any], config: dict[str, list[Any]]) -> None:
    """Refuse a choice of nothing, and an excuse without a reason."""
    known = {"parameter", "metric", "largest", "edges"}
    if not {"parameter", "metric"} <= choice.keys() <= known:
        raise ValueError(f"{NAME} has {list(choice)}, expected some of {sorted(known)}")
    if choice["parameter"] not in config:
        raise ValueError(f"{NAME}: no parameter {choice['parameter']!r}: {config}")
    for edge in choice.get("edges", ()):
        if not edge.get("because") or not edge.keys() - {"because"} <= config.keys():
            raise ValueError(f"{NAME}: {edge}: expected parameters and because")


def _read(script: Path, content: dict[str, Any], metric: str) -> Any:
    """Return the record as chapters read it, with the deciding metric alone."""
    # NumPy is imported late: before it, tools.experiments sets the threads.
    from dlnotes.teach.record import Record

    fields = {k: v for k, v in content.items() if k != "script_sha256"}
    runs = [
        {**run, "result": {metric: _last(run["result"][metric])}}
        for run in content["runs"]
    ]
    return Record(**{**fields, "runs": runs}, script=script)


def _last(value: Any) -> Any:
    """Return the value at the end of training."""
    return value[-1] if isinstance(value, list) else value
