"""The outlook of the side that the data know, where they lack the other: no gap is invented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import polars as pl

from graph.errors import NoAnswer
from graph.gap.declared import bases
from graph.gap.demand import demand_rows, demand_side
from graph.gap.figures import CLASS, Side
from graph.gap.instance import Instance, nothing_needed
from graph.gap.network import build
from graph.gap.report import Assumption
from graph.gap.scope import GapParameters, Scope, scope_of
from graph.gap.supply import supply_rows, supply_side
from graph.gap.years import Thin, newest_of
from graph.outlook.draws import SolvedYear, YearToSolve
from graph.outlook.figures import Figures, figures_of
from graph.outlook.outlook import (
    USUAL,
    Progress,
    check_drawn,
    majors_ahead,
    outlook,
    share_of,
    supposed,
)
from graph.outlook.parameters import (
    PROJECTION,
    OutlookParameters,
    last_year,
    newest_scope,
)
from graph.outlook.record import SupplyRecord
from graph.outlook.report import (
    DemandAhead,
    DemandYear,
    OneSide,
    Outlook,
    SideName,
    SideYear,
)
from graph.things import Thing

Tables = Mapping[str, pl.DataFrame]
NOBODY = Side(
    pl.DataFrame(schema=dict.fromkeys(CLASS, pl.String) | {"level": pl.Int64, "persons": pl.Int64}),
    (),
    "official",
    (),
)


def outlook_of_known(
    tables: Tables,
    parameters: OutlookParameters = USUAL,
    progress: Progress = lambda _share: None,
) -> Outlook | OneSide:
    """Project both sides and the gap, or the only side that the data know.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.outlook.outlook`; or the area has nothing of
            that side.
    """
    lacks = lacking(tables, parameters.gap)
    if lacks is None:
        return outlook(tables, parameters, progress)
    return one_side(tables, parameters, lacks, progress)


def lacking(tables: Tables, gap: GapParameters) -> SideName | None:
    """Return the side that no row knows, where the other is known."""
    enrolment = tables["enrolment"]
    has_graduates = enrolment["graduates"].is_not_null().any()
    if demand_rows(tables, gap.entrants)["persons"].is_not_null().any():
        return None if has_graduates else "supply"
    return "demand" if has_graduates or enrolment["enrolled"].is_not_null().any() else None


def newest_known(tables: Tables, gap: GapParameters) -> int:
    """Return the newest year of both sides, or of the only one that is known.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.parameters.newest_scope`.
    """
    lacks = lacking(tables, gap)
    return _scope(tables, gap, lacks).year if lacks else newest_scope(tables, gap).year


def one_side(
    tables: Tables, parameters: OutlookParameters, lacks: SideName, progress: Progress
) -> OneSide:
    """Project the side that is known, with bands and their record.

    Raises:
        NoAnswer, WrongInput: see :func:`outlook_of_known`.
    """
    check_drawn(tables, parameters)
    scope = _scope(tables, parameters.gap, lacks)
    until = last_year(parameters, scope.year)
    figures = figures_of(tables, scope, until, parameters.gap.basis, parameters.scenarios)
    record = SupplyRecord(figures.programmes, figures.pathways, figures.newest)
    years = []
    for number, year in enumerate(figures.years):
        instance = _instance(figures, replace(scope, year=year, basis=figures.basis), lacks)
        of_year = YearToSolve(figures, record, instance, parameters)
        share = partial(share_of, progress, number, len(figures.years))
        years += [of_year.solved(share)] if instance.arcs.majors + instance.arcs.occupations else []
        share(1.0)
    if not years:
        raise _nothing_here(tables, parameters.gap, scope, lacks)
    header = supposed(tables, parameters, figures, record, figures.years, years)
    thin = [
        Assumption("year_thin_side", year.values | {"taken": scope.year}) for year in scope.thin
    ]
    unmet = {"short_of_draws"} if lacks == "demand" else {"short_of_draws", "outcomes_as_last"}
    kept = (note for note in header["assumptions"] if note.key not in unmet)
    header |= {"assumptions": (*thin, *kept)}
    if lacks == "supply":
        header |= {"cohorts": (), "conservation": ()}
    return OneSide(
        **header,
        lacks=lacks,
        years=tuple(_of_side(year, lacks) for year in years),
        occupations=_demand_ahead(years),
        majors=majors_ahead(years, figures, set(), is_part=False),
    )


def _scope(tables: Tables, gap: GapParameters, lacks: SideName) -> Scope:
    """Settle the newest year of the side that is known, its basis, area and chain.

    Raises:
        NoAnswer: a chain is asked for and no demand known, or the basis is not there.
    """
    if lacks == "demand":
        if gap.chain is not None or gap.basis is not None:
            raise NoAnswer("error.gap_no_demand")
        is_reported = pl.col("graduates").is_not_null() | pl.col("enrolled").is_not_null()
        newest, thin = newest_of("enrolment", tables["enrolment"].filter(is_reported), gap.year)
        return scope_of(tables, gap, newest or 0, bases()[0], thin)
    rows = demand_rows(tables, gap.entrants).filter(pl.col("persons").is_not_null())
    newest, basis, thin = _newest_demand(rows.rename({"key": "occupation"}), gap)
    return scope_of(tables, gap, newest, basis, thin)


def _newest_demand(rows: pl.DataFrame, gap: GapParameters) -> tuple[int, str, tuple[Thin, ...]]:
    """Return the newest year that is no projection, and its basis; of projections the first year.

    Raises:
        NoAnswer: the basis is not there.
    """
    there = [basis for basis in bases() if basis in set(rows["basis"])]
    if gap.basis not in (None, *there):
        raise NoAnswer("error.gap_no_basis", basis=gap.basis, bases=", ".join(there))
    measured = rows.filter(pl.col("basis") != PROJECTION)
    if gap.basis not in (None, PROJECTION):
        measured = measured.filter(pl.col("basis") == gap.basis)
    if measured.is_empty():
        return int(rows["year"].min()), PROJECTION, ()  # type: ignore[arg-type]
    newest, thin = newest_of("demand", measured, gap.year)
    of_year = set(measured.filter(pl.col("year") == newest)["basis"])
    return newest or 0, next(basis for basis in there if basis in of_year), thin


def _instance(figures: Figures, scope: Scope, lacks: SideName) -> Instance:
    """Return a year with classes of one side; every major counts, whatever it leads to."""
    demanded = demand_rows(figures.tables, scope.entrants)
    supplied = supply_rows(figures.tables, scope.year)
    supply = demand = NOBODY
    if lacks == "demand":
        every_major = figures.tables["majors"].select(major="node_key")
        supply = supply_side(supplied, every_major, scope)
    else:
        demand = demand_side(demanded, scope)
    notes = (*demand.assumptions, *supply.assumptions)
    arcs = build(figures.tables, supply.classes, demand.classes, scope.rule)
    return Instance(scope, demanded, supplied, demand, supply, notes, arcs)


def _of_side(year: SolvedYear, lacks: SideName) -> SideYear:
    totals = year.of_all()
    if lacks == "demand":
        return SideYear(year.year, totals.known_share, None, totals.supply)
    return SideYear(year.year, None, totals.demand, None)


def _demand_ahead(years: list[SolvedYear]) -> tuple[DemandAhead, ...]:
    """Return the demand classes over the years, the largest in the last one first."""
    gathered: dict[tuple[Thing, int, Thing | None], list[DemandYear]] = {}
    for year in years:
        occupations = year.instance.arcs.occupations
        persons = year.intervals([needed for *_, needed in occupations], year.joined("demand"))
        for (thing, level, area, _), figure in zip(occupations, persons, strict=True):
            gathered.setdefault((thing, level, area), []).append(DemandYear(year.year, figure))
    listed = [DemandAhead(*key, tuple(of_years)) for key, of_years in gathered.items()]
    return tuple(sorted(listed, key=lambda e: (-e.years[-1].demand.median, e.thing.key, e.level)))


def _nothing_here(tables: Tables, gap: GapParameters, scope: Scope, lacks: SideName) -> NoAnswer:
    """Say that the area, chain or level has nothing of the side that is known."""
    if lacks == "demand":
        area = scope.area.name if scope.area else ""
        return NoAnswer("error.gap_no_supply_here", area=area, year=scope.year)
    rows = demand_rows(tables, gap.entrants)
    return nothing_needed(rows, scope, demand_side(rows, scope))
