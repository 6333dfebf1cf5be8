"""Movers of the gap of a year between two builds: occupations, blocks, majors, colleges.

Fair shortages of occupations add up to the shortage, so their differences add up to its difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from graph.gap.report import GapReport
from graph.gap.supply import supply_rows
from graph.telling.sentences import level_in_short
from graph.things import Thing, things_by_key
from graph.words import first_few, say

Kind = Literal["occupation", "block", "major", "college"]
LEAST = 0.05  # persons; below it nothing has moved


@dataclass(frozen=True)
class Mover:
    """A figure that differs. ``things``: whose it is; several of a block.

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
        """New minus old; nothing counts as 0."""
        return (self.new or 0) - (self.old or 0)

    def as_json(self) -> dict[str, Any]:
        """Return the mover as the data contract has it."""
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
    """List all figures that differ, by kind, the largest differences first."""
    differing = [
        *_occupations(old, new),
        *_blocks(old, new),
        *_majors(old, new),
        *_colleges(old.year, old_tables, new_tables),
    ]
    order = ("block", "occupation", "major", "college")
    return tuple(
        sorted(
            (mover for mover in differing if abs(mover.difference) >= LEAST),
            key=lambda mover: (
                order.index(mover.kind),
                -abs(mover.difference),
                mover.things[0].key,
            ),
        )
    )


Figures = dict[tuple[Any, ...], float]


def _pairs(old: Figures, new: Figures) -> Iterator[tuple[Any, float | None, float | None]]:
    for key in dict.fromkeys([*old, *new]):
        yield key, old.get(key), new.get(key)


def _summed(pairs: Iterator[tuple[Any, float]]) -> Figures:
    sums: Figures = {}
    for key, figure in pairs:
        sums[key] = sums.get(key, 0) + figure
    return sums


def _occupations(old: GapReport, new: GapReport) -> Iterator[Mover]:
    for figure in ("short", "demand"):
        sides = [
            _summed(((o.thing.key, o.level), float(getattr(o, figure))) for o in report.occupations)
            for report in (old, new)
        ]
        names = {o.thing.key: o.thing for report in (old, new) for o in report.occupations}
        for (key, level), before, after in _pairs(*sides):
            yield Mover("occupation", (names[key],), figure, before, after, level)


def _majors(old: GapReport, new: GapReport) -> Iterator[Mover]:
    sides = [
        _summed(((m.thing.key, m.level), float(m.supply)) for m in report.majors)
        for report in (old, new)
    ]
    names = {m.thing.key: m.thing for report in (old, new) for m in report.majors}
    for (key, level), before, after in _pairs(*sides):
        yield Mover("major", (names[key],), "supply", before, after, level)


def _blocks(old: GapReport, new: GapReport) -> Iterator[Mover]:
    """Yield blocks that differ; blocks of the same occupations are the same."""
    sides: list[Figures] = []
    things: dict[tuple[Any, ...], tuple[Thing, ...]] = {}
    for report in (old, new):
        side: Figures = {}
        for block in report.blocks:
            classes = sorted({(o.thing.key, o.level, o.area.key if o.area else "") for o in
                         block.occupations})  # fmt: skip
            side[tuple(classes)] = float(block.short)
            things[tuple(classes)] = tuple(
                {o.thing.key: o.thing for o in block.occupations}.values()
            )
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


def mover_row(mover: Mover, lang: str) -> tuple[str, str, str, int | None, int | None, int]:
    """Return kind, name, figure, old, new and difference, in whole persons, for people."""
    names = first_few([thing.of(lang) for thing in mover.things], lang)
    if mover.level is not None:
        names = say("gap.with_level", lang, name=names, level=level_in_short(mover.level, lang))
    old, new = (None if figure is None else round(figure) for figure in (mover.old, mover.new))
    kind, figure = (
        say(f"diff.{key}", lang) for key in (f"kind.{mover.kind}", f"of.{mover.figure}")
    )
    return kind, names, figure, old, new, (new or 0) - (old or 0)
