"""A gap report as tables for people: names and words in a language, shares in per cent."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graph.gap.flows.rounding import percent
from graph.gap.ladder import Ladder
from graph.gap.parts import Parts
from graph.gap.report import GapReport, Major, Occupation
from graph.telling.listings import part_lines, rung, whole_persons
from graph.telling.outlook import Class as Ahead
from graph.telling.sentences import cause_word, word
from graph.words import say

MAJOR_ORDERS = ("unplaced", "room", "supply")  # figures that majors are listed by
PART_FIGURES = ("demand", "supply", "matched", "shortage", "surplus")
CLASS_COLUMNS = {"code": pl.String, "name": pl.String, "level": pl.String, "area": pl.String}
OCCUPATION_COLUMNS = CLASS_COLUMNS | {
    "demand": pl.Int64, "filled_pct": pl.Float64, "short": pl.Int64,
    "class": pl.String, "why": pl.String, "block": pl.String,
    "top_ten_pct": pl.Float64,
}  # fmt: skip
MAJOR_COLUMNS = CLASS_COLUMNS | {
    "supply": pl.Int64, "placed_pct": pl.Float64, "unplaced": pl.Int64,
    "class": pl.String, "room": pl.Int64, "slack": pl.Int64, "block": pl.String,
    "scarce_pct": pl.Float64, "surplus_pct": pl.Float64,
}  # fmt: skip


def occupations_listed(report: GapReport, group: str = "") -> list[Occupation]:
    """List the occupations of :func:`occupation_rows`, in its order."""
    return [
        occupation
        for occupation in sorted(
            report.occupations, key=lambda occupation: (-occupation.short, occupation.thing.key)
        )
        if not group or group in (occupation.group, "unreached" if occupation.unreached else "")
    ]


def majors_listed(report: GapReport, group: str = "", by: str = MAJOR_ORDERS[0]) -> list[Major]:
    """List the majors of :func:`major_rows`, in its order; of a part those that may enter it."""
    return [
        major
        for major in sorted(
            report.majors,
            key=lambda major: (-(getattr(major, by) or 0), -major.supply, major.thing.key),
        )
        if group in ("", major.group) and major.enters
    ]


def occupation_rows(report: GapReport, lang: str, group: str = "") -> pl.DataFrame:
    """Return occupation classes, the most empty places first.

    ``code, name, level, area, demand, filled_pct, short, class, why, block, top_ten_pct``; ``why``
    is the cause of the class's block, ``top_ten_pct`` how often noise leaves it among the ten with
    the most empty places (empty without draws). ``group``: only a class, or ``unreached`` for those
    nobody may enter.
    """
    block_of = {id(member): block for block in report.blocks for member in block.occupations}
    top_ten = _shares(report.occupations, report.ranges.top_ten if report.ranges else None)
    rows = []
    for occupation in occupations_listed(report, group):
        block = block_of.get(id(occupation))
        rows.append(
            class_columns(occupation, lang)
            | {
                "demand": occupation.demand,
                "filled_pct": percent(occupation.fill_rate, 1),
                "short": occupation.empty,
                "class": word("occupation_class", occupation.group, lang),
                "why": None if block is None else cause_word(block, lang),
                "block": None if block is None else block.id,
                "top_ten_pct": top_ten.get(id(occupation)),
            }
        )
    return pl.DataFrame(rows, schema=OCCUPATION_COLUMNS)


def major_rows(
    report: GapReport, lang: str, group: str = "", by: str = MAJOR_ORDERS[0]
) -> pl.DataFrame:
    """Return major classes, the largest figure of ``by`` first (see :data:`MAJOR_ORDERS`).

    ``code, name, level, area, supply, placed_pct, unplaced, class, room, slack, block, scarce_pct,
    surplus_pct``; the last two: in how many draws of noise. ``group``: only a class.
    """
    block_of = {id(major): block.id for block in report.blocks for major in block.majors}
    scarce = _shares(report.majors, report.ranges.scarce if report.ranges else None)
    surplus = _shares(report.majors, report.ranges.surplus if report.ranges else None)
    rows = [
        class_columns(major, lang)
        | {
            "supply": major.supply,
            "placed_pct": percent(major.placement_rate, 1),
            "unplaced": major.unplaced,
            "class": word("major_class", major.group, lang),
            "room": major.room,
            "slack": major.slack,
            "block": block_of.get(id(major)),
            "scarce_pct": scarce.get(id(major)),
            "surplus_pct": surplus.get(id(major)),
        }
        for major in majors_listed(report, group, by)
    ]
    return pl.DataFrame(rows, schema=MAJOR_COLUMNS)


def _shares(
    entries: Sequence[Occupation | Major], shares: Sequence[float | None] | None
) -> dict[int, float]:
    """Return the shares of draws of some classes, in per cent; none without draws."""
    return {
        id(entry): percent(share, 1)
        for entry, share in zip(entries, shares or [None] * len(entries), strict=True)
        if share is not None
    }


def class_columns(entry: Occupation | Major | Ahead, lang: str) -> dict[str, object]:
    """Return the columns of ``CLASS_COLUMNS`` for a class."""
    return {
        "code": entry.thing.key,
        "name": entry.thing.of(lang),
        "level": word("level", entry.level, lang),
        "area": entry.area.of(lang) if entry.area else None,
    }


def part_rows(parts: Parts, lang: str) -> pl.DataFrame:
    """Return parts of the whole: ``name, demand, supply, matched, shortage, surplus, filled_pct``.

    Whole persons; of areas and chains they add up to the whole.
    """
    rows = [
        {
            "name": name,
            **{key: whole_persons(getattr(part, key)) for key in PART_FIGURES},
            "filled_pct": None if rate is None else percent(rate, 1),
        }
        for name, part, rate in part_lines(parts, lang)[: len(parts.parts)]
    ]
    schema = {"name": pl.String, **dict.fromkeys(PART_FIGURES, pl.Int64), "filled_pct": pl.Float64}
    return pl.DataFrame(rows, schema=schema)


def ladder_rows(ladder: Ladder, lang: str) -> pl.DataFrame:
    """Return the steps of the ladder: ``rule, shortage, gain, lever``."""
    schema = {"name": pl.String, "shortage": pl.Int64, "gain": pl.Int64, "lever": pl.String}
    rows = [rung(step, lang) for step in ladder.rungs]
    return pl.DataFrame(rows, schema=schema).rename({"name": "rule"})


def variant_rows(report: GapReport, lang: str) -> pl.DataFrame:
    """Return the shortage with one choice made otherwise: ``choice, shortage, change``."""
    rows = [
        {
            "choice": say(f"gap.terminal.variant.{variant.key}", lang),
            "shortage": variant.shortage,
            "change": variant.shortage - report.shortage,
        }
        for variant in report.sensitivity
    ]
    schema = {"choice": pl.String, "shortage": pl.Int64, "change": pl.Int64}
    return pl.DataFrame(rows, schema=schema)
