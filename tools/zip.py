"""Pack the built site as one file that opens offline: ``make zip``.

The same site gives the same bytes: names are sorted, and times are left out.
"""

from __future__ import annotations

import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tools.book import HTML
from tools.outcome import tell

ARCHIVE = Path("_build/dlnotes.zip")
FOLDER = "dlnotes"
READABLE = 0o644 << 16  # where a zip of Unix keeps a file's mode


def write(root: Path) -> Path:
    """Write the archive below ``root`` and return its path.

    Raises
    ------
    ValueError
        If the site is not built.
    """
    site, path = root / HTML, root / ARCHIVE
    if not (site / "index.html").is_file():
        raise ValueError(f"{site} holds no site: make book")
    with ZipFile(path, "w") as archive:
        for file in sorted(each for each in site.rglob("*") if each.is_file()):
            entry = ZipInfo(f"{FOLDER}/{file.relative_to(site).as_posix()}")
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = READABLE
            archive.writestr(entry, file.read_bytes())
    return path


def main() -> int:
    """Write the archive, and say what to open; return the exit status."""
    advice = f"unpack it and open {FOLDER}/index.html"
    return tell(lambda: f"{write(Path.cwd())}: {advice}")


if __name__ == "__main__":
    sys.exit(main())
