"""A made-up nation in one year: from its tables to the structural figures, each city a market.

``python -m benchmarks.nation [CITIES] [--ragged]``: sizes, seconds, peak memory, the answer.
"""

from __future__ import annotations

import argparse
import json
import resource
from dataclasses import asdict, dataclass
from time import perf_counter

import numpy as np
import polars as pl

from graph.gap.instance import structure
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.schema.frames import frame_schema
from graph.tables import Tables

YEAR = 2024
NEIGHBOURS = 4


@dataclass(frozen=True)
class Size:
    """Of a nation. ``ragged``: crosswalk rows are drawn one by one and form no classes."""

    cities: int = 330
    majors: int = 1_300
    occupations: int = 1_600
    classes: int = 97
    rows_ragged: int = 14_000
    mean_persons: int = 23
    ragged: bool = False


def nation(size: Size, seed: int = 0) -> Tables:
    """Tables of a nation, the same on every run: one college a city that teaches everything."""
    rng = np.random.default_rng(seed)
    cities, majors, occupations = (
        [f"{letter}{k:04}" for k in range(count)]
        for letter, count in (("C", size.cities), ("M", size.majors), ("O", size.occupations))
    )
    school_levels = np.sort(rng.choice([3, 5, 6], size.majors, p=[0.3, 0.4, 0.3]))
    rng.shuffle(school_levels)
    taught, needed = size.majors * size.cities, size.occupations * size.cities
    columns: dict[str, dict[str, object]] = {
        "areas": {"node_key": cities, "code": cities, "name": cities},
        "commuting": neighbours(rng, cities, NEIGHBOURS),
        "colleges": {"node_key": cities, "code": cities, "name": cities, "area": cities},
        "majors": {"node_key": majors, "code": majors, "name": majors, "level": school_levels},
        "occupations": {
            "node_key": occupations,
            "code": occupations,
            "name": occupations,
            "level": rng.choice([0, 3, 5, 6], size.occupations, p=[0.3, 0.3, 0.25, 0.15]),
        },
        "crosswalk": _crosswalk(rng, size, majors, occupations),
        "enrolment": {
            "college": np.repeat(cities, size.majors),
            "major": np.tile(majors, size.cities),
            "year": np.full(taught, YEAR),
            "graduates": rng.negative_binomial(2, 2 / (2 + size.mean_persons), taught),
        },
        "demand": {
            "occupation": np.tile(occupations, size.cities),
            "area": np.repeat(cities, size.occupations),
            "year": np.full(needed, YEAR),
            "openings": rng.negative_binomial(
                2, 2 / (2 + size.mean_persons * size.majors / size.occupations), needed
            ),
        },
    }
    return tables_of(columns)


def neighbours(rng: np.random.Generator, cities: list[str], count: int) -> dict[str, object]:
    """From each city to the nearest ones on a made-up map."""
    place = rng.random((len(cities), 2))
    apart = ((place[:, np.newaxis] - place[np.newaxis]) ** 2).sum(axis=2)
    nearest = np.argsort(apart, axis=1)[:, 1 : count + 1]
    return {
        "from_area": np.repeat(cities, nearest.shape[1]),
        "to_area": np.array(cities)[nearest.ravel()],
    }


def _crosswalk(
    rng: np.random.Generator, size: Size, majors: list[str], occupations: list[str]
) -> dict[str, object]:
    """Complete blocks of a class of majors and a class of occupations, or single rows."""
    if size.ragged:
        chosen = rng.choice(size.majors * size.occupations, size.rows_ragged, replace=False)
    else:
        of_major = rng.integers(0, size.classes, size.majors)
        of_occupation = rng.integers(0, size.classes, size.occupations)
        chosen = np.flatnonzero(of_major[:, np.newaxis] == of_occupation[np.newaxis])
    major, occupation = chosen // size.occupations, chosen % size.occupations
    return {"major": np.array(majors)[major], "occupation": np.array(occupations)[occupation]}


def tables_of(columns: dict[str, dict[str, object]]) -> Tables:
    """Tables with all their columns; those that are not given are empty."""
    ontology = load()
    frames = {
        name: pl.DataFrame(given).select(
            (pl.col(column) if column in given else pl.lit(None)).cast(kind).alias(column)
            for column, kind in frame_schema(ontology.tables[name]).items()
        )
        for name, given in columns.items()
    }
    return Tables.of(ontology, frames)


def nation_only(cities: int, ragged: bool = False) -> None:
    """What making the tables costs, to be taken off."""
    nation(Size(cities=cities, ragged=ragged))


def answer(cities: int, ragged: bool = False) -> None:
    """Make a nation, solve it, and print what it took as JSON."""
    size = Size(cities=cities, ragged=ragged)
    tables = nation(size)
    began = perf_counter()
    found = structure(tables, GapParameters(market="own"))
    took = perf_counter() - began
    supply, demand = (int(side["persons"].sum()) for side in (found.majors, found.occupations))
    told = {
        "seconds": round(took, 2),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "supply": supply,
        "demand": demand,
        "matched": found.cuts.matched,
        "classes": len(found.majors) + len(found.occupations),
        "arcs": found.arcs,
        "pieces": len(found.pieces),
    }
    print(json.dumps(asdict(size) | told))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cities", type=int, nargs="?", default=330)
    parser.add_argument("--ragged", action="store_true")
    asked = parser.parse_args()
    answer(asked.cities, asked.ragged)
