"""Which parts of an industry chain have colleges, programmes, bases, labs, alliances, partners.

An empty cell is a gap of another kind: places may be filled by number, and yet no college works
with anybody there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.gap.scope import find
from graph.gap.years import newest_of
from graph.things import Thing, things_by_key

KINDS = ("colleges", "programmes", "bases", "labs", "alliances", "cooperations")
Cells = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """A segment, or a chain as a whole (``segment`` None): who is there, by kind.

    ``cells``: kind → names or keys, in order. ``openings``: of all years, to weigh segments.
    """

    chain: Thing
    segment: Thing | None
    cells: Cells

    @property
    def empty(self) -> tuple[str, ...]:
        """The kinds of which there is none."""
        return tuple(kind for kind in KINDS if not self.cells[kind])


@dataclass(frozen=True)
class Tie:
    """A cooperation that does not exist, and the segments that it would be the first of."""

    college: Thing
    enterprise: Thing
    segments: tuple[Thing, ...]


@dataclass(frozen=True)
class ChainCoverage:
    """Chains and their segments, and the one cooperation that would connect most segments."""

    rows: tuple[Row, ...]
    tie: Tie | None


def coverage(tables: Mapping[str, pl.DataFrame], chain: str | None = None) -> ChainCoverage:
    """Chain and segment × college, programme, base, lab, alliance, cooperation.

    A programme counts where its major may directly enter an occupation that the segment asks for,
    or where its major group serves the chain (then for the chain only); colleges are those with
    such a programme. Labs and training bases (``bases``) count where they serve the segment,
    cooperations where the enterprise works in it, alliances where they serve the chain and, for a
    segment, have a member in it.

    Raises:
        WrongInput: no such chain.
    """
    asked = find(tables["chains"], chain, "chain")
    chains, segments = things_by_key(tables["chains"]), things_by_key(tables["segments"])
    inside = dict(tables["segments"].select("node_key", "chain").iter_rows())
    links, taught = _links(tables), offered(tables)
    rows = []
    for key, one in chains.items():
        if asked is not None and asked.key != key:
            continue
        own = [s for s, of in inside.items() if of == key]
        found = [Row(one, segments[s], _cells(links, s)) for s in own]
        whole = _whole(tables, taught, str(key), [row.cells for row in found])
        rows.append(Row(one, None, whole))
        rows += found
    shown = {row.segment.key for row in rows if row.segment is not None}
    return ChainCoverage(tuple(rows), _best_tie(tables, rows, shown))


def _links(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Kind → segment → who, in order."""
    asked = tables["demand"].select("segment", "occupation").drop_nulls().unique()
    direct = tables["crosswalk"].filter(pl.col("tier").fill_null(1) == 1)
    taught = offered(tables)
    programmes = asked.join(direct.select("occupation", "major"), on="occupation").join(
        taught, on="major"
    )
    labs = tables["labs"].select("node_key", "kind", segment="segments").explode("segment")
    working = tables["enterprises"].select(enterprise="node_key", segment="segments")
    working = working.explode("segment").drop_nulls()
    partners = tables["cooperations"].select("college", "enterprise").unique()
    named = {
        "colleges": programmes.select("segment", who="college"),
        "programmes": programmes.select(
            "segment", who=pl.concat_str("college", "major", separator="/")
        ),
        "bases": labs.filter(pl.col("kind") == "training_base").select("segment", who="node_key"),
        "labs": labs.filter(pl.col("kind") != "training_base").select("segment", who="node_key"),
        "alliances": _alliances(tables, working, labs),
        "cooperations": partners.join(working, on="enterprise").select(
            "segment", who=pl.concat_str("college", "enterprise", separator="/")
        ),
    }
    return {kind: _by_segment(frame.drop_nulls().unique()) for kind, frame in named.items()}


def _by_segment(links: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    grouped = links.group_by("segment").agg(pl.col("who").sort())
    return {segment: tuple(several) for segment, several in grouped.iter_rows()}


def offered(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """``college, major`` of programmes that are open, and of rows of enrolment."""
    newest, _ = newest_of("enrolment", tables["enrolment"])
    going = pl.col("until").is_null()
    if newest is not None:
        going |= pl.col("until") >= newest
    programmes = tables["programmes"].filter(going).select("college", "major")
    return pl.concat([programmes, tables["enrolment"].select("college", "major")]).unique()


def _alliances(
    tables: Mapping[str, pl.DataFrame], working: pl.DataFrame, labs: pl.DataFrame
) -> pl.DataFrame:
    """``segment, who`` of alliances that serve the chain and have a member in the segment."""
    members = pl.concat_list(pl.col("members").fill_null([]), "lead")
    alliances = tables["alliances"].select(who="node_key", member=members, chain="chains")
    alliances = alliances.explode("member").explode("chain").drop_nulls()
    actors = pl.concat(
        [
            working.select("segment", member="enterprise"),
            labs.select("segment", member="node_key"),
        ]
    )
    of_chain = tables["segments"].select("chain", segment="node_key")
    return (
        alliances.join(actors, on="member")
        .join(of_chain, on=["segment", "chain"])
        .select("segment", "who")
    )


def _cells(links: Mapping[str, Mapping[str, tuple[str, ...]]], segment: str) -> Cells:
    return {kind: found.get(segment, ()) for kind, found in links.items()}


def _whole(
    tables: Mapping[str, pl.DataFrame], offers: pl.DataFrame, chain: str, parts: list[Cells]
) -> Cells:
    """The cells of a chain: those of its segments, and what serves it as a whole."""
    groups = tables["major_groups"].filter(pl.col("chains").list.contains(chain))
    majors = set(groups["majors"].explode().drop_nulls())
    taught = [pair for pair in offers.iter_rows() if pair[1] in majors]
    serving = tables["alliances"].filter(pl.col("chains").list.contains(chain))["node_key"]
    more = {
        "colleges": [college for college, _ in taught],
        "programmes": [f"{college}/{major}" for college, major in taught],
        "alliances": list(serving),
    }
    return {
        kind: tuple(sorted({*more.get(kind, []), *(who for one in parts for who in one[kind])}))
        for kind in KINDS
    }


def _best_tie(tables: Mapping[str, pl.DataFrame], rows: list[Row], shown: set[str]) -> Tie | None:
    """The missing cooperation that would be the first in most segments, by openings where equal.

    Only colleges with a programme for a segment count for it.
    """
    segments = things_by_key(tables["segments"])
    bare = {
        row.segment.key: frozenset(row.cells["colleges"])
        for row in rows
        if row.segment is not None and not row.cells["cooperations"]
    }
    needed = tables["demand"].group_by("segment").agg(pl.col("openings").sum())
    openings = dict(needed.iter_rows())
    best: tuple[tuple[int, float, str, str], tuple[str, ...]] | None = None
    # Of firms that work in the same segments the last one would be chosen: it alone is weighed.
    alike = tables["enterprises"].group_by("segments").agg(pl.col("node_key").max())
    for works_in, enterprise in alike.iter_rows():
        possible = [s for s in works_in or [] if s in bare and s in shown]
        for college in sorted({c for s in possible for c in bare[s]}, reverse=True):
            first = tuple(s for s in possible if college in bare[s])
            weight = sum(float(openings.get(s) or 0) for s in first)
            rank = (len(first), weight, enterprise, college)
            if best is None or rank > best[0]:
                best = rank, first
    if best is None:
        return None
    (_, _, enterprise, college), first = best
    partners = things_by_key(tables["enterprises"]), things_by_key(tables["colleges"])
    return Tie(partners[1][college], partners[0][enterprise], tuple(segments[s] for s in first))
