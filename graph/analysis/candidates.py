"""New majors for an area: needed, feasible, and not taught around the corner already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from graph.analysis.coverage import offered
from graph.analysis.flow import pieces, solve
from graph.analysis.gap import only_top
from graph.analysis.instance import Instance, prepare
from graph.analysis.margins import room
from graph.analysis.network import build, things_by_key
from graph.analysis.relatedness import density, proximity
from graph.analysis.report import Thing
from graph.analysis.scope import GapParameters, Scope, subtree

MANY_SCHOOLS = 3  # from so many in the commuting area on, one more is duplication
BY = ("occupations", "industries", "colleges")


@dataclass(frozen=True)
class Candidate:
    """A major that nobody in the area teaches.

    ``room``: graduates a year whom it alone could place. ``occupations``: short of people, which it
    leads to. ``densities``: by shared occupations, industries and colleges. ``nearest``: a major
    taught in the area that leads to most of the same occupations (``shared``), at ``college``.
    ``schools``: that teach it within commuting distance. ``feasible``, ``duplicate``: see
    ``candidates``.
    """

    major: Thing
    level: int
    room: int
    occupations: tuple[Thing, ...]
    densities: Mapping[str, float]
    nearest: Thing | None
    shared: tuple[Thing, ...]
    college: Thing | None
    schools: int
    feasible: bool
    duplicate: bool

    @property
    def advised(self) -> bool:
        """Needed (or it would not be here), feasible, and no duplicate."""
        return self.feasible and not self.duplicate


@dataclass(frozen=True)
class Candidates:
    """The candidates of a place (None: all data), the most room first."""

    place: Thing | None
    candidates: tuple[Candidate, ...]


def candidates(tables: Mapping[str, pl.DataFrame], area: str | None = None) -> Candidates:
    """Majors without a programme in the area that would fill empty places, the most room first.

    Needed: room > 0 at the newest year's gap, as an own figure: rooms must not be added up.
    Feasible: some density is above 0 and at least the median of all majors not taught here, so
    something near is taught. Duplicate: at least three schools within commuting distance teach it.

    Raises:
        NoAnswer, WrongInput: as for the gap.
    """
    instance = prepare(tables, GapParameters(area=area))
    here = _colleges(tables, instance.scope)
    around = _colleges(tables, instance.scope, commuting=True)
    taught = offered(tables)
    local = set(taught.filter(pl.col("college").is_in(here))["major"])
    rooms, places = _rooms(tables, instance, local)
    majors = [str(key) for key in tables["majors"]["node_key"]]
    near = _densities(tables, taught, majors, local)
    schools = dict(
        taught.filter(pl.col("college").is_in(around)).group_by("major").len().iter_rows()
    )
    known = {name: things_by_key(tables[name]) for name in ("majors", "occupations", "colleges")}
    levels = dict(tables["majors"].select("node_key", "level").iter_rows())
    by_pair = _Neighbours.of(tables, local)
    teacher = _first_teacher(taught, here)
    place_of = {key: k for k, key in enumerate(majors)}
    found = []
    for key in sorted(rooms, key=lambda key: (-rooms[key], key)):
        neighbour, shared = by_pair.nearest(key)
        spot = place_of[key]
        found.append(
            Candidate(
                known["majors"][key],
                int(levels[key]),
                rooms[key],
                tuple(known["occupations"][o] for o in places[key]),
                {by: round(float(values[spot]), 6) for by, (values, _) in near.items()},
                known["majors"].get(neighbour),
                tuple(known["occupations"][o] for o in shared),
                known["colleges"].get(teacher.get(neighbour)),
                int(schools.get(key, 0)),
                any(values[spot] > 0 and values[spot] >= least for values, least in near.values()),
                int(schools.get(key, 0)) >= MANY_SCHOOLS,
            )
        )
    return Candidates(instance.scope.area or only_top(tables["areas"]), tuple(found))


def _colleges(
    tables: Mapping[str, pl.DataFrame], scope: Scope, commuting: bool = False
) -> list[str]:
    """Keys of the colleges in the area, and with ``commuting`` of those one may commute from."""
    below = scope.below
    if below is None:
        return list(tables["colleges"]["node_key"])
    inside = set(below)
    if commuting:
        parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
        ways = tables["commuting"].filter(pl.col("to_area").is_in(below))["from_area"]
        inside |= {one for way in ways for one in subtree(way, parents)}
    return list(tables["colleges"].filter(pl.col("area").is_in(inside))["node_key"])


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


def _densities(
    tables: Mapping[str, pl.DataFrame], taught: pl.DataFrame, majors: list[str], local: set[str]
) -> dict[str, tuple[NDArray[np.float64], float]]:
    """Density of every major by each proximity, and its median over those not taught here."""
    direct = tables["crosswalk"].filter(pl.col("tier").fill_null(1) == 1)
    pairs = direct.select("major", "occupation")
    serving = (
        tables["demand"]
        .select("occupation", "segment")
        .join(tables["segments"].select(segment="node_key", industry="industries"), on="segment")
        .explode("industry")
        .select("occupation", "industry")
        .drop_nulls()
        .unique()
    )
    links = {
        "occupations": pairs.select("major", row="occupation"),
        "industries": pairs.join(serving, on="occupation").select("major", row="industry"),
        "colleges": taught.select("major", row="college"),
    }
    here = np.array([key in local for key in majors])
    found = {}
    for by in BY:
        values = density(proximity(_matrix(links[by].unique(), majors)), here)
        found[by] = values, float(np.median(values[~here])) if (~here).any() else 0.0
    return found


def _matrix(links: pl.DataFrame, majors: list[str]) -> NDArray[np.bool_]:
    """Rows × majors: who is linked."""
    column = {key: k for k, key in enumerate(majors)}
    row: dict[str, int] = {}
    places = [
        (row.setdefault(other, len(row)), column[major])
        for major, other in links.select("major", "row").sort("row", "major").iter_rows()
        if major in column
    ]
    matrix = np.zeros((max(1, len(row)), len(majors)), dtype=np.bool_)
    for place in places:
        matrix[place] = True
    return matrix


@dataclass(frozen=True)
class _Neighbours:
    """Major → occupations, and occupation → majors taught here, by the direct crosswalk."""

    leads_to: Mapping[str, set[str]]
    taught: Mapping[str, set[str]]

    @classmethod
    def of(cls, tables: Mapping[str, pl.DataFrame], local: set[str]) -> _Neighbours:
        leads_to: dict[str, set[str]] = {}
        taught: dict[str, set[str]] = {}
        direct = tables["crosswalk"].filter(pl.col("tier").fill_null(1) == 1)
        for major, occupation in direct.select("major", "occupation").iter_rows():
            leads_to.setdefault(major, set()).add(occupation)
            if major in local:
                taught.setdefault(occupation, set()).add(major)
        return cls(leads_to, taught)

    def nearest(self, major: str) -> tuple[str | None, list[str]]:
        """The major taught here that shares most occupations with another one, and these."""
        own = self.leads_to.get(major, set())
        shared = Counter(other for o in own for other in self.taught.get(o, ()))
        if not shared:
            return None, []
        best = min(shared, key=lambda other: (-shared[other], other))
        return best, sorted(own & self.leads_to[best])


def _first_teacher(taught: pl.DataFrame, here: list[str]) -> dict[str | None, str]:
    """A college here for each major that is taught: the first by key."""
    inside = taught.filter(pl.col("college").is_in(here))
    first = inside.group_by("major").agg(pl.col("college").min())
    return dict(first.iter_rows())
