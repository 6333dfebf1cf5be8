"""S2: the gap of each chain, year by year, on the way to the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from graph.errors import NoAnswer
from graph.gap.demand import demand_rows
from graph.gap.parts import split
from graph.gap.scope import GapParameters, years_of
from graph.gap.years import thin_in_both
from graph.rules.case import Case, grouped
from graph.rules.verdicts import Clause, Judgement, Note, Subject, Verdict


def gap_falls(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Show S2: the empty places of each chain by year; the document sets no number to judge by."""
    area = clause.area if clause.area in case.parents else None
    try:
        years = _comparable_years(case)
        series, lacking = _series(case, area, years)
    except NoAnswer:
        series, lacking, years = {}, {}, ()
    deadline = case.deadline(clause)
    newest = _demand(case, max(years, default=None))
    for row in case.rows("chains"):
        key = row["node_key"]
        subject = Subject("chains", key, case.thing("chains", key))
        short = series.get(key, {})
        rows = case.evidence("chains", [row])
        if len(short) < 2:
            yield Verdict(clause, subject, Judgement("unknown", "missing"), {}, rows)
            continue
        values = {"years": tuple(f"{year}: {short[year]:.0f}" for year in sorted(short))}
        notes = [_direction(short)]
        if shortages := tuple(
            f"{year}: {lacking[year]}" for year in sorted(short) if lacking[year]
        ):
            notes.append(Note("quantity", {"years": shortages}))
        if deadline is not None:
            notes.append(Note("deadline", {"year": deadline}))
        judgement = Judgement("unknown", "trend", short[max(short)])
        rows += case.evidence("demand", newest.get(key, []))
        yield Verdict(clause, subject, judgement, values, rows, tuple(notes), grade=case.gap_grade)


def _comparable_years(case: Case) -> tuple[int, ...]:
    """List the years of the gap up to the asked one; those that are too thin are passed over."""
    rows, asked_year = demand_rows(case.tables), case.parameters.year
    years = years_of(case.tables, GapParameters(), rows)
    thin = thin_in_both(case.tables, rows, years)
    in_range = [year for year in years if asked_year is None or year <= asked_year]
    skipped = [year for year in in_range if year in thin and year != asked_year]
    case.passed_over += [Note("year_thin_gap", thin[year].values) for year in skipped]
    return tuple(year for year in in_range if year not in skipped)


def _series(
    case: Case, area: str | None, years: tuple[int, ...]
) -> tuple[dict[str, dict[int, float]], dict[int, int]]:
    """Return chain → year → empty places, and year → places beyond all graduates.

    Chains add up to the region, whose empty places are all of structure where there are graduates
    enough; where there are not, the quantity that is lacking belongs to no chain in particular.
    """
    short_of: dict[str, dict[int, float]] = {}
    lacking: dict[int, int] = {}
    for year in years:
        try:
            parts = split(case.tables, "chain", GapParameters(year=year, area=area))
        except NoAnswer:
            continue
        lacking[year] = parts.quantity or 0
        for part in parts.parts:
            if part.thing is not None and part.shortage is not None:
                short_of.setdefault(part.thing.key, {})[year] = float(part.shortage)
    return short_of, lacking


def _demand(case: Case, year: int | None) -> dict[str, list[dict[str, Any]]]:
    """Return chain → rows of demand of a year."""
    chain_of = {row["node_key"]: row["chain"] for row in case.rows("segments")}
    of_year = (row for row in case.rows("demand") if row["year"] == year)
    own = (row for row in of_year if row["segment"] in chain_of)
    return grouped(own, lambda row: chain_of[row["segment"]])


def _direction(short: dict[int, float]) -> Note:
    years = sorted(short)
    rose = [str(late) for early, late in pairwise(years) if short[late] > short[early]]
    if len(rose) == len(years) - 1:
        return Note("rose_always")
    return Note("rose", {"years": tuple(rose)}) if rose else Note("fell")
