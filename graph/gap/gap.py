"""The structural gap: places that stay empty however graduates are placed, and the causes.

Method: maximum flow between supply and demand classes along the crosswalk; the shortage is what it
leaves (deficiency of a set of places: D. König, P. Hall, O. Ore). See ``docs/method/gap.md``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial

import polars as pl

from graph.gap.causes import causes
from graph.gap.demand import other_bases
from graph.gap.eligible import crosswalk_of
from graph.gap.figures import worst
from graph.gap.flows.expected import Expected, expected
from graph.gap.flows.practices import fixed_share, multi_count
from graph.gap.flows.solution import Solution, solved
from graph.gap.instance import Instance, prepare
from graph.gap.network import Arcs
from graph.gap.part import majors_of, of_part, surveyed
from graph.gap.ranges import ranges
from graph.gap.records import about_records
from graph.gap.report import (
    Assumption,
    Block,
    Cause,
    Coverage,
    GapReport,
    Major,
    Occupation,
    OccupationClass,
    Unreached,
)
from graph.gap.scope import EVERYTHING, GapParameters, only_top
from graph.gap.sensitivity import sensitivity
from graph.gap.supply import placed_in_field
from graph.left_out import left_out, unreadable_keys
from graph.things import things_by_key

__all__ = ["GapParameters", "GapReport", "gap"]
PREPARED, SOLVED, CLASSED = 0.5, 0.7, 0.85  # shares of the work, as a country takes it

SHEETS_NAMED = 3
_FIGURES = ("enrolment", "demand", "placements")


Progress = Callable[[float], None]


def gap(
    tables: Mapping[str, pl.DataFrame],
    parameters: GapParameters = EVERYTHING,
    progress: Progress = lambda _share: None,
) -> GapReport:
    """Compute the structural gap: the places that stay empty in any allocation, and the proof.

    ``progress`` is told the share of the work that is done.

    Raises:
        NoAnswer, WrongInput: see ``prepare``.
        TwinChainError: a certificate did not hold (a fault of the program).
    """
    instance = prepare(tables, parameters)
    progress(PREPARED)
    return report_of(tables, instance, progress)


def report_of(
    tables: Mapping[str, pl.DataFrame],
    instance: Instance,
    progress: Progress = lambda _share: None,
) -> GapReport:
    """Solve an instance, check the proof, and assemble the report."""
    scope, arcs = instance.scope, instance.arcs
    supply, demand = instance.supply, instance.demand
    network = arcs.network
    solution = solved(network)
    progress(SOLVED)
    occupations = _occupations(arcs, solution)
    majors = majors_of(arcs, solution, surveyed(tables, instance))
    if scope.is_part:
        majors = of_part(tables, instance, majors)
    progress(CLASSED)
    outlook, outlook_notes = _expected(tables, instance, solution.cuts.matched)
    block_causes = causes(tables, instance, solution)
    known_majors = things_by_key(tables["majors"])
    known_occupations = things_by_key(tables["occupations"])
    no_demand, unread_demand = _split_unreadable(
        demand.unknown, unreadable_keys(tables, "demand", "occupation", scope.year)
    )
    no_supply, unread_supply = _split_unreadable(
        supply.unknown, unreadable_keys(tables, "enrolment", "major", scope.year)
    )
    return GapReport(
        year=scope.year,
        area=scope.area,
        chain=scope.chain,
        basis=scope.basis,
        tier=scope.tier,
        min_level=scope.min_level,
        market=scope.market,
        entrants=scope.entrants,
        place=scope.area or only_top(tables["areas"]),
        grade=worst([supply.grade, demand.grade, *arcs.grades]),
        assumptions=(
            *about_records(tables, scope.basis, scope.year),
            *instance.notes,
            *assumed_years(tables, scope.year),
            *outlook_notes,
            *_left_out(majors, solution, block_causes),
        ),
        demand=int(network.demand.sum()),
        supply=int(network.supply.sum()),
        matched=solution.cuts.matched,
        coverage=Coverage(
            demand_without_crosswalk=_lost(occupations, "no_crosswalk"),
            demand_without_arc=_lost(occupations, "no_eligible"),
            supply_without_crosswalk=sum(persons for _, persons in supply.unmapped),
            occupations_unknown=len(no_demand),
            majors_unknown=len(no_supply),
            supply_not_surveyed=sum(major.supply for major in majors if major.group == "unknown"),
        ),
        other_bases=other_bases(instance.demanded, scope),
        multi_count=multi_count(network),
        fixed_share=fixed_share(network),
        expected=outlook,
        occupations=tuple(occupations),
        majors=tuple(majors),
        blocks=_blocks(occupations, majors, solution, block_causes),
        variants=partial(sensitivity, tables, instance),
        sampled=partial(ranges, tables, instance),
        unmapped=tuple((known_majors[key], persons) for key, persons in supply.unmapped),
        unknown_occupations=tuple(known_occupations[key] for key in no_demand),
        unknown_majors=tuple(known_majors[key] for key in no_supply),
        unreadable_occupations=tuple(known_occupations[key] for key in unread_demand),
        unreadable_majors=tuple(known_majors[key] for key in unread_supply),
        left_out=left_out(tables, scope.year),
        is_part=scope.is_part,
        supplied_by=scope.supply,
        drawing=scope.drawing,
        size=len(network.major) + len(network.supply) + len(network.demand),
    )


def _split_unreadable(keys: tuple[str, ...], unread: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """Split keys of classes without a figure into those not reported and those not readable."""
    return tuple(k for k in keys if k not in unread), tuple(k for k in keys if k in unread)


def _left_out(
    majors: list[Major], solution: Solution, block_causes: list[Cause] | None
) -> list[Assumption]:
    """Note the figures left out because each class or block would need a flow of its own."""
    notes = []
    if any(major.room is None for major in majors):
        notes.append(Assumption("alone_left_out", {"classes": len(solution.placement_rates)}))
    if block_causes is None:
        notes.append(Assumption("causes_left_out", {"blocks": len(solution.blocks)}))
    return notes


def _blocks(
    occupations: list[Occupation],
    majors: list[Major],
    solution: Solution,
    block_causes: list[Cause] | None,
) -> tuple[Block, ...]:
    """Build the blocks, lowest fill rate first, then the most empty places, and number them."""
    firsts = [occupations[int(block.occupations[0])] for block in solution.blocks]
    place_of = _in_order({first.fill_rate.as_integer_ratio() for first in firsts})

    def rank(k: int) -> tuple[int, int, str, int]:
        rate = place_of[firsts[k].fill_rate.as_integer_ratio()]
        return rate, -solution.blocks[k].short, firsts[k].thing.key, firsts[k].level

    order = sorted(range(len(solution.blocks)), key=rank)
    place = {k: position for position, k in enumerate(order, 1)}
    name = {k: f"B{position}" for k, position in place.items()}
    return tuple(
        Block(
            name[k],
            tuple(occupations[j] for j in solution.blocks[k].occupations.tolist()),
            tuple(majors[i] for i in solution.blocks[k].majors.tolist()),
            solution.blocks[k].demand,
            solution.blocks[k].supply,
            tuple(name[o] for o in sorted(solution.lower[k], key=place.__getitem__)),
            block_causes[k] if block_causes is not None else None,
        )
        for k in order
    )


def _in_order(rates: set[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """Rank the different rates: of many that are compared, few differ."""

    def exact(rate: tuple[int, int]) -> tuple[float, Fraction]:
        return rate[0] / rate[1], Fraction(*rate)  # as a number first: fractions compare slowly

    return {rate: place for place, rate in enumerate(sorted(rates, key=exact))}


def _occupations(arcs: Arcs, solution: Solution) -> list[Occupation]:
    """Build the demand classes with the verdict of the cuts and their fair fill rates."""
    cuts, occupations = solution.cuts, []
    for j, (thing, level, area, persons) in enumerate(arcs.occupations):
        unreached: Unreached | None = arcs.unreached.get(j)
        group: OccupationClass = "balanced"
        if unreached or cuts.starved[j]:
            group = "starved"
        elif cuts.saturated[j]:
            group = "saturated"
        rate, empty = solution.fill_rates[j], solution.empty[j]
        occupations.append(Occupation(thing, level, area, persons, group, unreached, rate, empty))
    return occupations


def _expected(
    tables: Mapping[str, pl.DataFrame], instance: Instance, matched: int
) -> tuple[Expected, list[Assumption]]:
    """Compute the expected gap, with notes on the placements it was calibrated on."""
    scope, network = instance.scope, instance.arcs.network
    if scope.persistence is not None:
        return expected(network, matched, scope.persistence, None), []
    observed, notes = placed_in_field(instance.supplied, crosswalk_of(tables), scope)
    outlook = expected(network, matched, None, observed)
    if observed is not None:
        persons = {"persons": round(observed)}
        if outlook.basis == "refused" and observed > matched:
            notes.append(Assumption("in_field_refused", persons | {"matched": matched}))
        elif outlook.basis == "refused":
            notes.append(Assumption("in_field_unreached", persons | {"matched": matched}))
        elif (outlook.persistence or 0) < 1:
            notes.append(Assumption("in_field_below", persons))
    return outlook, notes


def _lost(occupations: list[Occupation], kind: Unreached) -> int:
    """Sum the demand that the crosswalk does not reach, for one of two exclusive reasons."""
    return sum(occupation.demand for occupation in occupations if occupation.unreached == kind)


def assumed_years(tables: Mapping[str, pl.DataFrame], year: int) -> list[Assumption]:
    """Note the sheets with figures of a year whose year was taken from a name or a title."""
    sources = tables["sources"]
    if "year_from" not in sources.columns:  # a build of before
        return []
    assumed = sources.filter(pl.col("year_from").is_not_null())
    if not assumed.height:
        return []
    used = {
        uri
        for name in _FIGURES
        for uri in tables[name].filter(pl.col("year") == year)["source_uri"].unique()
    }
    places = [
        f"{' / '.join(filter(None, (file, sheet)))} (“{text}”)"
        for uri, file, sheet, text in assumed.select(
            "uri", "file", "sheet", "year_from"
        ).iter_rows()
        if uri in used
    ]
    if not places:
        return []
    listed = ", ".join(places[:SHEETS_NAMED]) + (" …" if len(places) > SHEETS_NAMED else "")
    values = {"year": year, "sheets": len(places), "places": listed}
    return [Assumption("year_elsewhere", values)]
