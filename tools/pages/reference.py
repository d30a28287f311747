"""The API reference: one page a topic, from ``__all__`` and the docstrings."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

DIRECTIVES = """```{{eval-rst}}
.. currentmodule:: {module}

.. autosummary::
   :nosignatures:

   {names}

.. automodule:: {module}
   :members:
   :member-order: bysource
```"""


@dataclass(frozen=True)
class Module:
    """What a module's source says of itself, read without importing it."""

    name: str
    summary: str
    public: tuple[str, ...]


def pages(root: Path) -> dict[str, str]:
    """Return the text of ``reference/index.md`` and of every topic's page."""
    topics = {path.stem: _modules(root, path) for path in _topics(root)}
    result = {
        f"reference/topics/{name}.md": _page(found) for name, found in topics.items()
    }
    topic_list = "\n".join(
        f"- [{name}](topics/{name}.md): {found[0].summary}"
        for name, found in topics.items()
    )
    intro = "What the package `dlnotes` offers, one page a topic, from its docstrings."
    parts = ["# API reference", intro, topic_list]
    result["reference/index.md"] = "\n\n".join(parts) + "\n"
    return result


def _topics(root: Path) -> list[Path]:
    """Return the public modules and packages of dlnotes that declare ``__all__``."""
    package = root / "dlnotes"
    candidates = [
        *(path.parent for path in package.glob("*/__init__.py")),
        *package.glob("*.py"),
    ]
    return sorted(
        path
        for path in candidates
        if not path.stem.startswith("_") and _module(root, path).public
    )


def _modules(root: Path, topic: Path) -> list[Module]:
    """Return a topic's module, and its PyTorch module where it has one."""
    paths = [topic, topic / "torch.py"]
    return [_module(root, path) for path in paths if path.exists()]


def _module(root: Path, path: Path) -> Module:
    """Read a module's name, its docstring's first paragraph, and its ``__all__``."""
    source = path / "__init__.py" if path.is_dir() else path
    tree = ast.parse(source.read_text(encoding="utf-8"))
    public: tuple[str, ...] = ()
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            public = _literal(node.value, source)
    name = ".".join(path.relative_to(root).with_suffix("").parts)
    summary = (ast.get_docstring(tree) or "").partition("\n\n")[0].replace("\n", " ")
    return Module(name, summary, public)


def _literal(value: ast.expr, source: Path) -> tuple[str, ...]:
    try:
        return tuple(ast.literal_eval(value))
    except ValueError as error:
        raise ValueError(f"{source}: __all__ must be a literal list") from error


def _page(modules: list[Module]) -> str:
    """Return a topic's page: what its names do at a glance, then each in full."""
    parts = []
    for level, module in zip(("#", "##"), modules, strict=False):
        names = "\n   ".join(module.public)
        parts += [
            f"{level} `{module.name}`",
            module.summary,
            DIRECTIVES.format(module=module.name, names=names),
        ]
    return "\n\n".join(parts) + "\n"
