import pytest

from tools import experiments
from tools.record import find_problem, read_record, record_path

SCRIPT = """
from pathlib import Path

SEEDS = range(3)
CONFIG = {"width": [2, 3]}
LOG = Path(__file__).with_name("log")


def run(*, seed, width):
    LOG.write_text(f"{LOG.read_text()}{seed}{width} ")
    if Path(__file__).with_name("break").exists() and (seed, width) == (1, 3):
        raise KeyboardInterrupt
    return {"area": seed + width}
"""
ALL = "02 03 12 13 22 23 "


@pytest.fixture
def script(tmp_path):
    path = tmp_path / "experiments" / "geometry" / "area.py"
    path.parent.mkdir(parents=True)
    path.write_text(SCRIPT)
    return path


def run(script):
    """Run the experiment and return the cases it ran."""
    log = script.with_name("log")
    log.write_text("")
    experiments.run_experiment(script)
    return log.read_text()


@pytest.fixture
def interrupted(script):
    script.with_name("break").touch()
    with pytest.raises(KeyboardInterrupt):
        run(script)
    script.with_name("break").unlink()
    return script


def test_runs_everything_once(script):
    assert run(script) == ALL
    assert find_problem(script) is None


def test_keeps_what_ran_before_an_interruption(interrupted):
    runs = read_record(record_path(interrupted))["runs"]
    assert [(r["seed"], r["width"]) for r in runs] == [(0, 2), (0, 3), (1, 2)]


def test_resumes_where_it_stopped(interrupted):
    before = read_record(record_path(interrupted))["runs"]
    assert run(interrupted) == "13 22 23 "
    assert read_record(record_path(interrupted))["runs"][:3] == before
    assert find_problem(interrupted) is None


def test_an_edited_script_starts_afresh(interrupted):
    interrupted.write_text(SCRIPT + "\n# edited\n")
    assert run(interrupted) == ALL


def test_another_machine_starts_afresh(interrupted, monkeypatch):
    monkeypatch.setattr("tools.record._cpu_model", lambda: "an abacus")
    assert run(interrupted) == ALL


def test_a_complete_record_is_run_again_when_asked(script):
    assert run(script) == ALL
    assert run(script) == ALL
    assert len(read_record(record_path(script))["runs"]) == 6


class TestMain:
    @pytest.fixture(autouse=True)
    def only_this_experiment(self, tmp_path, script, monkeypatch):
        monkeypatch.setattr(experiments, "ROOT", tmp_path)
        monkeypatch.setattr(experiments, "use_one_thread", lambda: None)
        script.with_name("log").write_text("")

    def test_runs_what_has_no_record_and_then_nothing(self, script, capsys):
        experiments.main([])
        assert script.with_name("log").read_text() == ALL
        experiments.main([])
        assert script.with_name("log").read_text() == ALL
        assert "agrees" in capsys.readouterr().out

    def test_runs_a_named_one_in_any_case(self, script):
        experiments.main(["geometry/area"])
        experiments.main(["geometry/area"])
        assert script.with_name("log").read_text() == ALL * 2

    @pytest.mark.parametrize("names", [[], ["geometry/area"]])
    def test_refuses_a_best_value_at_an_edge(self, script, names):
        choice = 'CHOOSE = {"parameter": "width", "metric": "area"}\n'
        script.write_text(choice + SCRIPT)
        for _ in range(2):
            with pytest.raises(SystemExit, match=r"^area: .*best width is 3, at"):
                experiments.main(names)
        assert find_problem(script) is None, "the runs themselves are kept"

    def test_refuses_an_unknown_name(self):
        with pytest.raises(SystemExit, match=r"'volume'.*geometry/area"):
            experiments.main(["volume"])
