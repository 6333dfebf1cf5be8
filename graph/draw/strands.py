"""The five columns of the ribbon and what runs between them: filtered, then folded."""

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
NONE = ""  # the key of what belongs to no chain
STARVED, NO_MAJOR, SURPLUS = "occupation_class-starved", "reason-no_major", "major_class-surplus"


@dataclass(frozen=True)
class Filter:
    """What of the region's one solution is shown. Chain and college: key or name; block: its id."""

    chain: str | None = None
    college: str | None = None
    block: str | None = None


@dataclass(frozen=True)
class Part:
    """One box of a column.

    ``spare``: persons of it that no stream takes further: empty places, or graduates without one.
    ``whole`` and ``left``: the same in whole persons, which add up to the totals in every column.
    ``kind``: its legend key. ``whose``: the chain of a segment. ``rank``: order inside its group.
    ``folded``: the parts it stands for.
    """

    id: str
    key: str
    thing: Thing | None
    kind: str
    persons: float
    spare: float = 0.0
    whose: str = ""
    rank: int = 0
    folded: tuple[Part, ...] = ()
    whole: int = 0
    left: int = 0


Columns = tuple[dict[str, Part], ...]
Links = tuple[dict[tuple[str, str], float], ...]


@dataclass(frozen=True)
class Strands:
    """Columns by key, and the persons between neighbours: ``links[c]`` from column c to c + 1.

    ``total``: of what is shown, whole persons needed, matched, supplied, short and to spare.
    """

    columns: Columns
    links: Links
    total: Mapping[str, int] = field(default_factory=dict)


def strands(
    paths: Paths, tables: Mapping[str, pl.DataFrame], ontology: Ontology, chosen: Filter
) -> Strands:
    """The columns of the paths, or of the part of them that runs through what is chosen.

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
    occupation_of = {j: one.thing.key for j, one in enumerate(paths.report.occupations)}
    major_of = {i: one.thing.key for i, one in enumerate(paths.report.majors)}
    filled = dict(
        matched.group_by("place", maintain_order=True).agg(pl.col("persons").sum()).iter_rows()
    )
    placed = dict(
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
        shown = persons * share if by_supply else persons
        chain, occupation = chain_of.get(segment, NONE), occupation_of[place]
        _add(links[0], (chain, segment or NONE), shown)
        _add(links[1], (segment or NONE, occupation), shown)
        for column, key in ((CHAIN, chain), (SEGMENT, segment or NONE), (OCCUPATION, occupation)):
            _add(spare[column], key, 0.0 if by_supply else persons * (1 - share))
    for place, seat, persons in matched.iter_rows():
        _add(links[2], (occupation_of[place], major_of[seat]), persons)
    sums = {
        seat: part["persons"].sum()
        for (seat,), part in taught.group_by("seat", maintain_order=True)
    }
    for seat, college, persons in taught.iter_rows():
        share = min(1.0, placed.get(seat, 0.0) / sums[seat]) if sums[seat] else 0.0
        shown = persons * share if by_demand else persons
        _add(links[3], (major_of[seat], college), shown)
        for column, key in ((MAJOR, major_of[seat]), (COLLEGE, college)):
            _add(spare[column], key, 0.0 if by_demand else persons * (1 - share))
    links = tuple({ends: round(n, 6) for ends, n in one.items() if n > 5e-7} for one in links)
    columns = _columns(links, spare, paths, tables, ontology)
    if not columns[OCCUPATION] and not columns[MAJOR]:
        asked = ", ".join(v for v in (chosen.chain, chosen.college, chosen.block) if v)
        raise NoAnswer("error.draw_nothing", asked=asked or "–")
    total = _total(columns, by_supply)
    return Strands(_in_whole_persons(columns, total, _classes_of(paths, chosen)), links, total)


def _chosen(
    paths: Paths, tables: Mapping[str, pl.DataFrame], chosen: Filter
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """``needed``, ``taught`` and ``matched`` of what is chosen."""
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
    for one in paths.report.blocks:
        if one.id == block:
            inside = set(one.occupations)
            return [j for j, job in enumerate(paths.report.occupations) if job in inside]
    known = ", ".join(one.id for one in paths.report.blocks) or "–"
    raise WrongInput("error.draw_no_block", block=block, known=known)


def _scaled(
    matched: pl.DataFrame, node: str, every: pl.DataFrame, some: pl.DataFrame
) -> pl.DataFrame:
    """The matches with the share of each node that is chosen."""
    whole = every.group_by(node, maintain_order=True).agg(pl.col("persons").sum().alias("whole"))
    part = some.group_by(node, maintain_order=True).agg(pl.col("persons").sum().alias("part"))
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
    """The boxes of each column, with their legend keys."""
    kinds = _kinds(paths)
    rank = {code.notation: k for k, code in enumerate(ontology.code_lists["stage"].codes)}
    stage = dict(tables["segments"].select("node_key", "stage").iter_rows())
    chain_of = dict(tables["segments"].select("node_key", "chain").iter_rows())
    found = []
    for column, name in enumerate(COLUMNS):
        known = things_by_key(tables[name])
        uris = dict(tables[name].select("node_key", "uri").iter_rows())
        link, end = ENDS[column]
        persons: dict[str, float] = {}
        for ends, n in links[link].items():
            _add(persons, ends[end], n)
        class_name = ontology.tables[name].class_name
        found.append(
            {
                key: Part(
                    id=uris.get(key, f"{name}/{key}"),
                    key=key,
                    thing=known.get(key),
                    kind=kinds.get((column, key), class_name),
                    persons=round(n, 6),
                    spare=round(spare[column].get(key, 0.0), 6),
                    whose=chain_of.get(key, NONE) if column == SEGMENT else "",
                    rank=rank.get(stage.get(key, ""), len(rank)) if column == SEGMENT else 0,
                )
                for key, n in sorted(persons.items())
                if n > 5e-7
            }
        )
    return tuple(found)


def _kinds(paths: Paths) -> dict[tuple[int, str], str]:
    """The legend key of every occupation and major: of several classes of one, the worst."""
    order = ("saturated", "balanced", "starved")
    found: dict[tuple[int, str], str] = {}
    served: set[str] = set()
    worst: dict[str, str] = {}
    for job in paths.report.occupations:
        key = job.thing.key
        if not job.unreached:
            served.add(key)
        worst[key] = max(worst.get(key, order[0]), job.group, key=order.index)
    for key, group in worst.items():
        found[OCCUPATION, key] = f"occupation_class-{group}" if key in served else NO_MAJOR
    for one in paths.report.majors:
        found[MAJOR, one.thing.key] = f"major_class-{one.group}"
    return found


def _total(columns: Columns, by_supply: bool) -> dict[str, int]:
    """Whole persons: what is matched is what remains of the side that is shown whole."""
    needed, there = columns[OCCUPATION].values(), columns[MAJOR].values()
    short, spare = (half_up(fsum(part.spare for part in side)) for side in (needed, there))
    if by_supply:
        matched = half_up(fsum(part.persons for part in there)) - spare
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
    """Whole persons of occupations and majors as the report has them; none of a part of it."""
    found: dict[tuple[int, str], tuple[int, int]] = {}
    if chosen != Filter():
        return found
    for job in paths.report.occupations:
        place = OCCUPATION, job.thing.key
        before = found.get(place, (0, 0))
        found[place] = before[0] + job.demand, before[1] + job.empty
    if paths.report.is_part:  # of the majors only those who enter it are shown
        return found
    for one in paths.report.majors:
        seat = MAJOR, one.thing.key
        before = found.get(seat, (0, 0))
        found[seat] = before[0] + one.supply, before[1] + one.unplaced
    return found


def _in_whole_persons(
    columns: Columns,
    total: Mapping[str, int],
    settled: Mapping[tuple[int, str], tuple[int, int]],
) -> Columns:
    """Every column in whole persons that add up to the totals, segments to their chain."""
    found: list[dict[str, Part]] = []
    for column, parts in enumerate(columns):
        several = list(parts.values())
        if several and all((column, part.key) in settled for part in several):
            whole = [settled[column, part.key] for part in several]
            found.append(_with_whole(several, whole))
            continue
        if column == SEGMENT:
            inside: dict[str, Part] = {}
            for key, chain in found[CHAIN].items():
                own = [part for part in several if part.whose == key]
                inside |= _with_whole(own, _whole(own, chain.whole, chain.left))
            found.append({part.key: inside[part.key] for part in several})
            continue
        sums = ("demand", "shortage") if column <= OCCUPATION else ("supply", "surplus")
        found.append(_with_whole(several, _whole(several, *(total[name] for name in sums))))
    return tuple(found)


def _whole(several: Sequence[Part], persons: int, spare: int) -> list[tuple[int, int]]:
    whole = added_up([part.persons for part in several], persons).tolist()
    left = added_up([part.spare for part in several], spare, most=whole).tolist()
    return list(zip(whole, left, strict=True))


def _with_whole(several: Sequence[Part], figures: Sequence[tuple[int, int]]) -> dict[str, Part]:
    return {
        part.key: replace(part, whole=whole, left=left)
        for part, (whole, left) in zip(several, figures, strict=True)
    }


def _add(sums: dict[Any, float], key: Any, persons: float) -> None:
    sums[key] = sums.get(key, 0.0) + persons


# Folding ----------------------------------------------------------------------------------------


def folded(whole: Strands, most: Callable[[int], int]) -> Strands:
    """The same persons in at most so many boxes a column, where that can be.

    The largest stay; the rest of each group (segments by chain, occupations and majors by class)
    becomes one box. What stays empty or to spare counts double: it is what one looks for.
    """
    columns: list[dict[str, Part]] = []
    renamed: list[dict[str, str]] = []
    for column, parts in enumerate(whole.columns):
        if column == SEGMENT:  # by the chain's box, which may stand for several chains
            parts = {
                key: replace(part, whose=renamed[CHAIN][part.whose]) for key, part in parts.items()
            }
        kept, names = _fold(parts, column, most(column))
        columns.append(kept)
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
    kept = {part.key: part for part in parts.values()}
    names = {key: key for key in parts}
    for group, several in groups.items():
        if len(several) == 1:
            continue
        several.sort(key=lambda part: (-part.persons, part.key))
        one = replace(
            several[0],
            id=f"rest/{COLUMNS[column]}/{group}",
            key=f"\ufffd{group}",
            thing=None,
            persons=sum(part.persons for part in several),
            spare=sum(part.spare for part in several),
            whole=sum(part.whole for part in several),
            left=sum(part.left for part in several),
            rank=99,
            folded=tuple(several),
        )
        for part in several:
            names[part.key] = one.key
            del kept[part.key]
        kept[one.key] = one
    return kept, names


def _group(part: Part, column: int) -> str:
    return part.whose if column == SEGMENT else part.kind
