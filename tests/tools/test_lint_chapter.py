"""The chapter lint: a good chapter passes, and each rule rejects its own mistake."""

import copy
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from tools.lint_chapter import RULES, is_judged, lint
from tools.lint_chapter.__main__ import main
from tools.lint_chapter.chapter import Chapter
from tools.reading_time import write_time

TEN = "One plain sentence of ten words stands here for prose. "
FOLDED = {"tags": ["hide-input"], "jupyter": {"source_hidden": True}}
SOLVED = {"jupyter": {"source_hidden": True}}
BOX = """:::{admonition} In this chapter
*You will be able to*

- add two numbers;
- check a sum,
  and say how;
- explain it.

*Needs*: nothing.

*Time*: to be computed.
:::"""


def checked(source, value):
    output = new_output("execute_result", {"text/plain": value}, execution_count=1)
    return new_code_cell(
        source,
        metadata={"tags": ["nbval-check-output"]},
        outputs=[output],
        execution_count=1,
    )


def exercise(label, *posed, solution):
    yield f"```{{exercise-start}} Add\n:label: {label}\n```"
    yield from posed
    yield "```{exercise-end}\n```"
    yield f"```{{solution-start}} {label}\n:label: sol-{label}\n:class: dropdown\n```"
    yield solution
    yield "```{solution-end}\n```"


def graded(name):
    stub = new_code_cell(f"def my_{name}(a, b): ...\n\n\ncheck.{name}(my_{name})")
    solution = new_code_cell(f"assert check.{name}(sum).passed", metadata=SOLVED)
    return exercise(f"ex-{name}", "*Easy.* Do it.", stub, solution=solution)


@pytest.fixture(scope="module")
def model():
    """Return the smallest chapter that keeps every rule."""
    cells = [
        "# Addition\n\nTwo numbers become one. This chapter shows how.",
        f"## Why\n\n{TEN * 8}",
        new_code_cell("import numpy as np\n\nstyle()", metadata=FOLDED),
        new_code_cell("plt.plot([1, 2])\nplt.show()", metadata=FOLDED),
        f"So we add.\n\n{BOX}",
        f"## Idea\n\n{TEN}\n\n$$\na + b = b + a\n$$ (commute)",
        checked("1 + 1", "2"),
        "Once more:",
        new_code_cell("def add(a, b):\n    return a + b"),
        new_code_cell("assert add(1, 2) == 3", metadata=FOLDED),
        checked("add(2, 2)", "4"),
        f"## How sums are computed\n\n{TEN}",
        checked("3 + 3", "6"),
        new_code_cell("say(f'It is {3 + 3}.')", metadata=FOLDED),
        "## Play\n\nMove it.",
        "## Neighbours\n\nMultiplication.",
        f"## In 60 seconds\n\n{TEN}",
        "## Interview corner",
        new_code_cell("questions('numbers')", metadata=FOLDED),
        f"## Exercises\n\n{TEN}",
        *graded("one"),
        *graded("two"),
        *graded("three"),
        *exercise("ex-paper", "Derive it.", solution="It follows."),
        "## Further reading\n\n{cite}`someone`",
    ]
    made = [new_markdown_cell(c) if isinstance(c, str) else c for c in cells]
    book = nbformat.v4.new_notebook(cells=made)
    write_time(book)
    return book


@pytest.fixture
def notebook(model):
    """Return a copy of the model that a test may spoil."""
    return copy.deepcopy(model)


def cell_with(notebook, text):
    return next(cell for cell in notebook.cells if text in cell.source)


def replace(old, new):
    return lambda book: setattr(
        cell_with(book, old), "source", cell_with(book, old).source.replace(old, new)
    )


def write(source, section="## Play", **metadata):
    """Insert a cell of code after a heading, not folded unless ``metadata`` says so."""

    def change(book):
        place = book.cells.index(cell_with(book, section)) + 1
        book.cells.insert(place, new_code_cell(source, metadata=metadata))

    return change


def mark(text, **metadata):
    return lambda book: cell_with(book, text).metadata.update(metadata)


def unmark(text, *keys):
    def change(book):
        for key in keys:
            del cell_with(book, text).metadata[key]

    return change


def drop(text):
    return lambda book: book.cells.remove(cell_with(book, text))


def swap_idea_and_play(book):
    replace("## Idea", "## Other")(book)
    replace("## Play", "## Idea")(book)
    replace("## Other", "## Play")(book)


MISTAKES = {
    # sections
    "does not begin with the title": replace("# Addition", "Addition"),
    "paragraph that promises (0": replace(
        "Two numbers become one. This chapter shows how.", ""
    ),
    "paragraph that promises (54": replace("Two numbers become one. ", TEN * 5),
    "missing section: Neighbours": replace("## Neighbours", "### Neighbours"),
    "missing section: Play": replace("## Play", "### Play"),
    "sections out of order": swap_idea_and_play,
    "section Exercises occurs twice": replace("## Interview corner", "## Exercises"),
    "0 sections between Idea and Play": replace("## How sums", "### How sums"),
    "6 sections between": replace(
        "Once more:", "\n\n".join(f"## {n}" for n in "abcde")
    ),
    "unknown section: Summary": replace("## Further", "## Summary\n\n## Further"),
    "cell of its own: ## Why not": replace("Once more:", "Once.\n\n## Why not"),
    "Why has 73 words": replace(TEN * 8, TEN * 7),
    "Why has 203 words": replace(TEN * 8, TEN * 20),
    "Why has no picture": drop("plt.plot"),
    "no box": replace(":::{admonition}", ":::{x}"),
    "box (an admonition) closes Why": replace("*Time*", "*Time*\n:::\nmore\n:::{x}"),
    "the box does not say: *Needs*": replace("*Needs*", "Before"),
    "its Needs hold {doc}`sums`, expected": replace("nothing.", "{doc}`sums`."),
    "it says **Needs**:, expected": replace("*Needs*", "**Needs**"),
    "2 abilities are promised, expected": replace("- explain it.\n", ""),
    "the box says *Time*: 5": replace("5 minutes;", "5 minute;"),
    "In 60 seconds has 130 words": replace(
        f"seconds\n\n{TEN}", f"seconds\n\n{TEN * 13}"
    ),
    "core path has 2,6": replace("Once more:", TEN * 250),
    "core path has 225 open lines": write("0\n" * 220),
    "61 code cells, at most 60": lambda book: [write("1")(book) for _ in range(46)],
    # cells
    "has 26 lines, at most 25": write("0\n" * 26),
    "median code cell has 9": lambda book: [write("0\n" * 9)(book) for _ in range(30)],
    "sets up: fold it": write("import numpy as np\n\nstyle()"),
    "draws: fold it": write("fig, ax = plt.subplots()\nplt.show()"),
    "ax.plot draws": write("def line(ax):\n    ax.plot([1])"),
    "judges: fold it": write("claim('a.b', 'holds', measured={}, because=True)"),
    "says: fold it": write("say('It is so.')"),
    "glues: fold it": write("glue('sum', 3)"),
    "asks the questions: fold it": write("questions('numbers')"),
    "only asserts: fold it": write("assert 1 + 1 == 2\nassert 2 + 1 == 3"),
    "is half folded": unmark("add(1, 2) ==", "tags"),
    "half folded: hide-input": unmark("add(1, 2) ==", "jupyter"),
    "inside an exercise: source_hidden": mark("my_one", tags=["hide-input"]),
    "inside an solution": mark("check.one(sum)", tags=["hide-input"]),
    "shows a solution": unmark("check.one(sum)", "jupyter"),
    "neither figure, value nor assertion": write("total = 3 + 3"),
    "no statement that Python can read": write("# nothing\n"),
    "shows a bare sequence": write("[1 + 1, 2 + 2]"),
    "has no prose before it": drop("Once more:"),
    "a magic or shell line": write("!pip install"),
    "a silenced warning": write("warnings.filterwarnings('ignore')"),
    "all warnings silenced": write("warnings.simplefilter('ignore')"),
    "network access": write("requests.get('somewhere')"),
    "a title inside the picture": write("fig.suptitle('sum')", **FOLDED),
    "is checked but stores no output": lambda book: cell_with(
        book, "1 + 1"
    ).outputs.clear(),
    "stores an unchecked output": unmark("3 + 3", "tags"),
    "2 checked outputs": unmark("3 + 3", "tags"),
    # code
    "asserts a chained comparison": write("x = 1\nassert 0 < x < 2"),
    "asserts a timing: assert t <": write("t = race({'a': f})['a']\nassert t < 1"),
    "asserts a timing: assert timed(": write(
        "def timed():\n    start = perf_counter()\n    return perf_counter() - start\n"
        "assert timed() < 1"
    ),
    "asserts a timing: claim(": write(
        "times = race({'a': f})\nfor t in times.values():\n    worst = t\n"
        "claim('a.b', 'holds', measured={}, because=worst < 1)",
        **FOLDED,
    ),
    "plays tuple golf": write("ax.plot(x), ax.set(title='x')\n1"),
    "assigns 3 things in one line": write("a, b, c = f(), g(), h()\na"),
    "a comprehension for its side effect": write("[print(x) for x in 'ab']\n1"),
    "for its side effect: write": write("_ = any(seen.add(x) for x in 'ab')\n1"),
    "loses its table": write("table({'a': [1]})\nsay('one')", **FOLDED),
    "imports a private name: dlnotes.teach._notes": write(
        "from dlnotes.teach._notes import entries\n\nentries()"
    ),
    "private name: dlnotes.cost._count": write("from dlnotes.cost import _count"),
    "private name: dlnotes._loops": write("import dlnotes._loops"),
    "uses a private name: o._optimizer": write(
        "import dlnotes.optimizers as o\n\no._optimizer"
    ),
    "a generator without a seed: np.random.default_rng()": write(
        "rng = np.random.default_rng()\nrng.random()"
    ),
    "the generator that all share: np.random.seed": write("np.random.seed(0)\n1"),
    # prose
    "formula without a label": replace(" (commute)", ""),
    r"use $$": replace("Move it.", r"\[ a + b \]"),
    "says 'The notes'": replace("Move it.", "The notes leave this open."),
    "says 'the source notes'": write("say('As in the source notes.')", **FOLDED),
    "says 'The five notes'": mark(
        "plt.plot", mystnb={"figure": {"caption": "The five notes."}}
    ),
    r"has 'O(': write \mathcal": replace("Move it.", r"It takes $O(n)$."),
    r"has 'O_h \\left(": replace("Move it.", r"It is $K O_h \left(n\right)$."),
    "{glue:text}`sum:.0f` in prose": replace("Move it.", "It is {glue:text}`sum:.0f`."),
    "cites nothing": replace("{cite}", ""),
    # exercises
    "exercise ex-one has no solution": replace("{solution-start} ex-one", "{note}"),
    "exercise ex-paper has no answer": replace("It follows.", ""),
    "exercise ex-paper has no answer to unfold": replace(
        "sol-ex-paper\n:class: dropdown", "sol-ex-paper"
    ),
    "the solution of ex-one is not asserted": replace(
        "assert check.one(sum).passed", "check.one(sum)"
    ),
    "solution of ex-two is not asserted: check.two": replace(
        "assert check.two(", "assert check.one("
    ),
    "2 exercises are graded": replace("check.one(my_one)", "my_one(1, 2)"),
    "no exercise on paper": replace("Derive it.", "`check.four(add)`"),
    "5 abilities are promised, 4 exercises": replace(
        "- explain it.", "- a;\n- b;\n- c."
    ),
}


def problems(notebook):
    return "\n".join(lint(notebook))


def test_a_good_chapter_passes(notebook):
    assert lint(notebook) == []


@pytest.mark.parametrize("complaint", MISTAKES)
def test_each_mistake_is_found(notebook, complaint):
    MISTAKES[complaint](notebook)
    told = complaint.removeprefix("ax.plot ")
    assert told in problems(notebook)


def test_every_rule_has_its_mistake(model):
    silent = set(RULES)
    for change in MISTAKES.values():
        spoilt = copy.deepcopy(model)
        change(spoilt)
        chapter = Chapter(spoilt)
        silent -= {rule for rule in silent if list(rule(chapter))}
    assert silent == set()


@pytest.mark.parametrize(
    "change",
    [
        replace("Move it.", r"It takes $\mathcal{O}(n)$ of $\mathrm{O}(n)$, GELO(x)."),
        replace("Move it.", "[The notes, line by line](../generated/notes.md); nota."),
        replace("Move it.", "```python\n## no section\n```"),
        write("t = race({'a': f})\nt = 1\nassert t < 2\nt"),
        write("rng = np.random.default_rng(0)\npair._replace(a=rng)._asdict()"),
        write("def draw(rng: np.random.Generator) -> float: ..."),
        write(
            "a, b = f(), g()\nax = [len(x) for x in 'ab']\na", "Once more:", **FOLDED
        ),
        write("from dlnotes.cost import conv2d_cost\nconv2d_cost(1)", **FOLDED),
        write("plt.plot([1])", "Derive it.", **SOLVED),
    ],
)
def test_what_is_right_is_left_alone(notebook, change):
    change(notebook)
    write_time(notebook)
    assert lint(notebook) == []


def test_an_ability_may_link_to_its_exercise(notebook):
    more = "- a, [here](#ex-one);\n- b, [here](#ex-one);\n- c."
    replace("- explain it.", more)(notebook)
    write_time(notebook)
    assert lint(notebook) == []


def test_a_complaint_names_the_cell(notebook):
    write("total = 3 + 3")(notebook)
    cell_with(notebook, "total").id = "sum"
    assert re.search(r"^code cell \d+ \(sum\) ends in", problems(notebook), re.M)


@pytest.mark.parametrize(("heading", "status"), [("## Why", 1), ("## Before", 0)])
def test_a_chapter_without_why_is_reported_only(
    notebook, tmp_path, capsys, heading, status
):
    drop("## Neighbours")(notebook)
    replace("## Why", heading)(notebook)
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    assert is_judged(notebook) == bool(status)
    assert main([str(tmp_path / "chapter.ipynb")]) == status
    assert "missing section: Neighbours" in capsys.readouterr().out


def test_the_command_looks_for_the_proofs_of_questions(notebook, tmp_path, capsys):
    path = tmp_path / "chapter.ipynb"
    nbformat.write(notebook, path)
    asked = "questions:\n- {id: a, proof: chapter.html#why}\n"
    path.with_suffix(".yml").write_text(asked)
    assert main([str(path)]) == 0
    path.with_suffix(".yml").write_text(asked.replace("#why", "#who"))
    assert main([str(path)]) == 1
    assert "a: no proof at chapter.html#who" in capsys.readouterr().out


def test_the_command_prints_the_budget(notebook, tmp_path, capsys):
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    assert main([str(tmp_path / "chapter.ipynb")]) == 0
    out = capsys.readouterr().out
    assert "0 complaints" in out
    assert "5 open lines of 220, 5 minutes" in out
    assert "code cells of 60" in out
