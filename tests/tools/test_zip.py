"""The site as one file: whole, the same each time, with links that stay inside."""

import os
from zipfile import ZipFile

import pytest

from tests.book.site.test_links import broken
from tests.tools.tiny_site import tiny_site
from tools import zip


@pytest.fixture
def root(tmp_path):
    return tiny_site(tmp_path)


def test_unpacked_it_is_the_site_in_one_folder(root):
    site, copy = root / "_build" / "html", root / "copy"
    with ZipFile(zip.write(root)) as archive:
        archive.extractall(copy)
        names = archive.namelist()
    assert os.listdir(copy) == ["dlnotes"]
    assert names == sorted(names)
    files = {each.relative_to(site) for each in site.rglob("*") if each.is_file()}
    assert {f"dlnotes/{file.as_posix()}" for file in files} == set(names)
    for file in files:
        assert (copy / "dlnotes" / file).read_bytes() == (site / file).read_bytes()
    for page in (copy / "dlnotes").rglob("*.html"):
        assert list(broken(page, copy / "dlnotes")) == []


def test_the_same_site_gives_the_same_bytes(root):
    before = zip.write(root).read_bytes()
    page = root / "_build" / "html" / "book" / "index.html"
    os.utime(page, (0, 0))
    page.chmod(0o600)
    assert zip.write(root).read_bytes() == before
    page.write_text("another edition")
    assert zip.write(root).read_bytes() != before


def test_it_says_what_to_open(root, monkeypatch, capsys):
    monkeypatch.chdir(root)
    assert zip.main() == 0
    assert "open dlnotes/index.html" in capsys.readouterr().out


def test_a_site_that_is_not_built_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert zip.main() == 1
    assert "make book" in capsys.readouterr().err
