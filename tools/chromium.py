"""The browser that prints the book and that its pages are tested with."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome")
ON_MACOS = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
MISSING = "no Chromium found: apt-get install chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """Return the path of a Chromium, None where there is none."""
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return installed or (ON_MACOS if os.path.exists(ON_MACOS) else None)
