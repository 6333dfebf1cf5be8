"""A gap report as tables for people: names and words in a language, shares in per cent."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from graph.gap.flows.rounding import percent
from graph.gap.ladder import Ladder
from graph.gap.parts import Parts
from graph.gap.report import GapReport, Major, Occupation
from graph.telling.listings import parts_said, rung
from graph.telling.sentences import cause_word, word
from graph.words import say

PART_FIGURES = ("demand", "supply", "matched", "shortage", "surplus")
CLASS_COLUMNS = {"code": pl.String, "name": pl.String, "level": pl.String, "area": pl.String}
OCCUPATION_COLUMNS = CLASS_COLUMNS | {
    "demand": pl.Int64, "filled_pct": pl.Float64, "short": pl.Int64,
    "class": pl.String, "why": pl.String, "block": pl.String,
}  # fmt: skip
MAJOR_COLUMNS = CLASS_COLUMNS | {
    "supply": pl.Int64, "placed_pct": pl.Float64, "unplaced": pl.Int64,
    "class": pl.String, "room": pl.Int64, "slack": pl.Int64, "block": pl.String,
}  # fmt: skip


def occupations_listed(report: GapReport, group: str = "") -> list[Occupation]:
    """Those of :func:`occupation_rows`, in its order."""
    return [
        one
        for one in sorted(report.occupations, key=lambda one: (-one.short, one.thing.key))
        if not group or group in (one.group, "unreached" if one.unreached else "")
    ]


def majors_listed(report: GapReport, group: str = "") -> list[Major]:
    """Those of :func:`major_rows`, in its order; of a part only those that may enter it."""
    return [
        one
        for one in sorted(report.majors, key=lambda one: (-one.supply, one.thing.key))
        if group in ("", one.group) and one.enters
    ]


def occupation_rows(report: GapReport, lang: str, group: str = "") -> pl.DataFrame:
    """Occupation classes, the most empty places first.

    ``code, name, level, area, demand, filled_pct, short, class, why, block``; ``why`` is the cause
    of the class's block. ``group``: only a class, or ``unreached`` for those nobody may enter.
    """
    block_of = {id(one): block for block in report.blocks for one in block.occupations}
    rows = []
    for one in occupations_listed(report, group):
        block = block_of.get(id(one))
        rows.append(
            _class(one, lang)
            | {
                "demand": one.demand,
                "filled_pct": percent(one.fill_rate, 1),
                "short": one.empty,
                "class": word("occupation_class", one.group, lang),
                "why": None if block is None else cause_word(block, lang),
                "block": None if block is None else block.id,
            }
        )
    return pl.DataFrame(rows, schema=OCCUPATION_COLUMNS)


def major_rows(report: GapReport, lang: str, group: str = "") -> pl.DataFrame:
    """Major classes, the most graduates first.

    ``code, name, level, area, supply, placed_pct, unplaced, class, room, slack, block``.
    ``group``: only a class.
    """
    block_of = {id(one): block.id for block in report.blocks for one in block.majors}
    rows = [
        _class(one, lang)
        | {
            "supply": one.supply,
            "placed_pct": percent(one.placement_rate, 1),
            "unplaced": one.unplaced,
            "class": word("major_class", one.group, lang),
            "room": one.room,
            "slack": one.slack,
            "block": block_of.get(id(one)),
        }
        for one in majors_listed(report, group)
    ]
    return pl.DataFrame(rows, schema=MAJOR_COLUMNS)


def _class(one: Occupation | Major, lang: str) -> dict[str, object]:
    return {
        "code": one.thing.key,
        "name": one.thing.of(lang),
        "level": word("level", one.level, lang),
        "area": one.area.of(lang) if one.area else None,
    }


def part_rows(parts: Parts, lang: str) -> pl.DataFrame:
    """Parts of the whole: ``name, demand, supply, matched, shortage, surplus, filled_pct``.

    Whole persons; of areas and chains they add up to the whole.
    """
    rows = [
        {
            "name": name,
            **{key: _whole(getattr(one, key)) for key in PART_FIGURES},
            "filled_pct": None if rate is None else percent(rate, 1),
        }
        for name, one, rate in parts_said(parts, lang)[: len(parts.parts)]
    ]
    schema = {"name": pl.String, **dict.fromkeys(PART_FIGURES, pl.Int64), "filled_pct": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def _whole(figure: Fraction | None) -> int | None:
    return None if figure is None else int(figure)


def ladder_rows(ladder: Ladder, lang: str) -> pl.DataFrame:
    """The steps of the ladder: ``rule, shortage, gain, lever``."""
    rows = [rung(one, lang) for one in ladder.rungs]
    return pl.DataFrame(
        [
            {"rule": r["name"], "shortage": r["shortage"], "gain": r["gain"], "lever": r["lever"]}
            for r in rows
        ],
        schema={
            "rule": pl.String,
            "shortage": pl.Int64,
            "gain": pl.Int64,
            "lever": pl.String,
        },
    )


def variant_rows(report: GapReport, lang: str) -> pl.DataFrame:
    """The shortage with one choice made otherwise: ``choice, shortage, change``."""
    rows = [
        {
            "choice": say(f"gap.terminal.variant.{one.key}", lang),
            "shortage": one.shortage,
            "change": one.shortage - report.shortage,
        }
        for one in report.sensitivity
    ]
    schema = {"choice": pl.String, "shortage": pl.Int64, "change": pl.Int64}
    return pl.DataFrame(rows, schema=schema)
