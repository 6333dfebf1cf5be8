"""Colours can be read: contrast of WCAG 2.2 AA, computed from the tokens of both themes."""

from __future__ import annotations

import pytest

from graph.ontology import Ontology
from graph.schema.legend import list_legend
from views.parts.theme import PALETTES, configuration, style

TEXT, LARGE_OR_SHAPE = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of ``#RRGGBB``."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours.

    >>> round(contrast("#FFFFFF", "#000000"))
    21
    """
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("ground", ["ground", "card", "well", "sidebar"])
@pytest.mark.parametrize("text", ["ink", "soft", "accent", "warn", "alarm", "good"])
def test_text_can_be_read(theme: str, ground: str, text: str) -> None:
    palette = PALETTES[theme]
    assert contrast(getattr(palette, text), getattr(palette, ground)) >= TEXT


@pytest.mark.parametrize("theme", PALETTES)
@pytest.mark.parametrize("tone", ["accent", "warn", "alarm", "good"])
def test_marks_can_be_read_on_their_tints(theme: str, tone: str) -> None:
    palette = PALETTES[theme]
    tint = "wash" if tone == "accent" else f"{tone}_wash"
    assert contrast(getattr(palette, tone), getattr(palette, tint)) >= TEXT


@pytest.mark.parametrize("theme", PALETTES)
def test_what_can_be_operated_has_an_edge_that_is_seen(theme: str) -> None:
    palette = PALETTES[theme]
    assert contrast(palette.edge, palette.ground) >= LARGE_OR_SHAPE
    assert contrast(palette.accent, palette.ground) >= LARGE_OR_SHAPE


def test_the_tip_turns_the_page_inside_out() -> None:
    for palette in PALETTES.values():
        assert contrast(palette.ground, palette.ink) >= TEXT


# Words written in their own colour; the others are only drawn, with their name beside them.
WRITTEN = (
    "official", "reported", "starved", "saturated", "no_major", "surplus",
)  # fmt: skip


@pytest.mark.parametrize("name", ["grade", "occupation_class", "major_class", "reason"])
def test_the_colours_of_words_are_seen_on_cards(ontology: Ontology, name: str) -> None:
    for one in list_legend(ontology, name, "en"):
        needed = TEXT if one.key in WRITTEN else LARGE_OR_SHAPE
        assert contrast(one.colour, PALETTES["light"].card) >= needed, one
        assert contrast(one.colour_dark, PALETTES["dark"].card) >= needed, one


def test_streamlit_gets_both_themes_and_no_address_elsewhere() -> None:
    told = configuration()
    assert told["theme.light.primaryColor"] == PALETTES["light"].accent
    assert told["theme.dark.primaryColor"] == PALETTES["dark"].accent
    assert "://" not in repr(told)
    assert "://" not in style({})
