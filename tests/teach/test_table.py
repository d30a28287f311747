import numpy as np
import pytest

from dlnotes.teach import table


def test_columns_and_rows_are_one_table():
    columns = table({"way": ["a", "b"], "ms": [1, 20]})
    rows = table([("a", 1), ("b", 20)], ["way", "ms"])
    assert columns.html == rows.html
    assert repr(rows) == "way  ms\n---  --\na     1\nb    20"


def test_formats_apply_to_all_or_by_heading():
    data = {"n": [1000], "share": [np.float32(0.5)], "loss": [0.12345]}
    assert repr(table(data, formats=".1f")).split()[-3:] == ["1000", "0.5", "0.1"]
    named = table(data, formats={"share": ".0%", "n": ","})
    assert repr(named).split()[-3:] == ["1,000", "50%", "0.123"]


def test_headings_have_a_scope_and_text_is_escaped():
    html = table({"<way>": ["a&b"], "n": [-1]}, caption="x < y").html
    assert '<th scope="col" style="text-align:left">&lt;way&gt;</th>' in html
    assert '<th scope="row" style="text-align:left">a&amp;b</th>' in html
    assert '<td style="text-align:right">−1</td>' in html
    assert "<caption>x &lt; y</caption>" in html


def test_a_page_styles_it_as_the_theme_styles_its_own():
    assert table({"n": [1]}).html.startswith('<table class="table dn-table"><thead>')


def test_words_keep_their_hyphen_and_truth_is_no_number():
    html = table({"a": ["x"], "b": ["mini-batch"], "c": [True]}).html
    assert '<td style="text-align:left">mini-batch</td>' in html
    assert '<td style="text-align:left">True</td>' in html


@pytest.mark.parametrize(
    ("data", "headings", "complaint"),
    [
        ({"a": [1], "b": [1, 2]}, (), "differ in length"),
        ({"a": [1]}, ["a"], "headings of its own"),
        ([(1, 2)], ["a"], "has not 1 cells"),
        ([], ["a"], "empty"),
        ({}, (), "empty"),
    ],
)
def test_refuses_what_is_no_table(data, headings, complaint):
    with pytest.raises(ValueError, match=complaint):
        table(data, headings)


def test_refuses_a_format_without_column():
    with pytest.raises(ValueError, match="formats has"):
        table({"a": [1]}, formats={"b": ".1f"})
