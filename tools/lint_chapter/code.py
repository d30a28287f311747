"""Rules on what the code says: honest assertions, plain statements, public names."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tools.lint_chapter.chapter import Chapter, Problems, parts

CLOCKS = {"race", "timeit", "perf_counter", "perf_counter_ns", "process_time"}
CLOCKS |= {"monotonic", "interleaved_medians"}
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
EXHIBITS = {"table", "claim"}  # what they return is shown, or lost
GOLF = 3  # values assigned side by side
NAMED_TUPLES = {"_asdict", "_fields", "_make", "_replace"}  # public in spite of it


def statements(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield all statements, nested ones included."""
    return parts(body, ast.stmt)


def words(node: ast.AST) -> set[str]:
    """Return the names and attributes that occur in some code."""
    found = (getattr(n, "id", None) or getattr(n, "attr", None) for n in ast.walk(node))
    return {name for name in found if isinstance(name, str)}


def comparisons_are_plain(chapter: Chapter) -> Problems:
    """Assert one comparison at a time."""
    for cell in chapter.code:
        for stmt in statements(cell.body):
            if isinstance(stmt, ast.Assert) and any(
                isinstance(n, ast.Compare) and len(n.ops) > 1
                for n in ast.walk(stmt.test)
            ):
                yield f"{cell} asserts a chained comparison: {ast.unparse(stmt)}"


def timings_are_not_asserted(chapter: Chapter) -> Problems:
    """Assert nothing that hangs on how busy the machine is."""
    timed: set[str] = set()
    for cell in chapter.code:
        yield from (
            f"{cell} asserts a timing: {ast.unparse(stmt)}"
            for stmt in _asserted_timings(cell.body, timed)
        )


def _asserted_timings(body: Iterable[ast.stmt], timed: set[str]) -> Iterator[ast.stmt]:
    """Yield assertions on measured times; ``timed`` follows the names of these."""
    for stmt in body:
        if isinstance(stmt, ast.FunctionDef):
            # Its own assertions count; its local names are not the notebook's.
            yield from _asserted_timings(stmt.body, set(timed))
            _follow({stmt.name}, stmt, timed)
        elif isinstance(stmt, ast.Assign):
            for target in stmt.targets:
                _follow(words(target), stmt.value, timed)
        elif isinstance(stmt, ast.AugAssign):
            _follow(words(stmt.target), stmt, timed)
        elif isinstance(stmt, ast.For | ast.While | ast.If | ast.With):
            if isinstance(stmt, ast.For):
                _follow(words(stmt.target), stmt.iter, timed)
            yield from _asserted_timings(stmt.body, timed)
        elif words(_asserted(stmt)) & (CLOCKS | timed):
            yield stmt


def _asserted(stmt: ast.stmt) -> ast.AST:
    """Return what a statement asserts: its test, or what a claim is true because of."""
    if isinstance(stmt, ast.Assert):
        return stmt.test
    keywords = (node for node in ast.walk(stmt) if isinstance(node, ast.keyword))
    return next((k.value for k in keywords if k.arg == "because"), ast.Pass())


def _follow(names: set[str], source: ast.AST, timed: set[str]) -> None:
    """Note whether these names now hold something measured."""
    if words(source) & (CLOCKS | timed):
        timed |= names
    else:
        timed -= names


def no_tuple_golf(chapter: Chapter) -> Problems:
    """Write one statement for one thought."""
    for cell in chapter.code:
        for stmt in statements(cell.body):
            if stmt is cell.body[-1]:
                continue  # a result: results_have_headings judges it
            if isinstance(stmt, ast.Expr) and isinstance(stmt.value, ast.Tuple):
                yield f"{cell} plays tuple golf: {ast.unparse(stmt)}"
            elif (
                isinstance(stmt, ast.Assign)
                and isinstance(stmt.targets[0], ast.Tuple)
                and isinstance(stmt.value, ast.Tuple)
                and len(stmt.value.elts) >= GOLF
                and any(isinstance(n, ast.Call) for n in ast.walk(stmt.value))
            ):
                yield f"{cell} assigns {len(stmt.value.elts)} things in one line"


def comprehensions_have_values(chapter: Chapter) -> Problems:
    """Loop where nobody keeps the values."""
    for cell in chapter.code:
        for stmt in statements(cell.body):
            if stmt is cell.body[-1] or not _drops_its_value(stmt):
                continue
            yield f"{cell} has a comprehension for its side effect: write a loop"


def _drops_its_value(stmt: ast.stmt) -> bool:
    """Whether a statement runs a comprehension and keeps nothing of it."""
    value = None
    if isinstance(stmt, ast.Expr):
        value = stmt.value
    elif isinstance(stmt, ast.Assign) and {
        getattr(target, "id", "") for target in stmt.targets
    } == {"_"}:
        value = stmt.value
    if isinstance(value, ast.Call):
        consumers = {"any", "all", "list", "tuple", "set", "dict", "sum", "deque"}
        first = value.args[0] if value.args else None
        lazy = isinstance(first, ast.Call) and getattr(first.func, "id", "") == "map"
        if getattr(value.func, "id", "") in consumers:
            return lazy or isinstance(first, COMPREHENSIONS)
    return isinstance(value, COMPREHENSIONS)


def exhibits_are_shown(chapter: Chapter) -> Problems:
    """End in the table: the notebook shows a cell's last value alone."""
    for cell in chapter.code:
        for stmt in cell.body[:-1]:
            call = stmt.value if isinstance(stmt, ast.Expr) else None
            name = getattr(call.func, "id", "") if isinstance(call, ast.Call) else ""
            if name in EXHIBITS:
                yield f"{cell} loses its {name}: end in it, or display(it)"


def imports_are_public(chapter: Chapter) -> Problems:
    """Import from dlnotes what it offers to everybody."""
    for cell in chapter.code:
        for stmt in statements(cell.body):
            paths: list[str] = []
            if isinstance(stmt, ast.Import):
                paths = [alias.name for alias in stmt.names]
            elif isinstance(stmt, ast.ImportFrom):
                paths = [f"{stmt.module}.{alias.name}" for alias in stmt.names]
            yield from (
                f"{cell} imports a private name: {path}"
                for path in paths
                if path.startswith("dlnotes.") and "._" in path
            )


def attributes_are_public(chapter: Chapter) -> Problems:
    """Reach into nothing that its author kept to himself."""
    for cell in chapter.code:
        for node in parts(cell.body, ast.Attribute):
            if re.match("_[^_]", node.attr) and node.attr not in NAMED_TUPLES:
                yield f"{cell} uses a private name: {ast.unparse(node)}"


def randomness_is_seeded(chapter: Chapter) -> Problems:
    """Draw the same numbers every time, from a generator of one's own."""
    for cell in chapter.code:
        for node in parts(cell.body, ast.Call):
            drawn = ast.unparse(node.func)
            if re.search(r"\bdefault_rng$", drawn) and not node.args + node.keywords:
                yield f"{cell} has a generator without a seed: {drawn}()"
        for node in parts(cell.body, ast.Attribute):
            name = ast.unparse(node)
            if re.fullmatch(r"(np|numpy)\.random\.(?!default_rng)[a-z]\w*", name):
                yield f"{cell} draws from the generator that all share: {name}"


SHARED = (imports_are_public, attributes_are_public)
RULES = (
    *SHARED,
    randomness_is_seeded,
    comparisons_are_plain,
    timings_are_not_asserted,
    no_tuple_golf,
    comprehensions_have_values,
    exhibits_are_shown,
)
