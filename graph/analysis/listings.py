"""Ladders and parts as JSON and as rows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from graph.analysis.ladder import Ladder, Rung
from graph.analysis.parts import Part, Parts
from graph.words import say


def number(figure: Fraction | None) -> int | float | None:
    """A whole number as such.

    >>> number(Fraction(4, 2)), number(Fraction(1, 2))
    (2, 0.5)
    """
    if figure is None:
        return None
    return figure.numerator if figure.denominator == 1 else float(figure)


def rung(one: Rung, lang: str) -> dict[str, Any]:
    """A step of the ladder with its name and its lever in a language."""
    return {
        "step": one.key,
        "name": say(f"gap.rung.{one.key}", lang),
        "shortage": one.shortage,
        "gain": one.gain,
        "lever": None if one.key == "strict" else say(f"gap.lever.{one.key}", lang),
    }


def ladder_json(ladder: Ladder, lang: str) -> dict[str, Any]:
    """What ``--ladder`` adds to the report: the steps, and the least over-qualification."""
    over = ladder.over_qualified
    share = None if over.share is None else round(over.share, 6)
    return {
        "ladder": [rung(one, lang) for one in ladder.rungs],
        "over_qualified": {"persons": over.persons, "share": share, "steps": over.steps},
    }


def part_name(one: Part, parts: Parts, lang: str) -> str:
    """The name of a part; what belongs to none is called so."""
    return one.thing.of(lang) if one.thing else say(f"gap.part_without.{parts.by}", lang)


def parts_json(parts: Parts, lang: str) -> dict[str, Any]:
    """The answer to ``--by``."""
    rows = [part_row(one, parts, lang) for one in parts.parts]
    return {"by": parts.by, "rows": rows, "note": say(f"gap.part_note.{parts.by}", lang)}


def part_row(one: Part, parts: Parts, lang: str) -> dict[str, Any]:
    """A part as a row; a year has its own quantity and composition parts."""
    row: dict[str, Any] = {
        "key": one.thing.key if one.thing else None,
        "name": part_name(one, parts, lang),
        "demand": number(one.demand),
        "supply": number(one.supply),
        "matched": number(one.matched),
        "shortage": number(one.shortage),
        "surplus": number(one.surplus),
        "fill_rate": None if one.fill_rate is None else float(one.fill_rate),
    }
    if one.report is not None:
        index = one.report.mismatch_index
        row |= {
            "quantity": one.report.quantity,
            "composition": one.report.composition,
            "mismatch_index": None if index is None else round(index, 6),
            "basis": one.report.basis,
        }
    return row
