"""New majors for an area: needed, feasible, and not taught around the corner already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import polars as pl

from graph.gap.causes import causes
from graph.gap.flows.flow import Bools, Network, pieces, solve
from graph.gap.flows.margins import room
from graph.gap.flows.solution import solved
from graph.gap.instance import Instance, prepare
from graph.gap.network import build
from graph.gap.report import Cause
from graph.gap.scope import EVERYTHING, GapParameters, Scope, only_top, subtree
from graph.regions.coverage import offered
from graph.regions.nearness import Near, Nearness
from graph.regions.peers import Peers, PeersOf
from graph.things import Thing, things_by_key

FILING_YEARS = 1  # a new major is filed a year before its first intake
MANY_SCHOOLS = 3  # from so many in the commuting area on, one more is duplication
PREPARES, OFFERS = "preparesFor", "offers"  # relations of the graph
# Elsewhere there are people, who leave, work in another field or have another level: that comes
# before a new major.
ANSWERED: frozenset[Cause] = frozenset(("no_major", "no_graduates", "seats"))


@dataclass(frozen=True)
class Candidate:
    """A major that nobody in the area teaches.

    ``room``: graduates a year whom it alone could place. ``occupations``: short of people, which it
    leads to. ``peers``: of the college here whose nearest colleges teach it most often, ``opener``
    by name (None: no college here has another near it). ``near``: what else speaks for it here;
    ``nearest`` and ``college`` of it by name, and the occupations ``shared``. ``schools``: that
    teach it within commuting distance. ``duplicate``: see ``candidates``.
    """

    major: Thing
    level: int
    room: int
    occupations: tuple[Thing, ...]
    peers: PeersOf | None
    opener: Thing | None
    near: Near
    nearest: Thing | None
    shared: tuple[Thing, ...]
    college: Thing | None
    schools: int
    duplicate: bool

    @property
    def bases(self) -> tuple[str, ...]:
        """Return what speaks for it: ``peers``, and the densities of ``near``."""
        return (*(("peers",) if self.peers and self.peers.teaching else ()), *self.near.bases)

    @property
    def host(self) -> Thing | None:
        """The college whose likes teach it, else one that teaches something close."""
        return self.opener if "peers" in self.bases else self.college

    @property
    def feasible(self) -> bool:
        """Tell whether colleges like one here teach it, or something near is taught here."""
        return bool(self.bases)

    @property
    def merit(self) -> Fraction:
        """Return gap × feasibility: room, times the share of the nearest colleges that teach it."""
        return self.room * self.peers.share if self.peers else Fraction(0)

    @property
    def advised(self) -> bool:
        """Tell whether it is feasible and no duplicate; needed it is, or it would not be here."""
        return self.feasible and not self.duplicate

    @property
    def path(self) -> tuple[tuple[str, str, str], ...]:
        """The path from the major to what is taught: key, relation, key, as in the graph."""
        if self.nearest is None or self.college is None:
            return tuple((self.major.key, PREPARES, o.key) for o in self.occupations[:1])
        through = next((o for o in self.occupations if o in self.shared), self.shared[0])
        return (
            (self.major.key, PREPARES, through.key),
            (self.nearest.key, PREPARES, through.key),
            (self.college.key, OFFERS, self.nearest.key),
        )


@dataclass(frozen=True)
class Candidates:
    """The candidates of a place (None: all data), by merit, then the most room first.

    ``unanswered``: places that stay empty for a reason that comes before a new major; None where
    the reasons would take too long to find, so that every empty place counts.
    """

    place: Thing | None
    candidates: tuple[Candidate, ...]
    unanswered: int | None


def candidates(
    tables: Mapping[str, pl.DataFrame],
    area: str | None = None,
    parameters: GapParameters = EVERYTHING,
) -> Candidates:
    """Find majors not taught in the area that would fill empty places, by merit, then by room.

    Needed: room > 0 at the newest year's gap, as an own figure: rooms must not be added up. Only
    blocks that lack seats, a major or graduates count: see ``ANSWERED``.
    Feasible: a college near to one of the area by programmes teaches it; or some density is above 0
    and at least the median of all majors not taught here, so the area is strong in something near.
    Duplicate: at least three schools within commuting distance teach it.

    Raises:
        NoAnswer, WrongInput: as for the gap.
    """
    instance = prepare(tables, replace(parameters, area=area or parameters.area))
    own_colleges = _colleges(tables, instance.scope)
    colleges_in_reach = _colleges(tables, instance.scope, commuting=True)
    taught = offered(tables)
    local = set(taught.filter(pl.col("college").is_in(own_colleges))["major"])
    answerable, unanswered = _answerable(tables, instance)
    rooms, places = _rooms(tables, instance, local, answerable)
    nearness = Nearness.of(tables, own_colleges, local, instance.scope.year)
    teaching = taught.filter(pl.col("college").is_in(colleges_in_reach)).group_by("major").len()
    schools = {str(major): int(count) for major, count in teaching.iter_rows()}
    peers = Peers.of(taught).best(own_colleges, sorted(rooms))
    things = {name: things_by_key(tables[name]) for name in ("majors", "occupations", "colleges")}
    levels = dict(tables["majors"].select("node_key", "level").iter_rows())
    listed = []
    for key in sorted(rooms, key=lambda key: (-rooms[key], key)):
        near, peers_of = nearness.for_major(key), peers.get(key)
        listed.append(
            Candidate(
                things["majors"][key],
                int(levels[key]),
                rooms[key],
                tuple(things["occupations"][o] for o in places[key]),
                peers_of,
                things["colleges"][peers_of.college] if peers_of else None,
                near,
                things["majors"].get(near.nearest),
                tuple(things["occupations"][o] for o in near.shared),
                things["colleges"].get(near.college),
                schools.get(key, 0),
                schools.get(key, 0) >= MANY_SCHOOLS,
            )
        )
    listed.sort(key=lambda candidate: -candidate.merit)
    place = instance.scope.area or only_top(tables["areas"])
    return Candidates(place, tuple(listed), unanswered)


def _colleges(
    tables: Mapping[str, pl.DataFrame], scope: Scope, commuting: bool = False
) -> list[str]:
    """List the colleges in the area and, with ``commuting``, those within commuting distance."""
    own = list(scope.keep_area(tables["colleges"])["node_key"])
    if scope.below is None or not commuting:
        return own
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    sources = tables["commuting"].filter(pl.col("to_area").is_in(scope.below))["from_area"]
    areas = {area for source in sources for area in subtree(source, parents)}
    nearby = tables["colleges"].filter(pl.col("area").is_in(areas))["node_key"]
    return list(dict.fromkeys([*own, *nearby]))


def _answerable(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[Bools, int | None]:
    """Mark the occupations a new major may serve; count the empty places of the others."""
    solution = solved(instance.arcs.network, alone=False)
    reasons = causes(tables, instance, solution)
    answerable = np.ones(len(instance.arcs.occupations), dtype=np.bool_)
    if reasons is None:
        return answerable, None
    other_blocks = [
        block
        for block, cause in zip(solution.blocks, reasons, strict=True)
        if cause not in ANSWERED
    ]
    for block in other_blocks:
        answerable[block.occupations] = False
    return answerable, sum(block.short for block in other_blocks)


def _rooms(
    tables: Mapping[str, pl.DataFrame], instance: Instance, local: set[str], answerable: Bools
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Compute the room of each major not taught here, and the starved occupations it may enter.

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
            entered = network.occupation[network.major == i]
            rooms[thing.key] = int(extra[i])
            keys = [arcs.occupations[j][0].key for j in entered if cuts.starved[j]]
            places[thing.key] = sorted(dict.fromkeys(keys))
    return rooms, places


def _without(network: Network, arcs: Bools) -> Network:
    """Return the network without some arcs."""
    remaining = ~arcs
    ends = {"major": network.major[remaining], "occupation": network.occupation[remaining]}
    return replace(network, **ends, weight=network.weight[remaining])
