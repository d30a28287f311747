"""The rules the source tree keeps, each a function from its root to complaints.

Which room may import which, import-linter judges: ``[tool.importlinter]`` in
pyproject.toml. It cannot tell a lazy import from one that loads; that is judged here.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat

from tools import references
from tools.chapters import chapters, title

TOPICS = """foundations backprop initialization activations losses optimizers
normalization regularization convolution pooling cost architectures compression
sparse_training detection segmentation generative reinforcement unsupervised practice
appendix""".split()
BOOK_ONLY = {"practice", "appendix"}  # may do without a package and tests of their own
ROOT_PACKAGE = "dlnotes"
GRADERS = Path("teach/check")  # one file an exercise, proven by the tests of graders
HEAVY = {"torch", "matplotlib", "ipywidgets", "sklearn", "IPython"}
LIGHT = {"numpy", ROOT_PACKAGE} | sys.stdlib_module_names
LONGEST = 300  # lines a file
PRIVATE = 3  # modules a topic
Problems = Iterator[str]


def numpy_rooms(root: Path = Path(__file__).parents[1]) -> set[str]:
    """Return the rooms that load NumPy alone, as pyproject.toml names them."""
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    (alone,) = (c for c in contracts if c["type"] == "forbidden")
    return {name.split(".")[1] for name in alone["source_modules"]}


NUMPY_ROOMS = numpy_rooms()


def modules(root: Path) -> list[Path]:
    """Return the package's files, relative to its folder."""
    package = root / ROOT_PACKAGE
    return sorted(path.relative_to(package) for path in package.rglob("*.py"))


def rooms(root: Path = Path(__file__).parents[1]) -> list[str]:
    """Return the package's subpackages."""
    return sorted({m.parts[0] for m in modules(root) if len(m.parts) > 1})


def loaded(path: Path) -> Iterator[str]:
    """Yield the packages that loading a file loads."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def topics_are_planned(root: Path) -> Problems:
    """Know every topic folder, and find it in the trees below the book's."""
    for folder in sorted((root / "book").iterdir()):
        if folder.is_dir() and any(folder.glob("*.ipynb")):
            if folder.name not in TOPICS:
                yield f"book/{folder.name} is not a topic of the plan"
            for tree in ("dlnotes", "tests"):
                if (
                    folder.name not in BOOK_ONLY
                    and not (root / tree / folder.name).is_dir()
                ):
                    yield f"{tree}/{folder.name} is missing: book/{folder.name} exists"


def tests_mirror_modules(root: Path) -> Problems:
    """Give every public module its test file, and every test file what it tests.

    That is the module, or a helper beside the test: test_mutants.py proves mutants.py.
    """
    for module in modules(root):
        if not module.name.startswith("_") and GRADERS not in module.parents:
            mirror = Path("tests") / module.with_name(f"test_{module.name}")
            if not (root / mirror).is_file():
                yield f"dlnotes/{module} has no {mirror}"
    for room in sorted({module.parts[0] for module in modules(root)} - {"teach"}):
        for test in sorted((root / "tests" / room).rglob("test_*.py")):
            name = test.name.removeprefix("test_")
            beside = root / "dlnotes" / test.parent.relative_to(root / "tests")
            tested = (beside / name, beside / f"_{name}", test.with_name(name))
            if not any(path.is_file() for path in tested):
                yield f"{test.relative_to(root)} tests no module of dlnotes/{room}"


def private_modules_are_few(root: Path) -> Problems:
    """Share little under the counter: what two files of ten lines do, one does."""
    private = Counter(
        module.parent
        for module in modules(root)
        if module.parts[0] in TOPICS
        and module.name.startswith("_")
        and module.name != "__init__.py"
    )
    for folder, count in private.items():
        if count > PRIVATE:
            yield f"dlnotes/{folder} has {count} private modules, at most {PRIVATE}"


def names_are_file_names(root: Path) -> Problems:
    """Let whoever knows a public name guess its file: conv2d_fft is in fft.py.

    Twins, ``..._backward`` and ``..._naive``, may stand with their operator.
    """
    for module in modules(root):
        stem = module.stem.replace("_", "")
        if module.parts[0] not in TOPICS or stem in ("init", "torch"):
            continue
        path = root / ROOT_PACKAGE / module
        offered = exported(root / ROOT_PACKAGE / module.parts[0] / "__init__.py")
        for name in sorted(defined_names(path) & offered):
            spoken = re.sub("(_backward|_naive)+$", "", name).replace("_", "").lower()
            if module.name.startswith("_") or not (stem in spoken or spoken in stem):
                yield f"dlnotes/{module} offers {name}: nobody would guess the file"


def exercises_are_files(root: Path) -> Problems:
    """Grade an exercise in the file of its name, and give no name twice."""
    files = [
        module
        for module in modules(root)
        if module.parent.parent == GRADERS and not module.name.startswith("_")
    ]
    for module in files:
        if module.stem not in defined_names(root / ROOT_PACKAGE / module):
            yield f"dlnotes/{module} defines no exercise {module.stem}"
    for name, count in Counter(module.stem for module in files).items():
        if count > 1:
            yield f"{count} exercises are called {name}"


def files_are_short(root: Path) -> Problems:
    """Keep one idea a file."""
    for tree in ("dlnotes", "tools", "experiments", "bench"):
        for path in sorted((root / tree).rglob("*.py")):
            length = len(path.read_text(encoding="utf-8").splitlines())
            if length > LONGEST:
                yield f"{path.relative_to(root)} has {length} lines, at most {LONGEST}"


def rooms_are_light(root: Path) -> Problems:
    """Load nothing heavier than NumPy with a NumPy room, or with what teaches."""
    for module in modules(root):
        room = module.parts[0].removesuffix(".py")
        if room in NUMPY_ROOMS | {"__init__", "teach"} and module.name != "torch.py":
            for name in sorted(set(loaded(root / "dlnotes" / module)) - LIGHT):
                yield f"dlnotes/{module} loads {name}"


def defined_names(path: Path) -> set[str]:
    """Return the public functions and classes a file defines."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {n.name for n in body if isinstance(n, kinds) and n.name[0] != "_"}


def exported(path: Path) -> set[str]:
    """Return the names in the list ``__all__`` of a package."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            values = (getattr(n, "value", None) for n in ast.walk(node.value))
            return {value for value in values if isinstance(value, str)}
    return set()


def chapters_use_topics(root: Path) -> Problems:
    """Let a chapter import its topic, and a topic's chapters each of its modules.

    A topic without chapters of its own so far is used by another's.
    """
    text: dict[str, str] = {}
    for name in chapters(root):
        topic = Path(name).parent.name
        cells = nbformat.read(root / name, nbformat.NO_CONVERT).cells
        source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        if topic not in BOOK_ONLY and f"dlnotes.{topic}" not in source:
            yield f"{name} does not import dlnotes.{topic}"
        text[topic] = text.get(topic, "") + source
    everywhere = "\n".join(text.values())
    for module in modules(root):
        topic = module.parts[0]
        if topic in TOPICS and not module.name.startswith("_"):
            names = defined_names(root / "dlnotes" / module)
            used = text.get(topic, everywhere)
            if not any(re.search(rf"\b{name}\b", used) for name in names):
                yield f"dlnotes/{module} is used by no chapter"


def changelog_lists_no_chapters(root: Path) -> Problems:
    """Say in CHANGELOG what a user gets; the table of contents lists the chapters."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    for name in chapters(root):
        called = title(nbformat.read(root / name, nbformat.NO_CONVERT))
        if re.search(rf"\*{re.escape(called)}\*", text):
            yield f"CHANGELOG.md lists a chapter: {called}"


RULES: tuple[Callable[[Path], Problems], ...] = (
    topics_are_planned,
    tests_mirror_modules,
    private_modules_are_few,
    names_are_file_names,
    exercises_are_files,
    files_are_short,
    rooms_are_light,
    chapters_use_topics,
    changelog_lists_no_chapters,
    references.problems,
)


def lint(root: Path) -> list[str]:
    """Return every complaint about the tree."""
    return [problem for rule in RULES for problem in rule(root)]
