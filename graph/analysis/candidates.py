"""New majors for an area: needed, feasible, and not taught around the corner already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.analysis.coverage import offered
from graph.analysis.flow import pieces, solve
from graph.analysis.instance import Instance, prepare
from graph.analysis.margins import room
from graph.analysis.nearness import Near, Nearness
from graph.analysis.network import build, things_by_key
from graph.analysis.report import Thing
from graph.analysis.scope import GapParameters, Scope, only_top, subtree

MANY_SCHOOLS = 3  # from so many in the commuting area on, one more is duplication
PREPARES, OFFERS = "preparesFor", "offers"  # relations of the graph


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
    """The candidates of a place (None: all data), the most room first."""

    place: Thing | None
    candidates: tuple[Candidate, ...]


def candidates(tables: Mapping[str, pl.DataFrame], area: str | None = None) -> Candidates:
    """Majors without a programme in the area that would fill empty places, the most room first.

    Needed: room > 0 at the newest year's gap, as an own figure: rooms must not be added up.
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
    rooms, places = _rooms(tables, instance, local)
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
    return Candidates(instance.scope.area or only_top(tables["areas"]), tuple(found))


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


def _rooms(
    tables: Mapping[str, pl.DataFrame], instance: Instance, local: set[str]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Room of each major that is not taught here, and the starved occupations it may enter.

    It joins the network as a class without graduates, which changes nothing else.
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
    cuts = solve(arcs.network)
    extra = room(arcs.network, pieces(arcs.network, cuts))
    new, rooms, places = set(absent["node_key"]), {}, {}
    for i, (thing, _, _, _) in enumerate(arcs.majors):
        if thing.key in new and extra[i] > 0:
            into = arcs.network.occupation[arcs.network.major == i]
            rooms[thing.key] = int(extra[i])
            keys = [arcs.occupations[j][0].key for j in into if cuts.starved[j]]
            places[thing.key] = sorted(dict.fromkeys(keys))
    return rooms, places
