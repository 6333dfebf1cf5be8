"""The review: which missing links and unknown values would change the shortage, and by how much.

Each item stands alone, all others as they are: effects must not be added up. A pair of major and
occupation is answered from one residual network (``graph.gap.flows.new_arcs``). An unknown level,
area or share has no single answer: the shortage is computed again at the least and the most likely
values that the data know elsewhere, those that touch most persons first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from graph.gap.eligible import members_of_classes, reach
from graph.gap.flows.flow import solve
from graph.gap.flows.new_arcs import gains
from graph.gap.instance import Instance, prepare, structure
from graph.gap.network import Arcs, build
from graph.gap.scope import EVERYTHING, GapParameters, only_top
from graph.gap.supply import supply_side
from graph.review.decided import MATTER, OPEN, latest, with_decisions
from graph.review.items import Item
from graph.review.pairs import Pair, suggested
from graph.review.unknowns import Unknowns
from graph.things import Thing, things_by_key

PAIR = "pair"


@dataclass(frozen=True)
class Review:
    """All items, the greatest effect first.

    ``without_effect``: suggested pairs that would fill nothing today. ``untried``: unknown values
    for which the shortage was not computed again, since they touch fewer persons than the others.
    """

    year: int
    place: Thing | None
    shortage: int
    items: tuple[Item, ...]
    without_effect: int = 0
    untried: int = 0

    def of_kind(self, kind: str | None) -> Review:
        """Return the review with items of one kind only; of all where none is named."""
        items = tuple(item for item in self.items if kind in (None, item.kind))
        return replace(self, items=items)

    def open(self, decisions: pl.DataFrame) -> Review:
        """Return the review without the items that were decided, whatever the answer."""
        counting = latest(decisions).filter(pl.col("answer").ne_missing(OPEN))
        decided = set(counting.select(MATTER).iter_rows())
        items = tuple(item for item in self.items if item.matter not in decided)
        return replace(self, items=items)


def review(tables: Mapping[str, pl.DataFrame], parameters: GapParameters = EVERYTHING) -> Review:
    """List what would change the shortage of a scope; nothing that changes nothing.

    Raises:
        NoAnswer, WrongInput: as for the gap.
    """
    instance = prepare(tables, parameters)
    pairs, without_effect = _pairs(tables, instance)
    unknowns = Unknowns(tables, instance)
    values, untried = unknowns.items()
    items = [item for item in (*pairs, *values) if item.effect]
    order = sorted(items, key=lambda item: (-item.effect, *(str(part) for part in item.matter)))
    return Review(
        instance.scope.year,
        instance.scope.area or only_top(tables["areas"]),
        unknowns.shortage,
        tuple(order),
        without_effect,
        untried,
    )


def shortage_with(
    tables: Mapping[str, pl.DataFrame], parameters: GapParameters, decisions: pl.DataFrame
) -> int:
    """Compute the shortage that a build with these decisions would have."""
    return structure(with_decisions(tables, decisions), parameters).shortage


def _pairs(tables: Mapping[str, pl.DataFrame], instance: Instance) -> tuple[list[Item], int]:
    """Return the pairs that fill places, and the number of those that do not."""
    arcs = _with_unmapped(tables, instance)
    cuts = solve(arcs.network)
    by_members = set(members_of_classes(tables)["major"])  # their links are those of others
    surplus = {arcs.majors[i][0].key for i in np.flatnonzero(cuts.surplus)} - by_members
    starved = {arcs.occupations[j][0].key for j in np.flatnonzero(cuts.starved)}
    reasons = suggested(tables, surplus, starved)
    listed = sorted(reasons)
    entries = _entries(tables, instance, arcs, listed)
    of = entries["pair"].to_numpy()
    eligible, of = np.unique(of, return_inverse=True)
    gained = gains(arcs.network, entries["node"].to_numpy(), entries["node_needed"].to_numpy(), of)
    majors, occupations = (things_by_key(tables[name]) for name in ("majors", "occupations"))
    persons = {
        key: int(n)
        for key, n in arcs.nodes[0].group_by("key").agg(pl.col("persons").sum()).iter_rows()
    }
    levels = dict(tables["majors"].select("node_key", "level").iter_rows())
    items = [
        Item(
            PAIR,
            gain,
            persons[major],
            majors[major],
            occupations[occupation],
            level=levels.get(major),
            reasons=reasons[major, occupation],
        )
        for (major, occupation), gain in zip((listed[k] for k in eligible), gained, strict=True)
        if gain
    ]
    return items, len(listed) - len(items)


def _with_unmapped(tables: Mapping[str, pl.DataFrame], instance: Instance) -> Arcs:
    """Build the network with the majors too that no row of the crosswalk has, as they are."""
    keys = [key for key, persons in instance.supply.unmapped if persons]
    unmapped = supply_side(
        instance.supplied,
        pl.DataFrame({"major": keys}, schema={"major": pl.String}),
        instance.scope,
    )
    classes = pl.concat([instance.supply.classes, unmapped.classes], how="vertical_relaxed")
    return build(tables, classes, instance.demand.classes, instance.scope.rule)


def _entries(
    tables: Mapping[str, pl.DataFrame], instance: Instance, arcs: Arcs, pairs: list[Pair]
) -> pl.DataFrame:
    """Join the classes that each pair would let in: ``pair, node, node_needed``.

    A class of majors that has its members' links gets the new ones of a member too.
    """
    majors, occupations = arcs.nodes
    new = pl.DataFrame(pairs, schema={"key": pl.String, "key_needed": pl.String}, orient="row")
    new = new.with_row_index("pair").with_columns(pl.col("pair").cast(pl.Int64))
    members = members_of_classes(tables).rename({"major": "class", "member": "key"})
    of_classes = new.join(members, on="key").select(
        "pair", pl.col("class").alias("key"), "key_needed"
    )
    needed = occupations.select(pl.all().exclude("persons").name.suffix("_needed"))
    return (
        pl.concat([new.select("pair", "key", "key_needed"), of_classes])
        .join(majors.select("node", "key", "level", "area"), on="key")
        .join(needed, on="key_needed")
        .filter(pl.col("level") >= pl.col("level_needed"))
        .join(
            reach(tables, majors, occupations, instance.scope.rule),
            on=["area", "area_needed"],
            nulls_equal=True,
            how="semi",
        )
        .select("pair", pl.col("node", "node_needed").cast(pl.Int64))
        .sort("pair", "node", "node_needed")
    )
