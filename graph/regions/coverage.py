"""Coverage of industry chains by colleges, programmes, bases, labs, alliances and partners.

An empty cell is a gap of another kind: places may be filled by number, and yet no college works
with anybody there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from graph.gap.eligible import crosswalk_of
from graph.gap.scope import find
from graph.gap.years import newest_of
from graph.things import Thing, things_by_key

KINDS = ("colleges", "programmes", "bases", "labs", "alliances", "cooperations")
Cells = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Row:
    """A segment, or a chain as a whole (``segment`` None), and what serves it, by kind.

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
    """Relate chains and segments to colleges, programmes, bases, labs, alliances, cooperations.

    A programme counts where its major may directly enter an occupation that the segment asks for,
    or where its major group serves the chain (then for the chain only); colleges are those with
    such a programme. Labs and training bases (``bases``) count where they serve the segment,
    cooperations where the enterprise works in it, alliances where they serve the chain and, for a
    segment, have a member in it.

    Raises:
        WrongInput: no such chain.
    """
    only_chain = find(tables["chains"], chain, "chain")
    chains, segments = things_by_key(tables["chains"]), things_by_key(tables["segments"])
    if not chains:
        return ChainCoverage((), None)
    inside = dict(tables["segments"].select("node_key", "chain").iter_rows())
    links, taught = _links(tables), offered(tables)
    rows = []
    for key, thing in chains.items():
        if only_chain is not None and only_chain.key != key:
            continue
        segment_keys = [s for s, chain_key in inside.items() if chain_key == key]
        segment_rows = [Row(thing, segments[s], _cells(links, s)) for s in segment_keys]
        whole = _whole(tables, taught, str(key), [row.cells for row in segment_rows])
        rows.append(Row(thing, None, whole))
        rows += segment_rows
    listed_segments = {row.segment.key for row in rows if row.segment is not None}
    return ChainCoverage(tuple(rows), _best_tie(tables, rows, listed_segments))


def _links(tables: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return kind → segment → names or keys, in order."""
    programmes = _majors(tables).join(offered(tables), on="major")
    labs = tables["labs"].select("node_key", "kind", segment="segments").explode("segment")
    working = tables["enterprises"].select(enterprise="node_key", segment="segments")
    working = working.explode("segment").drop_nulls()
    partners = tables["cooperations"].select("college", "enterprise").unique()
    pairs_of_kind = {
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
    return {kind: _by_segment(frame.drop_nulls().unique()) for kind, frame in pairs_of_kind.items()}


def _majors(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return ``segment, major`` of majors that may directly enter an occupation asked for there."""
    demanded = tables["demand"].select("segment", "occupation").drop_nulls().unique()
    direct = crosswalk_of(tables).filter(pl.col("tier").fill_null(1) == 1)
    pairs = demanded.join(direct.select("occupation", "major"), on="occupation")
    return pairs.select("segment", "major").unique()


def majors_of_chain(tables: Mapping[str, pl.DataFrame], chain: str) -> frozenset[str]:
    """Return the majors that count for a chain: by its segments, or as of a group serving it."""
    segments = tables["segments"].filter(pl.col("chain") == chain).select(segment="node_key")
    entering = _majors(tables).join(segments, on="segment", how="semi")["major"]
    return frozenset(entering) | _grouped(tables, chain)


def _grouped(tables: Mapping[str, pl.DataFrame], chain: str) -> frozenset[str]:
    groups = tables["major_groups"].filter(pl.col("chains").list.contains(chain))
    return frozenset(groups["majors"].explode().drop_nulls())


def _by_segment(links: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    grouped = links.group_by("segment").agg(pl.col("who").sort())
    return {segment: tuple(members) for segment, members in grouped.iter_rows()}


def offered(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return ``college, major`` of programmes that are open, and of rows of enrolment."""
    newest, _ = newest_of("enrolment", tables["enrolment"])
    is_open = pl.col("until").is_null()
    if newest is not None:
        is_open |= pl.col("until") >= newest
    programmes = tables["programmes"].filter(is_open).select("college", "major")
    return pl.concat([programmes, tables["enrolment"].select("college", "major")]).unique()


def _alliances(
    tables: Mapping[str, pl.DataFrame], working: pl.DataFrame, labs: pl.DataFrame
) -> pl.DataFrame:
    """Return ``segment, who`` of alliances serving the chain with a member in the segment."""
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
    return {kind: by_segment.get(segment, ()) for kind, by_segment in links.items()}


def _whole(
    tables: Mapping[str, pl.DataFrame], offers: pl.DataFrame, chain: str, parts: list[Cells]
) -> Cells:
    """Build the cells of a chain: those of its segments, and what serves it as a whole."""
    majors = _grouped(tables, chain)
    taught = [pair for pair in offers.iter_rows() if pair[1] in majors]
    serving = tables["alliances"].filter(pl.col("chains").list.contains(chain))["node_key"]
    more = {
        "colleges": [college for college, _ in taught],
        "programmes": [f"{college}/{major}" for college, major in taught],
        "alliances": list(serving),
    }
    return {
        kind: tuple(sorted({*more.get(kind, []), *(who for cells in parts for who in cells[kind])}))
        for kind in KINDS
    }


def _best_tie(
    tables: Mapping[str, pl.DataFrame], rows: list[Row], listed_segments: set[str]
) -> Tie | None:
    """Find the missing cooperation that is the first in most segments, else by openings.

    Only colleges with a programme for a segment count for it.
    """
    segments = things_by_key(tables["segments"])
    uncovered = {
        row.segment.key: frozenset(row.cells["colleges"])
        for row in rows
        if row.segment is not None and not row.cells["cooperations"]
    }
    needed = tables["demand"].group_by("segment").agg(pl.col("openings").sum())
    openings = dict(needed.iter_rows())
    best: tuple[tuple[int, float, str, str], tuple[str, ...]] | None = None
    # Among firms in the same segments the last one would win the tie: it alone is weighed.
    firms = tables["enterprises"].group_by("segments").agg(pl.col("node_key").max())
    for works_in, enterprise in firms.iter_rows():
        possible = [s for s in works_in or [] if s in uncovered and s in listed_segments]
        for college in sorted({c for s in possible for c in uncovered[s]}, reverse=True):
            first = tuple(s for s in possible if college in uncovered[s])
            weight = sum(float(openings.get(s) or 0) for s in first)
            rank = (len(first), weight, enterprise, college)
            if best is None or rank > best[0]:
                best = rank, first
    if best is None:
        return None
    (_, _, enterprise, college), first = best
    partners = things_by_key(tables["enterprises"]), things_by_key(tables["colleges"])
    return Tie(partners[1][college], partners[0][enterprise], tuple(segments[s] for s in first))
