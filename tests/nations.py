"""Generated countries: cities that are separate labour markets, the same on every run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.nation import neighbours, tables_of
from graph.builds.home import Home
from graph.builds.manifest import TABLES, Manifest
from graph.tables import Tables

YEAR = 2024


@dataclass(frozen=True)
class Country:
    """The size of a country. ``per_college``: majors a college teaches; ``fan``: jobs of a major.

    ``neighbours``: to how many cities each has commuters.
    """

    cities: int = 330
    colleges: int = 2_720
    majors: int = 1_850
    occupations: int = 1_400
    per_college: int = 300
    fan: int = 3
    neighbours: int = 0
    mean_graduates: float = 12.0
    in_field: bool = False
    all_stay: bool = False


def country(size: Country, seed: int = 0) -> Tables:
    """Draw the tables of a country; crosswalk rows are drawn one by one, so none merge."""
    rng = np.random.default_rng(seed)
    cities, colleges, majors, occupations = (
        [f"{letter}{k:04}" for k in range(count)]
        for letter, count in (
            ("C", size.cities),
            ("S", size.colleges),
            ("M", size.majors),
            ("O", size.occupations),
        )
    )
    leads_to = np.concatenate(
        [rng.choice(size.occupations, size.fan, replace=False) for _ in majors]
    )
    per_college = min(size.per_college, size.majors)
    taught = np.concatenate([rng.choice(size.majors, per_college, replace=False) for _ in colleges])
    graduates = rng.negative_binomial(2, 2 / (2 + size.mean_graduates), len(taught))
    needed = size.cities * size.occupations
    mean_openings = size.mean_graduates * len(taught) / needed
    columns: dict[str, dict[str, object]] = {
        "areas": {"node_key": cities, "code": cities, "name": cities},
        "colleges": {
            "node_key": colleges,
            "code": colleges,
            "name": colleges,
            "area": [cities[k % size.cities] for k in range(size.colleges)],
        },
        "majors": {
            "node_key": majors,
            "code": majors,
            "name": majors,
            "level": rng.choice([3, 5, 6], size.majors, p=[0.3, 0.4, 0.3]),
        },
        "occupations": {
            "node_key": occupations,
            "code": occupations,
            "name": occupations,
            "level": rng.choice([0, 3, 5, 6], size.occupations, p=[0.3, 0.3, 0.25, 0.15]),
        },
        "crosswalk": {
            "major": np.repeat(majors, size.fan),
            "occupation": np.array(occupations)[leads_to],
            "tier": rng.choice([1, 2], len(leads_to), p=[0.85, 0.15]),
        },
        "enrolment": {
            "college": np.repeat(colleges, per_college),
            "major": np.array(majors)[taught],
            "year": np.full(len(taught), YEAR),
            "graduates": graduates,
            "further_study": np.minimum(graduates, rng.poisson(1, len(taught))),
        },
        "demand": {
            "occupation": np.tile(occupations, size.cities),
            "area": np.repeat(cities, size.occupations),
            "year": np.full(needed, YEAR),
            "basis": np.full(needed, "survey"),
            "openings": rng.negative_binomial(1, 1 / (1 + mean_openings), needed),
        },
    }
    if not size.all_stay:
        columns["enrolment"]["employed"] = np.maximum(graduates - 2, 0)
        columns["enrolment"]["employed_local"] = np.maximum(graduates - 5, 0)
    if size.in_field:
        columns["enrolment"]["employed_in_field"] = np.maximum(graduates - 7, 0)
    if size.neighbours:
        columns["commuting"] = neighbours(rng, cities, size.neighbours)
    return tables_of(columns)


def published(tables: Tables, path: Path) -> Path:
    """Publish a build of these tables, without stores, in a new home, and return the home."""
    home, build = Home(path), "0123456789ab"
    home.prepare()
    folder = home.builds / build
    tables.write(folder / TABLES)
    Manifest(build, f"{YEAR}-01-01", None, "", [], {}, {}, {}).write(folder)
    home.point_to(build)
    return path
