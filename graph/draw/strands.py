"""The five columns of the ribbon and the streams between them: filtered, then folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum

import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap.flows.rounding import added_up, half_up
from graph.gap.paths import Paths
from graph.gap.scope import find
from graph.ontology import Ontology
from graph.things import Thing, things_by_key

CHAIN, SEGMENT, OCCUPATION, MAJOR, COLLEGE = range(5)
COLUMNS = ("chains", "segments", "occupations", "majors", "colleges")
# Which links, and which of their ends, add up to the persons of each column.
ENDS = ((0, "source"), (1, "source"), (1, "target"), (3, "source"), (3, "target"))
NONE = ""  # the key of demand that belongs to no chain
STARVED, NO_MAJOR, SURPLUS = "occupation_class-starved", "reason-no_major", "major_class-surplus"


@dataclass(frozen=True)
class Filter:
    """The part of the region's solution to show. Chain, college: key or name; block: its id."""

    chain: str | None = None
    college: str | None = None
    block: str | None = None


@dataclass(frozen=True)
class Part:
    """One box of a column.

    ``spare``: its persons that no stream takes further: empty places, or graduates without one.
    ``whole`` and ``whole_spare``: ``persons`` and ``spare`` in whole persons, which add up to the
    totals in every column. ``kind``: its legend key. ``chain``: the chain of a segment.
    ``rank``: order inside its group. ``folded``: the parts it stands for.
    """

    id: str
    key: str
    thing: Thing | None
    kind: str
    persons: float
    spare: float = 0.0
    chain: str = ""
    rank: int = 0
    folded: tuple[Part, ...] = ()
    whole: int = 0
    whole_spare: int = 0


Columns = tuple[dict[str, Part], ...]
Links = tuple[pl.DataFrame, ...]
FEWEST = 5e-7  # persons; less is an error of the arithmetic


@dataclass(frozen=True)
class Strands:
    """Columns by key, and the persons between neighbours.

    ``links[c]``: ``source, target, persons`` from column c to c + 1.
    ``total``: whole persons needed, matched, supplied, short and to spare in the visible part.
    """

    columns: Columns
    links: Links
    total: Mapping[str, int] = field(default_factory=dict)


def strands(
    paths: Paths, tables: Mapping[str, pl.DataFrame], ontology: Ontology, chosen: Filter
) -> Strands:
    """Return the columns of the paths, or the part of them that runs through what is chosen.

    A chain or a block takes its share of each class, a college its own; what is matched is divided
    in proportion, so parts add up to the whole. Beside a chain or block (or a report of a part) the
    graduates without a place are not shown, beside a college the empty places: they belong to
    nobody there.

    Raises:
        WrongInput: no such chain, college or block.
        NoAnswer: nothing is left.
    """
    needed, taught, matched = _chosen(paths, tables, chosen)
    by_demand = bool(chosen.chain or chosen.block or paths.report.is_part)
    by_supply = bool(chosen.college)
    occupation = _keys(
        [group.thing.key for group in paths.report.occupations], "place", "occupation"
    )
    major = _keys([group.thing.key for group in paths.report.majors], "seat", "major")
    chain_of = tables["segments"].select(segment="node_key", chain="chain")
    needed = (
        _with_rest(needed, matched, "place", by_supply)
        .join(occupation, on="place", maintain_order="left")
        .join(chain_of, on="segment", how="left", maintain_order="left")
        .with_columns(pl.col("chain", "segment").fill_null(NONE))
    )
    taught = _with_rest(taught, matched, "seat", by_demand).join(
        major, on="seat", maintain_order="left"
    )
    placed = matched.join(occupation, on="place", maintain_order="left").join(
        major, on="seat", maintain_order="left"
    )
    links = (
        _streams(needed, "chain", "segment"),
        _streams(needed, "segment", "occupation"),
        _streams(placed, "occupation", "major"),
        _streams(taught, "major", "college"),
    )
    sides = ((needed, "chain"), (needed, "segment"), (needed, "occupation"))
    spare = [
        _sums(rows, key, "spare") for rows, key in (*sides, (taught, "major"), (taught, "college"))
    ]
    columns = _columns(links, spare, paths, tables, ontology)
    if not columns[OCCUPATION] and not columns[MAJOR]:
        choice = ", ".join(v for v in (chosen.chain, chosen.college, chosen.block) if v)
        raise NoAnswer("error.draw_nothing", asked=choice or "–")
    total = _total(columns, by_supply)
    return Strands(_in_whole_persons(columns, total, _classes_of(paths, chosen)), links, total)


def _keys(keys: Sequence[str], node: str, name: str) -> pl.DataFrame:
    """Return the key of each class by its position: ``node, name``."""
    positions = pl.int_range(len(keys), dtype=pl.Int64, eager=True)
    return pl.DataFrame({node: positions, name: pl.Series(keys, dtype=pl.String)})


def _with_rest(
    rows: pl.DataFrame, matched: pl.DataFrame, node: str, only_matched: bool
) -> pl.DataFrame:
    """Divide persons into those shown and, unless only the matched are, the rest nobody takes."""
    taken = matched.group_by(node, maintain_order=True).agg(pl.col("persons").sum().alias("taken"))
    whole = pl.col("persons").sum().over(node)
    share = (pl.col("taken").fill_null(0.0) / whole).fill_nan(0.0).clip(0.0, 1.0)
    nothing, persons = pl.lit(0.0), pl.col("persons")
    return rows.join(taken, on=node, how="left", maintain_order="left").with_columns(
        (persons * share if only_matched else persons).alias("persons"),
        (nothing if only_matched else persons * (1 - share)).alias("spare"),
    )


def _streams(rows: pl.DataFrame, source: str, target: str) -> pl.DataFrame:
    """Add up the persons between two columns: ``source, target, persons``."""
    ends = rows.group_by(source, target, maintain_order=True).agg(pl.col("persons").sum())
    return ends.filter(pl.col("persons") > FEWEST).select(
        source=source, target=target, persons=pl.col("persons").round(6)
    )


def _sums(rows: pl.DataFrame, key: str, figure: str) -> dict[str, float]:
    """Add up a figure by key."""
    sums = rows.group_by(key, maintain_order=True).agg(pl.col(figure).sum())
    return dict(sums.iter_rows())


def _chosen(
    paths: Paths, tables: Mapping[str, pl.DataFrame], chosen: Filter
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Return ``needed``, ``taught`` and ``matched`` of what is chosen."""
    needed, taught, matched = paths.needed, paths.taught, paths.matched
    chain = find(tables["chains"], chosen.chain, "chain")
    college = find(tables["colleges"], chosen.college, "college")
    places, seats = needed, taught
    if chain is not None:
        inside = tables["segments"].filter(pl.col("chain") == chain.key)["node_key"]
        places = places.filter(pl.col("segment").is_in(inside.implode()))
    if chosen.block is not None:
        places = places.filter(pl.col("place").is_in(_places_of(paths, chosen.block)))
    if college is not None:
        seats = seats.filter(pl.col("college") == college.key)
    matched = _scaled(_scaled(matched, "place", needed, places), "seat", taught, seats)
    if college is not None:
        places = places.filter(pl.col("place").is_in(matched["place"].implode()))
    if chain is not None or chosen.block is not None or paths.report.is_part:
        seats = seats.filter(pl.col("seat").is_in(matched["seat"].implode()))
    return places, seats, matched


def _places_of(paths: Paths, block: str) -> list[int]:
    for candidate in paths.report.blocks:
        if candidate.id == block:
            inside = set(candidate.occupations)
            return [j for j, job in enumerate(paths.report.occupations) if job in inside]
    block_ids = ", ".join(candidate.id for candidate in paths.report.blocks) or "–"
    raise WrongInput("error.draw_no_block", block=block, known=block_ids)


def _scaled(
    matched: pl.DataFrame, node: str, all_rows: pl.DataFrame, chosen_rows: pl.DataFrame
) -> pl.DataFrame:
    """Scale the matches by the share of each node that is chosen."""
    whole = all_rows.group_by(node, maintain_order=True).agg(pl.col("persons").sum().alias("whole"))
    part = chosen_rows.group_by(node, maintain_order=True).agg(
        pl.col("persons").sum().alias("part")
    )
    return (
        matched.join(part, on=node)
        .join(whole, on=node)
        .with_columns(pl.col("persons") * pl.col("part") / pl.col("whole"))
        .select("place", "seat", "persons")
        .sort("place", "seat")
    )


def _columns(
    links: Links,
    spare: Sequence[Mapping[str, float]],
    paths: Paths,
    tables: Mapping[str, pl.DataFrame],
    ontology: Ontology,
) -> Columns:
    """Return the boxes of each column, with their legend keys."""
    kinds = _kinds(paths)
    rank = {code.notation: k for k, code in enumerate(ontology.code_lists["stage"].codes)}
    stage = dict(tables["segments"].select("node_key", "stage").iter_rows())
    chain_of = dict(tables["segments"].select("node_key", "chain").iter_rows())
    columns = []
    for column, name in enumerate(COLUMNS):
        things = things_by_key(tables[name])
        uris = dict(tables[name].select("node_key", "uri").iter_rows())
        link, end = ENDS[column]
        persons = _sums(links[link], end, "persons")
        class_name = ontology.tables[name].class_name
        columns.append(
            {
                key: Part(
                    id=uris.get(key, f"{name}/{key}"),
                    key=key,
                    thing=things.get(key),
                    kind=kinds.get((column, key), class_name),
                    persons=round(n, 6),
                    spare=round(spare[column].get(key, 0.0), 6),
                    chain=chain_of.get(key, NONE) if column == SEGMENT else "",
                    rank=rank.get(stage.get(key, ""), len(rank)) if column == SEGMENT else 0,
                )
                for key, n in sorted(persons.items())
                if n > FEWEST
            }
        )
    return tuple(columns)


def _kinds(paths: Paths) -> dict[tuple[int, str], str]:
    """Return the legend key of every occupation and major, the worst of several classes."""
    order = ("saturated", "balanced", "starved")
    kinds: dict[tuple[int, str], str] = {}
    served: set[str] = set()
    worst: dict[str, str] = {}
    for job in paths.report.occupations:
        key = job.thing.key
        if not job.unreached:
            served.add(key)
        worst[key] = max(worst.get(key, order[0]), job.group, key=order.index)
    for key, group in worst.items():
        kinds[OCCUPATION, key] = f"occupation_class-{group}" if key in served else NO_MAJOR
    for major in paths.report.majors:
        kinds[MAJOR, major.thing.key] = f"major_class-{major.group}"
    return kinds


def _total(columns: Columns, by_supply: bool) -> dict[str, int]:
    """Return the totals in whole persons: the matched are the side shown whole less its rest."""
    needed, taught = columns[OCCUPATION].values(), columns[MAJOR].values()
    short, spare = (half_up(fsum(part.spare for part in side)) for side in (needed, taught))
    if by_supply:
        matched = half_up(fsum(part.persons for part in taught)) - spare
    else:
        matched = half_up(fsum(part.persons for part in needed)) - short
    return {
        "demand": matched + short,
        "matched": matched,
        "supply": matched + spare,
        "shortage": short,
        "surplus": spare,
    }


def _classes_of(paths: Paths, chosen: Filter) -> dict[tuple[int, str], tuple[int, int]]:
    """Return the whole persons of occupations and majors as reported; empty if filtered."""
    figures: dict[tuple[int, str], tuple[int, int]] = {}
    if chosen != Filter():
        return figures
    for job in paths.report.occupations:
        place = OCCUPATION, job.thing.key
        before = figures.get(place, (0, 0))
        figures[place] = before[0] + job.demand, before[1] + job.empty
    if paths.report.is_part:  # its majors show only the graduates who enter it
        return figures
    for major in paths.report.majors:
        seat = MAJOR, major.thing.key
        before = figures.get(seat, (0, 0))
        figures[seat] = before[0] + major.supply, before[1] + major.unplaced
    return figures


def _in_whole_persons(
    columns: Columns,
    total: Mapping[str, int],
    settled: Mapping[tuple[int, str], tuple[int, int]],
) -> Columns:
    """Round every column to whole persons that add up to the totals, segments to their chain."""
    rounded: list[dict[str, Part]] = []
    for column, parts in enumerate(columns):
        ordered = list(parts.values())
        if ordered and all((column, part.key) in settled for part in ordered):
            whole = [settled[column, part.key] for part in ordered]
            rounded.append(_with_whole(ordered, whole))
            continue
        if column == SEGMENT:
            inside: dict[str, Part] = {}
            for key, chain in rounded[CHAIN].items():
                chain_parts = [part for part in ordered if part.chain == key]
                inside |= _with_whole(
                    chain_parts, _whole(chain_parts, chain.whole, chain.whole_spare)
                )
            rounded.append({part.key: inside[part.key] for part in ordered})
            continue
        sums = ("demand", "shortage") if column <= OCCUPATION else ("supply", "surplus")
        rounded.append(_with_whole(ordered, _whole(ordered, *(total[name] for name in sums))))
    return tuple(rounded)


def _whole(parts: Sequence[Part], persons: int, spare: int) -> list[tuple[int, int]]:
    whole = added_up([part.persons for part in parts], persons).tolist()
    spare_persons = added_up([part.spare for part in parts], spare, most=whole).tolist()
    return list(zip(whole, spare_persons, strict=True))


def _with_whole(parts: Sequence[Part], figures: Sequence[tuple[int, int]]) -> dict[str, Part]:
    return {
        part.key: replace(part, whole=whole, whole_spare=spare_persons)
        for part, (whole, spare_persons) in zip(parts, figures, strict=True)
    }


# Folding ----------------------------------------------------------------------------------------


def folded(whole: Strands, most: Callable[[int], int]) -> Strands:
    """Fold the same persons into at most so many boxes a column, where possible.

    The largest stay; the rest of each group (segments by chain, occupations and majors by
    class) becomes one box. Persons short or to spare count double, since they are what readers
    look for.
    """
    columns: list[dict[str, Part]] = []
    renamed: list[dict[str, str]] = []
    for column, parts in enumerate(whole.columns):
        if column == SEGMENT:  # by the chain's box, which may stand for several chains
            parts = {
                key: replace(part, chain=renamed[CHAIN][part.chain]) for key, part in parts.items()
            }
        boxes, names = _fold(parts, column, most(column))
        columns.append(boxes)
        renamed.append(names)
    links = tuple(
        _streams(
            streams.with_columns(
                pl.col("source").replace(renamed[column]),
                pl.col("target").replace(renamed[column + 1]),
            ),
            "source",
            "target",
        )
        for column, streams in enumerate(whole.links)
    )
    return Strands(tuple(columns), links, whole.total)


def _fold(parts: dict[str, Part], column: int, most: int) -> tuple[dict[str, Part], dict[str, str]]:
    order = sorted(parts.values(), key=lambda part: (-part.persons - 2 * part.spare, part.key))
    stay = len(order)
    groups: dict[str, list[Part]] = {}
    while stay + len(groups) > max(most, 1) and stay:
        stay -= 1
        groups.setdefault(_group(order[stay], column), []).append(order[stay])
    boxes = {part.key: part for part in parts.values()}
    names = {key: key for key in parts}
    for group, members in groups.items():
        if len(members) == 1:
            continue
        members.sort(key=lambda part: (-part.persons, part.key))
        combined = replace(
            members[0],
            id=f"rest/{COLUMNS[column]}/{group}",
            key=f"\ufffd{group}",
            thing=None,
            persons=sum(part.persons for part in members),
            spare=sum(part.spare for part in members),
            whole=sum(part.whole for part in members),
            whole_spare=sum(part.whole_spare for part in members),
            rank=99,
            folded=tuple(members),
        )
        for part in members:
            names[part.key] = combined.key
            del boxes[part.key]
        boxes[combined.key] = combined
    return boxes, names


def _group(part: Part, column: int) -> str:
    return part.chain if column == SEGMENT else part.kind
