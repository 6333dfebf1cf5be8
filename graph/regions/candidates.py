"""New majors for an area: needed, feasible, and not taught around the corner already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.gap.causes import causes
from graph.gap.flows.flow import Bools, Network, pieces, solve
from graph.gap.flows.margins import room
from graph.gap.flows.solution import solved
from graph.gap.instance import Instance, prepare
from graph.gap.network import build
from graph.gap.report import Cause
from graph.gap.scope import GapParameters, Scope, only_top, subtree
from graph.regions.coverage import offered
from graph.regions.nearness import Near, Nearness
from graph.things import Thing, things_by_key

MANY_SCHOOLS = 3  # from so many in the commuting area on, one more is duplication
PREPARES, OFFERS = "preparesFor", "offers"  # relations of the graph
# Elsewhere there are people, who leave, work in another field or have another level: that comes
# before a new major.
ANSWERED: frozenset[Cause] = frozenset(("no_major", "no_graduates", "seats"))


@dataclass(frozen=True)
class Candidate:
    """A major that nobody in the area teaches.

    ``room``: graduates a year whom it alone could place. ``occupations``: short of people, which it
    leads to. ``near``: what speaks for it here; ``nearest`` and ``college`` of it by name, and the
    occupations ``shared``. ``schools``: that teach it within commuting distance. ``duplicate``: see
    ``candidates``.
    """

    major: Thing
    level: int
    room: int
    occupations: tuple[Thing, ...]
    near: Near
    nearest: Thing | None
    shared: tuple[Thing, ...]
    college: Thing | None
    schools: int
    duplicate: bool

    @property
    def feasible(self) -> bool:
        """Whether something near is taught here."""
        return bool(self.near.bases)

    @property
    def advised(self) -> bool:
        """Needed (or it would not be here), feasible, and no duplicate."""
        return self.feasible and not self.duplicate

    @property
    def path(self) -> tuple[tuple[str, str, str], ...]:
        """From the major to what is there: key, relation, key, as they stand in the graph."""
        if self.nearest is None or self.college is None:
            return tuple((self.major.key, PREPARES, o.key) for o in self.occupations[:1])
        over = next((o for o in self.occupations if o in self.shared), self.shared[0])
        return (
            (self.major.key, PREPARES, over.key),
            (self.nearest.key, PREPARES, over.key),
            (self.college.key, OFFERS, self.nearest.key),
        )


@dataclass(frozen=True)
class Candidates:
    """The candidates of a place (None: all data), the most room first.

    ``unanswered``: places that stay empty for a reason that comes before a new major; None where
    the reasons would take too long to find, so that every empty place counts.
    """

    place: Thing | None
    candidates: tuple[Candidate, ...]
    unanswered: int | None


def candidates(tables: Mapping[str, pl.DataFrame], area: str | None = None) -> Candidates:
    """Majors without a programme in the area that would fill empty places, the most room first.

    Needed: room > 0 at the newest year's gap, as an own figure: rooms must not be added up. Only
    blocks that lack seats, a major or graduates count: see ``ANSWERED``.
    Feasible: some density is above 0 and at least the median of all majors not taught here, so the
    area is strong in something near. Duplicate: at least three schools within commuting distance
    teach it.

    Raises:
        NoAnswer, WrongInput: as for the gap.
    """
    instance = prepare(tables, GapParameters(area=area))
    here = _colleges(tables, instance.scope)
    around = _colleges(tables, instance.scope, commuting=True)
    taught = offered(tables)
    local = set(taught.filter(pl.col("college").is_in(here))["major"])
    answerable, unanswered = _answerable(tables, instance)
    rooms, places = _rooms(tables, instance, local, answerable)
    nearness = Nearness.of(tables, here, local, instance.scope.year)
    teaching = taught.filter(pl.col("college").is_in(around)).group_by("major").len()
    schools = {str(major): int(count) for major, count in teaching.iter_rows()}
    known = {name: things_by_key(tables[name]) for name in ("majors", "occupations", "colleges")}
    levels = dict(tables["majors"].select("node_key", "level").iter_rows())
    found = []
    for key in sorted(rooms, key=lambda key: (-rooms[key], key)):
        near = nearness.to(key)
        found.append(
            Candidate(
                known["majors"][key],
                int(levels[key]),
                rooms[key],
                tuple(known["occupations"][o] for o in places[key]),
                near,
                known["majors"].get(near.nearest),
                tuple(known["occupations"][o] for o in near.shared),
                known["colleges"].get(near.college),
                schools.get(key, 0),
                schools.get(key, 0) >= MANY_SCHOOLS,
            )
        )
    place = instance.scope.area or only_top(tables["areas"])
    return Candidates(place, tuple(found), unanswered)


def _colleges(
    tables: Mapping[str, pl.DataFrame], scope: Scope, commuting: bool = False
) -> list[str]:
    """Keys of the colleges in the area, and with ``commuting`` of those one may commute from."""
    here = list(scope.keep_area(tables["colleges"])["node_key"])
    if scope.below is None or not commuting:
        return here
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    ways = tables["commuting"].filter(pl.col("to_area").is_in(scope.below))["from_area"]
    around = {one for way in ways for one in subtree(way, parents)}
    near = tables["colleges"].filter(pl.col("area").is_in(around))["node_key"]
    return list(dict.fromkeys([*here, *near]))


def _answerable(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[Bools, int | None]:
    """Which occupations a new major may serve, and how many places stay empty in the others."""
    solution = solved(instance.arcs.network, alone=False)
    reasons = causes(tables, instance, solution)
    answerable = np.ones(len(instance.arcs.occupations), dtype=np.bool_)
    if reasons is None:
        return answerable, None
    others = [
        block
        for block, cause in zip(solution.blocks, reasons, strict=True)
        if cause not in ANSWERED
    ]
    for block in others:
        answerable[block.occupations] = False
    return answerable, sum(block.short for block in others)


def _rooms(
    tables: Mapping[str, pl.DataFrame], instance: Instance, local: set[str], answerable: Bools
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Room of each major that is not taught here, and the starved occupations it may enter.

    It joins the network as a class without graduates, which changes nothing else, and may enter
    ``answerable`` occupations only.
    """
    supply = instance.supply.classes
    absent = tables["majors"].filter(
        pl.col("node_key").is_in(tables["crosswalk"]["major"].unique().implode()),
        ~pl.col("node_key").is_in(local | set(supply["key"])),
        pl.col("level").is_not_null(),
    )
    nobody = absent.select(
        key="node_key", level="level", area=pl.lit(None, pl.String), persons=pl.lit(0.0)
    )
    classes = pl.concat([supply, nobody], how="vertical_relaxed")
    arcs = build(tables, classes, instance.demand.classes, instance.scope.rule)
    new, rooms, places = set(absent["node_key"]), {}, {}
    joined = np.array([thing.key in new for thing, _, _, _ in arcs.majors], dtype=np.bool_)
    network = _without(
        arcs.network, joined[arcs.network.major] & ~answerable[arcs.network.occupation]
    )
    cuts = solve(network)
    extra = room(network, pieces(network, cuts))
    for i, (thing, _, _, _) in enumerate(arcs.majors):
        if joined[i] and extra[i] > 0:
            into = network.occupation[network.major == i]
            rooms[thing.key] = int(extra[i])
            keys = [arcs.occupations[j][0].key for j in into if cuts.starved[j]]
            places[thing.key] = sorted(dict.fromkeys(keys))
    return rooms, places


def _without(network: Network, arcs: Bools) -> Network:
    """The network without some arcs."""
    kept = ~arcs
    ends = {"major": network.major[kept], "occupation": network.occupation[kept]}
    return replace(network, **ends, weight=network.weight[kept])
