"""The stages of make test: in order, timed, and none after one that failed."""

import re
from itertools import count
from pathlib import Path

import pytest

from tools import stages

MAKEFILE = Path(__file__).parents[2] / "Makefile"


@pytest.fixture
def _clock(monkeypatch):
    """Let every stage take ten seconds more than the one before."""
    times = (5 * n * n for n in count())
    monkeypatch.setattr(stages.time, "monotonic", lambda: next(times))


@pytest.mark.usefixtures("_clock")
def test_each_stage_and_their_sum_are_told(capsys):
    assert stages.run(["lint", "unit"], lambda name: 0) == 0
    assert capsys.readouterr().out.splitlines() == [
        "lint passed in 5 s",
        "unit passed in 25 s",
        "lint           5 s",
        "unit          25 s",
        "all           30 s",
    ]


def test_a_stage_that_fails_ends_the_run(capsys):
    seen = []
    status = {"lint": 0, "unit": 2}
    assert stages.run([*status, "site"], lambda name: seen.append(name) or status[name])
    assert seen == ["lint", "unit"]
    assert "unit FAILED in 0 s" in capsys.readouterr().out


def test_make_tells_whether_a_target_was_made(tmp_path, monkeypatch):
    (tmp_path / "Makefile").write_text("good:\n\t@true\nbad:\n\t@false\n")
    monkeypatch.chdir(tmp_path)
    assert stages.make("good") == 0
    assert stages.make("bad") != 0


def test_the_makefile_knows_every_stage():
    text = MAKEFILE.read_text(encoding="utf-8")
    named = re.search(r"tools\.stages (.*)", text)[1].split()
    assert named == ["lint", "unit", "notebooks", "book", "site"]
    for name in named:
        assert re.search(rf"^{name}:", text, re.MULTILINE)
