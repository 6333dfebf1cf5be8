"""Unknown values of the data, and the shortage at the least and most likely ones.

Likely is what the data know of others: the levels that occupations of the same class require, the
areas where people are wanted, the lowest and the highest share of a college.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

import polars as pl

from graph.gap.demand import demand_rows, demand_side, in_scope
from graph.gap.eligible import crosswalk_of
from graph.gap.flows import factored
from graph.gap.instance import Instance
from graph.gap.plans import with_supply
from graph.gap.supply import supply_rows, supply_side
from graph.review.decided import YES, with_decisions
from graph.review.items import Item, Value
from graph.things import Thing, things_by_key

MOST_SOLVED = 120  # shortages computed again, some seconds
FEWEST_GRADUATES = 30  # of a college whose share counts as known elsewhere
MOST_AREAS = 12
Unknown = tuple[Item, tuple[Value, ...]]  # an unknown value, and the likely ones


class Unknowns:
    """The unknown values of an instance."""

    def __init__(self, tables: Mapping[str, pl.DataFrame], instance: Instance) -> None:
        self.tables, self.instance, self.scope = tables, instance, instance.scope
        self.colleges = things_by_key(tables["colleges"])

    @cached_property
    def shortage(self) -> int:
        """The shortage as it is."""
        return self._shortage(self.tables, None)

    def items(self) -> tuple[list[Item], int]:
        """Return the values with the shortages tried, and how many were left untried."""
        waiting = sorted(self._all(), key=lambda unknown: -unknown[0].persons)
        solved, tried = 0, []
        for item, values in waiting:
            if solved + len(values) > MOST_SOLVED:
                break
            solved += len(values)
            shortages = tuple((value, self._at(item, value)) for value in values)
            effect = max(abs(short - self.shortage) for _, short in shortages)
            tried.append(replace(item, effect=effect, values=shortages))
        return tried, len(waiting) - len(tried)

    def _all(self) -> Iterator[Unknown]:
        yield from self._levels()
        if self.scope.market == "own" or self.scope.below is not None:
            yield from self._areas()
        yield from self._shares("further_study")
        yield from self._shares("local_share")

    # The shortage at a value ----------------------------------------------------------------------

    def _at(self, item: Item, value: Value) -> int:
        decision = {
            "id": "0",
            "kind": item.kind,
            "occupation": item.occupation.key if item.occupation else None,
            "college": item.college.key if item.college else None,
            "year": item.year,
            "answer": YES,
            "level": value if item.kind == "required_level" else None,
            "area": value.key if isinstance(value, Thing) else None,
            "share_pct": value if item.year is not None else None,
            "reviewer": "",
        }
        empty = self.tables["decisions"].clear()
        rows = pl.DataFrame([decision], schema_overrides=empty.schema)
        decided = with_decisions(self.tables, pl.concat([empty, rows], how="diagonal"))
        return self._shortage(decided, "demand" if item.occupation else "supply")

    def _shortage(self, tables: Mapping[str, pl.DataFrame], side: str | None) -> int:
        """Compute the shortage of tables that differ from the instance's on one side only."""
        supply, demand = self.instance.supply, self.instance.demand
        if side == "demand":
            demand = demand_side(demand_rows(tables, self.scope.entrants), self.scope)
        if side == "supply":
            rows = supply_rows(with_supply(tables, self.scope.supply), self.scope.year)
            supply = supply_side(rows, crosswalk_of(tables), self.scope)
        return factored.shortage(tables, supply.classes, demand.classes, self.scope.rule)

    # What is unknown ------------------------------------------------------------------------------

    def _levels(self) -> Iterator[Unknown]:
        """Yield occupations whose places require an unknown level, so that they count as any."""
        rows = in_scope(self.instance.demanded, self.scope).filter(
            pl.col("basis") == self.scope.basis, pl.col("persons") > 0
        )
        things = things_by_key(self.tables["occupations"])
        parents = dict(self.tables["occupations"].select("node_key", "parent").iter_rows())
        with_level = rows.filter(pl.col("level").is_not_null())
        of_class: dict[str | None, set[int]] = {}
        for key, level in with_level.select("key", "level").unique().iter_rows():
            of_class.setdefault(parents.get(key), set()).add(level)
        everywhere = set(with_level["level"])
        unknown = (
            rows.filter(pl.col("level").is_null()).group_by("key").agg(pl.col("persons").sum())
        )
        for key, persons in unknown.sort("key").iter_rows():
            siblings = of_class.get(parents[key], set()) if parents.get(key) else set()
            levels = tuple(sorted((siblings or everywhere) - {0}))
            if levels:
                yield Item("required_level", 0, round(persons), occupation=things[key]), levels

    def _areas(self) -> Iterator[Unknown]:
        """Yield colleges without an area, whose graduates may work anywhere."""
        wanted = in_scope(self.instance.demanded, self.scope).filter(pl.col("area").is_not_null())
        by_area = (
            wanted.group_by("area").agg(pl.col("persons").sum()).sort(-pl.col("persons"), "area")
        )
        things = things_by_key(self.tables["areas"])
        areas = tuple(things[key] for key in by_area["area"].head(MOST_AREAS))
        of_college = (
            self.instance.supplied.filter(pl.col("area").is_null())
            .group_by("college")
            .agg(pl.col("persons").sum())
        )
        for key, persons in of_college.sort("college").iter_rows():
            if persons > 0 and areas:
                yield Item("college_area", 0, round(persons), college=self.colleges[key]), areas

    def _shares(self, kind: str) -> Iterator[Unknown]:
        """Yield colleges whose share is unknown for some of the graduates of the year.

        Where no college tells one it is the largest alone: each would set the shares of all.
        """
        rows = self.scope.keep_area(self.instance.supplied).filter(pl.col("graduates") > 0)
        if kind == "further_study":
            is_known = pl.col("further_study").is_not_null()
            part, base = pl.min_horizontal("further_study", "graduates"), pl.col("graduates")
        else:
            is_known = pl.col("own").is_not_null()
            part, base = pl.col("local"), pl.col("base")
        counted = (
            rows.filter(is_known)
            .group_by("college")
            .agg(part.sum().alias("part"), base.sum().alias("base"))
            .filter(pl.col("base") >= FEWEST_GRADUATES)
        )
        shares = [round(100 * of / whole) for _, of, whole in counted.iter_rows()]
        ends = (min(shares), max(shares)) if len(shares) > 1 else (0, 100)
        unknown = rows.filter(~is_known).group_by("college").agg(pl.col("graduates").sum())
        is_first = not rows.select(is_known.any()).item()
        if is_first:
            largest = unknown.sort(-pl.col("graduates"), "college").head(1)
            unknown = largest.with_columns(pl.lit(unknown["graduates"].sum()).alias("graduates"))
        for key, persons in unknown.sort("college").iter_rows():
            item = Item(
                kind,
                0,
                int(persons),
                college=self.colleges[key],
                year=self.scope.year,
                is_known_elsewhere=len(shares) > 1,
                is_first=is_first,
            )
            yield item, tuple(dict.fromkeys(ends))
