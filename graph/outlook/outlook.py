"""The outlook: the gap of each coming year, with bands, if nothing is decided or a scenario holds.

See ``docs/method/outlook.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np
import polars as pl

from graph.errors import NoAnswer
from graph.gap import effort
from graph.gap.figures import worst
from graph.gap.instance import prepare
from graph.gap.part import surveyed
from graph.gap.report import Assumption
from graph.gap.scope import only_top
from graph.outlook.backtest import Trial, backtest
from graph.outlook.cohorts import BASES, UNKNOWN
from graph.outlook.conservation import accounts
from graph.outlook.draws import SolvedYear, YearToSolve, by_occupation
from graph.outlook.figures import Figures, figures_of
from graph.outlook.parameters import OutlookParameters, check, last_year, newest_scope
from graph.outlook.points import LOG
from graph.outlook.programmes import programme_count
from graph.outlook.record import KNOWN_AT_ORIGIN, SupplyRecord
from graph.outlook.report import (
    VERY_LIKELY,
    CohortYear,
    Interval,
    MajorAhead,
    MajorYear,
    OccupationAhead,
    OccupationYear,
    Outlook,
)
from graph.outlook.tables import counted
from graph.things import Thing

USUAL = OutlookParameters()
Progress = Callable[[float], None]
Class = tuple[Thing, int, Thing | None]


def outlook(
    tables: Mapping[str, pl.DataFrame],
    parameters: OutlookParameters = USUAL,
    progress: Progress = lambda _share: None,
) -> Outlook:
    """Project both sides, solve every year ahead, and draw what they may miss by.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.gap.instance.ask`; or a parameter is not allowed.
    """
    check_drawn(tables, parameters)
    figures = projected(tables, parameters)
    record = SupplyRecord(figures.programmes, figures.pathways, figures.newest)
    years = solved(figures, record, parameters, figures.years, progress)
    return assembled(tables, parameters, figures, record, figures.years, years)


def check_drawn(tables: Mapping[str, pl.DataFrame], parameters: OutlookParameters) -> None:
    """Raise where there are too many programmes to draw, before any of them is projected.

    Raises:
        NoAnswer: naming the draws that so many programmes allow.
        WrongInput: a parameter is not allowed.
    """
    check(parameters)
    programmes, most = programme_count(tables), effort.MOST_DRAWN
    if programmes * parameters.draws > most:
        values = {"programmes": programmes, "draws": parameters.draws, "fewer": most // programmes}
        raise NoAnswer("error.outlook_too_wide", **values, most=most // parameters.draws)


def projected(tables: Mapping[str, pl.DataFrame], parameters: OutlookParameters) -> Figures:
    """Project both sides to the last year asked for.

    Raises:
        NoAnswer, WrongInput: see :func:`outlook`.
    """
    check(parameters)
    scope = newest_scope(tables, parameters.gap)
    until = last_year(parameters, scope.year)
    return figures_of(tables, scope, until, parameters.gap.basis, parameters.scenarios)


def solved(
    figures: Figures,
    record: SupplyRecord,
    parameters: OutlookParameters,
    years: Sequence[int],
    progress: Progress = lambda _share: None,
) -> list[SolvedYear]:
    """Solve some of the years ahead, each as any other year; years without a gap are left out.

    Raises:
        NoAnswer: no year has one.
    """
    listed, reason = [], None
    for number, year in enumerate(years):
        question = replace(parameters.gap, year=year, basis=figures.basis)
        try:
            instance = prepare(figures.tables, question)
        except NoAnswer as no_answer:
            reason = no_answer
            continue
        solver = YearToSolve(figures, record, instance, parameters)
        listed.append(solver.solved(partial(share_of, progress, number, len(years))))
        progress((number + 1) / len(years))
    if not listed and reason:
        raise reason
    return listed


def share_of(progress: Progress, number: int, count: int, share: float) -> None:
    """Tell the share of all years, from that of the draws of one."""
    progress((number + share) / count)


def assembled(
    tables: Mapping[str, pl.DataFrame],
    parameters: OutlookParameters,
    figures: Figures,
    record: SupplyRecord,
    wanted_years: Sequence[int],
    years: Sequence[SolvedYear],
) -> Outlook:
    """Assemble the outlook of the years that were solved, of those asked for."""
    first = years[0].instance
    return Outlook(
        **supposed(tables, parameters, figures, record, wanted_years, years),
        years=tuple(year.of_all() for year in years),
        occupations=_occupations(years),
        majors=majors_ahead(years, figures, surveyed(tables, first), first.scope.is_part),
    )


def supposed(
    tables: Mapping[str, pl.DataFrame],
    parameters: OutlookParameters,
    figures: Figures,
    record: SupplyRecord,
    wanted_years: Sequence[int],
    years: Sequence[SolvedYear],
) -> dict[str, Any]:
    """Return what an outlook of both sides or of one supposes and rests on, by name."""
    first = years[0].instance
    return {
        "newest": figures.newest,
        "until": figures.until,
        "cover": parameters.cover,
        "draws": parameters.draws,
        "seed": parameters.seed,
        "scenarios": parameters.scenarios,
        "scenario_names": _names(tables, parameters.scenarios),
        "basis": figures.basis,
        "grade": worst(["estimated", first.demand.grade, first.supply.grade]),
        "place": first.scope.area or only_top(tables["areas"]),
        "chain": first.scope.chain,
        "assumptions": (
            *figures.assumptions,
            *_on_years(wanted_years, years, parameters),
            *first.notes,
        ),
        "cohorts": _cohorts(figures, years),
        "backtest": (
            *record.trials(parameters.cover),
            *_record_of_demand(figures, parameters),
        ),
        "conservation": accounts(figures.programmes, figures.projection),
    }


def _names(tables: Mapping[str, pl.DataFrame], ids: Sequence[str]) -> tuple[str, ...]:
    """Return the names of scenarios, in the order of their ids."""
    if not ids:
        return ()
    names = dict(tables["scenarios"].select("id", "name").iter_rows())
    return tuple(names[id_] for id_ in ids)


def _on_years(
    wanted_years: Sequence[int], years: Sequence[SolvedYear], parameters: OutlookParameters
) -> list[Assumption]:
    """Note years left out, where the errors of draws are from, and where no band is claimed."""
    notes = []
    if left_out := sorted(set(wanted_years) - {year.year for year in years}):
        notes.append(Assumption("years_left_out", {"years": ", ".join(map(str, left_out))}))
    if not parameters.draws:
        return notes
    sources = sorted(set().union(*(year.sources for year in years)))
    notes += [Assumption(f"band_{source}", {}) for source in sources]
    fair_draws = (sum(len(part.short) for part in year.draws) for year in years)
    if fewer := [n for n in fair_draws if 0 < n < parameters.draws]:
        notes.append(Assumption("short_of_draws", {"draws": min(fewer)}))
    without = [year.year for year in years if not year.draws]
    if without:
        notes.append(Assumption("no_band", {"year": without[0]}))
    return notes


def _record_of_demand(figures: Figures, parameters: OutlookParameters) -> list[Trial]:
    """Judge the bands of earlier years on the demand of this basis."""
    series, years = by_occupation(figures)
    past = range(years[0], min(figures.newest, years[-1]) + 1)
    return backtest(
        series[:, : len(past)], past, LOG, parameters.cover, "demand", years_needed=KNOWN_AT_ORIGIN
    )


def _occupations(years: Sequence[SolvedYear]) -> tuple[OccupationAhead, ...]:
    """Return the demand classes with a place in any year, most empty places in the last first."""
    gathered: dict[Class, list[OccupationYear]] = {}
    for year in years:
        occupations, starved = year.instance.arcs.occupations, year.share("starved")
        empty = np.floor(year.point.short[0] + 0.5).astype(np.int64).tolist()
        needed = year.intervals([needed for *_, needed in occupations], year.joined("demand"))
        short = year.intervals(empty, year.joined("short"))
        for j, (thing, level, area, _) in enumerate(occupations):
            share = None if starved is None else float(starved[j])
            of_year = OccupationYear(year.year, needed[j], short[j], share)
            gathered.setdefault((thing, level, area), []).append(of_year)
    listed = [OccupationAhead(*key, tuple(of_years)) for key, of_years in gathered.items()]
    return tuple(sorted(listed, key=lambda o: (-o.years[-1].short.median, o.thing.key, o.level)))


def majors_ahead(
    years: Sequence[SolvedYear], figures: Figures, surveyed_majors: set[str], is_part: bool
) -> tuple[MajorAhead, ...]:
    """Return the supply classes, those to decide on first, then by key.

    A major whose occupations nobody ever surveyed is neither scarce nor surplus. Of a part, who may
    enter none of its places is left out, and nobody is in surplus: there may be places elsewhere.
    """
    gathered: dict[Class, list[MajorYear]] = {}
    entering: set[Class] = set()
    for year in years:
        basis = _basis_of_majors(figures, year.year)
        scarce, surplus = year.share("scarce"), year.share("surplus")
        majors = year.instance.arcs.majors
        supply = year.intervals([available for *_, available in majors], year.joined("supply"))
        reached = set(year.instance.arcs.network.major.tolist())
        for i, (thing, level, area, _) in enumerate(majors):
            is_surveyed = thing.key in surveyed_majors
            if i in reached or not is_part:
                entering.add((thing, level, area))
            gathered.setdefault((thing, level, area), []).append(
                MajorYear(
                    year.year,
                    supply[i],
                    BASES[basis.get(thing.key, UNKNOWN)],
                    float(scarce[i]) if is_surveyed and scarce is not None else None,
                    float(surplus[i])
                    if is_surveyed and surplus is not None and not is_part
                    else None,
                )
            )
    lengths = _lengths(figures)
    listed = []
    for (thing, level, area), of_years in gathered.items():
        if (thing, level, area) not in entering:
            continue
        length = lengths.get(thing.key, 0)
        warning = _warned(of_years, length, figures.newest)
        listed.append(MajorAhead(thing, level, area, tuple(of_years), *warning, length or None))
    return tuple(sorted(listed, key=_urgency))


def _urgency(major: MajorAhead) -> tuple[bool, int, str, int, str]:
    """Order majors: those warned of first, the earliest decision, scarce ones, the largest."""
    largest = max(year.supply.median for year in major.years)
    return (
        major.warned is None,
        major.decide_by or 0,
        major.warned or "",
        -largest,
        major.thing.key,
    )


def _warned(
    years: Sequence[MajorYear], length: int, newest: int
) -> tuple[str | None, int | None, int | None, int | None]:
    """Return of what a major is warned, since when, the intake to decide on, and when it counts.

    Who begins after the newest year is the first whom a decision reaches.
    """
    for side in ("scarce", "surplus"):
        shares = [(year.year, getattr(year, f"p_{side}") or 0.0) for year in years]
        for (year, now), (next_year, after) in pairwise(shares):
            if next_year == year + 1 and now >= VERY_LIKELY and after >= VERY_LIKELY:
                if not length:
                    return side, year, None, None
                intake = max(year - length, newest + 1)
                return side, year, intake, intake + length
    return None, None, None, None


def _lengths(figures: Figures) -> dict[str, int]:
    """Return the shortest length of study of each major."""
    lengths: dict[str, int] = {}
    for (_, major, _), length in zip(
        figures.programmes.keys, figures.programmes.lengths.tolist(), strict=True
    ):
        if length:
            lengths[major] = min(length, lengths.get(major, length))
    return lengths


def _basis_of_majors(figures: Figures, year: int) -> dict[str, int]:
    """Return what most of the graduates of each major rest on in a year."""
    column = figures.column(year)
    persons: dict[str, dict[int, float]] = {}
    projection = figures.projection
    for (_, major, _), basis, graduates in zip(
        figures.programmes.keys,
        projection.basis[:, column].tolist(),
        np.nan_to_num(projection.graduates[:, column]).tolist(),
        strict=True,
    ):
        of_major = persons.setdefault(major, {})
        of_major[basis] = of_major.get(basis, 0.0) + graduates
    return {major: max(sums, key=lambda b: (sums[b], -b)) for major, sums in persons.items()}


def _cohorts(figures: Figures, years: Sequence[SolvedYear]) -> tuple[CohortYear, ...]:
    """Return every programme's graduates of each year ahead, with who was due."""
    projection, listed = figures.projection, []
    bands = {
        (year.year, place): (int(low), int(high), band.by)
        for year in years
        for band in year.bands
        for place, low, high in zip(*(a.tolist() for a in band.arrays), strict=True)
    }
    counts = counted(figures.programmes, figures.newest).tolist()
    columns = [figures.column(year) for year in figures.years]
    told = (projection.graduates, projection.due, projection.rate, projection.is_own)
    figures_of = [figure[:, columns].tolist() for figure in (*told, projection.basis)]
    for place, (college, major, track) in enumerate(figures.programmes.keys):
        rows = zip(figures.years, *(figure[place] for figure in figures_of), strict=True)
        for year, graduates, due, rate, is_own, basis in rows:
            low, high, by = bands.get((year, place), (None, None, None))
            is_known = counts[place] and not isnan(graduates)
            is_due = not isnan(due)
            listed.append(
                CohortYear(
                    college,
                    major,
                    track,
                    year,
                    int(due) if is_due else None,
                    rate if is_due and not is_own else None,
                    _around(low, int(graduates), high) if is_known else None,
                    BASES[basis if is_known else UNKNOWN],
                    by if is_known else None,
                )
            )
    return tuple(listed)


def _around(low: int | None, expected: int, high: int | None) -> Interval:
    """Return a band that holds what is expected; without one, that alone."""
    if low is None or high is None:
        return Interval(None, expected, None)
    return Interval(min(low, expected), expected, max(high, expected))
