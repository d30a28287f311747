"""A book of two chapters, executed without a kernel, for the tests of its pages."""

from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools.chapters import CACHE

AREA, EDGE = "book/squares/area.ipynb", "book/squares/edge.ipynb"
TOC = """\
format: jb-book
root: book/index
parts:
- caption: Squares
  chapters:
  - file: book/squares/area
    sections:
    - file: book/squares/edge
- caption: About
  chapters:
  - file: book/generated/notes
"""
NOTES = """\
- {id: area.formula, topic: squares, kind: formula, error: null,
   where: [{note: '004', heading: 正方形, line: 3, end: 5}], says: 'A = s*s <面积>'}
- {id: area.free, topic: squares, kind: claim, error: 'WRONG: It costs one product.',
   where: [{note: '001', heading: Cost, line: 7}], says: An area is free.}
- {id: area.future, topic: squares, kind: claim, error: null,
   where: [{note: '001', heading: Cost, line: 9}], says: Chips will be square.}
- {id: edge.length, topic: squares, kind: concept, error: 'IMPRECISE: In metres.',
   where: [{note: '002', heading: Edge, line: 1}], says: An edge has a length.}
- {id: circle.area, topic: circles, kind: todo, error: 'BUG: pi is missing.',
   where: [{note: '000', heading: Circles, line: 2}], says: Derive the area.}
"""

BANK = """\
questions:
- {id: squares.free, level: senior, question: 'Is an *area* free, $n^2 < 1$?',
   short: 'No: `n * n`.', full: "One product.\\n\\nNo adds.", red_flags: ['$0$.'],
   follow_ups: [Whose?], proof: area.html#claim-area.free}
- {id: squares.words, level: junior, question: In words?, short: Side by side.,
   full: That is all., red_flags: [None.], follow_ups: [And edges?],
   proof: edge.html#the-edge}
drills:
- {id: squares.drill.nine, question: How much is $3^2$?, compute: 3**2, unit: cm,
   because: Count.}
- id: squares.drill.which
  question: Which is square?
  options:
  - {text: 2 × 3, holds: 2 == 3, because: A rectangle.}
  - {text: 2 × 2, holds: 2 == 2, because: Equal sides.}
"""


def put_bank(root: Path, text: str = BANK) -> Path:
    """Write the questions of the first chapter; return their file."""
    schema = (Path(__file__).parents[2] / "book" / "questions.schema.json").read_text()
    (root / "book" / "questions.schema.json").write_text(schema, encoding="utf-8")
    path = (root / AREA).with_suffix(".yml")
    path.write_text(text, encoding="utf-8")
    return path


def claimed(id, verdict, measured):
    """Return a code cell that shows a claim, as an execution leaves it."""
    record = {"id": id, "verdict": verdict, "measured": measured, "says": "…"}
    shown = {"application/vnd.dlnotes.claim+json": record, "text/plain": verdict}
    cell = new_code_cell(f'claim("{id}", "{verdict}")')
    cell.outputs = [new_output("execute_result", data=shown, execution_count=1)]
    return cell


def chapter(*cells):
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return new_notebook(cells=list(cells), metadata={"kernelspec": kernel})


def area():
    return chapter(
        new_markdown_cell("# The area 面积\n\nSide by side."),
        new_markdown_cell(
            "## In `words`\n\n```\n# not a heading\n```",
            metadata={"covers": ["area.formula"]},
        ),
        new_code_cell("1 * 1", metadata={"covers": ["area.formula", "edge.length"]}),
        new_markdown_cell("### 公式"),
        claimed("area.free", "does not hold", [["products", "1"], ["adds", "0"]]),
        claimed("area.future", "quoted", "Nobody has one."),
    )


def edge():
    return chapter(
        new_markdown_cell("# The edge"),
        new_code_cell("0", metadata={"covers": ["edge.length"]}),
        new_markdown_cell("## In 60 seconds\n\nAn edge has a *length*."),
        new_markdown_cell("Every edge."),
        new_markdown_cell("## Further reading\n\nNone."),
    )


def put(root: Path, name: str, notebook, seconds: float | None = None) -> None:
    """Store a chapter without outputs and, if it ran, its result in the cache."""
    if seconds is not None:
        get_cache(str(root / CACHE)).cache_notebook_bundle(
            CacheBundleIn(notebook, name, data={"execution_seconds": seconds}),
            check_validity=False,
            overwrite=True,
        )
    stored = nbformat.from_dict(notebook)
    for cell in stored.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(stored, root / name)


def tiny_book(root: Path) -> Path:
    """Write the book: its first chapter executed, its second not."""
    (root / "book").mkdir()
    (root / "_toc.yml").write_text(TOC, encoding="utf-8")
    (root / "book" / "index.md").write_text("# Squares\n", encoding="utf-8")
    (root / "book" / "notes.yml").write_text(NOTES, encoding="utf-8")
    put(root, AREA, area(), seconds=1.5)
    put(root, EDGE, edge())
    topic = root / "dlnotes" / "squares"
    topic.mkdir(parents=True)
    (topic.parent / "_private.py").write_text('__all__ = ["hidden"]\n')
    (topic.parent / "__init__.py").write_text('__all__ = ["squares"]\n')
    (topic / "__init__.py").write_text(
        '"""Squares,\nin NumPy.\n"""\n__all__ = ["area"]'
    )
    (topic / "torch.py").write_text('"""As modules."""\n__all__ = ["Area"]\n')
    return root
