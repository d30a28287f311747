"""Colours are the figures' own, legible, in one place; typefaces small and free."""

import re
from pathlib import Path

import pytest

from dlnotes.teach import COLORS

ASSETS = Path(__file__).parents[2] / "book" / "assets"
FONTS = ASSETS / "fonts"
BUDGET = 250_000  # bytes of all typefaces together
PALETTE = (ASSETS / "palette.css").read_text("utf-8")
COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", re.IGNORECASE)


def named(text: str) -> dict[str, str]:
    """Return the colours that a block of the palette names."""
    return dict(re.findall(r"--dn-([a-z-]+): (#[0-9a-f]{6});", text))


def block(selector: str) -> dict[str, str]:
    """Return the colours of a mode."""
    start = PALETTE.index(selector)
    return named(PALETTE[start : PALETTE.index("}", start)])


LIGHT, DARK = block('html[data-theme="light"]'), block('html[data-theme="dark"]')


def luminance(colour: str) -> float:
    """Return the relative luminance, as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("role", ["input", "kernel", "output", "kernel_line"])
def test_roles_have_the_colours_of_the_figures(role):
    assert named(PALETTE)[role.replace("_", "-")] == getattr(COLORS, role).lower()


def test_text_has_the_ink_of_the_figures():
    assert LIGHT["text"] == COLORS.ink.lower()


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "panel"])
@pytest.mark.parametrize("name", ["text", "quiet", "link", "holds", "limits", "fails"])
def test_words_are_legible(mode, ground, name):
    assert contrast(mode[name], mode[ground]) >= 4.5


@pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])
def test_edges_of_controls_can_be_seen(mode):
    assert contrast(mode["edge"], mode["paper"]) >= 3


def test_both_modes_name_the_same_colours():
    assert set(LIGHT) == set(DARK) - {"sheet"}  # in light, pictures need none


@pytest.mark.parametrize("sheet", sorted(ASSETS.glob("*.css")), ids=lambda p: p.name)
def test_only_the_palette_has_colours(sheet):
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    assert sheet.name == "palette.css" or not COLOUR.findall(text)
    used = set(re.findall(r"var\(--dn-([a-z-]+)", text))
    own = set(re.findall(r"--dn-([a-z-]+):", text))
    set_elsewhere = {"serif", "sans", "mono", "verdict"}  # type.css, claim.css
    assert used <= set(named(PALETTE)) | set_elsewhere | own


def test_typefaces_are_small_and_licensed():
    files = [*FONTS.glob("*.woff2")]
    assert sum(path.stat().st_size for path in files) <= BUDGET
    named_in_css = re.findall(
        r"url\(fonts/([^)]+)\)", (ASSETS / "type.css").read_text()
    )
    assert sorted(named_in_css) == sorted(path.name for path in files)
    assert "SIL OPEN FONT LICENSE" in (FONTS / "LICENSE").read_text("utf-8")
