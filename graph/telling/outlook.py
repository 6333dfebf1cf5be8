"""An outlook as JSON, as rows, and in sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from graph.gap.parts import Parts
from graph.gap.report import GapReport, Major, Occupation
from graph.outlook.backtest import ALL, Trial, has_failed
from graph.outlook.parameters import PROJECTION
from graph.outlook.report import (
    LIKELY,
    VERY_LIKELY,
    Ahead,
    DemandAhead,
    DemandYear,
    GapAhead,
    Interval,
    MajorAhead,
    MajorYear,
    OccupationAhead,
    OccupationYear,
    OneSide,
    Outlook,
    SideYear,
    YearAhead,
)
from graph.telling.listings import number, part_name
from graph.telling.sentences import assumption, plainly, word
from graph.words import first_few, join, say

TOTALS = ("demand", "supply", "shortage", "quantity", "composition", "surplus")
DIGITS = 4
Class = OccupationAhead | DemandAhead | MajorAhead
NAMED = 8
SOURCES = {  # of the bands of a side
    "supply": ("cohort_own", "supply_own", "supply_borrowed"),
    "demand": ("demand_own", "demand_borrowed"),
}
_UNCERTAIN = 0.2


def outlook_json(report: Outlook | OneSide, lang: str, build: str | None) -> dict[str, Any]:
    """Return the outlook as the data contract has it; what one side does not tell is null."""
    return {
        "build": build,
        "from": report.newest + 1,
        "to": report.until,
        "scenario": list(report.scenarios),
        "basis": report.basis if "demand" in report.sides else None,
        "grade": report.grade,
        "cover": report.cover,
        "draws": report.draws,
        "seed": report.seed,
        "assumptions": notes(report, lang),
        "years": [{"year": year.year} | _totals(year) for year in report.years],
        "occupations": [_occupation(occupation, lang) for occupation in report.occupations],
        "majors": [_major(major, lang) for major in report.majors],
        "cohorts": [
            asdict(row) | {"completion": _rounded(row.completion)} for row in report.cohorts
        ],
        "backtest": backtest_rows(report),
        "conservation": [asdict(account) for account in report.conservation],
        "lacks": report.lacks if isinstance(report, OneSide) else None,
    }


def ahead_json(report: GapReport, lang: str) -> dict[str, Any]:
    """Return what stands beside the gap of a year to come, as ``projected``; else nothing."""
    if not isinstance(report, GapAhead):
        return {}
    outlook = report.beside
    return {
        "projected": {
            "from": outlook.newest,
            "scenario": list(outlook.scenarios),
            "cover": outlook.cover,
            "draws": outlook.draws,
            "seed": outlook.seed,
            **_totals(outlook.years[0]),
            "occupations": [
                _class(entry, lang) | _of_demand(entry.years[0]) for entry in outlook.occupations
            ],
            "majors": [
                _class(entry, lang) | _of_supply(entry.years[0]) for entry in outlook.majors
            ],
        }
    }


def beside(report: GapAhead) -> Iterator[tuple[Occupation | Major, OccupationYear | MajorYear]]:
    """Yield each class of the gap of a year to come with its figures in the outlook."""
    listed: tuple[OccupationAhead | MajorAhead, ...]
    listed = (*report.beside.occupations, *report.beside.majors)
    ahead = {(type(e), e.thing.key, e.level, e.area): e.years[0] for e in listed}
    for occupation in report.occupations:
        where = occupation.thing.key, occupation.level, occupation.area
        yield occupation, ahead[OccupationAhead, *where]
    for major in report.majors:
        yield major, ahead[MajorAhead, major.thing.key, major.level, major.area]


def outlook_rows(
    report: Outlook | OneSide, lang: str, of: str | None = None
) -> list[dict[str, Any]]:
    """List the years of every occupation and major as rows with the same columns, or of one kind.

    ``of``: ``occupation`` or ``major``.
    """
    listed: list[dict[str, Any]] = []
    kinds: tuple[tuple[str, str, Sequence[Class]], ...] = (
        ("occupation", "demand", report.occupations),
        ("major", "supply", report.majors),
    )
    for kind, side, entries in kinds:
        if of not in (None, kind):
            continue
        for entry in entries:
            for year in entry.years:
                persons = getattr(year, side)
                listed.append(
                    {
                        "side": side,
                        **_class(entry, lang),
                        "year": year.year,
                        **_ends("persons", persons),
                        **_ends("short", getattr(year, "short", None)),
                        "basis": getattr(year, "basis", report.basis),
                        "p_starved": _rounded(getattr(year, "p_starved", None)),
                        "p_scarce": _rounded(getattr(year, "p_scarce", None)),
                        "p_surplus": _rounded(getattr(year, "p_surplus", None)),
                        "decide_by": getattr(entry, "decide_by", None),
                    }
                )
    return listed


def parts_rows(divided: Mapping[int, Parts], lang: str) -> list[dict[str, Any]]:
    """List areas or chains by year as rows; figures that nobody knows are None."""
    return [
        {
            parts.by: part.thing.key if part.thing else None,
            "name": part_name(part, parts, lang),
            "year": year,
            **{name: number(getattr(part, name)) for name in ("demand", "supply", "shortage")},
        }
        for year, parts in divided.items()
        for part in parts.parts
    ]


def backtest_rows(report: Ahead) -> list[dict[str, Any]]:
    """List the trials of earlier bands as rows."""
    return [
        {name: _rounded(value) for name, value in asdict(trial).items()}
        for trial in report.backtest
    ]


def heading(report: Ahead, lang: str) -> str:
    """Say what the outlook supposes, and for which years."""
    years = {"first": report.newest + 1, "last": report.until}
    if report.scenarios:
        names = join(list(report.scenario_names), lang)
        return say("outlook.heading.scenario", lang, names=names, **years)
    return say("outlook.heading.undecided", lang, **years)


def band(interval: Interval) -> str:
    """Write a figure with its band.

    >>> band(Interval(90, 100, 120)), band(Interval(None, 100, None))
    ('100 (90–120)', '100')
    """
    if interval.low is None or interval.high is None or interval.low == interval.high:
        return f"{interval.median:,}"
    return f"{interval.median:,} ({interval.low:,}–{interval.high:,})"


def probability(share: float | None, lang: str) -> str | None:
    """Put a probability into words; None where no sentence should be made of it.

    >>> [probability(share, "en") for share in (0.9, 0.6, 0.3, 0.1, None)]
    ['very likely', 'likely', 'uncertain', None, None]
    """
    if share is None or share < _UNCERTAIN:
        return None
    name = "very" if share >= VERY_LIKELY else "likely" if share >= LIKELY else "uncertain"
    return say(f"outlook.probability.{name}", lang)


def open_from(report: Outlook) -> int | None:
    """Return the year from which on most graduates are not in class yet, None if there is none."""
    first = None
    for year in reversed(report.years):
        if year.is_known:
            break
        first = year.year
    return first


def bases_of_years(report: Outlook) -> dict[int, str]:
    """Return what most graduates of each year rest on."""
    persons: dict[int, Counter[str]] = {year.year: Counter() for year in report.years}
    for row in report.cohorts:
        if row.graduates is not None and row.year in persons:
            persons[row.year][row.basis] += row.graduates.median
    return {
        year: max(counts, key=lambda basis: counts[basis]) if counts else "unknown"
        for year, counts in persons.items()
    }


def course_name(report: Ahead, lang: str) -> str:
    """Name what an outlook supposes: nothing decided, or its scenarios."""
    if not report.scenarios:
        return say("outlook.undecided", lang)
    return say("outlook.together", lang).join(report.scenario_names)


def record_sentences(report: Ahead, lang: str) -> list[str]:
    """Say how often earlier bands of the same kind held, or that none could be tried."""
    sentences = []
    for side in report.sides:
        trials = [t for t in report.backtest if t.side == side and t.size == ALL]
        if trials:
            sentences.append(_record(trials, side, lang))
        else:
            sentences.append(say(f"outlook.record.none.{side}", lang))
    return sentences


def sure_ahead(report: GapAhead, lang: str) -> list[str]:
    """Say how sure the gap of a year to come is: its bands, who is in class, what is probable."""
    outlook = report.beside
    year = outlook.years[0]
    share = outlook.in_class(year)
    in_class = [] if share is None else [say("outlook.sure.in_class", lang, share=100 * share)]
    if year.shortage.low is None:
        return [say("outlook.sure.no_band", lang), *in_class]
    values: dict[str, Any] = {"draws": outlook.draws, "cover": 100 * outlook.cover}
    values |= {name: _between(getattr(year, name)) for name in ("demand", "supply", "shortage")}
    sentences = [say("outlook.sure.bands", lang, **values), *in_class]
    if outlook.demand_is_given:
        sentences.insert(1, say("outlook.demand_as_given", lang))
    entries = list(beside(report))
    for name, largest in (("starved", "demand"), ("scarce", "supply"), ("surplus", "supply")):
        probable = [
            entry
            for entry, ahead in entries
            if (getattr(ahead, f"p_{name}", 0) or 0) >= VERY_LIKELY
        ]
        probable.sort(key=lambda entry: -getattr(entry, largest))
        if probable:
            names = first_few(plainly(probable[:NAMED], lang), lang, NAMED, len(probable))
            sentences.append(say(f"outlook.sure.{name}", lang, names=names))
    return [*sentences, *record_sentences(outlook, lang)]


def _between(interval: Interval) -> str:
    low, high = interval.low, interval.high
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def basis_ahead(report: Ahead, lang: str) -> str:
    """Name what the demand ahead is: a projection that the data give, or one of ours."""
    if report.basis == PROJECTION:
        return word("basis", PROJECTION, lang)
    return say("outlook.projected", lang)


def rests_on(report: Outlook, lang: str) -> list[str]:
    """Say in a sentence a side what its bands rest on: their record, else where they are from."""
    sentences = []
    for side in ("supply", "demand"):
        trials = [t for t in report.backtest if t.side == side and t.size == ALL]
        keys = {f"band_{kind}" for kind in SOURCES[side]}
        sources = [note for note in report.assumptions if note.key in keys]
        if trials:
            sentences.append(_record(trials, side, lang))
        elif sources:
            sentences.append(assumption(sources[0], lang))
    return sentences


def decisions(report: Outlook, lang: str, side: str) -> list[str]:
    """Say which majors are warned of, as ``scarce`` or ``surplus``, and on which intake."""
    return [
        say(
            f"outlook.decide.{'intake' if major.decide_by else 'unknown'}",
            lang,
            name=major.thing.of(lang),
            code=major.thing.key,
            year=major.since,
            newest=report.newest,
            intake=major.decide_by or 0,
            effect=major.effect or 0,
        )
        for major in report.majors
        if major.warned == side
    ]


def _record(trials: list[Trial], side: str, lang: str) -> str:
    """Say how many figures fell within their bands, and from which origins far too few did."""
    origins = sorted({trial.origin for trial in trials})
    counts = {year: _held([t for t in trials if t.origin == year]) for year in origins}
    held, count = (sum(figures) for figures in zip(*counts.values(), strict=True))
    nominal = trials[0].nominal
    values: Mapping[str, Any] = {
        "count": count,
        "held": round(held),
        "share": 100 * held / count,
        "nominal": 100 * nominal,
        "origins": join([str(year) for year in origins], lang),
    }
    sentence = say(f"outlook.record.{'some' if origins[1:] else 'one'}.{side}", lang, **values)
    failing = [
        say("outlook.record.origin", lang, origin=year, share=100 * inside / all_)
        for year, (inside, all_) in counts.items()
        if origins[1:] and has_failed(inside / all_, all_, nominal)
    ]
    if not failing:
        return sentence
    return sentence + say("outlook.record.failing", lang, origins=join(failing, lang))


def _held(trials: list[Trial]) -> tuple[float, int]:
    return sum(trial.covered * trial.n for trial in trials), sum(trial.n for trial in trials)


def _class(entry: Class, lang: str) -> dict[str, Any]:
    return {
        "code": entry.thing.key,
        "name": entry.thing.of(lang),
        "level": entry.level,
        "area": entry.area.key if entry.area else None,
    }


def _occupation(entry: OccupationAhead | DemandAhead, lang: str) -> dict[str, Any]:
    return _class(entry, lang) | {
        "years": [{"year": year.year} | _of_demand(year) for year in entry.years],
    }


def _of_demand(year: DemandYear) -> dict[str, Any]:
    both = year if isinstance(year, OccupationYear) else None
    return {
        "demand": asdict(year.demand),
        "short": asdict(both.short) if both else None,
        "p_starved": _rounded(both.p_starved) if both else None,
    }


def _of_supply(year: MajorYear) -> dict[str, Any]:
    return {
        "supply": asdict(year.supply),
        "basis": year.basis,
        "p_scarce": _rounded(year.p_scarce),
        "p_surplus": _rounded(year.p_surplus),
    }


def _totals(year: YearAhead | SideYear) -> dict[str, Any]:
    figures = {name: getattr(year, name, None) for name in TOTALS}
    totals = {name: asdict(figure) if figure else None for name, figure in figures.items()}
    return {"known_share": _rounded(year.known_share)} | totals


def _major(entry: MajorAhead, lang: str) -> dict[str, Any]:
    return _class(entry, lang) | {
        "years": [{"year": year.year} | _of_supply(year) for year in entry.years],
        "warned": entry.warned,
        "since": entry.since,
        "decide_by": entry.decide_by,
        "effect": entry.effect,
    }


def _ends(name: str, interval: Interval | None) -> dict[str, int | None]:
    if interval is None:
        return {f"{name}_low": None, name: None, f"{name}_high": None}
    return {f"{name}_low": interval.low, name: interval.median, f"{name}_high": interval.high}


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else value


def notes(report: Ahead, lang: str) -> list[str]:
    """Say what one side lacks, then the assumptions, those on the years ahead first."""
    sentences = [assumption(note, lang) for note in report.assumptions]
    return [lack(report, lang), *sentences] if isinstance(report, OneSide) else sentences


def lack(report: OneSide, lang: str) -> str:
    """Say which side is missing, so that no shortage is told, and what would bring it."""
    remedy = say(f"error.gap_no_{report.lacks}", lang)
    return say(f"outlook.lacks.{report.lacks}", lang, remedy=remedy)
