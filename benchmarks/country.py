"""A made-up country: built whole, with one province changed, and as tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.measure import measure as measure_within
from benchmarks.row import Row

YEAR = 2024
CITIES, PROVINCES = 330, 30
COLLEGES_EACH, MAJORS_EACH = 6, 300
MAJORS, OCCUPATIONS, LINKS_EACH = 1_850, 1_500, 3
measure = partial(measure_within, longest_s=1_800)  # a whole country is built


def rows(work: Path, cities: int = CITIES) -> Iterator[Row]:
    """The whole build against the bare bulk loader, and what is to be cheaper than it."""
    dataset, home = str(write_country(work / "country", cities)), str(work / "country-home")
    statements = str(work / "country.nq")
    measure("benchmarks.cases:write_statements", dataset=dataset, file=statements)
    whole = measure("benchmarks.cases:build_from_csv", dataset=dataset, home=home)
    loader = measure("benchmarks.cases:bulk_load", file=statements, store=str(work / "store"))
    yield Row(
        f"a country of {cities} cities → build",
        whole,
        "pyoxigraph bulk_load of its ready statements",
        loader,
        1.15 + 30 / loader.cpu_s,
    )
    change_province(Path(dataset))
    again = measure("benchmarks.cases:build_again", dataset=dataset, home=home)
    yield Row(f"again, one of {PROVINCES} provinces changed", again, "full build", whole, 0.3)
    alone = measure("benchmarks.cases:build_tables", dataset=dataset, home=str(work / "tables"))
    yield Row("the same country, `--stores tables`", alone, most_cpu_s=60)


def write_country(folder: Path, cities: int = CITIES, intakes: bool = False) -> Path:
    """The tables as CSV files, a folder a province, the same on every run.

    330 cities give 1.7 million rows: a programme and its figures for each major a college teaches,
    and demand for each occupation in each city. All names are plainly invented ones.
    ``intakes``: with the students who were planned and taken in.
    """
    rng = np.random.default_rng(0)
    majors, occupations = _codes("M", MAJORS), _codes("O", OCCUPATIONS)
    places, provinces = _codes("C", cities), _codes("P", PROVINCES)
    above = [provinces[n * PROVINCES // cities] for n in range(cities)]
    linked = [rng.choice(OCCUPATIONS, LINKS_EACH, replace=False) for _ in majors]
    _write(
        folder / "common",
        areas={
            "code": [*provinces, *places],
            "name": [f"示例{code}" for code in (*provinces, *places)],
            "parent": [*[""] * PROVINCES, *above],
        },
        majors={
            "code": majors,
            "name": [f"示例专业{code}" for code in majors],
            "level": rng.choice(["中职", "专科", "本科"], MAJORS, p=[0.3, 0.4, 0.3]),
        },
        occupations={"code": occupations, "name": [f"示例职业{code}" for code in occupations]},
        crosswalk={
            "major": np.repeat(majors, LINKS_EACH),
            "occupation": np.array(occupations)[np.concatenate(linked)],
        },
    )
    for province in provinces:
        own = [place for place, of in zip(places, above, strict=True) if of == province]
        if own:
            _write(folder / province, **_province(rng, own, majors, occupations, intakes))
    return folder


def _province(
    rng: np.random.Generator,
    cities: list[str],
    majors: list[str],
    occupations: list[str],
    intakes: bool,
) -> dict[str, dict[str, object]]:
    colleges = [f"{city}-{n}" for city in cities for n in range(COLLEGES_EACH)]
    taught = np.concatenate([rng.choice(MAJORS, MAJORS_EACH, replace=False) for _ in colleges])
    programmes: dict[str, object] = {
        "college": np.repeat(colleges, MAJORS_EACH),
        "major": np.array(majors)[taught],
    }
    graduates = rng.negative_binomial(2, 2 / 14, len(taught))
    needed = len(cities) * len(occupations)
    return {
        "colleges": {
            "code": colleges,
            "name": [f"示例学院{code}" for code in colleges],
            "level": ["本科"] * len(colleges),
            "area": np.repeat(cities, COLLEGES_EACH),
        },
        "programmes": programmes,
        "enrolment": programmes
        | {
            "year": np.full(len(taught), YEAR),
            "graduates": graduates,
        }
        | ({"planned": graduates + 5, "enrolled": graduates + 3} if intakes else {}),
        "demand": {
            "occupation": np.tile(occupations, len(cities)),
            "area": np.repeat(cities, len(occupations)),
            "year": np.full(needed, YEAR),
            "openings": rng.negative_binomial(2, 2 / 16, needed),
        },
    }


def write_advertisements(file: Path, rows: int = 1_000_000, cities: int = CITIES) -> None:
    """Advertisements of the country: few occupations and cities have most of them.

    ``twinchain records FILE --for COUNTRY --to POSTINGS`` makes them demand beside its own.
    """
    rng = np.random.default_rng(1)
    occupation = np.minimum(rng.pareto(1.0, rows) * 30, OCCUPATIONS - 1).astype(int)
    city = np.minimum(rng.pareto(1.2, rows) * 20, cities - 1).astype(int)
    firm, wage = rng.integers(0, 400, rows), rng.integers(4, 12, rows)
    persons = rng.choice([1, 2, 3, 5, 10], rows, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    month, day = rng.integers(1, 13, rows), rng.integers(1, 29, rows)
    columns = {
        "city": city, "firm": firm, "occupation": occupation + 1, "persons": persons,
        "wage": wage, "more": wage + 2, "month": month, "day": day,
    }  # fmt: skip
    pl.DataFrame(columns).select(
        pl.format("示例企业{}-{}有限公司", "city", "firm").alias("企业名称"),
        pl.format("示例职业O{}", pl.col("occupation").cast(pl.String).str.zfill(4)).alias(
            "职位名称"
        ),
        pl.format("示例C{}", (pl.col("city") + 1).cast(pl.String).str.zfill(4)).alias("工作地点"),
        pl.format("{}人", "persons").alias("招聘人数"),
        pl.format("{}-{}千", "wage", "more").alias("薪资"),
        pl.format("{}-{}-{}", pl.lit(YEAR), "month", "day").alias("发布日期"),
    ).write_csv(file)


def change_province(folder: Path) -> None:
    """Another figure in every row of one province's demand."""
    file = sorted(folder.glob("P*/demand.csv"))[0]
    table = pl.read_csv(file, infer_schema=False)
    table.with_columns((pl.col("openings").cast(pl.Int64) + 1).alias("openings")).write_csv(file)


def _codes(sign: str, count: int) -> list[str]:
    return [f"{sign}{n + 1:04}" for n in range(count)]


def _write(folder: Path, **tables: dict[str, object]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns in tables.items():
        pl.DataFrame(columns).write_csv(folder / f"{name}.csv")
