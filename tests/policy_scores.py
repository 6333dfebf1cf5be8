"""How well readings agree with what a person wrote down: F1 a field, over whole plans."""

from __future__ import annotations

import tomllib
from collections import Counter
from io import BytesIO
from pathlib import Path
from typing import Any

from graph.settings import ROOT
from ingest.policy.documents import lines_of
from ingest.policy.reading import read
from ingest.policy.records import Reading

PLANS = ROOT / "tests" / "hand_checked" / "plans"
FIELDS = ("headings", "units", "citations", "deadlines", "quantities")
Bag = Counter[tuple[Any, ...]]


def reading_of(file: Path) -> Reading:
    """Of a plan that is called …-word as a Word file: lines are paragraphs or, with |, rows."""
    if not file.stem.endswith("-word"):
        return read(lines_of(file.read_bytes(), file.name))
    from docx import Document

    document, out, table = Document(), BytesIO(), None
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("| "):
            document.add_paragraph(line)
            continue
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        table = table or document.add_table(0, len(cells))
        for cell, text in zip(table.add_row().cells, cells, strict=True):
            cell.text = text
    document.save(out)
    return read(lines_of(out.getvalue(), "plan.docx"))


def expected_of(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.with_suffix(".toml").read_text(encoding="utf-8"))


def plans() -> list[Path]:
    return sorted(
        f
        for f in PLANS.iterdir()
        if f.suffix in (".txt", ".html", ".md") and f.with_suffix(".toml").exists()
    )


def expected_bags(told: dict[str, Any]) -> dict[str, Bag]:
    bags: dict[str, Bag] = {name: Counter() for name in FIELDS}
    bags["citations"].update((c,) for c in told.get("cites", []))
    bags["deadlines"].update((None, d) for d in told.get("loose_deadlines", []))
    bags["quantities"].update((None, q) for q in told.get("loose_quantities", []))
    for m in told["measure"]:
        n = m["ordinal"]
        bags["headings"][n, m["heading"]] += 1
        for role in ("lead", "joint"):
            bags["units"].update((n, u, role) for u in m.get(role, []))
        bags["deadlines"].update((n, d) for d in m.get("deadlines", []))
        bags["quantities"].update((n, q) for q in m.get("quantities", []))
    return bags


def found_bags(reading: Reading) -> dict[str, Bag]:
    bags: dict[str, Bag] = {name: Counter() for name in FIELDS}
    bags["citations"].update((c.number or c.title,) for c in reading.cites)
    for m in reading.measures:
        bags["headings"][m.ordinal, m.heading] += 1
        bags["units"].update((m.ordinal, u.name, u.role) for u in m.units)
    for d in reading.deadlines:
        bags["deadlines"][d.measure, str(d.year) if d.year else f"{d.span_years}年"] += 1
    for q in reading.quantities:
        value = (
            "null"
            if q.value is None
            else f"{q.value:g}"
            if q.high is None
            else f"{q.value:g} {q.high:g}"
        )
        value = value if q.value is None or q.value < 1e5 else str(int(q.value))
        bags["quantities"][q.measure, f"{q.comparator} {value} {q.unit}"] += 1
    return bags


def f1(right: int, found: int, expected: int) -> float:
    return 1.0 if not found + expected else 2 * right / (found + expected)


def scores(files: list[Path]) -> tuple[dict[str, float], list[str]]:
    """F1 of each field over all files, and what differs."""
    sums = {name: [0, 0, 0] for name in FIELDS}
    differences = []
    for file in files:
        want, got = expected_bags(expected_of(file)), found_bags(reading_of(file))
        for name in FIELDS:
            sums[name][0] += (want[name] & got[name]).total()
            sums[name][1] += got[name].total()
            sums[name][2] += want[name].total()
            differences += [f"{file.stem} {name} lacks {x}" for x in want[name] - got[name]]
            differences += [f"{file.stem} {name} adds {x}" for x in got[name] - want[name]]
    return {name: f1(*sums[name]) for name in FIELDS}, differences
