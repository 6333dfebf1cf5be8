"""Colours tell classes apart and can be read, in the light theme and in the dark one."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from graph.ontology import Ontology
from graph.schema.legend import LISTS

LIGHT, DARK = "#FFFFFF", "#0E1117"  # the grounds of the two themes
READABLE = 3.0  # WCAG 2.1, contrast of graphical objects
DISTINCT, DISTINCT_THINGS = 6.0, 12.0

Lab = tuple[float, float, float]


def linear(colour: str) -> list[float]:
    """sRGB channels as linear light."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]


def luminance(colour: str) -> float:
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lab(colour: str) -> Lab:
    """CIE L*a*b* of an sRGB colour, white point D65."""
    red, green, blue = linear(colour)
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = (
        t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def difference(one: Lab, other: Lab) -> float:
    """CIEDE2000. Source: Sharma, Wu, Dalal, doi:10.1002/col.20070."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    g = 0.5 * (1 - math.sqrt(mean_c7 / (mean_c7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = math.hypot(a1, b1), math.hypot(a2, b2)
    h1, h2 = (math.degrees(math.atan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0.0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn) / 2)
    ml, mc = (l1 + l2) / 2, (c1 + c2) / 2
    mh = h1 + h2 if c1 * c2 == 0 else (h1 + turn / 2) % 360
    t = (
        1
        - 0.17 * math.cos(math.radians(mh - 30))
        + 0.24 * math.cos(math.radians(2 * mh))
        + 0.32 * math.cos(math.radians(3 * mh + 6))
        - 0.20 * math.cos(math.radians(4 * mh - 63))
    )
    sl = 1 + 0.015 * (ml - 50) ** 2 / math.sqrt(20 + (ml - 50) ** 2)
    sc, sh = 1 + 0.045 * mc, 1 + 0.015 * mc * t
    twist = 60 * math.exp(-(((mh - 275) / 25) ** 2))
    rt = -2 * math.sqrt(mc**7 / (mc**7 + 25**7)) * math.sin(math.radians(twist))
    return math.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rt * dc / sc * dh / sh)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [  # of the test data published with the formula
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.49, -0.001), (50.0, -2.49, 0.0011), 7.2195),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((22.7233, 20.0904, -46.694), (23.0331, 14.973, -42.5619), 2.0373),
    ],
)
def test_the_formula(one: Lab, other: Lab, expected: float) -> None:
    assert difference(one, other) == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize(("theme", "ground"), [("colour", LIGHT), ("colour_dark", DARK)])
def test_colours_of_classes(ontology: Ontology, theme: str, ground: str) -> None:
    nodes = [table for table in ontology.tables.values() if table.is_node]
    for table in nodes:
        assert contrast(getattr(table, theme), ground) >= READABLE, table.name
    for one, other in combinations(nodes, 2):
        are_things = one.group == other.group == "thing"
        apart = difference(lab(getattr(one, theme)), lab(getattr(other, theme)))
        assert apart >= (DISTINCT_THINGS if are_things else DISTINCT), (one.name, other.name)


@pytest.mark.parametrize(("theme", "ground"), [("colour", LIGHT), ("colour_dark", DARK)])
@pytest.mark.parametrize("name", LISTS)
def test_colours_of_words(ontology: Ontology, name: str, theme: str, ground: str) -> None:
    codes = ontology.code_lists[name].codes
    for code in codes:
        assert contrast(getattr(code, theme), ground) >= READABLE, code.notation
    for one, other in combinations(codes, 2):
        apart = difference(lab(getattr(one, theme)), lab(getattr(other, theme)))
        assert apart >= DISTINCT_THINGS, (one.notation, other.notation)
