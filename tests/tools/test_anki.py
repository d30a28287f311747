"""The Anki deck, read back as Anki reads it."""

import json
import re
import sqlite3
import zipfile

import pytest

from dlnotes.teach._display import book_root
from tests.tools.tiny_pages import BANK, put_bank, tiny_book
from tools import anki


def read(package):
    """Return the notes of a package by their ids, and the names of its decks."""
    with zipfile.ZipFile(package) as opened:
        opened.extract("collection.anki2", package.parent)
    collection = sqlite3.connect(package.parent / "collection.anki2")
    rows = collection.execute("SELECT guid, tags, flds FROM notes ORDER BY id")
    notes = {guid: (tags.split(), fields.split("\x1f")) for guid, tags, fields in rows}
    (known,) = collection.execute("SELECT decks FROM col").fetchone()
    cards = collection.execute(
        "SELECT guid, did, due FROM cards JOIN notes ON nid = notes.id"
    ).fetchall()
    collection.close()
    decks = {int(id): deck["name"] for id, deck in json.loads(known).items()}
    return notes, decks, cards


@pytest.fixture
def pack(tmp_path):
    """Return the function that packs a tiny book with a bank and reads it back."""
    book = tiny_book(tmp_path)

    def run(bank=BANK):
        put_bank(book, bank)
        return read(anki.write(book))

    return run


def test_a_question_is_a_card_in_the_deck_of_its_chapter(pack):
    notes, decks, cards = pack()
    assert len(notes) == len(cards) == 4
    deck = "dlnotes::Squares::The area 面积"
    assert {decks[did] for _, did, _ in cards} == {deck}
    by_due = sorted(cards, key=lambda card: card[2])
    assert [guid for guid, _, _ in by_due] == list(notes)
    assert [tags for tags, _ in notes.values()] == [
        ["squares", "junior"],
        ["squares", "senior"],
        ["squares", "quiz"],
        ["squares", "quiz"],
    ]


def test_text_is_marked_up_as_anki_typesets_it(pack):
    notes, _, _ = pack()
    _, (front, answer, explanation, where) = list(notes.values())[1]
    assert "Is an <em>area</em> free" in front
    assert r"\(n^2 &lt; 1\)" in front
    assert answer == "No: <code>n * n</code>."
    assert explanation.startswith("<p>One product.</p><p>No adds.</p>")
    assert r"Red flags</p><ul><li><span" in explanation
    assert "Follow-ups</p><ul><li>Whose?</li></ul>" in explanation
    assert where == "The area 面积 › Claim area.free"


def test_a_quiz_asks_for_a_number_or_among_options(pack):
    notes, _, _ = pack()
    number, choice = [fields for tags, fields in notes.values() if "quiz" in tags]
    assert number[1:] == ["9 cm", "<p>Count.</p>", "The area 面积 › Quiz"]
    assert choice[0].endswith('<ol type="a"><li>2 × 3</li><li>2 × 2</li></ol>')
    assert choice[1] == "2 × 2"
    assert choice[2] == '<ol type="a"><li>A rectangle.</li><li>Equal sides.</li></ol>'


def test_what_was_learned_outlives_a_new_wording(pack):
    notes, decks, _ = pack()
    later, later_decks, _ = pack(BANK.replace("Side by side.", "Edge times edge."))
    assert list(later) == list(notes)
    assert later_decks == decks
    assert [id for id in notes if notes[id] != later[id]] == [next(iter(notes))]
    renamed, _, _ = pack(BANK.replace("squares.words", "squares.spoken"))
    assert len(renamed.keys() - notes.keys()) == 1


def test_numbers_are_those_that_learners_have():
    """Another number would make every card a new one."""
    assert anki.number("dlnotes") == 1127271156
    assert anki.number("convolution/backward") != anki.number("convolution/grouped")


def test_the_book_becomes_a_deck():
    """A card a question or drill, no id twice, no formula that Anki would not see."""
    found = list(anki.decks(book_root()))
    notes = [note for deck in found for note in deck.notes]
    assert len({note.guid for note in notes}) == len(notes) > 400
    assert len({deck.deck_id for deck in found}) == len(found)
    assert len({deck.name for deck in found}) == len(found)
    for note in notes:
        for text in note.fields:
            code_out = re.sub(r"<code>.*?</code>", "", text)
            assert "$" not in code_out, text
            assert text.count(r"\(") == text.count(r"\)"), text
            assert text.count(r"\[") >= text.count(r"\]"), text


def test_a_broken_bank_is_told(tmp_path, monkeypatch, capsys):
    book = tiny_book(tmp_path)
    put_bank(book, BANK.replace("3**2", "1 / 0"))
    monkeypatch.chdir(book)
    assert anki.main() == 1
    assert "squares.drill.nine" in capsys.readouterr().err
