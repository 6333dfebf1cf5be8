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
    """The label of a value of a code list, as people read it.

    >>> word("level", 6, "zh")
    '本科'
    """
    return load().code_lists[code_list].by_notation[str(value)].label.of(lang)


def level_in_short(level: int, lang: str) -> str:
    """A level as it stands behind a name: without what its label adds in brackets.

    >>> word("level", 5, "zh"), level_in_short(5, "zh")
    ('专科（高职）', '专科')
    """
    return word("level", level, lang).partition("（")[0]


def named(one: Occupation | Major, lang: str, level: bool = False) -> str:
    """A class with what tells it from others: code, level, area where there is one.

    An occupation's level is always named, since it is a requirement; a major's where asked for.

    >>> named(Occupation(Thing("2-06", "会计"), 6, None, 9, "starved", None), "zh")
    '会计［2-06，本科］'
    """
    parts = [one.thing.key]
    if level or isinstance(one, Occupation):
        parts.append(word("level", one.level, lang))
    if one.area is not None:
        parts.append(one.area.of(lang))
    inside = _separator(lang).join(parts)
    return say("gap.named", lang, name=one.thing.of(lang), inside=inside)


@cache
def _separator(lang: str) -> str:
    return say("gap.part_separator", lang)


def listed(several: Sequence[Occupation | Major], lang: str, codes: bool = True) -> str:
    """Some classes by name, the largest first, and how many more there are."""
    largest = sorted(several, key=lambda one: -_persons(one)) if len(several) > 1 else several
    if not codes:
        return shortened(plainly(largest, lang), lang)
    return _and_more([named(one, lang) for one in largest[:NAMED_AT_MOST]], len(largest), lang)


def plainly(several: Sequence[Occupation | Major], lang: str) -> list[str]:
    """Names without codes, as speeches have them: with the level where two share a name.

    >>> taught = (("520201", 5), ("720201", 3))
    >>> nurses = [Major(Thing(code, "护理"), level, None, 9, "scarce") for code, level in taught]
    >>> plainly(nurses, "zh"), plainly(nurses[:1], "zh")
    (['护理（专科）', '护理（高中阶段）'], ['护理'])
    """
    names = Counter(one.thing.of(lang) for one in several)
    return [_plainly(one, lang, level=names[one.thing.of(lang)] > 1) for one in several]


def _plainly(one: Occupation | Major, lang: str, *, level: bool) -> str:
    parts = [level_in_short(one.level, lang)] if level else []
    parts += [one.area.of(lang)] if one.area is not None else []
    if not parts:
        return one.thing.of(lang)
    inside = say("gap.part_separator", lang).join(parts)
    return say("gap.with_level", lang, name=one.thing.of(lang), level=inside)


def shortened(names: list[str], lang: str) -> str:
    """The first few names, and how many more there are."""
    return _and_more(names[:NAMED_AT_MOST], len(names), lang)


def _and_more(first: list[str], count: int, lang: str) -> str:
    shown, rest = join(first, lang), count - NAMED_AT_MOST
    return say("gap.and_more", lang, names=shown, rest=rest) if rest > 0 else shown


def sentence(block: Block, lang: str, codes: bool = True) -> str:
    """The certificate as a sentence that can be checked with two sums."""
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
    """The answer in one or two sentences."""
    own = "gap.headline_own" if report.market == "own" else "gap.headline"
    return say(
        own if report.shortage else "gap.headline_met",
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
    """The region and the chain of a report."""
    return where([thing for thing in (report.place, report.chain) if thing is not None], lang)


def where(things: Sequence[Thing], lang: str) -> str:
    """An area and a chain, or all data."""
    names = [thing.of(lang) for thing in things]
    return say("gap.terminal.part", lang).join(names) or say("gap.everywhere", lang)


def assumption(one: Assumption, lang: str) -> str:
    """An assumption as a sentence, with names and levels in the language."""
    values = {k: v.of(lang) if isinstance(v, Thing) else v for k, v in one.values.items()}
    if "level" in values:
        values["level"] = word("level", values["level"], lang)
    return say(f"gap.assumption.{one.key}", lang, **values)


def to_json(report: GapReport, lang: str, build: str | None) -> dict[str, Any]:
    """The report as the data contract has it."""
    index = report.mismatch_index
    block_of = {id(one): b.id for b in report.blocks for one in b.occupations}
    return {
        "build": build,
        "year": report.year,
        "area": report.area.key if report.area else None,
        "basis": report.basis,
        "grade": report.grade,
        "assumptions": [assumption(one, lang) for one in report.assumptions],
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
        "occupations": [_occupation(one, report, lang, block_of) for one in report.occupations],
        "majors": [_major(one, report, lang) for one in report.majors],
        "blocks": [_block(one, lang) for one in report.blocks],
    }


def rows(report: GapReport, lang: str = "zh") -> list[dict[str, Any]]:
    """One row an occupation or major class, all with the same columns (for tables and CSV).

    ``rate`` is the fair fill rate of an occupation, the fair placement rate of a major.
    """
    block_of = {id(one): b.id for b in report.blocks for one in (*b.occupations, *b.majors)}
    several: tuple[Occupation | Major, ...] = (*report.occupations, *report.majors)
    return [
        {
            "side": "demand" if isinstance(one, Occupation) else "supply",
            "code": one.thing.key,
            "name": one.thing.of(lang),
            "level": one.level,
            "area": one.area.key if one.area else None,
            "persons": _persons(one),
            "class": one.group,
            "reason": one.reason if isinstance(one, Occupation) else None,
            "rate": float(_rate(one)),
            "short": one.short_persons if isinstance(one, Occupation) else None,
            "room": one.room if isinstance(one, Major) else None,
            "slack": one.slack if isinstance(one, Major) else None,
            "block": block_of.get(id(one)),
        }
        for one in several
    ]


def cause_word(block: Block, lang: str) -> str:
    """Why a block stays short, in a word or two."""
    return say(f"gap.cause.{block.cause or 'left_out'}", lang)


def _expected(one: Expected) -> dict[str, Any]:
    return {
        "lambda": _finite(one.persistence, 6),
        "basis": one.basis,
        "gap": _finite(one.gap, 4),
        "frictional": _finite(one.frictional, 4),
        "range": [round(one.highest, 4), one.lowest],
    }


def _finite(number: float | None, digits: int) -> float | None:
    """A number that JSON knows."""
    return None if number is None or isinf(number) else round(number, digits)


def _persons(one: Occupation | Major) -> int:
    return one.demand if isinstance(one, Occupation) else one.supply


def _rate(one: Occupation | Major) -> Fraction:
    return one.fill_rate if isinstance(one, Occupation) else one.placement_rate


def _class(one: Occupation | Major, report: GapReport, lang: str) -> dict[str, Any]:
    found: dict[str, Any] = {"code": one.thing.key, "name": one.thing.of(lang), "level": one.level}
    if report.market == "own":
        found["area"] = one.area.key if one.area else None
    return found


def _occupation(
    one: Occupation, report: GapReport, lang: str, block_of: Mapping[int, str]
) -> dict[str, Any]:
    return {
        **_class(one, report, lang),
        "demand": one.demand,
        "fill_rate": float(one.fill_rate),
        "short": one.short_persons,
        "class": one.group,
        "reason": one.reason,
        "block": block_of.get(id(one)),
    }


def _major(one: Major, report: GapReport, lang: str) -> dict[str, Any]:
    figures = {"supply": one.supply, "class": one.group, "room": one.room, "slack": one.slack}
    enters = {"enters": one.enters} if report.is_part else {}
    return _class(one, report, lang) | figures | enters


def _block(one: Block, lang: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "fill_rate": float(one.fill_rate),
        "occupations": list(dict.fromkeys(o.thing.key for o in one.occupations)),
        "majors": list(dict.fromkeys(m.thing.key for m in one.majors)),
        "demand": one.demand,
        "supply": one.supply,
        "short": one.short,
        "cause": one.cause,
        "sentence": sentence(one, lang),
    }
