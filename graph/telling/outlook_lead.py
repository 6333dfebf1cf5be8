"""An outlook at first sight: what comes, what may still be decided, what it rests on."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict

from graph.gap.report import GapReport
from graph.outlook.report import Interval, MajorAhead, OccupationAhead, Outlook, YearAhead
from graph.telling.outlook import open_from, probability, record_sentences
from graph.telling.sentences import assumption, level_in_short, word
from graph.words import join, say

TOP = 3
FOUNDATIONS = ("demand_given", "band_demand_borrowed", "band_supply_borrowed", "no_band")


def coming(report: Outlook, newest: GapReport, lang: str) -> list[str]:
    """Say how large the shortage becomes, and from which year on intakes are open."""
    years = [
        say("outlook.lead.year", lang, year=year.year, shortage=_figure(year.shortage, lang))
        for year in _told_years(report)
    ]
    values = {"years": join(years, lang), "newest": newest.year, "now": newest.shortage}
    key = ("undecided", "scenario", "scenarios")[min(len(report.scenarios), 2)]
    values |= {"names": join(list(report.scenario_names), lang)}
    sentence = say(f"outlook.lead.{key}", lang, **values)
    if newest.basis != report.basis:
        bases = {"before": newest.basis, "ahead": report.basis}
        named = {name: word("basis", basis, lang) for name, basis in bases.items()}
        sentence += say("outlook.lead.bases", lang, **named)
    else:
        sentence += say("outlook.lead.same_basis", lang)
    return [sentence, _open(report, lang)]


def headline_year(report: Outlook) -> YearAhead:
    """Return the last year whose band is claimed, else the last."""
    banded = [year for year in report.years if year.has_band]
    return (banded or report.years)[-1]


def emptiest(report: Outlook) -> list[OccupationAhead]:
    """List the occupations with an empty place in the year of the headline, the most first."""
    at = report.years.index(headline_year(report))
    empty = [entry for entry in report.occupations if entry.years[at].short.median]
    return sorted(empty, key=lambda entry: (-entry.years[at].short.median, entry.thing.key))


def emptiest_sentences(report: Outlook, lang: str) -> list[str]:
    """Say of the emptiest occupations how many places stay empty, and how probably."""
    at = report.years.index(headline_year(report))
    named = Counter(entry.thing.name for entry in report.occupations)
    sentences = []
    for entry in emptiest(report)[:TOP]:
        year = entry.years[at]
        is_shared = named[entry.thing.name] > 1
        values = {"name": _leveled(entry, lang) if is_shared else entry.thing.of(lang)}
        values |= {"short": _figure(year.short, lang), "demand": _figure(year.demand, lang)}
        sentence = say("outlook.lead.occupation", lang, **values)
        if likely := probability(year.p_starved, lang):
            sentence += say("outlook.lead.likely", lang, likely=likely)
        sentences.append(sentence)
    return sentences


def first_decisions(report: Outlook, lang: str) -> list[tuple[str, list[str]]]:
    """Say which majors are very likely scarce, which have graduates to spare; a few of each."""
    parts = []
    for side in ("scarce", "surplus"):
        warned = [major for major in report.majors if major.warned == side]
        if warned:
            heading = say(f"outlook.lead.{side}", lang, majors=len(warned))
            parts.append((heading, [_decision(major, lang) for major in warned[:TOP]]))
    return parts


def _decision(major: MajorAhead, lang: str) -> str:
    name = _leveled(major, lang)
    if major.decide_by is None:
        return say("outlook.lead.major_unknown", lang, name=name)
    effect = major.effect or 0
    return say("outlook.lead.major", lang, name=name, intake=major.decide_by, effect=effect)


def _leveled(entry: MajorAhead | OccupationAhead, lang: str) -> str:
    """Name a class with its level: others may bear the same name."""
    level = level_in_short(entry.level, lang)
    return say("gap.with_level", lang, name=entry.thing.of(lang), level=level)


def earliest(report: Outlook) -> int | None:
    """Return the first intake that a warned major can still be decided on."""
    return min((major.decide_by for major in report.majors if major.decide_by), default=None)


def foundations(report: Outlook, lang: str) -> list[str]:
    """Say what the bands rest on: their record, and what is given, borrowed or not claimed."""
    notes = [note for note in report.assumptions if note.key in FOUNDATIONS]
    return [*record_sentences(report, lang), *(assumption(note, lang) for note in notes)]


def lacking(report: Outlook, lang: str) -> list[str]:
    """Say which tables and columns would tell more of the years ahead."""
    needed = {
        "intakes": not any(year.is_known for year in report.years),
        "completion": any(note.key == "completion_whole" for note in report.assumptions),
        "years": not report.backtest,
    }
    return [say(f"outlook.lacking.{name}", lang) for name, lacks in needed.items() if lacks]


def _told_years(report: Outlook) -> list[YearAhead]:
    years = {year.year: year for year in (report.years[0], headline_year(report), report.years[-1])}
    return [years[year] for year in sorted(years)]


def _figure(interval: Interval, lang: str) -> str:
    if interval.low is None or interval.low == interval.high:
        return f"{interval.median:,}"
    return say("outlook.lead.with_band", lang, **asdict(interval))


def _open(report: Outlook, lang: str) -> str:
    first = open_from(report)
    if first is None:
        return say("outlook.lead.known", lang, last=report.until)
    if first == report.years[0].year:
        return say("outlook.lead.open", lang, first=first)
    return say("outlook.lead.open_from", lang, first=first, last=first - 1)
