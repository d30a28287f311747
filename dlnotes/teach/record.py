"""Read a recorded experiment or benchmark, and run any slice of it again."""

from __future__ import annotations

import json
import runpy
from collections.abc import Callable
from dataclasses import dataclass, field
from numbers import Real
from pathlib import Path
from typing import Any

import numpy as np

from dlnotes.teach._display import book_root
from dlnotes.teach._spread import Spread

Metric = str | Callable[[dict[str, Any]], float | None]


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

    def spread(
        self, metric: Metric, *, missing: float = np.nan, scale: float = 1, **case: Any
    ) -> Spread:
        """Return a metric of one configuration over the seeds.

        Parameters
        ----------
        metric : str or callable
            A key of the results, or a function of a result.
        missing : float, optional
            Stands for None, the result of a run that diverged.
        scale : float, optional
            Multiplies every value; 100 makes percent.
        **case
            A value for every parameter of which several were tried.

        Returns
        -------
        Spread
            ``values`` (one a seed), ``mean``, ``std``, ``median``, ``low``, ``high``;
            ``f"{it:.1f}"`` writes mean ± standard deviation.
        """
        results = self.results(**case)
        runs = [run for run in self.runs if case.items() <= run.items()]
        loose = {
            name: tried
            for name in self.config
            if len(tried := {repr(run[name]) for run in runs}) > 1
        }
        if loose:
            raise ValueError(f"{case} leaves open {', '.join(loose)}: choose a value")
        values = [r[metric] if isinstance(metric, str) else metric(r) for r in results]
        return Spread([missing if v is None else scale * v for v in values])

    def best(
        self,
        over: str,
        by: Metric,
        *,
        largest: bool = True,
        edge: str = "",
        **case: Any,
    ) -> dict[str, Any]:
        """Choose the value of one parameter by the mean of a metric over the seeds.

        Parameters
        ----------
        over : str
            The parameter to choose, e.g. ``"rate"``.
        by : str or callable
            The metric, measured on validation data. A run that diverged (None or not
            finite) is worse than all that did not.
        largest : bool, optional
            False where less is better, as for a loss.
        edge : str, optional
            Why the best number may be the smallest or the largest tried.
        **case
            Values of the other parameters.

        Returns
        -------
        dict
            `case` with the chosen value: arguments for :meth:`spread`.

        Raises
        ------
        ValueError
            If the best number is at the edge of those tried and `edge` gives no
            reason, or every run diverged.
        """
        tried = {repr(run[over]) for run in self.runs if case.items() <= run.items()}
        values = [value for value in self.config[over] if repr(value) in tried]
        means = [self.spread(by, **case, **{over: v}).mean for v in values]
        scores = [mean if largest else -mean for mean in means]
        finite = [s if np.isfinite(s) else -np.inf for s in scores]
        if not finite or max(finite) == -np.inf:
            raise ValueError(f"no run with {case} has a finite {by}")
        found = values[int(np.argmax(finite))]
        numbers = [v for v in values if isinstance(v, Real) and not isinstance(v, bool)]
        at_edge = len(numbers) == len(values) and found in (min(values), max(values))
        if at_edge and not edge:
            raise ValueError(
                f"the best {over} is {found}, at the edge of those tried, {values}: "
                "try more, or say why not (edge=...)"
            )
        return {**case, over: found}

    def again(
        self,
        metric: Metric,
        *,
        rtol: float = 0.05,
        atol: float = 0.0,
        **case: Any,
    ) -> dict[str, Any]:
        """Run one recorded run again, now, and assert that it agrees.

        Parameters
        ----------
        metric : str or callable
            A key of the results, or a function of a result.
        rtol, atol : float, optional
            How far apart the two may be; another CPU rounds anew.
        **case
            ``seed`` and a value for every parameter of which several were tried.

        Returns
        -------
        dict
            The metric ``now`` and in the ``record``.

        Raises
        ------
        AssertionError
            If they disagree.
        """
        single = {k: values[0] for k, values in self.config.items() if len(values) == 1}
        case = {**single, **case}
        results = self.results(**case)
        if len(results) != 1:
            raise ValueError(f"{len(results)} runs match {case}, expected one")

        def read(result: dict[str, Any]) -> Any:
            return result[metric] if isinstance(metric, str) else metric(result)

        then, now = read(results[0]), read(self.rerun(**case))
        agrees = (
            then is now
            if None in (then, now)
            else bool(np.allclose(now, then, rtol=rtol, atol=atol))
        )
        if not agrees:
            raise AssertionError(f"{metric} of {case} is {now}, in the record {then}")
        return {"now": now, "record": then}


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
