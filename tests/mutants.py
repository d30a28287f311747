"""Break a package on purpose, to prove that its tests would notice."""

import importlib
import itertools
import sys
from pathlib import Path
from types import ModuleType

_numbers = itertools.count()


def mutate(package: str, file: str, old: str, new: str, directory: Path) -> ModuleType:
    """Import a copy of `package` in which `old`, found once in `file`, reads `new`."""
    source = Path(importlib.import_module(package).__file__).parent
    name = f"mutant_{next(_numbers)}"
    (directory / name).mkdir()
    for path in source.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        if path.name == file:
            count = text.count(old)
            assert count == 1, f"{old!r} is {count} times in {file}, expected once"
            text = text.replace(old, new)
        text = text.replace(package, name)
        (directory / name / path.name).write_text(text, encoding="utf-8")
    sys.path.insert(0, str(directory))
    importlib.invalidate_caches()
    try:
        return importlib.import_module(name)
    finally:
        sys.path.remove(str(directory))
