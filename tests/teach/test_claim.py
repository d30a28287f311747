"""A claim shows what is said, measured and true, and holds the verdict to it."""

import re

import numpy as np
import pytest

from dlnotes.teach import claim as exported
from dlnotes.teach.claim import VERDICTS, ClaimError, claim, scale_href

NOTES = """\
- {id: free.lunch, topic: meals, kind: claim, error: 'WRONG: Somebody <pays>.',
   where: [{note: '001', heading: 午餐, line: 7, end: 9},
           {note: '004', heading: Lunch, line: 2}],
   says: 'Lunch (午餐) is free & good.'}
- {id: dear.lunch, topic: meals, kind: claim, error: null,
   where: [{note: '002', heading: Lunch, line: 1}], says: Lunch is dear.}
"""


@pytest.fixture(autouse=True)
def book(tmp_path, monkeypatch):
    (tmp_path / "book" / "assets").mkdir(parents=True)
    (tmp_path / "book" / "notes.yml").write_text(NOTES, encoding="utf-8")
    (tmp_path / "book" / "assets" / "palette.css").write_text("html {}")
    (tmp_path / "book" / "assets" / "claim.css").write_text(".dn-claim {}")
    monkeypatch.chdir(tmp_path / "book" / "assets")
    monkeypatch.setenv("DLNOTES_STATIC", "1")
    return tmp_path


def test_it_is_exported():
    assert exported is claim


def test_the_panel_shows_what_is_said_measured_and_true():
    html = claim(
        "free.lunch", "does not hold", measured={"price": "3 €", "a<b": 4}, because=True
    ).html
    assert 'id="claim-free.lunch"' in html
    lunch = 'Lunch (<span lang="zh">午餐</span>) is free &amp; good.'
    assert f"<dt>Often said</dt><dd>{lunch}</dd><dt>More exactly</dt>" in html
    assert "<details><summary>Measured</summary><ul><li>" in html
    assert "<span>price</span> <b>3 €</b>" in html
    assert "<span>a&lt;b</span> <b>4</b>" in html
    assert "<dt>More exactly</dt><dd>Somebody &lt;pays&gt;.</dd>" in html
    assert '<span aria-hidden="true">✗</span> <strong' in html
    assert ">does not hold</strong>" in html
    assert "<style>" not in html


def test_the_pointer_into_the_notes_is_small_print():
    html = claim("free.lunch", "holds", measured="3 €", because=True).html
    where = '<small title="Where the study notes say it">notes 001:7–9, 004:2</small>'
    assert where in html
    assert "notes say" not in html.replace(where, "")


def test_the_readers_words_and_the_truth_may_be_given():
    shown = claim(
        "free.lunch",
        "holds",
        measured="$p$",
        because=True,
        said="Lunch costs $0$ < `x`",
        exactly="It costs $p$.",
    )
    said = r'<span class="math notranslate nohighlight">\(0\)</span> &lt; '
    assert f"<dt>Often said</dt><dd>Lunch costs {said}<code>x</code></dd>" in shown.html
    assert shown.html.count(r"\(p\)") == 2
    assert "Somebody" not in shown.html
    assert "  often said: Lunch costs $0$ < `x`" in repr(shown)
    assert "  more exactly: It costs $p$." in repr(shown)
    assert shown.data["says"] == "Lunch (午餐) is free & good."


def test_a_live_notebook_gets_the_style_sheet(monkeypatch):
    monkeypatch.delenv("DLNOTES_STATIC")
    html = claim("dear.lunch", "holds", measured="9 €", because=True).html
    assert html.startswith("<style>html {}.dn-claim {}</style>")
    assert "More exactly" not in html


def test_on_a_page_the_verdict_leads_to_the_scale(book, monkeypatch):
    def panel():
        return claim("dear.lunch", "holds", measured="9 €", because=True).html

    assert "href" not in panel(), "there is no page to lead to"
    (book / "book" / "how_to_read.md").write_text("# How\n\n## The verdict scale\n")
    link = '<a href="../how_to_read.html#the-verdict-scale" title="the measurement'
    assert f'{link} agrees"><strong>holds</strong></a>' in panel()
    assert scale_href(book / "book") == "how_to_read.html#the-verdict-scale"


def test_in_a_live_notebook_it_leads_to_the_published_book(monkeypatch):
    def panel():
        return claim("dear.lunch", "holds", measured="9 €", because=True).html

    monkeypatch.delenv("DLNOTES_STATIC")
    monkeypatch.setenv("DLNOTES_BOOK_URL", "")
    assert "href" not in panel(), "a live notebook has no pages"
    monkeypatch.setenv("DLNOTES_BOOK_URL", "https://example.org/")
    scale = "https://example.org/book/how_to_read.html#the-verdict-scale"
    assert f'<a href="{scale}" title="the measurement agrees">' in panel()


def test_the_text_and_the_record():
    shown = claim("free.lunch", "holds", measured={"z": "1", "a": "2"}, because=True)
    assert repr(shown).splitlines() == [
        "✓ holds: free.lunch",
        "  often said: Lunch (午餐) is free & good.",
        "  measured: z: 1, a: 2",
        "  more exactly: Somebody <pays>.",
        "  notes 001:7–9, 004:2",
    ]
    bundle = shown._repr_mimebundle_()
    assert bundle["application/vnd.dlnotes.claim+json"] == {
        "id": "free.lunch",
        "verdict": "holds",
        "measured": [("z", "1"), ("a", "2")],
        "says": "Lunch (午餐) is free & good.",
    }


def test_what_is_quoted_names_its_source():
    quoted = claim("dear.lunch", "quoted", measured="Menu 2019", because=True)
    assert "<summary>Source</summary><p>Menu 2019</p>" in quoted.html
    assert "  source: Menu 2019" in repr(quoted)
    assert "Measured" not in quoted.html


@pytest.mark.parametrize("verdict", VERDICTS)
def test_every_verdict_is_told_by_word_and_mark(verdict):
    html = claim("free.lunch", verdict, measured="1 €", because=np.True_).html
    style, mark, meaning = VERDICTS[verdict]
    assert f'<strong title="{meaning}">{verdict}</strong>' in html
    assert mark in html
    assert f"dn-verdict-{style}" in html
    assert len({mark for _, mark, _ in VERDICTS.values()}) == len(VERDICTS)


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("because", [False, np.False_])
def test_a_verdict_without_evidence_is_refused(verdict, because):
    with pytest.raises(ClaimError, match=r"does not support .*free\.lunch.*price: 3"):
        claim("free.lunch", verdict, measured={"price": 3}, because=because)


@pytest.mark.parametrize("because", [1, None, "yes", np.array([True]), np.float64(1)])
def test_only_a_truth_value_is_a_reason(because):
    with pytest.raises(TypeError, match=r"^because is .*expected True or False"):
        claim("free.lunch", "holds", measured="3 €", because=because)


def test_an_unknown_id_is_told_with_its_neighbours():
    with pytest.raises(ValueError, match=r"'free\.lunhc'.*did you mean free\.lunch"):
        claim("free.lunhc", "holds", measured="3 €", because=True)
    with pytest.raises(ValueError, match=r"'zzz' is not in book/notes\.yml$"):
        claim("zzz", "holds", measured="3 €", because=True)


def test_an_unknown_verdict_is_told_with_the_known_ones():
    with pytest.raises(ValueError, match=re.escape("'true' is not one of holds, ")):
        claim("free.lunch", "true", measured="3 €", because=True)


@pytest.mark.parametrize(
    ("measured", "error"), [("", ValueError), ({}, ValueError), (3, TypeError)]
)
def test_evidence_is_text_or_labelled_values(measured, error):
    with pytest.raises(error, match=r"^measured is "):
        claim("free.lunch", "holds", measured=measured, because=True)


def test_an_edited_inventory_is_read_again(book):
    notes = book / "book" / "notes.yml"
    assert "dear" in repr(claim("dear.lunch", "holds", measured="1", because=True))
    notes.write_text(NOTES.replace("is dear", "costs"), encoding="utf-8")
    assert "costs" in repr(claim("dear.lunch", "holds", measured="1", because=True))
