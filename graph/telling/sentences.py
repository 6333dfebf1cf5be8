"""A gap report as sentences, as JSON and as rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from functools import cache
from math import isinf
from typing import Any

from graph import left_out
from graph.gap.flows.expected import Expected
from graph.gap.report import Assumption, Block, GapReport, Major, Occupation
from graph.ontology import load
from graph.things import Thing
from graph.words import join, say

NAMED_AT_MOST = 4


@cache
def word(code_list: str, value: object, lang: str) -> str:
    """Return the label of a value of a code list, as people read it.

    >>> word("level", 6, "zh")
    '本科'
    """
    return load().code_lists[code_list].by_notation[str(value)].label.of(lang)


def level_in_short(level: int, lang: str) -> str:
    """Return the label of a level without its addition in brackets, to stand behind a name.

    >>> word("level", 5, "zh"), level_in_short(5, "zh")
    ('专科（高职）', '专科')
    """
    return word("level", level, lang).partition("（")[0]


def named(entry: Occupation | Major, lang: str, level: bool = False) -> str:
    """Name a class with what tells it from others: code, level, area where there is one.

    An occupation's level is always named, since it is a requirement; a major's where asked for.

    >>> named(Occupation(Thing("2-06", "会计"), 6, None, 9, "starved", None), "zh")
    '会计［2-06，本科］'
    """
    parts = [entry.thing.key]
    if level or isinstance(entry, Occupation):
        parts.append(word("level", entry.level, lang))
    if entry.area is not None:
        parts.append(entry.area.of(lang))
    inside = _separator(lang).join(parts)
    return say("gap.named", lang, name=entry.thing.of(lang), inside=inside)


@cache
def _separator(lang: str) -> str:
    return say("gap.part_separator", lang)


def listed(entries: Sequence[Occupation | Major], lang: str, codes: bool = True) -> str:
    """Name some classes, the largest first, and count the others."""
    largest = sorted(entries, key=lambda entry: -_persons(entry)) if len(entries) > 1 else entries
    if not codes:
        return shortened(plainly(largest, lang), lang)
    return _and_more([named(entry, lang) for entry in largest[:NAMED_AT_MOST]], len(largest), lang)


def plainly(entries: Sequence[Occupation | Major], lang: str) -> list[str]:
    """Name classes without codes, as speeches have them: with the level where two share a name.

    >>> taught = (("520201", 5), ("720201", 3))
    >>> nurses = [Major(Thing(code, "护理"), level, None, 9, "scarce") for code, level in taught]
    >>> plainly(nurses, "zh"), plainly(nurses[:1], "zh")
    (['护理（专科）', '护理（高中阶段）'], ['护理'])
    """
    names = Counter(entry.thing.of(lang) for entry in entries)
    return [_plainly(entry, lang, level=names[entry.thing.of(lang)] > 1) for entry in entries]


def _plainly(entry: Occupation | Major, lang: str, *, level: bool) -> str:
    parts = [level_in_short(entry.level, lang)] if level else []
    parts += [entry.area.of(lang)] if entry.area is not None else []
    if not parts:
        return entry.thing.of(lang)
    inside = say("gap.part_separator", lang).join(parts)
    return say("gap.with_level", lang, name=entry.thing.of(lang), level=inside)


def shortened(names: list[str], lang: str) -> str:
    """Join the first few names, and count the others."""
    return _and_more(names[:NAMED_AT_MOST], len(names), lang)


def _and_more(first: list[str], count: int, lang: str) -> str:
    text, remaining = join(first, lang), count - NAMED_AT_MOST
    return say("gap.and_more", lang, names=text, rest=remaining) if remaining > 0 else text


def sentence(block: Block, lang: str, codes: bool = True) -> str:
    """Put a certificate into a sentence that can be checked with two sums."""
    kind = block.occupations[0].unreached or ("above" if block.lower else "block")
    return say(
        f"gap.sentence.{kind}",
        lang,
        occupations=listed(block.occupations, lang, codes),
        majors=listed(block.majors, lang, codes),
        demand=block.demand,
        supply=block.supply,
        short=block.short,
        lower=shortened(list(block.lower), lang),
    )


def headline(report: GapReport, lang: str) -> str:
    """Answer in one or two sentences."""
    key = "gap.headline_own" if report.market == "own" else "gap.headline"
    return say(
        key if report.shortage else "gap.headline_met",
        lang,
        place=place(report, lang),
        year=report.year,
        demand=report.demand,
        supply=report.supply,
        shortage=report.shortage,
        quantity=report.quantity,
        composition=report.composition,
    )


def place(report: GapReport, lang: str) -> str:
    """Name the region and the chain of a report."""
    return where([thing for thing in (report.place, report.chain) if thing is not None], lang)


def where(things: Sequence[Thing], lang: str) -> str:
    """Name an area and a chain, or all data."""
    names = [thing.of(lang) for thing in things]
    return say("gap.terminal.part", lang).join(names) or say("gap.everywhere", lang)


def supposed(entrants: float | str | None, supply: str, lang: str) -> list[str]:
    """Word what a gap supposes beyond its data: graduates by plan, the share of entrants."""
    phrases = [say("gap.supplied_by_plan", lang)] if supply == "plan" else []
    if isinstance(entrants, str):
        phrases.append(say("gap.entrants_derived", lang))
    elif entrants is not None:
        phrases.append(say("gap.entrants_assumed", lang, percent=entrants))
    return phrases


def assumption(note: Assumption, lang: str) -> str:
    """Put an assumption into a sentence, with names and levels in the language."""
    values = {k: v.of(lang) if isinstance(v, Thing) else v for k, v in note.values.items()}
    if "level" in values:
        values["level"] = word("level", values["level"], lang)
    return say(f"gap.assumption.{note.key}", lang, **values)


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
        "demand": report.demand,
        "supply": report.supply,
        "matched": report.matched,
        "shortage": report.shortage,
        "quantity": report.quantity,
        "composition": report.composition,
        "surplus": report.surplus,
        "not_of_part": report.not_of_part,
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
    }


def rows(report: GapReport, lang: str = "zh") -> list[dict[str, Any]]:
    """List occupation and major classes as rows with the same columns (for tables and CSV).

    ``rate`` is the fair fill rate of an occupation, the fair placement rate of a major.
    """
    block_of = {id(entry): b.id for b in report.blocks for entry in (*b.occupations, *b.majors)}
    entries: tuple[Occupation | Major, ...] = (*report.occupations, *report.majors)
    return [
        {
            "side": "demand" if isinstance(entry, Occupation) else "supply",
            "code": entry.thing.key,
            "name": entry.thing.of(lang),
            "level": entry.level,
            "area": entry.area.key if entry.area else None,
            "persons": _persons(entry),
            "class": entry.group,
            "reason": entry.reason if isinstance(entry, Occupation) else None,
            "rate": float(_rate(entry)),
            "short": entry.short_persons if isinstance(entry, Occupation) else None,
            "room": entry.room if isinstance(entry, Major) else None,
            "slack": entry.slack if isinstance(entry, Major) else None,
            "block": block_of.get(id(entry)),
        }
        for entry in entries
    ]


def cause_word(block: Block, lang: str) -> str:
    """Name the cause of a short block in a word or two."""
    return say(f"gap.cause.{block.cause or 'left_out'}", lang)


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


def _persons(entry: Occupation | Major) -> int:
    return entry.demand if isinstance(entry, Occupation) else entry.supply


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
