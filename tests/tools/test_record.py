import json
import math
from pathlib import Path
from types import SimpleNamespace

import pytest

from tools import record as records

SCRIPT = '''"""How large is a rectangle?"""
SEEDS = range(2)
CONFIG = {"width": [2, 3], "height": (4, 5)}


def run(*, seed, width, height):
    return {"area": seed + width * height}
'''


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "experiments" / "geometry" / "area.py"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT)
    return path


def complete(script):
    module = records.load_script(script)
    record = records.start_record(script, module)
    for case in records.pending(record):
        records.add_run(record, module, case)
    records.write_record(records.record_path(script), record)
    return record


def test_every_combination_is_a_run(script):
    record = complete(script)
    areas = {
        (run["seed"], run["width"], run["height"]): run["result"]["area"]
        for run in record["runs"]
    }
    assert areas == {
        (seed, width, height): seed + width * height
        for seed in (0, 1)
        for width in (2, 3)
        for height in (4, 5)
    }


def test_a_benchmark_needs_no_seeds():
    record = {"seeds": [], "config": {"size": [1, 2]}, "runs": []}
    assert records.cases(record) == [{"size": 1}, {"size": 2}]


def test_record_survives_its_file(script):
    record = complete(script)
    assert records.read_record(records.record_path(script)) == record
    assert record["seconds"] == pytest.approx(sum(r["seconds"] for r in record["runs"]))


def test_fresh_record_equals_its_stored_self(script):
    fresh = records.start_record(script, records.load_script(script))
    assert fresh == json.loads(json.dumps(fresh))


def test_machine_is_described_without_names_or_paths(script):
    record = complete(script)
    assert set(record["machine"]) == {"platform", "cpu", "cores"}
    assert {"python", "numpy", "torch"} <= set(record["versions"])
    text = records.record_path(script).read_text()
    assert records.platform.node() not in text
    assert str(script.parent) not in text
    assert str(Path.home()) not in text


def test_one_line_a_run(script):
    record = complete(script)
    lines = records.record_path(script).read_text().splitlines()
    assert [json.loads(line.rstrip(",")) for line in lines if '"result"' in line] == (
        record["runs"]
    )


def test_hash_ignores_line_ends_only(tmp_path):
    unix, windows, edited = (tmp_path / name for name in ("u.py", "w.py", "e.py"))
    unix.write_bytes(b"a = 1\nb = 2\n")
    windows.write_bytes(b"a = 1\r\nb = 2\r\n")
    edited.write_bytes(b"a = 1\nb = 3\n")
    assert records.script_sha256(unix) == records.script_sha256(windows)
    assert records.script_sha256(unix) != records.script_sha256(edited)


def test_hash_ignores_what_is_chosen(tmp_path):
    plain, choosing, other = (tmp_path / name for name in ("p.py", "c.py", "o.py"))
    plain.write_text("a = 1\nb = 2\n")
    choosing.write_text("a = 1\nCHOOSE = {'parameter': 'a', 'metric': 'b'}\nb = 2\n")
    other.write_text("a = 1\nCHOICE = {'parameter': 'a', 'metric': 'b'}\nb = 2\n")
    assert records.script_sha256(choosing) == records.script_sha256(plain)
    assert records.script_sha256(other) != records.script_sha256(plain)


def test_a_grid_that_ends_too_early_is_reported(script):
    assert records.find_narrow_grid(script) is None, "there is no record yet"
    complete(script)
    assert records.find_narrow_grid(script) is None, "nothing is chosen"
    choice = 'CHOOSE = {"parameter": "width", "metric": "area"}'
    script.write_text(SCRIPT.replace("SEEDS", f"{choice}\nSEEDS", 1))
    assert records.find_problem(script) is None, "the choice changes no run"
    first, second = records.find_narrow_grid(script).splitlines()
    assert first.startswith("{'height': 4}: the best width is 3, at the edge")
    assert second.startswith("{'height': 5}: the best width is 3, at the edge")


def test_interrupted_write_leaves_the_old_record(script, monkeypatch):
    record = complete(script)
    path = records.record_path(script)

    def power_cut(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(records.os, "replace", power_cut)
    with pytest.raises(KeyboardInterrupt):
        records.write_record(path, record | {"seconds": -1})
    assert records.read_record(path) == record


def test_a_result_that_is_not_a_number_is_refused(script):
    record = complete(script)
    record["runs"][0]["result"] = {"area": math.nan}
    with pytest.raises(ValueError, match="not JSON compliant"):
        records.write_record(records.record_path(script), record)


class TestFindProblem:
    def test_accepts_a_complete_record(self, script):
        complete(script)
        assert records.find_problem(script) is None

    def test_reports_a_missing_record(self, script):
        assert records.find_problem(script) == "no record"

    def test_reports_an_edited_script(self, script):
        complete(script)
        script.write_text(SCRIPT.replace("width * height", "width + height"))
        assert "changed" in records.find_problem(script)

    def test_reports_missing_runs(self, script):
        record = complete(script)
        del record["runs"][3]
        records.write_record(records.record_path(script), record)
        assert records.find_problem(script) == "1 of 8 runs are missing"


def test_scripts_are_chosen_by_name(script):
    folder = script.parents[1]
    other = script.with_name("volume.py")
    other.touch()
    assert records.choose_scripts(folder) == [script, other]
    assert records.choose_scripts(folder, ["geometry/volume"]) == [other]
    with pytest.raises(SystemExit, match=r"'depth'.*geometry/area"):
        records.choose_scripts(folder, ["geometry/area", "depth"])


def test_where_records_live():
    experiment = records.record_path(Path("experiments/a/b.py"))
    assert experiment == Path("experiments/a/b.json")
    assert records.record_path(Path("bench/c.py")) == Path("bench/results/c.json")


def test_one_thread(monkeypatch):
    environment = {}
    monkeypatch.setattr(records, "os", SimpleNamespace(environ=environment))
    records.use_one_thread()
    assert environment["OMP_NUM_THREADS"] == environment["OPENBLAS_NUM_THREADS"] == "1"
