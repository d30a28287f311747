"""What the book asks of Sphinx, tried on small documents."""

from types import SimpleNamespace
from typing import NamedTuple

import pytest
from docutils import nodes
from docutils.utils import new_document

from tools.sphinx_extension import (
    PROGRESS,
    TypesetCitations,
    ask_for_mathjax,
    offer_progress,
    skip_tuple_fields,
    write_citing_pages_again,
)


class Environment:
    """As much of Sphinx's as a formula asks for."""

    docname = "bibliography"

    def __init__(self):
        self.math = SimpleNamespace(data={"has_equations": {}})

    def get_domain(self, name):
        return getattr(self, name)


def typeset(text):
    """Return a reference's parts, and whether its page shall load MathJax."""
    document = new_document("bibliography")
    document.settings.env = Environment()
    reference = nodes.citation("", nodes.paragraph("", "", nodes.Text(text)))
    document += [nodes.paragraph("", "", nodes.Text(text)), reference]
    TypesetCitations(document).run()
    assert document[0].astext() == text  # only references are concerned
    parts = [(type(part).__name__, part.astext()) for part in reference[0]]
    return parts, document.settings.env.math.data["has_equations"]


@pytest.mark.parametrize("formula", ["O(1/k^2)", r"\mathcal{O}(n \log n)"])
def test_a_formula_in_a_reference_is_typeset(formula):
    parts, asked = typeset(f"A rate of ${formula}$, and $n$")
    words = [("Text", "A rate of "), ("math", formula), ("Text", ", and ")]
    assert parts == [*words, ("math", "n"), ("Text", "")]
    assert asked == {"bibliography": True}


@pytest.mark.parametrize("text", ["no formula", "5 $ a page", ""])
def test_other_references_stay(text):
    assert typeset(text) == ([("Text", text)], {})


def test_pages_that_cite_are_written_again_once_references_have_moved():
    domain = SimpleNamespace(citation_refs=[SimpleNamespace(docname="momentum")])
    env = SimpleNamespace(domains={"cite": domain})

    def update(anchor):
        domain.citations = [SimpleNamespace(key="polyak1964", citation_id=anchor)]
        return write_citing_pages_again(None, env)

    assert [update("id1"), update("id1"), update("id2"), update("id2")] == [
        *([], []),
        *(["momentum"], []),
    ]


def test_fields_of_a_named_tuple_are_told_once():
    class Point(NamedTuple):
        """A place.

        Attributes
        ----------
        x : float
        """

        x: float

        @property
        def mirrored(self) -> float:
            """The other side."""
            return -self.x

    assert skip_tuple_fields(None, "class", "x", Point.x, False, None)
    for member in (Point.mirrored, Point, Point._replace):
        assert skip_tuple_fields(None, "class", "m", member, False, None) is None


def document(html):
    """Return a page of this HTML, and what its application knows."""
    found = new_document("page")
    found += nodes.raw("", html, format="html")
    env = Environment()
    return found, SimpleNamespace(env=env), env.math.data["has_equations"]


@pytest.mark.parametrize(
    ("html", "asked"),
    [
        ('<span class="math notranslate">x</span>', {"bibliography": True}),
        ('<span class="word">x</span>', {}),
    ],
)
def test_formulas_in_html_load_mathjax(html, asked):
    doctree, app, found = document(html)
    ask_for_mathjax(app, doctree)
    assert found == asked


def offered(page, known):
    """Return what is added to a page of a book of these pages."""
    env = SimpleNamespace(
        all_docs=known,
        doc2path=lambda name: f"{name}.{'md' if 'generated' in name else 'ipynb'}",
    )
    builder = SimpleNamespace(get_relative_uri=lambda here, there: "../" + there)
    context = {"body": ""}
    app = SimpleNamespace(env=env, builder=builder)
    offer_progress(app, page, "page.html", context, None)
    return context["body"]


def test_a_chapter_ends_with_a_box_to_tick():
    body = offered("book/sums/addition", ["book/sums/addition", PROGRESS])
    assert 'data-chapter="book/sums/addition"' in body
    assert f'href="../{PROGRESS}"' in body


@pytest.mark.parametrize(
    ("page", "known"),
    [
        ("book/sums/addition", ["book/sums/addition"]),  # a book without such a page
        (PROGRESS, [PROGRESS]),
        ("genindex", [PROGRESS]),
    ],
)
def test_other_pages_have_nothing_to_tick(page, known):
    assert offered(page, known) == ""
