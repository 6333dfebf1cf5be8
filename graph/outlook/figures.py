"""The figures of an outlook before the gap is asked: both sides ahead, and what they rest on."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.errors import NoAnswer, WrongInput
from graph.gap.declared import bases
from graph.gap.flows.flow import Ints
from graph.gap.instance import Instance
from graph.gap.plans import PROGRAMME
from graph.gap.report import Assumption
from graph.gap.scope import Scope
from graph.gap.years import newest_of, years_covered
from graph.outlook.backtest import chosen_point
from graph.outlook.cohorts import Projection, project
from graph.outlook.demand import (
    NOTHING,
    Demand,
    DemandAhead,
    demand_ahead,
    demand_of,
    yearly_leaving,
)
from graph.outlook.parameters import PROJECTION
from graph.outlook.points import POINTS, Point, Values, last
from graph.outlook.programmes import Pathways, Programmes, pathways_of, programmes_of
from graph.outlook.scenarios import OF_SHARES, Change, apply, changes_of, marked
from graph.outlook.tables import counted, with_years_ahead

OF_PROGRAMMES = ("intake", "completion", "retention")  # sides of scenarios
LONG_ENOUGH, NEAR, FAR = 6, 3, 5  # known years; how far ahead a band is claimed, below and from it

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Figures:
    """Both sides of every year, as tables, with what they rest on.

    ``point``: how the openings are continued. ``tables``: those of the build with the years ahead.
    """

    newest: int
    until: int
    basis: str
    programmes: Programmes
    pathways: Pathways
    projection: Projection
    demand: Demand
    point: Point
    ahead: DemandAhead
    tables: Tables
    assumptions: tuple[Assumption, ...] = field(default=())

    @cached_property
    def years(self) -> range:
        """The years ahead."""
        return range(self.newest + 1, self.until + 1)

    def column(self, year: int) -> int:
        """Return the place of a year among those of the programmes."""
        return year - self.programmes.years[0]

    def in_network(self, instance: Instance) -> tuple[Ints, Ints, Values]:
        """Return of programmes their places, supply classes of a year's network, and persons."""
        scope, nodes = instance.scope, instance.arcs.nodes[0]
        rows = scope.keep_area(instance.supplied).filter(pl.col("persons").is_not_null())
        if scope.market == "pooled":
            rows = rows.with_columns(area=pl.lit(None, pl.String))
        of_class = ["key", "level", "area"]
        rows = rows.join(nodes.select("node", *of_class), on=of_class, nulls_equal=True)
        place = {key: index for index, key in enumerate(self.programmes.keys)}
        places = [place[key] for key in rows.select(PROGRAMME).iter_rows()]
        node, persons = rows["node"].to_numpy(), rows["persons"].to_numpy()
        return np.array(places, np.int64), node, persons


def figures_of(
    tables: Tables,
    scope: Scope,
    until: int,
    basis: str | None,
    scenarios: Sequence[str],
    intake: Values | None = None,
) -> Figures:
    """Project both sides from the year of a scope to another, under the rows of some scenarios.

    ``intake``: who is taken in where that is decided, programmes × years, NaN where it is not.

    Raises:
        WrongInput: no such scenario.
    """
    newest = scope.year
    changes = _changes(tables, scenarios)
    programmes = programmes_of(tables, until, newest)
    pathways = pathways_of(tables, programmes)
    students = _of_programmes(programmes, tables)
    sides = {side: marked(changes, side, students, tables) for side in OF_PROGRAMMES}

    def adjust(side: str, year: int, values: Values) -> Values:
        changed = apply(sides[side][0], year, values)
        if side != "intake" or intake is None:
            return changed
        settled = intake[:, year - programmes.years[0]]
        return np.where(np.isnan(settled), changed, settled)

    projection = project(programmes, pathways, newest, adjust)
    chosen = _basis(tables, basis, scope)
    is_given = chosen == PROJECTION
    demand = demand_of(tables, chosen, newest, until)
    point: Point = last
    if not is_given:
        point = chosen_point(demand.openings, demand.years, 1, newest)
    leaving, months = yearly_leaving(tables["monitoring"])
    reported, on_reported = ((), []) if is_given else _reported(tables, chosen, newest, until)
    ahead = demand_ahead(demand, newest, point, leaving, is_given, reported)
    wanted, unmet = marked(changes, "demand", demand.keys, tables)
    ahead = _changed(demand, ahead, wanted, newest)
    retention = _retention(programmes, sides["retention"][0], newest)
    notes = [
        Assumption("outcomes_as_last", {}),
        *_notes_on_supply(programmes, projection),
        *on_reported,
        *_notes_on_demand(ahead, demand, newest, point, leaving, months, reported),
        *_added_to_shares(tables, scenarios),
        *_notes_on_changes([unmet, *(missed for _, missed in sides.values())]),
    ]
    return Figures(
        newest,
        until,
        chosen,
        programmes,
        pathways,
        projection,
        demand,
        point,
        ahead,
        with_years_ahead(tables, newest, programmes, projection, demand, ahead, chosen, retention),
        tuple(notes),
    )


def reach_of_bands(figures: Figures) -> int:
    """Return how many years ahead a band is claimed for projected figures.

    It takes the years with openings; without demand, those with graduates.
    """
    year_count = known_years(figures.demand, figures.newest)
    if not len(figures.demand):
        reported = figures.programmes.known_until(figures.newest).graduates
        year_count = int((~np.isnan(reported)).any(axis=0).sum())
    return FAR if year_count >= LONG_ENOUGH else NEAR


def known_years(demand: Demand, newest: int) -> int:
    """Count the years up to the newest with openings."""
    is_stated = ~np.isnan(demand.openings[:, : newest + 1 - demand.years[0]])
    return int(is_stated.any(axis=0).sum())


def _changes(tables: Tables, ids: Sequence[str]) -> tuple[Change, ...]:
    """Return the changes of scenarios, with keys instead of names."""
    rows = tables.get("scenarios")
    there = [] if rows is None else rows["id"].unique().sort().to_list()
    for id_ in ids:
        if id_ not in there:
            raise WrongInput("error.outlook_scenario", scenario=id_, known=", ".join(there) or "–")
    if rows is None or not ids:
        return ()
    return tuple(_keyed(change, tables) for change in changes_of(rows, ids))


def _keyed(change: Change, tables: Tables) -> Change:
    """Return a change with the key of its thing, where its name is given."""
    table = "industries" if change.scope == "industry" else f"{change.scope}s"
    if change.key is None or table not in tables:
        return change
    rows = tables[table]
    named = rows.filter((pl.col("name") == change.key) | (pl.col("name_en") == change.key))
    if change.key in rows["node_key"] or named.height != 1:
        return change
    return replace(change, key=named["node_key"][0])


def _basis(tables: Tables, wanted: str | None, scope: Scope) -> str:
    """Return the basis asked for, else projections where they reach ahead, else the usual one.

    Only figures of the area and chain count.
    """
    rows = tables["demand"].filter(
        pl.col("openings").is_not_null() | pl.col("employment").is_not_null()
    )
    rows = rows.with_columns(pl.col("basis").fill_null("survey"))
    rows = scope.keep_area(rows)
    if scope.segments is not None:
        rows = rows.filter(pl.col("segment").is_in(scope.segments))
    present = set(rows["basis"])
    if wanted is not None:
        if wanted not in present:
            listed = ", ".join(basis for basis in bases() if basis in present) or "–"
            raise NoAnswer("error.gap_no_basis", basis=wanted, bases=listed)
        return wanted
    ahead = rows.filter(pl.col("basis") == PROJECTION, pl.col("year") > scope.year)
    if ahead.height:
        return PROJECTION
    return next((basis for basis in bases() if basis in present), bases()[0])


def _reported(
    tables: Tables, basis: str, newest: int, until: int
) -> tuple[tuple[int, ...], list[Assumption]]:
    """Return the years after the newest whose demand is reported, and the notes on them.

    A thin year is not: it is projected, which is said. From a past origin nothing later is known.
    """
    taught = tables["enrolment"].filter(pl.col("graduates").is_not_null())
    if (newest_of("enrolment", taught)[0] or newest) > newest:
        return (), []
    rows = tables["demand"].filter(
        pl.col("basis").fill_null("survey") == basis, pl.col("openings").is_not_null()
    )
    years, thin = years_covered("demand", rows)
    later = sorted(year for year in years if newest < year <= until)
    notes = [
        Assumption("demand_thin_ahead", thin[year].values)
        if year in thin
        else Assumption("demand_reported", {"year": year})
        for year in later
    ]
    return tuple(year for year in later if year not in thin), notes


def _of_programmes(programmes: Programmes, tables: Tables) -> pl.DataFrame:
    places = tables["colleges"].select(college="node_key", area="area")
    keys = pl.DataFrame(
        [key[:2] for key in programmes.keys],
        {"college": pl.String, "major": pl.String},
        orient="row",
    )
    return keys.join(places, on="college", how="left", maintain_order="left")


def _changed(
    demand: Demand, ahead: DemandAhead, wanted: list[tuple[Change, NDArray[np.bool_]]], newest: int
) -> DemandAhead:
    """Apply the changes of demand to the years ahead."""
    openings = ahead.openings.copy()
    for column in range(newest + 1 - demand.years[0], openings.shape[1]):
        openings[:, column] = apply(wanted, demand.years[column], openings[:, column])
    return DemandAhead(openings, ahead.kind)


def _retention(
    programmes: Programmes, changes: list[tuple[Change, NDArray[np.bool_]]], newest: int
) -> Values:
    """Return what the share who stay is multiplied by."""
    factors = np.ones((len(programmes), len(programmes.years)))
    for column, year in enumerate(programmes.years):
        if year > newest:
            factors[:, column] = apply(changes, year, factors[:, column])
    return factors


def _notes_on_supply(programmes: Programmes, projection: Projection) -> list[Assumption]:
    newest, start = projection.newest, projection.newest + 1 - programmes.years[0]
    reported = programmes.known_until(newest)
    is_told = ~np.isnan(reported.enrolled) | ~np.isnan(reported.planned)
    has_intake = np.asarray(is_told.any(axis=1))
    by = [name for name, has in zip(programmes.length_by, has_intake.tolist(), strict=True) if has]
    notes = []
    if by.count("level"):
        notes.append(Assumption("length_of_level", {"programmes": by.count("level")}))
    if by.count("unknown"):
        notes.append(Assumption("length_unknown", {"programmes": by.count("unknown")}))
    pairs = projection.completion.pairs
    if pairs:
        notes.append(Assumption("completion_measured", {"pairs": pairs}))
    elif has_intake.any():
        notes.append(Assumption("completion_whole", {}))
    with np.errstate(invalid="ignore"):
        above = int((reported.graduates > projection.due).sum())
    if above:
        notes.append(Assumption("graduates_above_intake", {"cells": above}))
    own = int(projection.is_own[:, start:].any(axis=1).sum())
    if own:
        notes.append(Assumption("supply_by_series", {"programmes": own}))
    is_counted = counted(programmes, newest)
    plans = ~is_counted & (~np.isnan(reported.planned)).any(axis=1)
    if plans.any():
        planned = int(np.nansum(reported.planned[plans]))
        notes.append(
            Assumption("plans_alone", {"programmes": int(plans.sum()), "persons": planned})
        )
    unknown = is_counted & np.isnan(projection.graduates[:, start:]).any(axis=1)
    if unknown.any():
        notes.append(Assumption("supply_ahead_unknown", {"programmes": int(unknown.sum())}))
    return notes


def _notes_on_demand(
    ahead: DemandAhead,
    demand: Demand,
    newest: int,
    point: Point,
    leaving: float | None,
    months: int,
    reported: Collection[int],
) -> list[Assumption]:
    start = newest + 1 - demand.years[0]
    kinds = np.where(np.isin(demand.years, list(reported)), NOTHING, ahead.kind)[:, start:]
    notes = []
    if (kinds == 0).any():
        last_given = demand.years[start + int(np.flatnonzero((kinds == 0).any(axis=0)).max())]
        notes.append(Assumption("demand_given", {"year": last_given}))
        if (kinds[:, last_given - newest :] == 2).any():
            notes.append(Assumption("demand_held", {"year": last_given}))
        if (kinds[:, : last_given - newest] == 2).any():
            notes.append(Assumption("demand_between", {}))
    elif (kinds == 2).any():
        name = next(name for name, other in POINTS.items() if other is point)
        notes.append(Assumption(f"demand_by_{name}", {}))
    if (kinds == 1).any() and leaving is not None:
        values = {"percent": round(100 * leaving, 1), "months": months}
        notes.append(Assumption("demand_by_employment", values))
    return notes


def _added_to_shares(tables: Tables, ids: Sequence[str]) -> list[Assumption]:
    """Note the rows that would add persons to a share, which is left out."""
    if not ids:
        return []
    added = pl.col("side").is_in(OF_SHARES) & (pl.col("add") != 0)
    rows = tables["scenarios"].filter(pl.col("id").is_in(list(ids)), added)
    return [Assumption("scenario_add_to_share", {"rows": rows.height})] if rows.height else []


def _notes_on_changes(missed: Sequence[Sequence[Change]]) -> list[Assumption]:
    """Note the rows of scenarios that no figure is for."""
    return [
        Assumption(
            "scenario_on_nothing",
            {
                "scope": change.scope,
                "key": change.key or "–",
                "side": change.side,
                "year": change.start,
            },
        )
        for side in missed
        for change in side
    ]
