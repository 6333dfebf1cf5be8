"""The gaps in the data of a report, in sentences: to be checked before its figures are used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.gap.report import GapReport
from graph.telling.sentences import listed, word
from graph.things import Thing
from graph.words import first_few, join, say

NAMES_SHOWN = 6


def missing(report: GapReport, lang: str) -> list[str]:
    """List what nobody reported and what the crosswalk does not reach, by name."""
    return [*_unreached(report, lang), *_unknown(report, lang), *_other_bases(report, lang)]


def _unreached(report: GapReport, lang: str) -> Iterator[str]:
    coverage = report.coverage
    for kind, persons in (
        ("no_crosswalk", coverage.demand_without_crosswalk),
        ("no_eligible", coverage.demand_without_arc),
    ):
        if occupations := [
            occupation for occupation in report.occupations if occupation.unreached == kind
        ]:
            names = listed(occupations, lang)
            yield _say(
                f"missing.{kind}", lang, persons=persons, names=names, classes=len(occupations)
            )
    if unsurveyed := [major for major in report.majors if major.group == "unknown"]:
        yield _say(
            "missing.not_surveyed",
            lang,
            persons=coverage.supply_not_surveyed,
            names=_names([major.thing for major in unsurveyed], lang),
            majors=len({major.thing.key for major in unsurveyed}),
        )
    if report.unmapped:
        yield _say(
            "missing.unmapped",
            lang,
            persons=coverage.supply_without_crosswalk,
            names=_names([thing for thing, _ in report.unmapped], lang),
            majors=len(report.unmapped),
        )


def _unknown(report: GapReport, lang: str) -> Iterator[str]:
    for key, things in (
        ("missing.occupations", report.unknown_occupations),
        ("missing.majors", report.unknown_majors),
        ("missing.occupations_unreadable", report.unreadable_occupations),
        ("missing.majors_unreadable", report.unreadable_majors),
    ):
        if things:
            yield _say(key, lang, classes=len(things), names=_names(things, lang))


def _other_bases(report: GapReport, lang: str) -> Iterator[str]:
    sentences = [
        _say("other_basis", lang, basis=word("basis", basis, lang), persons=persons)
        for basis, persons in report.other_bases.items()
    ]
    if sentences:
        yield _say("other_bases", lang, bases=join(sentences, lang))


def _names(things: Sequence[Thing], lang: str) -> str:
    names = [
        say("gap.named", lang, name=thing.of(lang), inside=thing.key)
        for thing in dict.fromkeys(things)
    ]
    return first_few(names, lang, NAMES_SHOWN)


def _say(key: str, lang: str, **values: object) -> str:
    return say(f"gap.terminal.{key}", lang, **values)
