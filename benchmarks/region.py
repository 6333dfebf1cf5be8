"""A region of any size as a dataset: a graph with some seven relationships a node."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from graph.builds.opened import Build
from graph.door import open_build
from ingest.build import BuildRequest, build

NODES = 300_000  # gives 2 million relationships
AREAS, INDUSTRIES, CHAINS, SEGMENTS, OCCUPATIONS = 100, 50, 20, 200, 1000
MAJORS, COLLEGES, OCCUPATIONS_OF_MAJOR, SEGMENTS_OF_FIRM = 400, 200, 20, 14
YEARS = range(2015, 2025)


def write_region(folder: Path, nodes: int = NODES) -> Path:
    """The same tables for the same size: eight tenths placements, one tenth demand, the rest firms
    and the things that these name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in region(nodes).items():
        frame.write_csv(folder / f"{name}.csv")
    return folder


def published(work: Path, nodes: int, source: str = "") -> Build:
    """The region, built. ``source``: what its ``source.toml`` says."""
    home, folder = work / "home", write_region(work / "region", nodes)
    (folder / "source.toml").write_text(source, encoding="utf-8")
    build(BuildRequest((folder,), None, home))
    return open_build(home)


def region(nodes: int) -> dict[str, pl.DataFrame]:
    """The tables by name."""
    firms = nodes // 15
    return {
        "areas": _things("A", AREAS, "示例区"),
        "industries": _things("I", INDUSTRIES, "示例行业"),
        "chains": _things("L", CHAINS, "示例链", "id", area=_key("A", AREAS, 1)),
        "segments": _things(
            "S", SEGMENTS, "示例环节", "id",
            chain=_key("L", CHAINS, 1), stage=pl.lit("上游"), industries=_key("I", INDUSTRIES, 1),
        ),
        "occupations": _things("O", OCCUPATIONS, "示例职业", level=pl.lit(4)),
        "majors": _things("M", MAJORS, "示例专业", level=pl.lit("专科")),
        "colleges": _things(
            "C", COLLEGES, "示例学院", level=pl.lit("高职"), area=_key("A", AREAS, 1)
        ),
        "enterprises": _things(
            "F", firms, "示例企业",
            area=_key("A", AREAS, 1), industry=_key("I", INDUSTRIES, 3),
            segments=pl.concat_str(
                [_key("S", SEGMENTS, 7, step * 13) for step in range(SEGMENTS_OF_FIRM)],
                separator=";",
            ),
        ),
        "crosswalk": _rows(
            MAJORS * OCCUPATIONS_OF_MAJOR,
            major=_key("M", MAJORS, 1),
            occupation=pl.format("O{}", (pl.col("n") * 37 + pl.col("n") // MAJORS) % OCCUPATIONS),
            tier=1 + pl.col("n") % 2,
        ).unique(["major", "occupation"], maintain_order=True),
        "demand": _rows(
            nodes // 10,
            occupation=_key("O", OCCUPATIONS, 1),
            year=YEARS[0] + pl.col("n") // OCCUPATIONS % len(YEARS),
            area=pl.format("A{}", (pl.col("n") + pl.col("n") // 10_000) % AREAS),
            segment=_key("S", SEGMENTS, 11),
            enterprise=_key("F", firms, 1),
            basis=pl.lit("survey"),
            openings=1 + pl.col("n") % 40,
        ),
        "placements": _rows(
            nodes * 8 // 10,
            college=_key("C", COLLEGES, 1),
            major=pl.format("M{}", pl.col("n") // COLLEGES % MAJORS),
            year=YEARS[0] + pl.col("n") // (COLLEGES * MAJORS) % len(YEARS),
            occupation=_key("O", OCCUPATIONS, 17),
            industry=_key("I", INDUSTRIES, 7),
            area=_key("A", AREAS, 7),
            persons=1 + pl.col("n") % 30,
        ),
    }  # fmt: skip


def _things(
    letter: str, number: int, name: str, key: str = "code", **columns: pl.Expr
) -> pl.DataFrame:
    own = {key: pl.format(f"{letter}{{}}", "n"), "name": pl.format(f"{name}{{}}", "n")}
    return _rows(number, **own, **columns)


def _rows(number: int, **columns: pl.Expr) -> pl.DataFrame:
    counted = pl.DataFrame({"n": pl.int_range(number, eager=True)})
    return counted.select(expression.alias(name) for name, expression in columns.items())


def _key(letter: str, number: int, stride: int, shift: int = 0) -> pl.Expr:
    return pl.format(f"{letter}{{}}", (pl.col("n") * stride + shift) % number)
