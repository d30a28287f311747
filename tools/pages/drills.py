"""Pages of drills: twenty questions a topic, as anybody who draws them first gets."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import nbformat

from dlnotes.teach._bank import Drill
from dlnotes.teach._quiz import quiz_html
from dlnotes.teach.drills import series, topics
from tools.chapters import chapters, title
from tools.interview import spoken

COUNT = 20


def twenty(topic: str) -> list[Drill]:
    """Return the drills of a topic's page."""
    return list(islice(series(topic), COUNT))


def pages(root: Path) -> dict[str, str]:
    """Return the text of ``drills/index.md`` and of the page of each topic."""
    titles = {
        name: title(nbformat.read(root / name, nbformat.NO_CONVERT))
        for name in chapters(root)
    }
    in_book = dict.fromkeys(Path(name).parent.name for name in titles)
    found = [topic for topic in in_book if topic in topics()]
    if not found:
        return {}
    result = {f"drills/topics/{topic}.md": _page(topic, titles) for topic in found}
    links = "\n".join(f"- [{spoken(topic)}](topics/{topic}.md)" for topic in found)
    result["drills/index.md"] = "\n\n".join(
        [
            "# Drills",
            f"Numbers to work out on paper, {COUNT} for each topic. Each answer was "
            "computed by the package.",
            links,
            "In a notebook there is no end to them. This asks with new numbers for "
            "each `seed`,\nand shows the working where an answer was wrong:",
            '```python\nfrom dlnotes.teach import drill\n\ndrill("convolution", '
            "seed=1)\n```\n",
        ]
    )
    return result


def _page(topic: str, titles: dict[str, str]) -> str:
    """Return a topic's page: where to read, then the drills."""
    drills = twenty(topic)
    asked = {f"book/{topic}/{drill.chapter}.ipynb" for drill in drills}
    links = [f"[{titles[name]}](/{name})" for name in titles if name in asked]
    parts = [
        f"# Drills: {spoken(topic).lower()}",
        "Three digits are enough where a number is not whole. The chapters that "
        f"explain them:\n{'; '.join(links)}.",
        f'<div class="dn-questions">{quiz_html(drills)}</div>',
    ]
    return "\n\n".join(parts) + "\n"
