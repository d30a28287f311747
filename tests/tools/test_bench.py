import pytest

from tools import bench
from tools.record import find_problem, read_record, record_path

SCRIPT = """
CONFIG = {"size": [1, 20]}


def run(*, size):
    ms = {"torch": 2.0 * size, "ours": 3.0 * size}
    ms |= {"naive": 900.0} if size == 1 else {}
    return {"ms": ms, "mib": {"ours": 0.125}, "peak": 7.0}


def summarize(runs):
    return {"cases": len(runs)}
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    path = tmp_path / "bench" / "sorting.py"
    path.parent.mkdir()
    path.write_text(SCRIPT)
    monkeypatch.setattr(bench, "ROOT", tmp_path)
    monkeypatch.setattr(bench, "use_one_thread", lambda: None)
    return path


def test_writes_a_record(script):
    record = bench.run_benchmark(script)
    assert record_path(script) == script.parent / "results" / "sorting.json"
    assert read_record(record_path(script)) == record
    assert [run["size"] for run in record["runs"]] == [1, 20]
    assert record["summary"] == {"cases": 2}
    assert find_problem(script) is None


def test_prints_a_line_a_contender(script, capsys):
    bench.main(["sorting"])
    assert capsys.readouterr().out.splitlines() == [
        "size  contender      ms   mib",
        "1     torch        2.00",
        "1     ours         3.00  0.12",
        "1     naive      900.00",
        "20    torch       40.00",
        "20    ours        60.00  0.12",
        "cases: 2",
    ]


def test_interruption_leaves_the_previous_record(script):
    before = bench.run_benchmark(script)
    script.write_text(SCRIPT.replace("    ms =", "    assert size == 1\n    ms ="))
    with pytest.raises(AssertionError):
        bench.run_benchmark(script)
    assert read_record(record_path(script)) == before


def test_refuses_an_unknown_topic(script):
    with pytest.raises(SystemExit, match=r"'shuffling'.*sorting"):
        bench.main(["shuffling"])
