"""Pairs of major and occupation that are not in the crosswalk, and what suggests them."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl

from graph.review.names import shared_words
from graph.things import Thing, things_by_key

Pair = tuple[str, str]
Ground = Literal["placed", "other_level", "class", "alike_majors", "alike_occupations", "name"]
FEWEST_PLACED, LEAST_PLACED_PCT = 3, 5  # graduates of a major, and their share of its placements
FEWEST_ALIKE, LEAST_ALIKE = 2, 0.75  # of a class: so many, and that share of it


@dataclass(frozen=True)
class Reason:
    """What suggests a pair, and the values of its sentence."""

    ground: Ground
    values: Mapping[str, Any] = field(default_factory=dict)


def suggested(
    tables: Mapping[str, pl.DataFrame], majors: Iterable[str], occupations: Iterable[str]
) -> dict[Pair, tuple[Reason, ...]]:
    """Find pairs of some majors and occupations that are in no row of the crosswalk.

    Only pairs with a reason of its own weight: graduates placed there, the same major at another
    level, a class linked as a whole, most of a class, or a word shared by both names (see
    :mod:`graph.review.names`). The weightiest reason comes first.
    """
    linked = set(tables["crosswalk"].select("major", "occupation").iter_rows())
    wanted = set(majors), set(occupations)
    reasons: dict[Pair, dict[Ground, Reason]] = defaultdict(dict)
    for pair, reason in _all(tables, linked):
        if pair not in linked and pair[0] in wanted[0] and pair[1] in wanted[1]:
            reasons[pair].setdefault(reason.ground, reason)
    return {pair: tuple(by_ground.values()) for pair, by_ground in reasons.items()}


def _all(tables: Mapping[str, pl.DataFrame], linked: set[Pair]) -> Iterator[tuple[Pair, Reason]]:
    yield from _placed(tables["placements"])
    yield from _other_levels(tables["majors"], linked)
    yield from _classes(tables, linked)
    yield from _alike(tables["majors"], linked, "alike_majors")
    turned = {(occupation, major) for major, occupation in linked}
    for (occupation, major), reason in _alike(tables["occupations"], turned, "alike_occupations"):
        yield (major, occupation), reason
    yield from _names(tables, linked)


def _placed(placements: pl.DataFrame) -> Iterator[tuple[Pair, Reason]]:
    """Yield pairs into which graduates were placed, more than a few of the major's."""
    rows = placements.filter(pl.col("occupation").is_not_null())
    placed = rows.group_by("major", "occupation").agg(
        pl.col("persons").sum(),
        pl.col("year").min().alias("first"),
        pl.col("year").max().alias("last"),
    )
    share = 100 * pl.col("persons") / pl.col("persons").sum().over("major")
    enough = placed.with_columns(share.alias("percent")).filter(
        pl.col("persons") >= FEWEST_PLACED, pl.col("percent") >= LEAST_PLACED_PCT
    )
    for major, occupation, persons, first, last, percent in enough.sort(
        "major", "occupation"
    ).iter_rows():
        years = f"{first}" if first == last else f"{first}–{last}"
        values = {"persons": int(persons), "percent": round(percent), "years": years}
        yield (major, occupation), Reason("placed", values)


def _other_levels(majors: pl.DataFrame, linked: set[Pair]) -> Iterator[tuple[Pair, Reason]]:
    """Yield pairs that hold for the major of the same name at another level."""
    alike = defaultdict(list)
    for key, name, level in majors.select("node_key", "name", "level").drop_nulls().iter_rows():
        alike[_folded(name)].append((key, level))
    leads = _leads(linked)
    for group in alike.values():
        for major, level in group:
            for other, other_level in group:
                for occupation in leads.get(other, ()) if other_level != level else ():
                    yield (major, occupation), Reason("other_level", {"level": other_level})


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def _leads(linked: Iterable[Pair]) -> dict[str, list[str]]:
    leads = defaultdict(list)
    for key, other in sorted(linked):
        leads[key].append(other)
    return leads


def _classes(
    tables: Mapping[str, pl.DataFrame], linked: set[Pair]
) -> Iterator[tuple[Pair, Reason]]:
    """Yield pairs whose major or occupation is of a class that is linked as a whole."""
    leads, reached = _leads(linked), _leads((o, m) for m, o in linked)
    for major, above in _things_above(tables["majors"]):
        for occupation in leads.get(above.key, ()):
            yield (major, occupation), Reason("class", {"thing": above})
    for occupation, above in _things_above(tables["occupations"]):
        for major in reached.get(above.key, ()):
            yield (major, occupation), Reason("class", {"thing": above})


def _things_above(rows: pl.DataFrame) -> Iterator[tuple[str, Thing]]:
    """Yield key and parent of the rows that have one."""
    things = things_by_key(rows)
    for key, parent in rows.select("node_key", "parent").drop_nulls().iter_rows():
        if parent in things:
            yield key, things[parent]


def _alike(rows: pl.DataFrame, linked: set[Pair], ground: Ground) -> Iterator[tuple[Pair, Reason]]:
    """Yield pairs (thing, other) that hold for most of the thing's class, itself aside."""
    leads = _leads(linked)
    things, members = things_by_key(rows), defaultdict(list)
    for key, above in _things_above(rows):
        members[above].append(key)
    for above, keys in members.items():
        with_links = [key for key in keys if key in leads]
        counts = Counter(other for key in with_links for other in leads[key])
        for key in keys:
            others = len(with_links) - (key in leads)
            for other, count in counts.items():
                if (key, other) not in linked and count >= max(FEWEST_ALIKE, LEAST_ALIKE * others):
                    names = tuple(things[k] for k in with_links if (k, other) in linked)[:3]
                    values = {"thing": above, "count": count, "of": others, "names": names}
                    yield (key, other), Reason(ground, values)


def _names(tables: Mapping[str, pl.DataFrame], linked: set[Pair]) -> Iterator[tuple[Pair, Reason]]:
    sides = [
        tables[name].select("node_key", "name").drop_nulls() for name in ("majors", "occupations")
    ]
    keys = [side["node_key"].to_list() for side in sides]
    place = [{key: k for k, key in enumerate(side)} for side in keys]
    ends = [
        (place[0][m], place[1][o]) for m, o in sorted(linked) if m in place[0] and o in place[1]
    ]
    links = np.array(ends, dtype=np.int64).reshape(-1, 2).T
    names = [side["name"].to_list() for side in sides]
    words = shared_words(names[0], names[1], (links[0], links[1]))
    for (i, j), shared in words.items():
        values = {"word": shared.word, "pairs": shared.pairs, "linked": shared.linked}
        yield (keys[0][i], keys[1][j]), Reason("name", values)
