"""A made-up province of 300,000 nodes as a dataset: for the explorer, at the size of a province."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl

YEAR = 2024
CITIES, COUNTIES_EACH = 14, 8
CHAINS, SEGMENTS_EACH = 30, 8
COLLEGES, MAJORS, OCCUPATIONS = 120, 600, 800
ENTERPRISES = 270_000
HUB = 10_000  # firms of one county
LABS = 400
MAJORS_EACH, LINKS_EACH = 60, 4
LEVELS = ("专科", "本科", "中职")
STAGES = ("上游", "中游", "下游")


def write_province(folder: Path, enterprises: int = ENTERPRISES) -> Path:
    """The tables as CSV files, the same on every run. All names are plainly invented ones."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(0)
    tables = _places() | _chains() | _learning(rng) | _firms(rng, enterprises)
    for name, columns in tables.items():
        pl.DataFrame(columns).write_csv(folder / f"{name}.csv")
    return folder


def hub_key() -> str:
    """The key of the county that has ``HUB`` firms."""
    return _counties()[0]


def _cities() -> list[str]:
    return [f"88{city + 1:02}00" for city in range(CITIES)]


def _counties() -> list[str]:
    return [f"{city[:4]}{n + 1:02}" for city in _cities() for n in range(COUNTIES_EACH)]


def _codes(sign: str, count: int, digits: int = 4) -> list[str]:
    return [f"{sign}{n + 1:0{digits}}" for n in range(count)]


def _places() -> dict[str, dict[str, object]]:
    cities, counties = _cities(), _counties()
    return {
        "areas": {
            "code": ["880000", *cities, *counties],
            "name": ["示例省", *(f"示例市{c}" for c in cities), *(f"示例县{c}" for c in counties)],
            "parent": ["", *["880000"] * len(cities), *(f"{c[:4]}00" for c in counties)],
            "rank": ["省", *["市"] * len(cities), *["县"] * len(counties)],
        }
    }


def _chains() -> dict[str, dict[str, object]]:
    chains = _codes("K", CHAINS, 2)
    segments = [f"{chain}-{n + 1}" for chain in chains for n in range(SEGMENTS_EACH)]
    return {
        "chains": {
            "id": chains,
            "name": [f"示例产业链{chain}" for chain in chains],
            "area": ["880000"] * CHAINS,
        },
        "segments": {
            "id": segments,
            "name": [f"示例环节{segment}" for segment in segments],
            "chain": [segment.partition("-")[0] for segment in segments],
            "stage": [STAGES[n * 3 // SEGMENTS_EACH] for _ in chains for n in range(SEGMENTS_EACH)],
        },
    }


def _learning(rng: np.random.Generator) -> dict[str, dict[str, object]]:
    """Colleges, majors, occupations, and the flow between them."""
    cities = _cities()
    colleges, majors, occupations = (
        _codes(sign, count) for sign, count in (("C", COLLEGES), ("M", MAJORS), ("O", OCCUPATIONS))
    )
    level = rng.choice(LEVELS, MAJORS, p=[0.6, 0.25, 0.15])
    taught = np.concatenate([rng.choice(MAJORS, MAJORS_EACH, replace=False) for _ in colleges])
    college = np.repeat(np.arange(COLLEGES), MAJORS_EACH)
    joined = np.concatenate([rng.choice(OCCUPATIONS, LINKS_EACH, replace=False) for _ in majors])
    needed = np.repeat(np.arange(OCCUPATIONS), len(cities))
    segment = [
        f"K{n // SEGMENTS_EACH + 1:02}-{n % SEGMENTS_EACH + 1}"
        for n in rng.integers(0, CHAINS * SEGMENTS_EACH, len(needed))
    ]
    return {
        "colleges": {
            "code": colleges,
            "name": [f"示例职业学院{code}" for code in colleges],
            "level": ["高职"] * COLLEGES,
            "area": [cities[n % CITIES] for n in range(COLLEGES)],
        },
        "majors": {"code": majors, "name": [f"示例专业{c}" for c in majors], "level": level},
        "occupations": {"code": occupations, "name": [f"示例职业{c}" for c in occupations]},
        "crosswalk": {
            "major": np.repeat(majors, LINKS_EACH),
            "occupation": np.array(occupations)[joined],
        },
        "programmes": {"college": np.array(colleges)[college], "major": np.array(majors)[taught]},
        "enrolment": {
            "college": np.array(colleges)[college],
            "major": np.array(majors)[taught],
            "year": np.full(len(college), YEAR),
            "graduates": rng.negative_binomial(2, 2 / 62, len(college)),
        },
        "demand": {
            "occupation": np.array(occupations)[needed],
            "area": np.tile(cities, OCCUPATIONS),
            "segment": segment,
            "year": np.full(len(needed), YEAR),
            "openings": rng.negative_binomial(2, 2 / 42, len(needed)),
        },
    }


def _firms(rng: np.random.Generator, enterprises: int) -> dict[str, dict[str, object]]:
    """Firms, many of them in one county, and labs that some of them keep."""
    counties = np.array(_counties())
    elsewhere = rng.integers(1, len(counties), enterprises)
    elsewhere[: min(HUB, enterprises)] = 0
    firms = _codes("E", enterprises, 6)
    segments = rng.integers(0, CHAINS * SEGMENTS_EACH, enterprises)
    labs = _codes("L", LABS)
    return {
        "enterprises": {
            "code": firms,
            "name": [f"示例企业{firm}" for firm in firms],
            "area": counties[elsewhere],
            "segments": [f"K{n // SEGMENTS_EACH + 1:02}-{n % SEGMENTS_EACH + 1}" for n in segments],
        },
        "labs": {
            "id": labs,
            "name": [f"示例实验室{lab}" for lab in labs],
            "kind": ["重点实验室"] * LABS,
            "area": counties[rng.integers(0, len(counties), LABS)],
            "hosts": [firms[n] for n in rng.choice(enterprises, LABS, replace=False)],
        },
    }
