"""The package as users get it: the wheel, with NumPy alone, in an empty environment."""

import subprocess
import venv

import pytest

from tools.lint_house import HEAVY, NUMPY_ROOMS, ROOT_PACKAGE, rooms

pytestmark = pytest.mark.xdist_group("wheel")
# The doctests are the use: each public function runs once, but for those that take
# PyTorch's modules: these must say what is missing.
SCRIPT = """
import doctest, importlib, pkgutil, sys
runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
for room in {rooms}:
    package = importlib.import_module("dlnotes." + room)
    for info in pkgutil.iter_modules(package.__path__):
        if info.name != "torch":
            module = importlib.import_module(package.__name__ + "." + info.name)
            for test in doctest.DocTestFinder().find(module):
                if not any("from torch " in e.source for e in test.examples):
                    runner.run(test)
assert not {heavy} & set(sys.modules)
print(runner.failures, runner.tries)
"""


@pytest.fixture(scope="module")
def python(wheel, tmp_path_factory):
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-I", "-m", "pip", "install", "--quiet", wheel], check=True)
    return python


def run(python, *arguments):
    command = [python, "-I", *arguments]
    result = subprocess.run(command, cwd="/", capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_numpy_is_the_only_dependency(python):
    installed = run(python, "-m", "pip", "list", "--format=freeze").split()
    names = {line.split("==")[0].split("@")[0] for line in installed if "=" in line}
    assert names - {"pip", "setuptools"} == {"dlnotes", "numpy"}


def test_every_numpy_room_runs(python):
    # Data sets come from optional packages: their loaders are tried elsewhere.
    tried = [room for room in rooms() if room in NUMPY_ROOMS - {"data"}]
    output = run(python, "-c", SCRIPT.format(rooms=tried, heavy=HEAVY))
    failed, attempted = map(int, output.split()[-2:])
    assert failed == 0, output
    assert attempted >= len(tried)


@pytest.mark.parametrize("call", ["count_parameters(0)", "count_macs(0, (1,))"])
def test_what_takes_modules_says_what_is_missing(python, call):
    script = (
        "from dlnotes import cost\n"
        f"try: cost.{call}\n"
        "except ModuleNotFoundError as error: print(error)"
    )
    assert run(python, "-c", script).strip() == (
        'torch is not installed: run `pip install "dlnotes[torch]"`'
    )


def test_the_reader_is_graded(python):
    script = (
        "import sys; from dlnotes.teach import check;"
        "print(all(hasattr(check, name) for name in dir(check)));"
        "print(check.conv2d(check.conv2d.oracle).passed);"
        "print(check.conv2d(lambda x, weight: x).passed);"
        f"print({HEAVY} & set(sys.modules))"
    )
    assert run(python, "-c", script).split() == ["True", "True", "False", "set()"]


def test_the_package_is_typed_and_carries_its_licence(python):
    script = (
        "import importlib.metadata as m;"
        "print(*(str(f) for f in m.files('dlnotes')), sep='\\n')"
    )
    files = run(python, "-c", script)
    assert f"{ROOT_PACKAGE}/py.typed" in files
    assert "LICENSE" in files
    assert "tests/" not in files
