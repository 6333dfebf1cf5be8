"""The gap by area, by chain or by year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap.demand import counted_rows, demand_rows
from graph.gap.figures import CLASS
from graph.gap.flows.rounding import added_up
from graph.gap.flows.solution import Solution, solved
from graph.gap.gap import gap
from graph.gap.instance import Instance, prepare
from graph.gap.plans import with_supply
from graph.gap.report import Assumption, GapReport, spare_word
from graph.gap.same_frames import kept_for_same_frames
from graph.gap.scope import EVERYTHING, GapParameters, only_top, supplied_rows, years_of
from graph.gap.years import thin_in_both
from graph.things import Thing, things_by_key

_SMALL = 100_000  # pairs of classes, of regions that are kept as solved

By = Literal["area", "chain", "year"]
Key = str | None
Pair = tuple[Fraction, Fraction]
NOBODY: Pair = (Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Part:
    """A part of the whole. Figures are persons a year, exact; ``thing`` is None for what has none.

    ``demand``, ``matched``, ``shortage`` are None where no figure is known, which is not 0.
    ``supply``, ``surplus`` too, and where supply is shared by all parts. ``report``: of a year.
    """

    thing: Thing | None
    demand: Fraction | None
    matched: Fraction | None
    supply: Fraction | None = None
    placed: Fraction | None = None
    report: GapReport | None = None

    @property
    def shortage(self) -> Fraction | None:
        """Places that stay empty at the fair fill rates."""
        return None if self.demand is None or self.matched is None else self.demand - self.matched

    @property
    def surplus(self) -> Fraction | None:
        """Graduates of the part who are without a place at the fair placement rates."""
        return None if self.supply is None or self.placed is None else self.supply - self.placed

    @property
    def fill_rate(self) -> Fraction | None:
        """The share of places that is filled; None where none is needed."""
        return self.matched / self.demand if self.demand and self.matched is not None else None


@dataclass(frozen=True)
class Parts:
    """The parts by ``by``; of areas and chains they add up to the whole, of years they do not.

    ``place``: the area and the chain of the whole. ``year``: None by year. ``area``: the one that
    is divided; its own part is what is recorded for no smaller one. ``assumptions``: of the whole.
    ``quantity``: places beyond all graduates of the whole (None by year).
    ``unknown``: occupation and major classes that nobody has a figure for. ``unsolved``: years left
    out, each with the side that is ``missing`` (``supply``, ``demand``, or ``asked``: what was
    asked for has no demand). ``is_part``: graduates may be wanted outside of what was asked for.
    """

    by: By
    place: tuple[Thing, ...]
    year: int | None
    parts: tuple[Part, ...]
    area: Thing | None = None
    assumptions: tuple[Assumption, ...] = ()
    unknown: tuple[int, int] = (0, 0)
    unsolved: tuple[tuple[int, str], ...] = ()
    quantity: int | None = None
    is_part: bool = False

    @property
    def spare_word(self) -> str:
        """The word for ``surplus``."""
        return spare_word(self.is_part)

    @property
    def together(self) -> Part:
        """The sum of all parts with figures, as one part."""

        def sum_of(figures: list[Fraction | None]) -> Fraction | None:
            stated = [figure for figure in figures if figure is not None]
            return sum(stated, Fraction(0)) if stated else None

        return Part(
            None,
            sum_of([part.demand for part in self.parts]),
            sum_of([part.matched for part in self.parts]),
            sum_of([part.supply for part in self.parts]),
            sum_of([part.placed for part in self.parts]),
        )


def in_whole_persons(parts: Parts) -> tuple[Part, ...]:
    """Round the parts to whole persons: each column adds up to what all have together.

    In every row what is matched and what stays empty are still the demand, and so is the supply.
    """
    if parts.by == "year":
        return parts.parts
    originals = parts.parts
    demand = _added_up([part.demand for part in originals])
    supply = _added_up([part.supply for part in originals])
    return tuple(
        replace(part, demand=d, matched=m, supply=s, placed=p)
        for part, d, m, s, p in zip(
            originals,
            demand,
            _added_up([part.matched for part in originals], demand),
            supply,
            _added_up([part.placed for part in originals], supply),
            strict=True,
        )
    )


def _added_up(
    column: list[Fraction | None], most: list[Fraction | None] | None = None
) -> list[Fraction | None]:
    """Round a column to whole persons, none above its ``most``; unknown stays unknown."""
    positions = [k for k, figure in enumerate(column) if figure is not None]
    limits = None if most is None else [int(most[k] or 0) for k in positions]
    whole = added_up([float(column[k] or 0) for k in positions], most=limits)
    result: list[Fraction | None] = [None] * len(column)
    for k, figure in zip(positions, whole, strict=True):
        result[k] = Fraction(int(figure))
    return result


def split(
    tables: Mapping[str, pl.DataFrame], by: By, parameters: GapParameters = EVERYTHING
) -> Parts:
    """Divide the region's one solution among its areas or chains, or solve each year by itself.

    An occupation class is divided by the openings of its rows, and each part is filled at the
    class's fair rate; so the parts add up to the region, which chains solved alone would not, since
    they share graduates. Areas are those directly below the one asked for, each with all below.

    Raises:
        NoAnswer, WrongInput: see ``prepare``; or a year is asked for with ``by`` year.
    """
    if by == "year":
        return _by_year(tables, parameters)
    instance, solution = _in_whole(tables, parameters)
    scope = instance.scope
    area = scope.area or only_top(tables["areas"])
    if by == "chain":
        chain_of = dict(tables["segments"].select("node_key", "chain").iter_rows())
        filled = _demand(instance, solution, "segment", chain_of.get)
        chains = things_by_key(tables["chains"])
        chain_keys = [scope.chain.key] if scope.chain else list(chains)
        parts = _parts_in_order(chains, {**dict.fromkeys(chain_keys), **filled}, None)
    else:
        areas = things_by_key(tables["areas"])
        area_of = _directly_below(tables, instance)
        below = [key for key in scope.below or areas if key and area_of(key) == key]
        filled = _demand(instance, solution, "area", area_of)
        placed = _supply(tables, instance, solution, area_of)
        below = [key for key in below if area is None or key != area.key]
        parts = _parts_in_order(areas, {**dict.fromkeys(below), **filled}, placed)
    return Parts(
        by,
        _known_things(area, scope.chain),
        scope.year,
        parts,
        area if by == "area" else None,
        instance.notes,
        (len(instance.demand.unknown), len(instance.supply.unknown)),
        quantity=_quantity(instance),
        is_part=scope.is_part,
    )


@kept_for_same_frames(8, lambda whole: len(whole[0].arcs.network.major) <= _SMALL)
def _in_whole(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters
) -> tuple[Instance, Solution]:
    """Solve the region as a whole, to be divided by area and by chain."""
    instance = prepare(tables, parameters)
    return instance, solved(instance.arcs.network, alone=False)


def _quantity(instance: Instance) -> int:
    needed, available = (
        int(side.classes["persons"].sum()) for side in (instance.demand, instance.supply)
    )
    return max(0, needed - available)


def _known_things(*things: Thing | None) -> tuple[Thing, ...]:
    return tuple(thing for thing in things if thing is not None)


def _by_year(tables: Mapping[str, pl.DataFrame], parameters: GapParameters) -> Parts:
    """Solve every year that has both sides by itself."""
    if parameters.year is not None:
        raise WrongInput("error.gap_by_year", year=parameters.year)
    parts, rows = [], demand_rows(tables, parameters.entrants)
    unsolved = _one_sided(tables, parameters, rows)
    refused: NoAnswer | None = None
    for year in years_of(tables, parameters, rows):
        try:
            report = gap(tables, replace(parameters, year=year))
        except NoAnswer as error:  # this year has no demand of the chain, or no such level
            refused = error
            unsolved[year] = "asked"
            continue
        figures = (Fraction(total) for total in (report.demand, report.matched, report.supply))
        demand, matched, supply = figures
        parts.append(Part(Thing(str(year), str(year)), demand, matched, supply, matched, report))
    if refused and not parts:
        raise refused
    newest = parts[-1].report
    place = _known_things(newest.place, newest.chain) if newest else ()
    years = [int(part.thing.key) for part in parts if part.thing is not None]
    in_basis = (
        rows if parameters.basis is None else rows.filter(pl.col("basis") == parameters.basis)
    )
    thin = tuple(
        thin_year.assumption_beside
        for thin_year in thin_in_both(
            with_supply(tables, parameters.supply), in_basis, years
        ).values()
    )
    unsolved_years = tuple(sorted(unsolved.items()))
    return Parts(
        "year",
        place,
        None,
        tuple(parts),
        assumptions=thin,
        unsolved=unsolved_years,
        is_part=bool(newest and newest.is_part),
    )


def _one_sided(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, demanded: pl.DataFrame
) -> dict[int, str]:
    """Return years with rows but no figure on one side, with the side that is missing."""
    supplied = tables["enrolment"]
    graduated = supplied_rows(tables, parameters)
    needed = demanded.filter(pl.col("persons").is_not_null())
    if parameters.basis is not None:
        needed = needed.filter(pl.col("basis") == parameters.basis)
    sides = {"supply": set(graduated["year"]), "demand": set(needed["year"])}
    all_years = {*supplied["year"], *demanded["year"]}
    return {
        year: missing
        for missing, years in sides.items()
        for year in sorted(all_years - years, reverse=True)
    }


def _demand(
    instance: Instance, solution: Solution, column: str, part_of: Callable[[str], Key]
) -> dict[Key, Pair]:
    """Return places and filled places of each part: classes divided by the openings of their rows.

    Parts without a known row are not among them.
    """
    millionths = (pl.col("persons").round(6) * 1_000_000).round().cast(pl.Int64)
    shares = (
        _with_part(counted_rows(instance.demanded, instance.scope), column, part_of)
        .group_by(*CLASS, "part")
        .agg(millionths.sum().alias("share"))
        .with_columns(pl.col("share").sum().over(CLASS).alias("whole"))
        .join(instance.demand.classes, on=CLASS, nulls_equal=True)
    )
    return _sums(shares, instance.arcs.nodes[1], solution.fill_rates, instance.scope.market)


def _with_part(rows: pl.DataFrame, column: str, part_of: Callable[[str], Key]) -> pl.DataFrame:
    """Add the part of the value of a column; null where there is none."""
    parts = {value: part_of(value) for value in rows[column].unique().drop_nulls()}
    there = pl.DataFrame(list(parts.items()), {column: pl.String, "part": pl.String}, orient="row")
    return rows.join(there, on=column, how="left")


def _sums(
    shares: pl.DataFrame, nodes: pl.DataFrame, rates: Sequence[Fraction], market: str
) -> dict[Key, Pair]:
    """Add up the persons of each part, and those at the rates of their classes.

    ``shares``: of classes with whole ``persons``, in a ``part``: ``share`` of ``whole``. Classes
    inside a part are most by far in a country, and add up as whole persons.
    """
    if market == "pooled":
        shares = shares.with_columns(area=pl.lit(None, pl.String))
    is_inside = (pl.col("share") == pl.col("whole")) & (pl.col("whole") > 0)
    figures = ("persons", "share", "whole")
    inside = (
        shares.filter(is_inside)
        .group_by("part", *CLASS)
        .agg(pl.col("persons").sum(), share=pl.lit(1, pl.Int64), whole=pl.lit(1, pl.Int64))
    )
    listed = pl.concat(
        [table.select("part", *CLASS, *figures) for table in (inside, shares.filter(~is_inside))]
    )
    rate = {
        (key, level, area): rates[node]
        for node, key, level, area in nodes.select("node", *CLASS).iter_rows()
    }
    sums: dict[Key, Pair] = {}
    for part, key, level, area, persons, share, whole in listed.iter_rows():
        figure = Fraction(int(persons) * share, whole) if whole > 0 else Fraction(0)
        before = sums.get(part, NOBODY)
        sums[part] = before[0] + figure, before[1] + figure * rate[key, level, area]
    return sums


def _supply(
    tables: Mapping[str, pl.DataFrame],
    instance: Instance,
    solution: Solution,
    part_of: Callable[[str], Key],
) -> dict[Key, Pair | None]:
    """Return graduates and placed graduates of each area; None where colleges have no figure."""
    reporting_areas = instance.supplied.filter(pl.col("persons").is_not_null())["area"].unique()
    reporting_parts = {None if area is None else part_of(area) for area in reporting_areas}
    colleges = instance.scope.keep_area(tables["colleges"])["area"]
    parts = {None if area is None else part_of(area) for area in colleges}
    classes = _with_part(instance.supply.classes, "area", part_of)
    shares = classes.with_columns(share=pl.lit(1, pl.Int64), whole=pl.lit(1, pl.Int64))
    nodes, rates = instance.arcs.nodes[0], solution.placement_rates
    sums = _sums(shares, nodes, rates, instance.scope.market)
    return {part: NOBODY if part in reporting_parts else None for part in parts} | sums


def _directly_below(tables: Mapping[str, pl.DataFrame], instance: Instance) -> Callable[[str], Key]:
    """Return a function from an area to its ancestor directly below the area asked for."""
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    whole_area = instance.scope.area or only_top(tables["areas"])
    top = whole_area.key if whole_area else None

    def climb(area: str) -> str:
        visited = {area}
        while area != top and parents.get(area) not in (None, top, *visited):
            area = parents[area]
            visited.add(area)
        return area

    return climb


def _parts_in_order(
    things: Mapping[str | None, Thing],
    filled: Mapping[Key, Pair | None],
    placed: Mapping[Key, Pair | None] | None,
) -> tuple[Part, ...]:
    """Build the parts in the order of their keys; what has no key comes last.

    Of places without a row nothing is known; where no college is, nobody graduates.
    """
    unknown = (None, None)
    parts = []
    for key in sorted({*filled, *(placed or {})}, key=lambda key: (key is None, key or "")):
        thing = None if key is None else things.get(key) or Thing(key, key)
        supply = unknown if placed is None else placed.get(key, NOBODY) or unknown
        parts.append(Part(thing, *(filled.get(key) or unknown), *supply))
    return tuple(parts)
