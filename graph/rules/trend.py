"""S2: the gap of each chain, year by year, on the way to the deadline."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from graph.analysis.demand import demand_rows
from graph.analysis.parts import split
from graph.analysis.scope import GapParameters, years_of
from graph.errors import NoAnswer
from graph.rules.case import Case
from graph.rules.verdicts import Clause, Judged, Note, Subject, Verdict


def gap_falls(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Empty places of each chain by year. The document names no number: no verdict, the trend."""
    area = clause.area if clause.area in case.parents else None
    try:
        years = years_of(case.tables, GapParameters(), demand_rows(case.tables))
        years = tuple(y for y in years if y <= (case.parameters.year or y))
        series = _series(case, area, years)
    except NoAnswer:
        series, years = {}, ()
    deadline = case.deadline(clause)
    newest = _demand(case, max(years, default=None))
    for row in case.rows("chains"):
        key = row["node_key"]
        subject = Subject("chains", key, case.thing("chains", key))
        short = series.get(key, {})
        rows = case.evidence("chains", [row])
        if len(short) < 2:
            yield Verdict(clause, subject, Judged("unknown", "missing"), {}, rows)
            continue
        values = {"years": tuple(f"{year}: {short[year]:.0f}" for year in sorted(short))}
        notes = [_direction(short)]
        if deadline is not None:
            notes.append(Note("deadline", {"year": deadline}))
        judged = Judged("unknown", "trend", short[max(short)])
        rows += case.evidence("demand", newest.get(key, []))
        yield Verdict(clause, subject, judged, values, rows, tuple(notes), grade=case.gap_grade)


def _series(case: Case, area: str | None, years: tuple[int, ...]) -> dict[str, dict[int, float]]:
    """Chain → year → empty places at the fair fill rates, so that chains add up."""
    found: dict[str, dict[int, float]] = {}
    for year in years:
        try:
            parts = split(case.tables, "chain", GapParameters(year=year, area=area)).parts
        except NoAnswer:
            continue
        for part in parts:
            if part.thing is not None and part.shortage is not None:
                found.setdefault(part.thing.key, {})[year] = float(part.shortage)
    return found


def _demand(case: Case, year: int | None) -> dict[str, list[dict[str, Any]]]:
    """Chain → rows of demand of a year."""
    chain_of = {row["node_key"]: row["chain"] for row in case.rows("segments")}
    found: dict[str, list[dict[str, Any]]] = {}
    for row in case.rows("demand"):
        if row["year"] == year and row["segment"] in chain_of:
            found.setdefault(chain_of[row["segment"]], []).append(row)
    return found


def _direction(short: dict[int, float]) -> Note:
    years = sorted(short)
    rose = [str(late) for early, late in pairwise(years) if short[late] > short[early]]
    return Note("rose", {"years": tuple(rose)}) if rose else Note("fell")
