"""Read a recorded experiment or benchmark, and run any slice of it again."""

from __future__ import annotations

import json
import runpy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlnotes.teach._display import book_root


@dataclass(frozen=True)
class Record:
    """What an experiment, or a benchmark, tried and found.

    Attributes
    ----------
    config : dict
        Each parameter of the experiment and the values tried.
    seeds : list of int
        Empty for a benchmark.
    runs : list of dict
        One run each: ``seed``, the parameters, ``result`` (a dict) and ``seconds``.
    versions, machine : dict
        Where it ran.
    seconds : float
        The duration of all runs.
    script : pathlib.Path
        What was run.
    summary : dict
        What a benchmark says of all its runs together.
    """

    config: dict[str, list[Any]]
    seeds: list[int]
    runs: list[dict[str, Any]] = field(repr=False)
    versions: dict[str, str]
    machine: dict[str, Any]
    seconds: float
    script: Path = field(repr=False)
    summary: dict[str, float] = field(default_factory=dict)

    def results(self, **case: Any) -> list[dict[str, Any]]:
        """Return the results of the runs that match, in the order of their seeds.

        Parameters
        ----------
        **case
            A value for any of ``seed`` and the parameters.

        Raises
        ------
        ValueError
            If no run matches.
        """
        found = [run for run in self.runs if case.items() <= run.items()]
        if not found:
            tried = {"seed": self.seeds, **self.config}
            raise ValueError(f"no run with {case}; the record has {tried}")
        return [run["result"] for run in found]

    def rerun(self, **case: Any) -> dict[str, Any]:
        """Run one case again, now, and return its result.

        Parameters
        ----------
        **case
            ``seed`` and every parameter, as in one of `runs`.
        """
        return dict(runpy.run_path(str(self.script))["run"](**case))


def record(name: str) -> Record:
    """Return the record of ``experiments/<name>.py``, or of ``bench/<topic>.py``.

    Parameters
    ----------
    name : str
        ``<topic>/<experiment>``, or ``bench/<topic>``.

    Raises
    ------
    ValueError
        If there is no such record.

    Notes
    -----
    ``make experiments`` and ``make bench`` write records; a test fails when a script
    has changed since its record was written.

    Examples
    --------
    >>> locality = record("convolution/locality")
    >>> locality.config["model"]
    ['mlp', 'cnn']
    >>> case = dict(data="mnist", images=1000, pixels="natural")
    >>> mlp, cnn = (locality.results(seed=0, model=m, **case) for m in ("mlp", "cnn"))
    >>> cnn[0]["accuracy"] > mlp[0]["accuracy"]
    True
    """
    root = book_root()
    found = {_name(root, path): path for path in _paths(root)}
    if name not in found:
        raise ValueError(f"no record {name!r}; there are {sorted(found)}")
    content = json.loads(found[name].read_text(encoding="utf-8"))
    del content["script_sha256"]
    folder = root if name.startswith("bench/") else root / "experiments"
    return Record(**content, script=folder / f"{name}.py")


def _paths(root: Path) -> list[Path]:
    """List the files of all records."""
    return [*root.glob("experiments/*/*.json"), *root.glob("bench/results/*.json")]


def _name(root: Path, path: Path) -> str:
    """Name a record as readers do."""
    kind, *rest = path.relative_to(root).with_suffix("").parts
    return "/".join(rest if kind == "experiments" else (kind, *rest[1:]))
