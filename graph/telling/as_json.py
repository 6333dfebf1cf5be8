"""A gap report as JSON and as rows, as the data contract has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from fractions import Fraction
from math import isinf
from typing import Any

from graph import left_out
from graph.gap import effort
from graph.gap.flows.expected import Expected
from graph.gap.report import Block, GapReport, Major, Occupation, Range
from graph.outlook.report import GapAhead
from graph.telling.outlook import ahead_json, beside
from graph.telling.sentences import assumption, persons_of, sentence
from graph.words import say

TOTALS = (
    "demand", "supply", "matched", "shortage", "quantity", "composition", "surplus", "not_of_part",
)  # fmt: skip
CHANCES = ("p_top_ten", "p_starved", "p_scarce", "p_surplus")


def to_json(report: GapReport, lang: str, build: str | None) -> dict[str, Any]:
    """Return the report as the data contract has it."""
    index = report.mismatch_index
    block_of = {id(occupation): b.id for b in report.blocks for occupation in b.occupations}
    return {
        "build": build,
        "year": report.year,
        "area": report.area.key if report.area else None,
        "basis": report.basis,
        "grade": report.grade,
        "assumptions": [assumption(note, lang) for note in report.assumptions],
        **{name: getattr(report, name) for name in TOTALS},
        "mismatch_index": None if index is None else round(index, 6),
        "coverage": asdict(report.coverage),
        "left_out": left_out.as_json(report.left_out)
        | {
            "occupations_unreadable": len(report.unreadable_occupations),
            "majors_unreadable": len(report.unreadable_majors),
        },
        "other_bases": dict(report.other_bases),
        "naive": {"multi_count": report.multi_count, "fixed_share": round(report.fixed_share, 4)},
        "expected": _expected(report.expected),
        "occupations": [
            _occupation(occupation, report, lang, block_of) for occupation in report.occupations
        ],
        "majors": [_major(major, report, lang) for major in report.majors],
        "blocks": [_block(block, lang) for block in report.blocks],
        "sensitivity": _sensitivity(report, lang),
        **ranges_json(report, lang),
        **ahead_json(report, lang),
    }


def _sensitivity(report: GapReport, lang: str) -> list[dict[str, Any]] | None:
    """List the shortage under other choices; None for a country, where it takes a minute more."""
    if report.size > effort.MOST_VARIED:
        return None
    return [
        {
            "choice": variant.key,
            "name": say(f"gap.terminal.variant.{variant.key}", lang),
            "shortage": variant.shortage,
        }
        for variant in report.sensitivity
    ]


def ranges_json(report: GapReport, lang: str) -> dict[str, Any]:
    """Return ``ranges`` as the data contract has it; nothing where no draws were asked for.

    ``low`` to ``high``: the 90 % range. ``p5``, ``p95``: percentiles of the draws as they are.
    """
    ranges = report.ranges
    if ranges is None:
        return {}
    occupations = zip(report.occupations, ranges.top_ten, ranges.starved, strict=True)
    majors = zip(report.majors, ranges.scarce, ranges.surplus, strict=True)
    return {
        "ranges": {
            **asdict(ranges.drawing),
            "shortage": _range(ranges.shortage),
            "quantity": _range(ranges.quantity),
            "composition": _range(ranges.composition),
            "occupations": [
                _class(occupation, report, lang) | {"p_top_ten": top, "p_starved": starved}
                for occupation, top, starved in occupations
            ],
            "majors": [
                _class(major, report, lang) | {"p_scarce": scarce, "p_surplus": surplus}
                for major, scarce, surplus in majors
            ],
            "blocks": [
                {"id": block.id, "core": list(dict.fromkeys(o.thing.key for o in core))}
                for block, core in zip(report.blocks, ranges.cores, strict=True)
            ],
        }
    }


def rows(report: GapReport, lang: str = "zh") -> list[dict[str, Any]]:
    """List occupation and major classes as rows with the same columns (for tables and CSV).

    ``rate`` is the fair fill rate of an occupation, the fair placement rate of a major.
    """
    block_of = {id(entry): b.id for b in report.blocks for entry in (*b.occupations, *b.majors)}
    entries: tuple[Occupation | Major, ...] = (*report.occupations, *report.majors)
    chances = _chances(report)
    return [
        {
            "side": "demand" if isinstance(entry, Occupation) else "supply",
            "code": entry.thing.key,
            "name": entry.thing.of(lang),
            "level": entry.level,
            "area": entry.area.key if entry.area else None,
            "persons": persons_of(entry),
            "class": entry.group,
            "reason": entry.reason if isinstance(entry, Occupation) else None,
            "rate": float(_rate(entry)),
            "short": entry.short_persons if isinstance(entry, Occupation) else None,
            "room": entry.room if isinstance(entry, Major) else None,
            "slack": entry.slack if isinstance(entry, Major) else None,
            "block": block_of.get(id(entry)),
            **chances.get(id(entry), {}),
        }
        for entry in entries
    ]


def _chances(report: GapReport) -> dict[int, dict[str, float | None]]:
    """Return the shares of the draws for each class, as columns; none without draws."""
    ranges, nothing = report.ranges, dict.fromkeys(CHANCES)
    top, starved, scarce, surplus = CHANCES
    if isinstance(report, GapAhead):
        return {
            id(entry): nothing | {n: getattr(year, n) for n in CHANCES if hasattr(year, n)}
            for entry, year in beside(report)
        }
    if ranges is None:
        return {}
    needed = zip(report.occupations, ranges.top_ten, ranges.starved, strict=True)
    offered = zip(report.majors, ranges.scarce, ranges.surplus, strict=True)
    return {
        **{id(entry): nothing | {top: a, starved: b} for entry, a, b in needed},
        **{id(entry): nothing | {scarce: a, surplus: b} for entry, a, b in offered},
    }


def _range(figure: Range) -> dict[str, Any]:
    ends = {"low": figure.low, "mean": round(figure.mean, 4), "high": figure.high}
    return ends | {"p5": round(figure.p5, 4), "p95": round(figure.p95, 4)}


def _expected(expected: Expected) -> dict[str, Any]:
    return {
        "lambda": _finite(expected.persistence, 6),
        "basis": expected.basis,
        "gap": _finite(expected.gap, 4),
        "frictional": _finite(expected.frictional, 4),
        "range": [round(expected.highest, 4), expected.lowest],
    }


def _finite(number: float | None, digits: int) -> float | None:
    """Return a number that JSON knows."""
    return None if number is None or isinf(number) else round(number, digits)


def _rate(entry: Occupation | Major) -> Fraction:
    return entry.fill_rate if isinstance(entry, Occupation) else entry.placement_rate


def _class(entry: Occupation | Major, report: GapReport, lang: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "code": entry.thing.key,
        "name": entry.thing.of(lang),
        "level": entry.level,
    }
    if report.market == "own":
        row["area"] = entry.area.key if entry.area else None
    return row


def _occupation(
    occupation: Occupation, report: GapReport, lang: str, block_of: Mapping[int, str]
) -> dict[str, Any]:
    return {
        **_class(occupation, report, lang),
        "demand": occupation.demand,
        "fill_rate": float(occupation.fill_rate),
        "short": occupation.short_persons,
        "class": occupation.group,
        "reason": occupation.reason,
        "block": block_of.get(id(occupation)),
    }


def _major(major: Major, report: GapReport, lang: str) -> dict[str, Any]:
    figures = {
        "supply": major.supply,
        "class": major.group,
        "room": major.room,
        "slack": major.slack,
    }
    enters = {"enters": major.enters} if report.is_part else {}
    return _class(major, report, lang) | figures | enters


def _block(block: Block, lang: str) -> dict[str, Any]:
    return {
        "id": block.id,
        "fill_rate": float(block.fill_rate),
        "occupations": list(dict.fromkeys(o.thing.key for o in block.occupations)),
        "majors": list(dict.fromkeys(m.thing.key for m in block.majors)),
        "demand": block.demand,
        "supply": block.supply,
        "short": block.short,
        "cause": block.cause,
        "sentence": sentence(block, lang),
    }
