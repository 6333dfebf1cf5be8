"""Colours by legend key: those of classes and code lists from the declaration, and the neutrals."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

from graph.ontology import Ontology
from graph.schema.legend import LISTS, LegendEntry, class_legend, list_legend

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
Palette = Mapping[str, tuple[str, str]]


@cache
def neutrals() -> dict[str, tuple[str, str]]:
    """Paper, ink and the like: key → light and dark colour."""
    file = Path(__file__).with_name("theme.toml")
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return {key: (pair["light"], pair["dark"]) for key, pair in told.items()}


def entries(ontology: Ontology, lang: str) -> dict[str, LegendEntry]:
    """Every legend key: the name of a class, or ``list-notation`` of a code.

    >>> from graph.ontology import load
    >>> entries(load(), "en")["reason-no_major"].label
    'No eligible graduates'
    """
    found = {one.key: one for one in class_legend(ontology, lang)}
    for name in LISTS:
        found |= {f"{name}-{one.key}": one for one in list_legend(ontology, name, lang)}
    return found


def palette(legend: Mapping[str, LegendEntry], used: Iterable[str]) -> Palette:
    """The colours of the keys used, and the neutrals."""
    keys = sorted(set(used) - set(neutrals()))
    named = {key: (legend[key].colour, legend[key].colour_dark) for key in keys}
    return {**neutrals(), **named}


def mixed(colour: str, paper: str, share: float) -> str:
    """A colour thinned with the colour of the paper.

    >>> mixed("#000000", "#FFFFFF", 0.2)
    '#CCCCCC'
    """
    ends = [[int(one[k : k + 2], 16) for k in (1, 3, 5)] for one in (colour, paper)]
    blend = [round(a * share + b * (1 - share)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{value:02X}" for value in blend)
