"""The rules the source tree keeps, each a function from its root to complaints."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import nbformat

from tools.chapters import chapters

TOPICS = """foundations backprop initialization activations losses optimizers
normalization regularization convolution pooling cost architectures compression
sparse_training detection segmentation generative reinforcement unsupervised practice
appendix""".split()
FLOORS = (  # an import only goes to an earlier floor, or stays in its own room
    {"_arguments", "_extras", "_loops"},
    {"convolution", "pooling", "normalization", "activations", "losses"}
    | {"initialization", "detection"},
    {"backprop", "optimizers", "cost"},
    {"architectures", "segmentation", "compression", "sparse_training", "generative"}
    | {"reinforcement", "unsupervised", "regularization", "foundations", "practice"},
    {"data"},
    {"train"},
    {"teach"},
)
NUMPY_ROOMS = FLOORS[0] | FLOORS[1] | FLOORS[2] | {"data"}
HEAVY = {"torch", "matplotlib", "ipywidgets", "sklearn", "IPython"}
ROOT_PACKAGE = "dlnotes"
LONGEST = 300
Problems = Iterator[str]


def modules(root: Path) -> list[Path]:
    """Return the package's files, relative to its folder."""
    package = root / ROOT_PACKAGE
    return sorted(path.relative_to(package) for path in package.rglob("*.py"))


def rooms(root: Path = Path(__file__).parents[1]) -> list[str]:
    """Return the package's subpackages."""
    return sorted({m.parts[0] for m in modules(root) if len(m.parts) > 1})


def floor(room: str) -> int:
    """Return the floor of a room, -1 if the plan has none."""
    return next((n for n, rooms in enumerate(FLOORS) if room in rooms), -1)


def imports(path: Path, *, at_import: bool = False) -> Iterator[str]:
    """Yield the modules a file imports; ``at_import``: those that loading it loads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in tree.body if at_import else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module in ("dlnotes", "dlnotes.teach", "dlnotes.teach.draw"):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module


def room_of(module: str) -> str:
    """Return the room of ``dlnotes.room.module``, empty for other packages."""
    parts = module.split(".")
    return parts[1] if parts[0] == ROOT_PACKAGE and len(parts) > 1 else ""


def topics_are_planned(root: Path) -> Problems:
    """Know every topic folder, and find it in the trees below the book's."""
    for folder in sorted((root / "book").iterdir()):
        if folder.is_dir() and any(folder.glob("*.ipynb")):
            if folder.name not in TOPICS:
                yield f"book/{folder.name} is not a topic of the plan"
            for tree in ("dlnotes", "tests"):
                if not (root / tree / folder.name).is_dir():
                    yield f"{tree}/{folder.name} is missing: book/{folder.name} exists"


def tests_mirror_modules(root: Path) -> Problems:
    """Give every public module its test file, and every test file its module."""
    for module in modules(root):
        if not module.name.startswith("_"):
            mirror = Path("tests") / module.with_name(f"test_{module.name}")
            if not (root / mirror).is_file():
                yield f"dlnotes/{module} has no {mirror}"
    for room in sorted({module.parts[0] for module in modules(root)} - {"teach"}):
        for test in (root / "tests" / room).glob("test_*.py"):
            name = test.name.removeprefix("test_")
            beside = root / "dlnotes" / room
            known = name in ("mutants.py",) or (beside / name).is_file()
            if not known and not (beside / f"_{name}").is_file():
                yield f"{test.relative_to(root)} tests no module of dlnotes/{room}"


def files_are_short(root: Path) -> Problems:
    """Keep one idea a file."""
    for tree in ("dlnotes", "tools", "experiments", "bench"):
        for path in sorted((root / tree).rglob("*.py")):
            length = len(path.read_text(encoding="utf-8").splitlines())
            if length > LONGEST:
                yield f"{path.relative_to(root)} has {length} lines, at most {LONGEST}"


def imports_go_down(root: Path) -> Problems:
    """Import from lower floors or the own room only, and never in a circle."""
    graph: dict[str, set[str]] = {}
    for module in modules(root):
        room = module.parts[0].removesuffix(".py")
        if room == "__init__":
            continue
        if floor(room) < 0:
            yield f"dlnotes/{room} is on no floor of the plan"
        used = {room_of(name) for name in imports(root / "dlnotes" / module)}
        graph.setdefault(room, set()).update(used - {"", room})
        for other in sorted(used - {"", room}):
            if floor(other) >= floor(room):
                yield f"dlnotes/{module} imports {other}, which is not below {room}"
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield f"rooms import each other: {' -> '.join(error.args[1])}"


def numpy_rooms_are_light(root: Path) -> Problems:
    """Load nothing heavier than NumPy with a NumPy room."""
    for module in modules(root):
        room = module.parts[0].removesuffix(".py")
        if room in NUMPY_ROOMS | {"__init__"} and module.name != "torch.py":
            for name in imports(root / "dlnotes" / module, at_import=True):
                if name.split(".")[0] in HEAVY:
                    yield f"dlnotes/{module} loads {name}"


def defined_names(path: Path) -> set[str]:
    """Return the public functions and classes a file defines."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {n.name for n in body if isinstance(n, kinds) and n.name[0] != "_"}


def chapters_use_topics(root: Path) -> Problems:
    """Let a chapter import its topic, and a topic's chapters each of its modules.

    A topic without chapters of its own so far is used by another's.
    """
    text: dict[str, str] = {}
    for name in chapters(root):
        topic = Path(name).parent.name
        cells = nbformat.read(root / name, nbformat.NO_CONVERT).cells
        source = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
        if f"dlnotes.{topic}" not in source:
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


RULES: tuple[Callable[[Path], Problems], ...] = (
    topics_are_planned,
    tests_mirror_modules,
    files_are_short,
    imports_go_down,
    numpy_rooms_are_light,
    chapters_use_topics,
)


def lint(root: Path) -> list[str]:
    """Return every complaint about the tree."""
    return [problem for rule in RULES for problem in rule(root)]
