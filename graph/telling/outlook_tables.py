"""An outlook as tables for people: years, classes, cohorts, the record of bands, the account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from graph.gap.report import GapReport
from graph.outlook.backtest import ALL
from graph.outlook.report import Ahead, CohortYear, OneSide, Outlook
from graph.telling.outlook import band, bases_of_years, course_name, probability
from graph.telling.tabulated import CLASS_COLUMNS, class_columns
from graph.things import names_of
from graph.words import say

Schema = dict[str, type[pl.DataType]]


def year_rows(
    outlooks: Sequence[Outlook], measured: Sequence[GapReport], lang: str
) -> pl.DataFrame:
    """Return the measured years, then those ahead, of each outlook one below the other.

    ``year, scenario, demand, supply, shortage, shortage_low, shortage_high, in_class_pct,
    rests_on``; ``demand`` and ``supply`` in words, with their bands.
    """
    rows = [
        {
            "year": past.year,
            "demand": f"{past.demand:,}",
            "supply": f"{past.supply:,}",
            "shortage": past.shortage,
            "rests_on": say("outlook.basis.measured", lang),
        }
        for past in measured
    ]
    for report in outlooks:
        bases = bases_of_years(report)
        rows += [
            {
                "year": year.year,
                "scenario": course_name(report, lang),
                "demand": band(year.demand),
                "supply": band(year.supply),
                "shortage": year.shortage.median,
                "shortage_low": year.shortage.low,
                "shortage_high": year.shortage.high,
                "in_class_pct": _percent(report.in_class(year)),
                "rests_on": say(f"outlook.basis.{bases[year.year]}", lang),
            }
            for year in report.years
        ]
    schema = {
        "year": pl.Int64, "scenario": pl.String, "demand": pl.String, "supply": pl.String,
        "shortage": pl.Int64, "shortage_low": pl.Int64, "shortage_high": pl.Int64,
        "in_class_pct": pl.Float64, "rests_on": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def side_rows(reports: Sequence[OneSide], lang: str) -> pl.DataFrame:
    """Return the years ahead of the only side that is known, of each outlook below the other.

    ``year, scenario, demand, supply, in_class_pct``; what is not known is null.
    """
    rows = [
        {
            "year": year.year,
            "scenario": course_name(report, lang),
            "demand": band(year.demand) if year.demand else None,
            "supply": band(year.supply) if year.supply else None,
            "in_class_pct": _percent(report.in_class(year)),
        }
        for report in reports
        for year in report.years
    ]
    words: Schema = dict.fromkeys(("scenario", "demand", "supply"), pl.String)
    return pl.DataFrame(rows, schema={"year": pl.Int64, **words, "in_class_pct": pl.Float64})


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def demand_rows(report: OneSide, lang: str, year: int) -> pl.DataFrame:
    """Return what is needed of each occupation in a year."""
    rows = [
        class_columns(entry, lang) | {"demand": band(figure.demand)}
        for entry in report.occupations
        for figure in entry.years
        if figure.year == year
    ]
    return pl.DataFrame(rows, schema=CLASS_COLUMNS | {"demand": pl.String})


def compared_rows(outlooks: Sequence[Outlook]) -> pl.DataFrame:
    """Return the shortage of each year ahead, an outlook beside the other: ``0``, ``1``, …"""
    rows = [
        {"year": years[0].year} | {str(k): band(year.shortage) for k, year in enumerate(years)}
        for years in zip(*(report.years for report in outlooks), strict=True)
    ]
    return pl.DataFrame(rows)


def occupation_rows(report: Outlook, lang: str, year: int) -> pl.DataFrame:
    """Return the occupations in a year: what is needed, what stays empty, how probably."""
    at = [of_year.year for of_year in report.years].index(year)
    rows = [
        class_columns(entry, lang)
        | {
            "demand": band(entry.years[at].demand),
            "short": entry.years[at].short.median,
            "short_low": entry.years[at].short.low,
            "short_high": entry.years[at].short.high,
            "how_likely": probability(entry.years[at].p_starved, lang),
        }
        for entry in report.occupations
    ]
    ends: Schema = dict.fromkeys(("short", "short_low", "short_high"), pl.Int64)
    schema = CLASS_COLUMNS | {"demand": pl.String} | ends | {"how_likely": pl.String}
    return pl.DataFrame(rows, schema=schema)


def major_rows(report: Outlook | OneSide, lang: str, year: int) -> pl.DataFrame:
    """Return the majors in a year: graduates, what they rest on, warnings and their intakes."""
    at = [of_year.year for of_year in report.years].index(year)
    rows = [
        class_columns(entry, lang)
        | {
            "supply": band(entry.years[at].supply),
            "rests_on": say(f"outlook.basis.{entry.years[at].basis}", lang),
            "scarce": probability(entry.years[at].p_scarce, lang),
            "spare": probability(entry.years[at].p_surplus, lang),
            "warned": say(f"outlook.warned.{entry.warned}", lang) if entry.warned else None,
            "warned_since": entry.since,
            "decide_by": entry.decide_by,
            "takes_effect": entry.effect,
        }
        for entry in report.majors
    ]
    words: Schema = dict.fromkeys(("supply", "rests_on", "scarce", "spare", "warned"), pl.String)
    years: Schema = dict.fromkeys(("warned_since", "decide_by", "takes_effect"), pl.Int64)
    return pl.DataFrame(rows, schema=CLASS_COLUMNS | words | years)


def cohort_rows(
    report: Outlook | OneSide, tables: Mapping[str, pl.DataFrame], lang: str, year: int
) -> pl.DataFrame:
    """Return the programmes' graduates of a year: who began, the share who complete, the basis.

    ``decide_by``: of the programme's major, where it is warned of. ``key`` and ``major``: codes of
    college and major.
    """
    names = {table: names_of(tables, table, lang) for table in ("colleges", "majors")}
    decide = {entry.thing.key: entry.decide_by for entry in report.majors}
    rows = [
        {
            "college": names["colleges"].get(row.college, row.college),
            "name": names["majors"].get(row.major, row.major),
            "track": row.track,
            "enrolled": row.enrolled,
            "completion_pct": None if row.completion is None else 100 * row.completion,
            "graduates": row.graduates.median if row.graduates else None,
            "graduates_low": row.graduates.low if row.graduates else None,
            "graduates_high": row.graduates.high if row.graduates else None,
            "rests_on": say(f"outlook.basis.{row.basis}", lang),
            "decide_by": decide.get(row.major),
            "college_key": row.college,
            "code": row.major,
        }
        for row in sorted(report.cohorts, key=_largest_first)
        if row.year == year
    ]
    schema = {
        "college": pl.String, "name": pl.String, "track": pl.String, "enrolled": pl.Int64,
        "completion_pct": pl.Float64, "graduates": pl.Int64, "graduates_low": pl.Int64,
        "graduates_high": pl.Int64, "rests_on": pl.String,
        "decide_by": pl.Int64, "college_key": pl.String, "code": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def record_rows(report: Ahead, lang: str) -> pl.DataFrame:
    """Return the record of the bands, by side, origin and years ahead, all sizes together first."""
    trials = sorted(report.backtest, key=lambda t: (t.size != ALL, t.side, t.origin, t.horizon))
    rows = [
        {
            "side": say(f"outlook.head.{trial.side}", lang),
            "origin": trial.origin,
            "horizon": trial.horizon,
            "size": say("outlook.size.all", lang) if trial.size == ALL else trial.size,
            "n": trial.n,
            "covered_pct": 100 * trial.covered,
            "nominal_pct": 100 * trial.nominal,
            "held": say(f"outlook.held.{'no' if trial.has_failed else 'yes'}", lang),
        }
        for trial in trials
    ]
    schema = {
        "side": pl.String, "origin": pl.Int64, "horizon": pl.Int64, "size": pl.String,
        "n": pl.Int64, "covered_pct": pl.Float64, "nominal_pct": pl.Float64, "held": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def conservation_rows(report: Ahead) -> pl.DataFrame:
    """Return the account of persons by year."""
    names = ("year", "entrants", "to_work", "further_study", "dropped", "still_enrolled")
    rows = [{name: getattr(account, name) for name in names} for account in report.conservation]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64))


def _largest_first(row: CohortYear) -> tuple[bool, int, str, str]:
    graduates = row.graduates.median if row.graduates else 0
    return row.graduates is None, -graduates, row.major, row.college
