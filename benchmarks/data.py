"""Datasets of any size for the benchmarks, always the same for the same size."""

from __future__ import annotations

from pathlib import Path

import polars as pl

COLLEGES, MAJORS = 200, 400


def write_enrolment(folder: Path, rows: int) -> Path:
    """A dataset with ``rows`` enrolment rows and the colleges and majors they name."""
    folder.mkdir(parents=True, exist_ok=True)
    colleges = [f"C{i:04d}" for i in range(COLLEGES)]
    majors = [f"{410000 + i}" for i in range(MAJORS)]
    pl.DataFrame(
        {"code": colleges, "name": [f"示例学院{c}" for c in colleges], "level": ["高职"] * COLLEGES}
    ).write_csv(folder / "colleges.csv")
    pl.DataFrame(
        {"code": majors, "name": [f"示例专业{m}" for m in majors], "level": ["专科"] * MAJORS}
    ).write_csv(folder / "majors.csv")
    index = pl.int_range(rows, eager=True)
    graduates = 20 + index * 7 % 80
    pl.DataFrame(
        {
            "院校": index.cast(pl.Int64).map_elements(lambda i: colleges[i % COLLEGES]),
            "专业": (index // COLLEGES).map_elements(lambda i: majors[i % MAJORS]),
            "学制类型": (index // (COLLEGES * MAJORS) // 20).map_elements(lambda i: f"班{i}"),
            "年份": 2005 + index // (COLLEGES * MAJORS) % 20,
            "计划": graduates + 10,
            "招生": graduates + 5,
            "在校生": graduates * 3,
            "毕业生": graduates,
            "升学": graduates // 10,
            "就业": graduates // 2,
            "本地就业": graduates // 4,
            "对口就业": graduates // 3,
        }
    ).write_csv(folder / "招生就业.csv")
    return folder
