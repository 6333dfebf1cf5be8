"""A gap report as sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache

from graph.gap.records import RECORDS
from graph.gap.report import Assumption, Block, GapReport, Major, Occupation
from graph.ontology import load
from graph.outlook.report import GapAhead, MajorAhead, OccupationAhead
from graph.things import Thing
from graph.words import first_few, say

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


def level_inside(level: int, lang: str) -> str:
    """Return the short label of a level as it reads inside a sentence.

    >>> level_inside(6, "en"), level_inside(6, "zh")
    ('bachelor', '本科')
    """
    name = level_in_short(level, lang)
    return name[:1].lower() + name[1:] if lang == "en" else name


def identity(entry: OccupationAhead | MajorAhead | Occupation | Major) -> str:
    """Return the name of a class in pictures and addresses."""
    parts = [entry.thing.key, str(entry.level), *([entry.area.key] if entry.area else [])]
    return "/".join(parts)


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
    inside = say("gap.part_separator", lang).join(parts)
    return say("gap.named", lang, name=entry.thing.of(lang), inside=inside)


def listed(entries: Sequence[Occupation | Major], lang: str, codes: bool = True) -> str:
    """Name some classes, the largest first, and count the others."""
    largest = sorted(entries, key=lambda entry: -persons_of(entry)) if len(entries) > 1 else entries
    if not codes:
        return first_few(plainly(largest, lang), lang)
    names = [named(entry, lang) for entry in largest[:NAMED_AT_MOST]]
    return first_few(names, lang, NAMED_AT_MOST, len(largest))


def plainly(entries: Sequence[Occupation | Major], lang: str) -> list[str]:
    """Name classes without codes, as speeches have them: with the level where two share a name.

    >>> taught = (("520201", 5), ("720201", 3))
    >>> nurses = [Major(Thing(code, "护理"), level, None, 9, "scarce") for code, level in taught]
    >>> plainly(nurses, "zh"), plainly(nurses[:1], "zh")
    (['护理（专科）', '护理（高中阶段）'], ['护理'])
    """
    names = Counter(entry.thing.of(lang) for entry in entries)
    return [_plainly(entry, lang, level=names[entry.thing.of(lang)] > 1) for entry in entries]


def told_apart(
    entries: Sequence[Occupation | Major], lang: str
) -> Callable[[Occupation | Major], str]:
    """Return what names a class as :func:`plainly` does, among all of a report."""
    names = dict(zip(map(id, entries), plainly(entries, lang), strict=True))
    return lambda entry: names[id(entry)]


def _plainly(entry: Occupation | Major, lang: str, *, level: bool) -> str:
    parts = [level_in_short(entry.level, lang)] if level else []
    parts += [entry.area.of(lang)] if entry.area is not None else []
    if not parts:
        return entry.thing.of(lang)
    inside = say("gap.part_separator", lang).join(parts)
    return say("gap.with_level", lang, name=entry.thing.of(lang), level=inside)


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
        lower=first_few(list(block.lower), lang),
    )


def headline(report: GapReport, lang: str) -> str:
    """Answer in one or two sentences; where demand is of records, say first what they miss."""
    key = "gap.headline_own" if report.market == "own" else "gap.headline"
    answer = say(
        key if report.shortage else "gap.headline_met",
        lang,
        place=place(report, lang),
        year=year_of(report, lang),
        demand=report.demand,
        supply=report.supply,
        shortage=report.shortage,
        quantity=report.quantity,
        composition=report.composition,
    )
    records = RECORDS.get(report.basis)
    return (
        say("gap.after", lang, first=assumption(records.limit, lang), then=answer)
        if records
        else answer
    )


def year_of(report: GapReport, lang: str) -> str:
    """Name the year of a report; a year to come as projected."""
    is_ahead = isinstance(report, GapAhead)
    return say("gap.year_ahead", lang, year=report.year) if is_ahead else str(report.year)


def place(report: GapReport, lang: str) -> str:
    """Name the region and the chain of a report."""
    return where([thing for thing in (report.place, report.chain) if thing is not None], lang)


def where(things: Sequence[Thing], lang: str) -> str:
    """Name an area and a chain, or all data."""
    names = [thing.of(lang) for thing in things]
    return say("gap.terminal.part", lang).join(names) or say("gap.everywhere", lang)


def region(things: Iterable[Thing | None], lang: str) -> str:
    """Name an area and a chain as titles do, or say that all is shown."""
    names = [thing.of(lang) for thing in things if thing is not None]
    return say("draw.part", lang).join(names) or say("draw.ribbon.everywhere", lang)


def supposed(entrants: float | str | None, supply: str, lang: str) -> list[str]:
    """Word what a gap supposes beyond its data: graduates by plan, the share of entrants."""
    phrases = [say("gap.supplied_by_plan", lang)] if supply == "plan" else []
    if isinstance(entrants, str):
        phrases.append(say("gap.entrants_derived", lang))
    elif entrants is not None:
        phrases.append(say("gap.entrants_assumed", lang, percent=entrants))
    return phrases


def choices(report: GapReport, lang: str) -> list[str]:
    """Word the choices of a gap that are not those by default, such as its tier and market."""
    phrases = []
    if report.min_level:
        level = level_inside(report.min_level, lang)
        phrases.append(say("document.scope.level", lang, level=level))
    if report.tier > 1:
        phrases.append(say(f"document.scope.tier_{report.tier}", lang))
    if report.market == "own":
        phrases.append(say("document.scope.own", lang))
    return phrases + supposed(report.entrants, report.supplied_by, lang)


def assumption(note: Assumption, lang: str) -> str:
    """Put an assumption into a sentence, with names and levels in the language."""
    values = {k: v.of(lang) if isinstance(v, Thing) else v for k, v in note.values.items()}
    if "level" in values:
        values["level"] = word("level", values["level"], lang)
    return say(f"gap.assumption.{note.key}", lang, **values)


def cause_word(block: Block, lang: str) -> str:
    """Name the cause of a short block in a word or two."""
    return say(f"gap.cause.{block.cause or 'left_out'}", lang)


def persons_of(entry: Occupation | Major) -> int:
    """Return the persons of a class: its openings or its graduates."""
    return entry.demand if isinstance(entry, Occupation) else entry.supply
