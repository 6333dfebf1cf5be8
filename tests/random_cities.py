"""Random small cities with unusual structure, as the CSV files that a person would send.

The same seed gives the same city. It may have: areas nested three deep (and one apart),
colleges and places without an area, majors without figures or without a crosswalk row, occupations
without a major, crosswalks that go in circles, zeros, unknown figures, rates instead of counts,
several bases, and a code that was renumbered between two years.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Any

Rows = list[dict[str, Any]]
AREAS = {"1": "", "11": "1", "111": "11", "1111": "111", "12": "1", "2": ""}
YEARS = (2023, 2024)


def random_city(seed: int) -> dict[str, Rows]:
    """Draw the tables of a city; empty cells are None."""
    draw = Random(seed)
    majors = [f"M{k}" for k in range(1, draw.randint(2, 5) + 1)]
    occupations = [f"O{k}" for k in range(1, draw.randint(2, 5) + 1)]
    tables: dict[str, Rows] = {
        "areas": [{"code": a, "name": f"区{a}", "parent": p} for a, p in AREAS.items()],
        "colleges": [
            {"code": c, "name": f"校{c}", "level": 6, "area": draw.choice([*AREAS, None])}
            for c in ("C1", "C2", "C3")
        ],
        "majors": [
            {"code": m, "name": f"专业{m}", "level": draw.choice([3, 5, 6])} for m in majors
        ],
        "occupations": [
            {"code": o, "name": f"职业{o}", "level": draw.choice([None, 0, 3, 5, 6])}
            for o in occupations
        ],
        "crosswalk": _crosswalk(draw, majors, occupations),
        "programmes": [{"college": "C1", "major": m} for m in majors],
        "enrolment": _enrolment(draw, majors),
        "chains": [{"id": c, "name": f"链{c}"} for c in ("x", "y")[: draw.choice([1, 2])]],
        "commuting": [
            {"from_area": a, "to_area": b}
            for a, b in draw.sample(
                [(a, b) for a in AREAS for b in AREAS if a != b], draw.randint(0, 2)
            )
        ],
    }
    tables["segments"] = [
        {
            "id": f"{chain['id']}1",
            "name": f"环节{chain['id']}",
            "chain": chain["id"],
            "stage": "upstream",
        }
        for chain in tables["chains"]
    ]
    segments = [segment["id"] for segment in tables["segments"]]
    tables["demand"] = _demand(draw, occupations, segments)
    if draw.random() < 0.5:
        _renumber(tables, draw)
    return tables


def write_city(tables: dict[str, Rows], folder: Path) -> Path:
    """Write a city's CSV files and its ``source.toml``."""
    folder.mkdir(parents=True, exist_ok=True)
    about = 'publisher = "TwinChain"\ntitle = "随机小城（虚构）"\ndate = "2024-12-31"\n'
    (folder / "source.toml").write_text(about + 'grade = "illustrative"\n', encoding="utf-8")
    for name, rows in tables.items():
        if rows:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                writer = csv.DictWriter(stream, columns, restval="")
                writer.writeheader()
                writer.writerows(rows)
    return folder


def _crosswalk(draw: Random, majors: list[str], occupations: list[str]) -> Rows:
    """Draw irregular rows, often with a circle M1-O1-M2-O2-M1."""
    pairs = {(m, o) for m in majors for o in occupations if draw.random() < 0.35}
    if draw.random() < 0.6:
        pairs |= {(m, o) for m in majors[:2] for o in occupations[:2]}
    if draw.random() < 0.5:
        lonely = draw.choice(occupations)  # no major leads to it
        pairs = {(m, o) for m, o in pairs if o != lonely}
    pairs = pairs or {(majors[0], occupations[0])}
    return [
        {
            "major": m,
            "occupation": o,
            "tier": draw.choice([None, 1, 1, 2]),
            "weight": draw.choice([None, 0.5, 2]),
        }
        for m, o in sorted(pairs)
    ]


def _enrolment(draw: Random, majors: list[str]) -> Rows:
    """Draw programmes without a row, a figure or graduates, and local shares in every form."""
    rows: Rows = []
    for year in YEARS:
        for college in ("C1", "C2", "C3"):
            for major in majors:
                if draw.random() < 0.4:
                    continue
                graduates = draw.choice([None, 0, *range(1, 40)])
                row: dict[str, Any] = {"college": college, "major": major, "year": year}
                leaving = draw.choice([None, 0, min(2, graduates or 0), min(5, graduates or 0)])
                row |= {"graduates": graduates, "further_study": leaving}
                kind = draw.choice(["none", "counts", "counts", "rate", "mixed"])
                if graduates and kind != "none":
                    if kind == "rate":
                        row["local_pct"] = draw.choice([25, 50, 100])
                    else:
                        row["employed"] = draw.randint(1, graduates)
                        row["employed_local"] = draw.randint(0, row["employed"])
                    if kind == "mixed":
                        del row["employed"]
                        row["employed_pct"] = 100
                        row["employed_local"] = draw.randint(0, graduates)
                rows.append(row)
    if not any(row["graduates"] for row in rows if row["year"] == YEARS[-1]):
        rows.append({"college": "C2", "major": majors[0], "year": YEARS[-1], "graduates": 9})
    return rows


def _demand(draw: Random, occupations: list[str], segments: list[str]) -> Rows:
    """Draw openings or their two parts; some occupations have no known figure."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    silent = draw.choice(occupations) if draw.random() < 0.4 else None
    for year in YEARS:
        for occupation in occupations:
            for _ in range(draw.randint(1, 2)):
                row: dict[str, Any] = {
                    "occupation": occupation,
                    "year": year,
                    "area": draw.choice([*AREAS, None]),
                    "segment": draw.choice([*segments, None]),
                    "level": draw.choice([None, None, 3, 5]),
                    "basis": draw.choice([None, "survey", "survey", "postings"]),
                }
                kind = draw.choice(["openings", "openings", "decimal", "parts", "zero", "unknown"])
                if occupation == silent:
                    kind = "unknown"
                if kind == "parts":
                    row |= {"expansion": draw.randint(0, 9), "replacement": draw.randint(0, 20)}
                else:
                    figure = {"decimal": draw.randint(1, 80) / 4, "zero": 0, "unknown": None}
                    row["openings"] = figure.get(kind, draw.randint(1, 40))
                parts = ("occupation", "year", "area", "segment", "level")
                key = (*(row[part] for part in parts), row["basis"] or "survey")
                rows.setdefault(key, row)
    listed = list(rows.values())
    with_openings = [row for row in listed if row["year"] == YEARS[-1] and row.get("openings")]
    if not with_openings:
        listed.append(
            {"occupation": occupations[-1], "year": YEARS[-1], "openings": 7, "area": "2"}
        )
    return listed


def _renumber(tables: dict[str, Rows], draw: Random) -> None:
    """Give a major and an occupation old codes in the first year, two renumberings back."""
    for table, column, rows in (
        ("majors", "major", "enrolment"),
        ("occupations", "occupation", "demand"),
    ):
        newest = draw.choice(tables[table])["code"]
        steps = [f"old-{newest}", f"older-{newest}"]
        tables.setdefault("successions", []).extend(
            {"table": table, "from": old, "to": new}
            for old, new in zip(steps[::-1], [steps[0], newest], strict=True)
        )
        for row in tables[rows]:
            if row[column] == newest and row["year"] == YEARS[0]:
                row[column] = draw.choice(steps)
