"""Eligibility: which classes fit by crosswalk and level, and where people may work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from graph.gap.same_frames import kept_for_same_frames


@dataclass(frozen=True)
class Rule:
    """A rule of eligibility.

    ``tier``: of the crosswalk, at most. ``market``: ``pooled`` merges the classes of all areas;
    ``own`` keeps them apart, and ``reach`` says who may work where: in the ``same`` area, along
    ``commuting`` too, or ``anywhere``. ``level``: ``exact`` the required one (any, where none is
    required), ``enough`` (not below it), or ``any``.
    """

    tier: int = 1
    market: Literal["pooled", "own"] = "pooled"
    reach: Literal["same", "commuting", "anywhere"] = "commuting"
    level: Literal["exact", "enough", "any"] = "enough"


@kept_for_same_frames(1)
def crosswalk_of(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the crosswalk; a class of majors without rows of its own has those of its members.

    Whoever is admitted to a class (计算机类) may become any of its members. So a pair of the class
    has the best tier among theirs, the sum of their weights, and the grade ``estimated``.
    """
    own, members = tables["crosswalk"], members_of_classes(tables)
    if not members.height:
        return own
    by_members = members.join(own, left_on="member", right_on="major", maintain_order="left")
    added = by_members.group_by("major", "occupation", maintain_order=True).agg(
        pl.col("tier").fill_null(1).min().cast(own.schema["tier"]),
        pl.col("weight").fill_null(1.0).sum(),
        pl.lit("estimated").alias("grade"),
    )
    return pl.concat([own, added], how="diagonal")


@kept_for_same_frames(1)
def members_of_classes(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Pair each class of majors that has students and no crosswalk row with all majors below it.

    ``major, member``.
    """
    parents = tables["majors"].select("node_key", "parent").drop_nulls()
    classes = (
        tables["enrolment"]
        .select(pl.col("major").unique())
        .join(parents.select(major="parent"), on="major", how="semi")
        .join(tables["crosswalk"], on="major", how="anti")
    )
    without_rows = set(classes["major"])
    parent_of = dict(parents.iter_rows()) if without_rows else {}
    pairs = [
        (major, member)
        for member in parent_of
        for major in above_of(member, parent_of)
        if major in without_rows
    ]
    return pl.DataFrame(pairs, schema={"major": pl.String, "member": pl.String}, orient="row")


def matches(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> pl.DataFrame:
    """Join the kinds of classes that fit by crosswalk and level, wherever they are.

    ``key, level`` of the supply side, ``key_needed, level_needed``, ``weight``, ``grade``.
    """
    offered = supply.select("key", "level").unique()
    needed = demand.select(key_needed="key", level_needed="level").unique()
    pairs = (
        crosswalk_of(tables)
        .filter(pl.col("tier").fill_null(1) <= rule.tier)
        .select(
            pl.col("major").alias("key"),
            pl.col("occupation").alias("key_needed"),
            pl.col("weight").fill_null(1.0),
            "grade",
        )
        .join(offered, on="key")
        .join(needed, on="key_needed")
    )
    offered_level, required_level = pl.col("level"), pl.col("level_needed")
    if rule.level == "enough":
        return pairs.filter(offered_level >= required_level)
    if rule.level == "exact":
        return pairs.filter((offered_level == required_level) | (required_level == 0))
    return pairs


def reach(
    tables: Mapping[str, pl.DataFrame], supply: pl.DataFrame, demand: pl.DataFrame, rule: Rule
) -> pl.DataFrame:
    """Return where people of an area may work: ``area, area_needed``, each pair once.

    An unknown area meets every area. What is recorded for an area may be anywhere inside it, so
    two areas meet where one contains the other, and where people commute between areas that meet
    them.
    """
    offered = supply.select("area").unique()
    needed = demand.select(area_needed="area").unique()
    all_pairs = offered.join(needed, how="cross")
    if rule.market == "pooled" or rule.reach == "anywhere":
        return all_pairs.sort("area", "area_needed")
    nested = _nested(tables["areas"])
    meeting = nested
    if rule.reach == "commuting":
        to_areas = nested.rename({"area": "to_area"})
        commuting = (
            tables["commuting"]
            .select(pl.col("from_area").alias("met"), "to_area")
            .join(nested.rename({"area_needed": "met"}), on="met")
            .join(to_areas, on="to_area")
            .select("area", "area_needed")
        )
        meeting = pl.concat([nested, commuting])
    reachable = meeting.join(offered, on="area", how="semi").join(
        needed, on="area_needed", how="semi"
    )
    unknown = all_pairs.filter(pl.col("area").is_null() | pl.col("area_needed").is_null())
    same_area = all_pairs.filter(pl.col("area") == pl.col("area_needed"))
    return pl.concat([reachable, unknown, same_area]).unique().sort("area", "area_needed")


def _nested(areas: pl.DataFrame) -> pl.DataFrame:
    """Pair every area with itself and with each that contains it, in both directions."""
    parents = dict(areas.select("node_key", "parent").iter_rows())
    pairs = [(area, above) for area in parents for above in above_of(area, parents)]
    rows = [*((area, area) for area in parents), *pairs, *((above, area) for area, above in pairs)]
    return pl.DataFrame(rows, schema={"area": pl.String, "area_needed": pl.String}, orient="row")


def above_of(area: str, parents: Mapping[str, str | None]) -> list[str]:
    """List the areas that contain an area, the nearest first; a circle of parents ends.

    >>> above_of("c", {"a": "b", "b": "a", "c": "a"})
    ['a', 'b']
    """
    ancestors: list[str] = []
    above = parents.get(area)
    while above is not None and above not in ancestors and above != area:
        ancestors.append(above)
        above = parents.get(above)
    return ancestors
