"""The notebook gate can fail: on a cell that raises, on a wrong stored output."""

import re
import subprocess
import sys
from pathlib import Path

BROKEN = Path(__file__).parents[1] / "fixtures" / "broken_book"


def gate(name):
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-p", "no:cacheprovider"]
    result = subprocess.run([*command, BROKEN / name], capture_output=True, text=True)
    counts = re.findall(r"(\d+) (passed|failed)", result.stdout)
    return result, {outcome: int(count) for count, outcome in counts}


def test_a_cell_that_raises_fails():
    result, counts = gate("raises.ipynb")
    assert result.returncode == 1
    assert counts == {"failed": 1}
    assert "ZeroDivisionError" in result.stdout


def test_a_wrong_stored_output_fails():
    result, counts = gate("wrong_output.ipynb")
    assert result.returncode == 1
    assert counts == {"failed": 1}
    assert "mismatch" in result.stdout


def test_a_right_stored_output_passes():
    result, counts = gate("right_output.ipynb")
    assert result.returncode == 0
    assert counts == {"passed": 1}
