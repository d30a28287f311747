"""Read a recorded experiment, and run any slice of it again."""

from __future__ import annotations

import json
import runpy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dlnotes.teach._display import book_root


@dataclass(frozen=True)
class Record:
    """What an experiment tried and found.

    Attributes
    ----------
    config : dict
        Each parameter of the experiment and the values tried.
    seeds : list of int
    runs : list of dict
        One run each: ``seed``, the parameters, ``result`` (a dict) and ``seconds``.
    versions, machine : dict
        Where it ran.
    seconds : float
        The duration of all runs.
    script : pathlib.Path
        The experiment.
    """

    config: dict[str, list[Any]]
    seeds: list[int]
    runs: list[dict[str, Any]] = field(repr=False)
    versions: dict[str, str]
    machine: dict[str, Any]
    seconds: float
    script: Path = field(repr=False)

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
    """Return the record of ``experiments/<name>.py``.

    Parameters
    ----------
    name : str
        ``<topic>/<experiment>``.

    Raises
    ------
    ValueError
        If there is no such record.

    Notes
    -----
    ``make experiments`` writes records; a test fails when a script has changed
    since its record was written.

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
    folder = book_root() / "experiments"
    path = folder / f"{name}.json"
    if not path.is_file():
        known = [p.relative_to(folder).with_suffix("") for p in folder.rglob("*.json")]
        raise ValueError(
            f"no record {name!r}; there are {sorted(p.as_posix() for p in known)}"
        )
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["script_sha256"]
    return Record(**content, script=path.with_suffix(".py"))
