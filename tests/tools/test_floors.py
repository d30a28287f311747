"""The contracts on imports can be broken, and say by whom."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MISTAKES = {
    "convolution/_up.py": "def f():\n    from dlnotes.data import digits\n",
    "convolution/_aside.py": "import dlnotes.normalization",
    "_loops.py": "import dlnotes.cost",
    "optimizers/schedules/_heavy.py": "from dlnotes.optimizers import torch\n",
    "cookery/__init__.py": "",
}
COMPLAINTS = [
    "dlnotes.convolution is not allowed to import dlnotes.data",
    "dlnotes.convolution is not allowed to import dlnotes.normalization",
    "dlnotes._loops is not allowed to import dlnotes.cost",
    "dlnotes.optimizers.schedules._heavy is not allowed to import",
    "- dlnotes.cookery",
]


COMMAND = [
    *(sys.executable, "-c", "import importlinter.cli as c; c.lint_imports_command()"),
    *("--no-cache", "--config", str(ROOT / "pyproject.toml")),
]


def judge(folder):
    environment = {"PYTHONPATH": str(folder), "COLUMNS": "200"}
    run = subprocess.run(
        COMMAND,
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.returncode, run.stdout


def test_the_house_keeps_its_contracts_and_mistakes_break_them(tmp_path):
    ignore = shutil.ignore_patterns("__pycache__", "teach")
    shutil.copytree(ROOT / "dlnotes", tmp_path / "dlnotes", ignore=ignore)
    (tmp_path / "dlnotes/teach").mkdir()
    (tmp_path / "dlnotes/teach/__init__.py").touch()
    assert judge(tmp_path)[0] == 0
    for name, text in MISTAKES.items():
        path = tmp_path / "dlnotes" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    status, said = judge(tmp_path)
    assert status == 1
    assert [complaint for complaint in COMPLAINTS if complaint not in said] == []
