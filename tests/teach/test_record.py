import json
import runpy
from itertools import product

import numpy as np
import pytest

from dlnotes.teach.record import Record, record

SCRIPT = "def run(*, seed, width):\n    return {'area': seed + width**2}\n"


@pytest.fixture
def book(tmp_path, monkeypatch):
    chapter = tmp_path / "book" / "geometry"
    chapter.mkdir(parents=True)
    (tmp_path / "book" / "notes.yml").touch()
    folder = tmp_path / "experiments" / "geometry"
    folder.mkdir(parents=True)
    (folder / "square.py").write_text(SCRIPT)
    runs = [
        {"seed": s, "width": w, "result": {"area": s + w**2}, "seconds": 0.1}
        for s in (0, 1)
        for w in (2, 3)
    ]
    content = {
        "script_sha256": "0",
        "config": {"width": [2, 3]},
        "seeds": [0, 1],
        "versions": {"python": "3.11"},
        "machine": {"cores": 2},
        "seconds": 0.4,
        "runs": runs,
    }
    (folder / "square.json").write_text(json.dumps(content))
    results = tmp_path / "bench" / "results"
    results.mkdir(parents=True)
    bench = {**content, "seeds": [], "runs": [], "summary": {"mean": 1.5}}
    (results / "geometry.json").write_text(json.dumps(bench))
    monkeypatch.chdir(chapter)


@pytest.mark.usefixtures("book")
class TestRecord:
    def test_is_found_from_a_notebook(self):
        square = record("geometry/square")
        assert square.config == {"width": [2, 3]}
        assert square.seeds == [0, 1]
        assert len(square.runs) == 4
        assert square.seconds == 0.4

    def test_reads_a_benchmark_too(self):
        bench = record("bench/geometry")
        assert bench.summary == {"mean": 1.5}
        assert bench.script.parts[-2:] == ("bench", "geometry.py")

    def test_selects_results(self):
        square = record("geometry/square")
        assert square.results(width=3) == [{"area": 9}, {"area": 10}]
        assert square.results(width=3, seed=1) == [{"area": 10}]
        assert len(square.results()) == 4

    def test_reruns_what_was_recorded(self):
        square = record("geometry/square")
        for run in square.runs:
            again = square.rerun(seed=run["seed"], width=run["width"])
            assert again == run["result"]

    def test_refuses_what_was_never_run(self):
        with pytest.raises(ValueError, match=r"'width': 4.*'width': \[2, 3\]"):
            record("geometry/square").results(width=4)

    def test_names_the_records_that_exist(self):
        with pytest.raises(ValueError, match=r"'circle'.*geometry/square"):
            record("circle")

    def test_repr_leaves_out_the_runs(self):
        assert "area" not in repr(record("geometry/square"))


HILL = """
def run(*, seed, rate, norm):
    return {"val": None if rate > 9 else -(rate - 3) ** 2 + seed, "test": 10 * rate}
"""


@pytest.fixture
def hill(tmp_path):
    script = tmp_path / "hill.py"
    script.write_text(HILL)
    run = runpy.run_path(str(script))["run"]
    config = {"rate": [1, 3, 5, 10], "norm": ["none", "batch"]}
    cases = [
        {"seed": s, "rate": r, "norm": n}
        for s, r, n in product((0, 2), config["rate"], config["norm"])
    ]
    runs = [{**case, "result": run(**case), "seconds": 0.1} for case in cases]
    return Record(config, [0, 2], runs, {}, {}, 1.0, script)


class TestChoice:
    def test_best_is_chosen_by_one_metric_and_reported_by_another(self, hill):
        best = hill.best("rate", "val", norm="batch")
        assert best == {"norm": "batch", "rate": 3}
        assert hill.spread("test", **best).values.tolist() == [30, 30]

    def test_less_may_be_better(self, hill):
        best = hill.best(
            "rate", lambda r: (r["test"] - 50) ** 2, largest=False, norm="none"
        )
        assert best["rate"] == 5

    @pytest.mark.parametrize(("largest", "found"), [(True, 10), (False, 1)])
    def test_an_edge_needs_a_reason(self, hill, largest, found):
        how = {"largest": largest, "norm": "none"}
        with pytest.raises(ValueError, match=f"best rate is {found}, at the edge"):
            hill.best("rate", "test", **how)
        assert hill.best("rate", "test", edge="no more", **how)["rate"] == found

    @pytest.mark.parametrize("largest", [True, False])
    def test_a_diverged_run_is_never_best(self, hill, largest):
        best = hill.best("rate", "val", largest=largest, edge="any", norm="none")
        assert best["rate"] != 10

    def test_names_have_no_edge(self, hill):
        assert hill.best("norm", "test", rate=3)["norm"] == "none"

    def test_all_diverged_is_an_error(self, hill):
        with pytest.raises(ValueError, match="finite val"):
            hill.best("norm", "val", rate=10)

    def test_an_open_parameter_is_named(self, hill):
        with pytest.raises(ValueError, match="leaves open norm"):
            hill.best("rate", "val")
        with pytest.raises(ValueError, match="leaves open rate"):
            hill.spread("val", norm="none")

    def test_spread_scales_and_fills_in(self, hill):
        case = {"norm": "none"}
        assert hill.spread("val", scale=100, rate=3, **case).values.tolist() == [0, 200]
        assert hill.spread("val", missing=np.inf, rate=10, **case).mean == np.inf

    def test_again_agrees(self, hill):
        again = hill.again("test", seed=0, rate=3, norm="none")
        assert again == {"now": 30, "record": 30}
        diverged = hill.again("val", seed=0, rate=10, norm="none")
        assert diverged == {"now": None, "record": None}

    def test_again_notices_a_difference(self, hill):
        hill.runs[0]["result"] = {"test": 12, "val": None}
        case = {key: hill.runs[0][key] for key in ("seed", "rate", "norm")}
        with pytest.raises(AssertionError, match="is 10, in the record 12"):
            hill.again("test", **case)
        with pytest.raises(AssertionError, match="in the record None"):
            hill.again("val", **case)
        assert hill.again("test", atol=2, **case)["now"] == 10

    def test_again_runs_one_case(self, hill):
        with pytest.raises(ValueError, match="2 runs match"):
            hill.again("test", rate=3, norm="none")
