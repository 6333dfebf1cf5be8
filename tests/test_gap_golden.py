"""Three small cities: what the program says is what it said before, and what brute force says.

``tests/golden/cities`` holds their tables, a page each, and the figures of every question.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph.gap.gap import GapParameters, gap
from graph.gap.ladder import ladder
from graph.gap.report import GapReport, Major, Occupation
from graph.ontology import load
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.brute_force import answer

CITIES = Path(__file__).parent / "golden" / "cities"
# Each city and one of its districts (or itself).
DISTRICTS = {"harbour": "1", "valley": "22", "delta": "31"}
VARIANTS: dict[str, dict[str, Any]] = {
    "as_is": {},
    "related": {"tier": 2},
    "own": {"market": "own"},
    "own_related": {"market": "own", "tier": 2},
    "level": {"min_level": 5},
    "chain": {"chain": "x"},
    "area": {"area": ""},
}
QUESTIONS = [(city, variant) for city in DISTRICTS for variant in VARIANTS]


@cache
def tables_of(city: str) -> Tables:
    read = ingest(open_datasets([CITIES / city], None, load()), load())
    # majors above the level of their college: told, and counted like any other
    assert set(read.findings["reason"]) <= {"conflict.level_below"}
    return read.tables


def question(city: str, variant: str) -> dict[str, Any]:
    asked = dict(VARIANTS[variant])
    return asked | {"area": DISTRICTS[city]} if "area" in asked else asked


def figures(report: GapReport) -> dict[str, Any]:
    """A report in the shape of ``brute_force.answer``."""
    parts = ("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus")

    def name(one: Occupation | Major) -> str:
        return "/".join([one.thing.key, str(one.level), *([one.area.key] if one.area else [])])

    return {
        **{part: getattr(report, part) for part in parts},
        "multi_count": report.multi_count,
        "fixed_share": round(report.fixed_share, 4),
        "occupations": {
            name(one): {
                "demand": one.demand,
                "class": one.group,
                "fill_rate": str(one.fill_rate),
            }
            for one in report.occupations
        },
        "majors": {
            name(one): {
                "supply": one.supply,
                "class": one.group,
                "room": one.room,
                "slack": one.slack,
                "enters": one.enters,
            }
            for one in report.majors
        },
    }


@pytest.mark.parametrize(("city", "variant"), QUESTIONS)
def test_brute_force_agrees(city: str, variant: str) -> None:
    asked = question(city, variant)
    found = figures(gap(tables_of(city), GapParameters(**asked)))
    assert found == answer(CITIES / city, asked)


@pytest.mark.parametrize("city", DISTRICTS)
def test_answers_are_as_before(city: str, golden: Callable[[str, str], None]) -> None:
    """All questions to a city, and its ladder."""
    tables = tables_of(city)
    told: dict[str, Any] = {}
    for variant in VARIANTS:
        report = gap(tables, GapParameters(**question(city, variant)))
        told[variant] = figures(report) | {
            "expected": round(report.expected.gap or 0, 4),
            "blocks": [
                {"short": b.short, "fill_rate": str(b.fill_rate), "cause": b.cause}
                for b in report.blocks
            ],
        }
    told["ladder"] = {rung.key: rung.shortage for rung in ladder(tables).rungs}
    golden(f"cities/{city}/gap.json", json.dumps(told, indent=1, ensure_ascii=False) + "\n")


def test_the_cities_show_every_class() -> None:
    """Otherwise they would prove little."""
    reports = [gap(tables_of(c), GapParameters(**question(c, v))) for c, v in QUESTIONS]
    assert {o.group for r in reports for o in r.occupations} == {
        "starved",
        "balanced",
        "saturated",
    }
    assert {m.group for r in reports for m in r.majors} == {"surplus", "balanced", "scarce"}
    assert any(len(b.occupations) > 1 for r in reports for b in r.blocks)
    assert any(b.lower for r in reports for b in r.blocks)
    assert any(0 < b.fill_rate < 1 for r in reports for b in r.blocks)
