"""Break a package on purpose, to prove that its tests would notice.

A topic keeps its bugs as data, in its `mutants.py`: what notices each one, the file
(its path from the package's folder), the text, found there once, and what replaces it.

    MUTANTS = {"kernel flipped": ("conv2d", "../_window.py", "= patches", "= -patches")}

Its `test_mutants.py` says what notices a bug: a function of the package, or of a broken
copy, that raises an AssertionError about it. The runner is here, for all topics:

    NOTICERS = {"conv2d": every(assert_conv2d, CONV2D, [{}, {"dtype": np.float32}])}
    test_mutants = mutant_test("dlnotes.convolution", MUTANTS, NOTICERS)
"""

import importlib
import itertools
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

Mutant = tuple[str, str, str, str]
"""What notices it, file, text, replacement."""

Noticer = Callable[[Any], object]

NOTICED = AssertionError, pytest.fail.Exception, ValueError
"""What a noticer raises; the last where arrays no longer fit before the comparison."""

UNBROKEN = "nothing: "

_numbers = itertools.count()


def mutant_test(
    package: str, mutants: dict[str, Mutant], noticers: dict[str, Noticer]
) -> Callable[[str, Path], None]:
    """Return a test: each noticer rejects its mutants, and accepts a copy as it is."""

    @pytest.mark.untraced  # what runs is a copy
    @pytest.mark.filterwarnings("ignore")
    @pytest.mark.parametrize("bug", [*mutants, *(UNBROKEN + n for n in noticers)])
    def test(bug: str, tmp_path: Path) -> None:
        if bug not in mutants:
            noticers[bug.removeprefix(UNBROKEN)](copied(package, tmp_path))
            return
        noticer, *change = mutants[bug]
        broken = mutate(package, *change, tmp_path)
        with pytest.raises(NOTICED):
            noticers[noticer](broken)

    return test


def every(
    oracle: Callable[..., object],
    cases: Iterable[Any],
    variants: Iterable[dict[str, Any]] = ({},),
) -> Noticer:
    """Return a noticer that asks an oracle about all cases, each in all variants."""

    def noticer(ops: Any) -> None:
        for case, variant in itertools.product(cases, variants):
            oracle(ops, case, **variant)

    return noticer


def mutate(package: str, file: str, old: str, new: str, directory: Path) -> ModuleType:
    """Import a copy of `package` in which `old`, found once in `file`, reads `new`."""
    source = _folder(package) / file
    count = source.read_text(encoding="utf-8").count(old)
    assert count == 1, f"{old!r} is {count} times in {file}, expected once"
    return copied(package, directory, file=file, old=old, new=new)


def copied(
    package: str, directory: Path, *, file: str = "", old: str = "", new: str = ""
) -> ModuleType:
    """Import a copy of `package`, under a name of its own; `old` in `file` reads `new`.

    `directory` is where the copy is written.
    """
    name = f"mutant_{next(_numbers)}"
    folder = _folder(package)
    modules = {path.relative_to(folder): path for path in folder.rglob("*.py")}
    # what all topics stand on moves into the copy, too
    modules |= {
        Path("..", path.name): path for path in folder.parent.glob("_[a-z]*.py")
    }
    for place, path in modules.items():
        text = path.read_text(encoding="utf-8")
        if place.as_posix() == file:
            text = text.replace(old, new)
        text = text.replace(package, name).replace("dlnotes._", f"{name}._floor._")
        copy = directory / name / place.as_posix().replace("../", "_floor/")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(text, encoding="utf-8")
    sys.path.insert(0, str(directory))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(directory))


def _folder(package: str) -> Path:
    """Return where a package's files are."""
    (folder,) = importlib.import_module(package).__path__
    return Path(folder)
