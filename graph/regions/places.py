"""What a map shows: the figures of areas side by side, who may commute, where the colleges are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import polars as pl

from graph.errors import WrongInput
from graph.gap.eligible import above_of, crosswalk_of
from graph.gap.instance import ask
from graph.gap.parts import Part, Parts, in_whole_persons, split
from graph.gap.scope import EVERYTHING, GapParameters
from graph.regions.measures import MAP_MEASURES
from graph.things import Thing, things_by_key


@dataclass(frozen=True)
class College:
    """A college, the area on the map that it is in, and its graduates of the supply; persons."""

    thing: Thing
    area: str
    graduates: int


@dataclass(frozen=True)
class Places:
    """The areas of a map with their figures, whole persons; see :class:`Parts`.

    ``areas``: those that have a name, in the order of their keys. ``inside``: any area → the shown
    one that it is in, or None. ``ties``: pairs of shown areas, from home to work. ``colleges``: the
    largest first.
    """

    measure: str
    parts: Parts
    areas: tuple[Part, ...]
    inside: Callable[[str], str | None]
    ties: tuple[tuple[str, str], ...] = ()
    colleges: tuple[College, ...] = ()


def settled(measure: str | None, parameters: GapParameters) -> tuple[str, GapParameters]:
    """Return a measure, and the parameters it is computed with.

    Commuting matters only where graduates stay within reach, so that market is taken.

    Raises:
        WrongInput: there is no such measure.
    """
    chosen = measure or MAP_MEASURES[0]
    if chosen not in MAP_MEASURES:
        raise WrongInput("error.map_measure", value=chosen, measures=" | ".join(MAP_MEASURES))
    is_own = chosen == "commuting"
    return chosen, replace(parameters, market="own") if is_own else parameters


def places(
    tables: Mapping[str, pl.DataFrame],
    measure: str | None = None,
    parameters: GapParameters = EVERYTHING,
) -> Places:
    """Return the areas directly below the one asked for, with the figures of ``gap --by area``.

    Raises:
        WrongInput, NoAnswer: see ``settled`` and ``split``.
    """
    chosen, parameters = settled(measure, parameters)
    parts = split(tables, "area", parameters)
    named = tuple(part for part in in_whole_persons(parts) if part.thing is not None)
    # What is recorded for the whole alone has no place of its own beside its parts.
    areas = tuple(part for part in named if part.thing != parts.area) or named
    parents = dict(tables["areas"].select("node_key", "parent").iter_rows())
    inside = _inside(parents, {part.thing.key for part in areas if part.thing is not None})
    return Places(
        chosen,
        parts,
        areas,
        inside,
        _ties(tables["commuting"], inside) if chosen == "commuting" else (),
        _colleges(tables, parameters, inside) if chosen == "colleges" else (),
    )


def _inside(parents: Mapping[str, str | None], keys: set[str]) -> Callable[[str], str | None]:
    """Return a function from an area to the one of ``keys`` that it is, or is in."""
    return lambda area: next((at for at in (area, *above_of(area, parents)) if at in keys), None)


def _ties(
    commuting: pl.DataFrame, inside: Callable[[str], str | None]
) -> tuple[tuple[str, str], ...]:
    """Return the pairs of different shown areas between which people commute."""
    pairs: Iterable[tuple[str, str]] = commuting.select("from_area", "to_area").iter_rows()
    pairs_of_areas = ((inside(home), inside(work)) for home, work in pairs)
    ties = {(home, work) for home, work in pairs_of_areas if home and work and home != work}
    return tuple(sorted(ties))


def _colleges(
    tables: Mapping[str, pl.DataFrame],
    parameters: GapParameters,
    inside: Callable[[str], str | None],
) -> tuple[College, ...]:
    """Return the colleges whose graduates are of the supply, as the gap counts them."""
    question = ask(tables, parameters)
    counted = question.scope.keep_area(question.supplied).filter(
        pl.col("persons").is_not_null(),
        pl.col("key").is_in(crosswalk_of(tables)["major"].unique().implode()),
    )
    names = things_by_key(tables["colleges"])
    rows = counted.group_by("college", "area").agg(pl.col("persons").sum())
    colleges = [
        College(names[key], place, round(persons))
        for key, area, persons in rows.sort("college").iter_rows()
        if area is not None and (place := inside(area)) is not None
    ]
    return tuple(sorted(colleges, key=lambda college: -college.graduates))
