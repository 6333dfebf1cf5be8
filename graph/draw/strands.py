"""The five columns of the ribbon and the streams between them: filtered, then folded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Any

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
ENDS = ((0, 0), (1, 0), (1, 1), (3, 0), (3, 1))
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
Links = tuple[dict[tuple[str, str], float], ...]


@dataclass(frozen=True)
class Strands:
    """Columns by key, and the persons between neighbours: ``links[c]`` from column c to c + 1.

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
    occupation_of = {
        j: occupation_class.thing.key for j, occupation_class in enumerate(paths.report.occupations)
    }
    major_of = {i: major_class.thing.key for i, major_class in enumerate(paths.report.majors)}
    filled = dict(
        matched.group_by("place", maintain_order=True).agg(pl.col("persons").sum()).iter_rows()
    )
    seated = dict(
        matched.group_by("seat", maintain_order=True).agg(pl.col("persons").sum()).iter_rows()
    )
    chain_of = dict(tables["segments"].select("node_key", "chain").iter_rows())
    links: Links = ({}, {}, {}, {})
    spare: tuple[dict[str, float], ...] = ({}, {}, {}, {}, {})
    sums = {
        place: part["persons"].sum()
        for (place,), part in needed.group_by("place", maintain_order=True)
    }
    for place, segment, persons in needed.iter_rows():
        share = min(1.0, filled.get(place, 0.0) / sums[place]) if sums[place] else 0.0
        visible_persons = persons * share if by_supply else persons
        chain, occupation = chain_of.get(segment, NONE), occupation_of[place]
        _add(links[0], (chain, segment or NONE), visible_persons)
        _add(links[1], (segment or NONE, occupation), visible_persons)
        for column, key in ((CHAIN, chain), (SEGMENT, segment or NONE), (OCCUPATION, occupation)):
            _add(spare[column], key, 0.0 if by_supply else persons * (1 - share))
    for place, seat, persons in matched.iter_rows():
        _add(links[2], (occupation_of[place], major_of[seat]), persons)
    sums = {
        seat: part["persons"].sum()
        for (seat,), part in taught.group_by("seat", maintain_order=True)
    }
    for seat, college, persons in taught.iter_rows():
        share = min(1.0, seated.get(seat, 0.0) / sums[seat]) if sums[seat] else 0.0
        visible_persons = persons * share if by_demand else persons
        _add(links[3], (major_of[seat], college), visible_persons)
        for column, key in ((MAJOR, major_of[seat]), (COLLEGE, college)):
            _add(spare[column], key, 0.0 if by_demand else persons * (1 - share))
    links = tuple(
        {ends: round(n, 6) for ends, n in streams.items() if n > 5e-7} for streams in links
    )
    columns = _columns(links, spare, paths, tables, ontology)
    if not columns[OCCUPATION] and not columns[MAJOR]:
        choice = ", ".join(v for v in (chosen.chain, chosen.college, chosen.block) if v)
        raise NoAnswer("error.draw_nothing", asked=choice or "–")
    total = _total(columns, by_supply)
    return Strands(_in_whole_persons(columns, total, _classes_of(paths, chosen)), links, total)


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
    spare: tuple[dict[str, float], ...],
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
        persons: dict[str, float] = {}
        for ends, n in links[link].items():
            _add(persons, ends[end], n)
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
                if n > 5e-7
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


def _add(sums: dict[Any, float], key: Any, persons: float) -> None:
    sums[key] = sums.get(key, 0.0) + persons


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
    links: list[dict[tuple[str, str], float]] = []
    for column, streams in enumerate(whole.links):
        merged: dict[tuple[str, str], float] = {}
        for (source, target), persons in streams.items():
            _add(merged, (renamed[column][source], renamed[column + 1][target]), persons)
        links.append(merged)
    return Strands(tuple(columns), (links[0], links[1], links[2], links[3]), whole.total)


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
