"""What the book asks of Sphinx, tried on small documents."""

from types import SimpleNamespace
from typing import NamedTuple

import pytest
from docutils import nodes
from docutils.utils import new_document

from tools.sphinx_extension import (
    TypesetCitations,
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
