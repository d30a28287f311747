"""An exercise is found by its name, and nothing else is imported."""

import subprocess
import sys
from pathlib import Path

import pytest

from dlnotes.teach import check

ROOT = Path(check.__file__).parent


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_listing_imports_no_exercise_and_using_one_imports_no_other():
    names = {path.stem for path in ROOT.glob("*/[a-z]*.py")}
    loaded = run(
        "import sys; from dlnotes.teach import check; dir(check); hasattr(check, 'no');"
        "print('|'); check.adam;"
        "print(*(m for m in sys.modules if m.startswith('dlnotes.teach.check.')))"
    )
    assert set(dir(check)) == names
    assert {m.rpartition(".")[2] for m in loaded} & names == {"adam"}


def declare(root, topic, name):
    (root / topic).mkdir(exist_ok=True)
    (root / topic / "__init__.py").touch()
    (root / topic / f"{name}.py").write_text("")


@pytest.mark.parametrize(
    ("topic", "name", "message"),
    [
        ("pooling", "adam", "'adam' is declared in two topics, optimizers and pooling"),
        ("pooling", "optimizers", "optimizers names a topic"),
    ],
)
def test_a_name_used_twice_is_an_error(tmp_path, monkeypatch, topic, name, message):
    declare(tmp_path, topic, name)
    monkeypatch.setattr(check, "__path__", [*check.__path__, str(tmp_path)])
    for look in (lambda: check.adam, lambda: dir(check)):
        with pytest.raises(ImportError, match=message):
            look()
