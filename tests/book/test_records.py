"""Every recorded number comes from the script that stands beside it."""

import shutil

import pytest

from tools.choice import split_choice
from tools.record import (
    ROOT,
    choose_scripts,
    find_narrow_grid,
    find_problem,
    read_record,
    record_path,
)

SCRIPTS = [*choose_scripts(ROOT / "experiments"), *choose_scripts(ROOT / "bench")]


@pytest.fixture
def copy(tmp_path):
    """Copy the repository's scripts and records."""
    for folder in ("experiments", "bench"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return tmp_path


def test_there_are_scripts():
    assert {"experiments", "bench"} == {s.relative_to(ROOT).parts[0] for s in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: str(s.relative_to(ROOT)))
class TestRecord:
    def test_is_current_and_complete(self, script):
        assert find_problem(script) is None

    def test_no_best_value_is_at_an_edge(self, script):
        assert find_narrow_grid(script) is None

    def test_says_what_is_chosen_on_validation_data(self, script):
        _, choice = split_choice(script.read_text("utf-8"))
        results = [run["result"] for run in read_record(record_path(script))["runs"]]
        validated = any(key.startswith("validation") for r in results for key in r)
        assert choice or not validated

    def test_is_stale_once_the_script_is_edited(self, script, copy):
        edited = copy / script.relative_to(ROOT)
        assert find_problem(edited) is None
        edited.write_text(edited.read_text("utf-8") + "# edited\n", "utf-8")
        assert find_problem(edited) == "the script has changed since its record"


def test_every_record_has_its_script():
    records = {p for f in ("experiments", "bench") for p in (ROOT / f).rglob("*.json")}
    assert records == {record_path(script) for script in SCRIPTS}
