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
Palette = Mapping[str, tuple[str, str]]


@cache
def neutrals() -> dict[str, tuple[str, str]]:
    """Return paper, ink and the like: key → light and dark colour."""
    file = Path(__file__).with_name("theme.toml")
    theme = tomllib.loads(file.read_text(encoding="utf-8"))
    return {key: (pair["light"], pair["dark"]) for key, pair in theme.items()}


def entries(ontology: Ontology, lang: str) -> dict[str, LegendEntry]:
    """Return every legend entry by key: the name of a class, or ``list-notation`` of a code.

    >>> from graph.ontology import load
    >>> entries(load(), "en")["reason-no_major"].label
    'No eligible graduates'
    """
    by_key = {entry.key: entry for entry in class_legend(ontology, lang)}
    for name in LISTS:
        by_key |= {f"{name}-{entry.key}": entry for entry in list_legend(ontology, name, lang)}
    return by_key


def palette(legend: Mapping[str, LegendEntry], used: Iterable[str]) -> Palette:
    """Return the colours of the keys used, and the neutrals."""
    keys = sorted(set(used) - set(neutrals()))
    declared = {key: (legend[key].colour, legend[key].colour_dark) for key in keys}
    return {**neutrals(), **declared}


def mixed(colour: str, paper: str, share: float) -> str:
    """Thin a colour with the colour of the paper.

    >>> mixed("#000000", "#FFFFFF", 0.2)
    '#CCCCCC'
    """
    ends = [[int(code[k : k + 2], 16) for k in (1, 3, 5)] for code in (colour, paper)]
    blend = [round(a * share + b * (1 - share)) for a, b in zip(*ends, strict=True)]
    return "#" + "".join(f"{value:02X}" for value in blend)
