"""source(): the code, the docstring folded, a link where there is an address."""

import functools
import inspect
import re
from html import unescape

import numpy as np
import pytest

from dlnotes.convolution import output_size
from dlnotes.teach.source import source


@pytest.fixture(autouse=True)
def _no_address(monkeypatch):
    monkeypatch.setenv("DLNOTES_REPOSITORY_URL", "")


def twice(x: int) -> int:
    """Double a number ``x``.

    More about <doubling>.
    """
    return 2 * x


def undocumented(x):
    return x


def only_docstring():
    """Nothing else."""


def one_line(): "Doc."; return 1  # fmt: skip  # noqa: E702


class Pair:
    """Two numbers."""

    left = 1


@functools.wraps(twice)
def wrapped(x):
    return twice(x)


def code_of(exhibit):
    block = re.search(r'<div class="highlight">(.*?)</div>', exhibit.html, re.DOTALL)[1]
    return unescape(re.sub(r"<[^>]*>", "", block)).strip()


def test_text_is_the_source_itself():
    assert source(twice).text == inspect.getsource(twice).rstrip()
    assert repr(source(twice)) == source(twice).text


def test_the_docstring_is_folded_out_of_the_code():
    exhibit = source(twice)
    assert code_of(exhibit) == "def twice(x: int) -> int:\n    return 2 * x"
    summary = "<summary>Double a number <code>x</code>.</summary>"
    assert f"<details>{summary}" in exhibit.html
    assert "More about &lt;doubling&gt;." in exhibit.html


def test_roles_of_sphinx_are_dropped_from_the_summary():
    def adjoint():
        """The adjoint of :func:`conv2d` and :py:class:`Window`."""
        return 1

    summary = "The adjoint of <code>conv2d</code> and <code>Window</code>."
    assert f"<summary>{summary}</summary>" in source(adjoint).html


def test_a_class_is_folded_too():
    assert code_of(source(Pair)) == "class Pair:\n    left = 1"


@pytest.mark.parametrize("fn", [undocumented, only_docstring, one_line])
def test_code_that_cannot_lose_its_docstring_stays_whole(fn):
    exhibit = source(fn)
    assert code_of(exhibit) == inspect.getsource(fn).strip()
    assert "<details>" not in exhibit.html


def test_a_decorated_function_shows_what_it_wraps():
    assert source(wrapped).text == source(twice).text


def test_an_indented_function_is_dedented():
    def inner():
        return 1

    assert source(inner).text == "def inner():\n    return 1"


def test_no_link_without_an_address():
    assert "<a " not in source(output_size).html


def test_the_environment_gives_the_address(monkeypatch):
    monkeypatch.setenv("DLNOTES_REPOSITORY_URL", "https://example.org/dlnotes/")
    lines, first = inspect.getsourcelines(output_size)
    assert (
        'href="https://example.org/dlnotes/blob/main/dlnotes/convolution/'
        f'output_size.py#L{first}-L{first + len(lines) - 1}"'
    ) in source(output_size).html


def test_code_from_elsewhere_is_not_linked(monkeypatch):
    monkeypatch.setenv("DLNOTES_REPOSITORY_URL", "https://example.org/dlnotes")
    assert "<a " not in source(twice).html


def test_a_page_leaves_the_colours_to_its_theme(monkeypatch):
    assert "<style>" in source(twice).html
    monkeypatch.setenv("DLNOTES_STATIC", "1")
    assert "<style>" not in source(twice).html


@pytest.mark.parametrize("thing", [len, np.add, 3, "def f(): pass", None])
def test_what_has_no_python_source_is_refused(thing):
    with pytest.raises(TypeError, match="fn must be a function or class"):
        source(thing)
