import json

import pytest

from dlnotes.teach.record import record

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
