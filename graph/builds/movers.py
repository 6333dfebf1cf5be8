"""What moved the gap of a year from one build to another: which occupation, block, major, college.

Fair shortages of occupations add up to the shortage, so their differences add up to its difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from graph.gap.report import GapReport
from graph.gap.supply import supply_rows
from graph.telling.sentences import level_in_short, shortened
from graph.things import Thing, things_by_key
from graph.words import say

Kind = Literal["occupation", "block", "major", "college"]
LEAST = 0.05  # persons; below it nothing has moved


@dataclass(frozen=True)
class Mover:
    """One figure that differs. ``things``: whose it is; several of a block.

    ``figure``: ``short``, ``demand`` or ``supply``, in persons a year; None where a build has no
    such thing. ``level``: of an occupation or major.
    """

    kind: Kind
    things: tuple[Thing, ...]
    figure: Literal["short", "demand", "supply"]
    old: float | None
    new: float | None
    level: int | None = None

    @property
    def difference(self) -> float:
        """New less old; nothing counts as 0."""
        return (self.new or 0) - (self.old or 0)

    def as_json(self) -> dict[str, Any]:
        """As the data contract has it."""
        return {
            "kind": self.kind,
            "codes": [thing.key for thing in self.things],
            "names": [thing.name for thing in self.things],
            "level": self.level,
            "figure": self.figure,
            "old": None if self.old is None else round(self.old, 4),
            "new": None if self.new is None else round(self.new, 4),
        }


def movers(
    old: GapReport,
    new: GapReport,
    old_tables: Mapping[str, pl.DataFrame],
    new_tables: Mapping[str, pl.DataFrame],
) -> tuple[Mover, ...]:
    """All that differs, by kind, the largest differences first."""
    found = [
        *_occupations(old, new),
        *_blocks(old, new),
        *_majors(old, new),
        *_colleges(old.year, old_tables, new_tables),
    ]
    order = ("block", "occupation", "major", "college")
    return tuple(
        sorted(
            (one for one in found if abs(one.difference) >= LEAST),
            key=lambda one: (order.index(one.kind), -abs(one.difference), one.things[0].key),
        )
    )


Figures = dict[tuple[Any, ...], float]


def _pairs(old: Figures, new: Figures) -> Iterator[tuple[Any, float | None, float | None]]:
    for key in dict.fromkeys([*old, *new]):
        yield key, old.get(key), new.get(key)


def _added(pairs: Iterator[tuple[Any, float]]) -> Figures:
    found: Figures = {}
    for key, figure in pairs:
        found[key] = found.get(key, 0) + figure
    return found


def _occupations(old: GapReport, new: GapReport) -> Iterator[Mover]:
    for figure in ("short", "demand"):
        sides = [
            _added(((o.thing.key, o.level), float(getattr(o, figure))) for o in one.occupations)
            for one in (old, new)
        ]
        names = {o.thing.key: o.thing for one in (old, new) for o in one.occupations}
        for (key, level), before, after in _pairs(*sides):
            yield Mover("occupation", (names[key],), figure, before, after, level)


def _majors(old: GapReport, new: GapReport) -> Iterator[Mover]:
    sides = [
        _added(((m.thing.key, m.level), float(m.supply)) for m in one.majors) for one in (old, new)
    ]
    names = {m.thing.key: m.thing for one in (old, new) for m in one.majors}
    for (key, level), before, after in _pairs(*sides):
        yield Mover("major", (names[key],), "supply", before, after, level)


def _blocks(old: GapReport, new: GapReport) -> Iterator[Mover]:
    """Blocks of the same occupations are the same; others came or went."""
    sides: list[Figures] = []
    things: dict[tuple[Any, ...], tuple[Thing, ...]] = {}
    for one in (old, new):
        side: Figures = {}
        for block in one.blocks:
            of = sorted({(o.thing.key, o.level, o.area.key if o.area else "") for o in
                         block.occupations})  # fmt: skip
            side[tuple(of)] = float(block.short)
            things[tuple(of)] = tuple({o.thing.key: o.thing for o in block.occupations}.values())
        sides.append(side)
    for key, before, after in _pairs(*sides):
        yield Mover("block", things[key], "short", before, after)


def _colleges(
    year: int, old: Mapping[str, pl.DataFrame], new: Mapping[str, pl.DataFrame]
) -> Iterator[Mover]:
    sides: list[Figures] = []
    names: dict[str | None, Thing] = {}
    for tables in (old, new):
        rows = supply_rows(tables, year).filter(pl.col("persons").is_not_null())
        rows = rows.group_by("college").agg(pl.col("persons").sum())
        sides.append({(key,): float(persons) for key, persons in rows.iter_rows()})
        names |= things_by_key(tables["colleges"])
    for (key,), before, after in _pairs(*sides):
        yield Mover("college", (names[key],), "supply", before, after)


def mover_row(one: Mover, lang: str) -> tuple[str, str, str, int | None, int | None, int]:
    """Kind, name, figure, old, new and difference, in whole persons, as people read them."""
    names = shortened([thing.of(lang) for thing in one.things], lang)
    if one.level is not None:
        names = say("gap.with_level", lang, name=names, level=level_in_short(one.level, lang))
    old, new = (None if figure is None else round(figure) for figure in (one.old, one.new))
    kind, figure = (say(f"diff.{key}", lang) for key in (f"kind.{one.kind}", f"of.{one.figure}"))
    return kind, names, figure, old, new, (new or 0) - (old or 0)
