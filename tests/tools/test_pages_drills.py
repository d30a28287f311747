"""The pages of drills: of the topics that the book has, twenty each."""

import re

from dlnotes.teach._display import book_root
from dlnotes.teach.drills import topics
from tests.tools.tiny_pages import tiny_book
from tools.chapters import chapters
from tools.pages.drills import pages, twenty


def test_a_book_without_such_topics_has_no_pages(tmp_path):
    assert pages(tiny_book(tmp_path)) == {}


def test_each_topic_has_twenty_and_links_to_what_explains_them():
    root = book_root()
    found = pages(root)
    assert found.keys() == {
        "drills/index.md",
        *(f"drills/topics/{topic}.md" for topic in topics()),
    }
    for topic in topics():
        text = found[f"drills/topics/{topic}.md"]
        ids = re.findall(r'<form class="dn-drill"[^>]* id="([^"]+)"', text)
        assert ids == [drill.id for drill in twenty(topic)]
        assert len(set(ids)) == 20
        links = re.findall(r"\]\(/(book/[^)]+)\)", text)
        homes = {f"book/{topic}/{drill.chapter}.ipynb" for drill in twenty(topic)}
        assert set(links) == homes
        assert links == [name for name in chapters(root) if name in homes]
        assert f"(topics/{topic}.md)" in found["drills/index.md"]
