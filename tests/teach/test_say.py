import sys

import pytest

from dlnotes.teach import say


def test_displays_markdown_and_its_text(monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    assert say(f"It is **{0.5:.0%}**, $x^2$.") is None
    (sentence,) = shown
    assert sentence._repr_markdown_() == repr(sentence) == "It is **50%**, $x^2$."


def test_prints_without_ipython(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "IPython.display", None)
    say("Three of four.")
    assert capsys.readouterr().out == "Three of four.\n"


@pytest.mark.parametrize("text", ["", "  ", 3])
def test_refuses_what_is_no_sentence(text):
    with pytest.raises(ValueError, match="expected a sentence"):
        say(text)
