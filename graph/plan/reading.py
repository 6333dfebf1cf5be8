"""From tables to a model: what is known, what is to be decided, and what each place brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap import effort
from graph.gap.demand import demand_rows
from graph.gap.eligible import above_of
from graph.gap.flows.flow import Ints, Network
from graph.gap.instance import Instance, prepare
from graph.gap.report import Assumption
from graph.gap.scope import settle
from graph.ontology import load
from graph.outlook.cohorts import is_of_late
from graph.outlook.figures import Figures, figures_of
from graph.outlook.parameters import OutlookParameters, check, last_year
from graph.outlook.points import Values
from graph.outlook.programmes import Programmes, programmes_of
from graph.outlook.tables import counted
from graph.plan.costs import Costs, cost_rows, costs_of
from graph.plan.limits import Limit
from graph.plan.model import Effect, Mask, Model, Programme, of
from graph.plan.opening import SUPPOSED, Openings, on_openings, openings_of, with_openings
from graph.regions.candidates import FILING_YEARS
from graph.things import Thing, things
from graph.words import LANGUAGES, join

CLASS_MINIMUM = "mean_annual_enrolment_"  # an indicator of targets: below it a programme exits
Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, eq=False)
class Case:
    """A model with what it was made of; ``instances``: the network of each year ahead."""

    model: Model
    figures: Figures
    instances: Mapping[int, Instance]
    assumptions: tuple[Assumption, ...]
    openings: Openings


def case_of(tables: Tables, parameters: OutlookParameters, opens: bool = False) -> Case:
    """Read the programmes, project both sides as if nothing were decided, and make the model.

    ``opens``: with the programmes that a plan may open, which are projected as if they had opened.

    Raises:
        NoAnswer, WrongInput: see :func:`graph.outlook.outlook.outlook`; or nothing is to decide.
    """
    check(parameters)
    scope = settle(tables, parameters.gap, demand_rows(tables, parameters.gap.entrants))
    newest, until = scope.year, last_year(parameters, scope.year)
    openings = openings_of(tables, parameters.gap) if opens else {}
    tables = with_openings(tables, openings, newest)
    read = programmes_of(tables, until)
    past = read.known_until(newest)
    new = np.array([key in openings for key in past.keys], bool)
    places, filled, first = _places(past, newest, new)
    decided = _decided(past, newest, until, places, first)
    if not decided.any():
        raise NoAnswer("error.plan_nothing", year=until, newest=newest)
    if (count := int(decided.sum())) > effort.MOST_PLANNED:
        raise NoAnswer("error.plan_too_wide", programmes=count, most=effort.MOST_PLANNED)
    intake = np.full(read.enrolled.shape, np.nan)
    for i in np.flatnonzero(decided).tolist():
        intake[i, first[i] - read.years[0] :] = places[i] * filled[i]
    figures = figures_of(
        tables, scope, until, parameters.gap.basis, parameters.scenarios, intake=intake
    )
    years = range(int(first[decided].min()), until - int(past.lengths[decided].min()) + 1)
    positions = np.flatnonzero(decided)
    programmes = _programmes(tables, past, positions, places, filled, first, until, years, new)
    instances = {
        year: prepare(figures.tables, replace(parameters.gap, year=year, basis=figures.basis))
        for year in figures.years
    }
    effects = [
        effect
        for year, instance in instances.items()
        if (effect := _effect(figures, instance, year, positions, programmes, years)) is not None
    ]
    notes = _notes(past, decided, newest, filled, places, figures, new)
    if opens:
        may_open = {p.key: openings[p.key] for p in programmes if p.is_new}
        notes = (on_openings(openings, may_open, newest + 1 + FILING_YEARS), *notes)
        openings = may_open
    return Case(of(years, programmes, effects), figures, instances, notes, openings)


def _places(past: Programmes, newest: int, new: Mask) -> tuple[Values, Values, Ints]:
    """Return the places of the last known intake, the share filled, and the first open year.

    Those of what may be opened are supposed, and filled as all others together are.
    """
    places = np.where(np.isnan(past.planned), past.enrolled, past.planned)
    years = np.arange(len(past.years))
    last = np.where(~np.isnan(places), years, -1).max(axis=1)
    both = ~np.isnan(past.planned) & ~np.isnan(past.enrolled)
    planned = np.where(both, past.planned, 0.0).sum(axis=1)
    enrolled = np.where(both, past.enrolled, 0.0).sum(axis=1)
    filled = np.divide(enrolled, planned, out=np.ones(len(planned)), where=planned > 0)
    of_last = places[np.arange(len(places)), np.maximum(last, 0)]
    first = np.maximum(past.years[0] + last, newest) + 1
    total = float(planned[~new].sum())
    filled[new] = float(enrolled[~new].sum()) / total if total else 1.0
    of_last[new] = SUPPOSED
    first[new] += FILING_YEARS
    return np.where(last >= 0, np.round(of_last), np.nan), filled, first.astype(np.int64)


def _decided(past: Programmes, newest: int, until: int, places: Values, first: Ints) -> Mask:
    """Tell which programmes are to be decided: they count, take in, and graduate by the horizon."""
    is_running = past.closed > first
    in_time = (past.lengths > 0) & (first + past.lengths <= until)
    is_fresh = is_of_late(past.enrolled, newest, past)
    answer = counted(past, newest) & is_fresh & is_running & in_time & (np.nan_to_num(places) > 0)
    return np.asarray(answer)


def _programmes(
    tables: Tables,
    past: Programmes,
    positions: Ints,
    places: Values,
    filled: Values,
    first: Ints,
    until: int,
    years: range,
    new: Mask,
) -> list[Programme]:
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    area_of = dict(tables["colleges"].select("node_key", "area").iter_rows())
    special = set(tables["majors"].filter(pl.col("special"))["node_key"])
    groups: dict[str, list[str]] = {}
    for group, majors in tables["major_groups"].select("node_key", "majors").iter_rows():
        for major in majors or ():
            groups.setdefault(major, []).append(group)
    capacity = {
        (college, major, track): most
        for college, major, track, most in tables["programmes"]
        .select("college", "major", "track", "capacity")
        .iter_rows()
    }
    entered = np.nan_to_num(past.enrolled)
    listed = []
    for i in positions.tolist():
        college, major, track = past.keys[i]
        area = area_of.get(college)
        end = years[0] - past.years[0]
        before = entered[i, max(end - int(past.lengths[i]), 0) : end]
        if first[i] > years[0]:
            before = np.append(before[1:], places[i] * filled[i])
        listed.append(
            Programme(
                college,
                major,
                track,
                int(places[i]),
                int(first[i]),
                int(min(until - past.lengths[i], past.closed[i] - 1)),
                int(past.lengths[i]),
                int(past.levels[i]),
                () if area is None else (area, *above_of(area, parents)),
                tuple(groups.get(major, ())),
                capacity.get((college, major, track)),
                major in special,
                bool(new[i]),
                float(filled[i]),
                () if new[i] else tuple(before.tolist()),
            )
        )
    return listed


def _effect(
    figures: Figures,
    instance: Instance,
    year: int,
    positions: Ints,
    programmes: Sequence[Programme],
    years: range,
) -> Effect | None:
    """Return what places bring in a year; None where none of its graduates can be decided on.

    A place brings what an entrant brings in the projection, times the share of places filled.
    """
    projection, column = figures.projection, figures.column(year)
    places, nodes, supplied_by = (part.tolist() for part in figures.in_network(instance))
    node_of = dict(zip(places, zip(nodes, supplied_by, strict=True), strict=True))
    number = {int(i): n for n, i in enumerate(positions.tolist())}
    start = figures.programmes.years[0]
    listed: list[tuple[int, int, int, float]] = []
    for cohorts in projection.cohorts:
        begun = cohorts.start + start
        if begun not in years:
            continue
        for i, end, persons in zip(
            cohorts.programme.tolist(), cohorts.end.tolist(), cohorts.persons.tolist(), strict=True
        ):
            n = number.get(i)
            if n is None or end != column or i not in node_of or not persons:
                continue
            programme = programmes[n]
            due = projection.due[i, column]
            if not programme.first <= begun <= programme.last or not due > 0:
                continue
            node, supplied = node_of[i]
            listed.append((n, begun - years[0], node, supplied * persons / due / programme.places))
    if not listed:
        return None
    programme_, intake, node_, yields = (np.array(part) for part in zip(*listed, strict=True))
    network = instance.arcs.network
    exact = np.bincount(
        [node for node, _ in node_of.values()],
        [persons for _, persons in node_of.values()],
        len(network.supply),
    )
    base = np.array([programmes[n].places for n in programme_.tolist()], np.float64)
    moving = np.bincount(node_, yields * base, len(network.supply))
    return Effect(
        year,
        Network(network.supply, network.demand, network.major, network.occupation, network.weight),
        np.maximum(exact - moving, 0.0),
        programme_.astype(np.int64),
        intake.astype(np.int64),
        node_.astype(np.int64),
        yields,
    )


def _notes(
    past: Programmes,
    decided: Mask,
    newest: int,
    filled: Values,
    places: Values,
    figures: Figures,
    new: Mask,
) -> tuple[Assumption, ...]:
    others = int((counted(past, newest) & ~decided & ~new).sum())
    decided = decided & ~new
    total = float(places[decided].sum())
    share = float((places * filled)[decided].sum()) / total if total else 1.0
    notes = [
        Assumption("plan_filled", {"percent": round(100 * share, 1)}),
        Assumption("plan_pathways", {}),
    ]
    if others:
        notes.append(Assumption("plan_not_decided", {"programmes": others}))
    return (*notes, *figures.assumptions)


def limits_of(tables: Tables, given: Sequence[Limit] | None = None) -> list[Limit]:
    """Return the limits of the tables (or those given), and those that documents state.

    Raises:
        WrongInput: the key of a limit names nothing.
    """
    read = limits_in(tables["plan_limits"]) if given is None else given
    listed = [_resolved(limit, tables) for limit in read]
    if not any(limit.kind == "class_min" and limit.scope == "all" for limit in listed):
        listed.extend(_stated(tables))
    return listed


def limits_in(rows: pl.DataFrame) -> tuple[Limit, ...]:
    """Return the limits of rows of ``plan_limits`` by id, their keys as written."""
    return tuple(_limit(row) for row in rows.sort("id").iter_rows(named=True))


def _limit(row: Mapping[str, object]) -> Limit:
    names = ("id", "scope", "key", "kind", "value", "from_year", "to_year", "policy", "path")
    return Limit(**{name: row.get(name) for name in names})  # type: ignore[arg-type]


def _resolved(limit: Limit, tables: Tables) -> Limit:
    if limit.scope == "all":
        return limit
    of = None if limit.key is None else _named(tables, limit.scope, limit.key)
    if of is None:
        values = {"id": limit.id, "value": limit.key or "–", "scope": limit.scope}
        raise WrongInput("error.plan_limit_key", **values)
    return replace(limit, key=of.key, of=of)


def _named(tables: Tables, scope: str, key: str) -> Thing | None:
    """Return the thing that a key or name stands for; None where it names nothing."""
    if scope == "level":
        concept = load().code_lists["level"].by_notation.get(key)
        if concept is None:
            return Thing(key, key) if key.isdigit() else None
        return Thing(key, concept.label.zh, concept.label.en)
    if scope != "programme":
        return _thing_of(tables, f"{scope}s", key)
    names, tables_of = key.split("/", 2), ("colleges", "majors")
    parts = [_thing_of(tables, *part) for part in zip(tables_of, names, strict=False)]
    things = [*(part for part in parts if part), *(Thing(name, name) for name in names[2:])]
    if len(things) < max(len(names), 2):
        return None
    whole = (join([thing.of(lang) for thing in things], lang) for lang in LANGUAGES)
    return Thing("/".join(thing.key for thing in things), *whole)


def _thing_of(tables: Tables, table: str, key: str) -> Thing | None:
    rows = tables[table]
    named = rows.filter(pl.col("node_key") == key)
    if named.is_empty():
        named = rows.filter((pl.col("name") == key) | (pl.col("name_en") == key))
    return things(named)[0] if named.height == 1 else None


def _stated(tables: Tables) -> list[Limit]:
    """Return the class minimum that documents state, with its clause."""
    rows = tables["targets"].filter(
        pl.col("indicator").str.starts_with(CLASS_MINIMUM),
        pl.col("value").is_not_null(),
        pl.col("comparator").is_in(["<", "<=", ">=", ">", "="]) | pl.col("comparator").is_null(),
    )
    measures = tables["measures"].select("policy", "path", "ordinal").iter_rows()
    ordinals = {(policy, path): ordinal for policy, path, ordinal in measures}
    return [
        Limit(
            f"{policy} {path}",
            "all",
            None,
            "class_min",
            float(value),
            source="document",
            policy=policy,
            path=path,
            measure=ordinals.get((policy, path)) or path,
        )
        for policy, path, value in rows.select("policy", "path", "value").iter_rows()
    ]


def money_of(tables: Tables, model: Model) -> Costs | None:
    """Return the costs of the tables, None where there are none.

    Raises:
        WrongInput: the key of a cost names nothing.
    """
    rows = cost_rows(tables["plan_costs"])
    return costs_of([(_resolved(_limit(scope), tables), costs) for scope, costs in rows], model)


def teachers_of(tables: Tables) -> dict[str, int]:
    """Return the teachers of each college in the newest year that tells."""
    rows = tables["college_years"].drop_nulls("teachers").sort("year")
    return dict(rows.select("college", "teachers").iter_rows())
