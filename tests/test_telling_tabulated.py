"""A report as tables for people: the figures are those of the report, in order, in words."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph.door import open_build
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.ladder import ladder
from graph.gap.parts import split
from graph.tables import Tables
from graph.telling.tabulated import (
    MAJOR_ORDERS,
    ladder_rows,
    major_rows,
    occupation_rows,
    part_rows,
    variant_rows,
)
from tests.test_gap import openings, world


@pytest.fixture(scope="module")
def tables(homes: dict[str, Path]) -> Tables:
    return open_build(homes["tiny"]).tables


@pytest.fixture(scope="module")
def report(tables: Tables) -> GapReport:
    return gap(tables, GapParameters(2024))


def test_occupations_are_those_of_the_report(report: GapReport) -> None:
    """The most empty places first; the block and its cause beside each."""
    rows = occupation_rows(report, "en")
    assert len(rows) == len(report.occupations)
    assert rows["demand"].sum() == report.demand
    assert rows["short"].sum() == report.shortage
    assert rows["short"].to_list() == sorted(rows["short"], reverse=True)
    by_block = rows.filter(pl.col("block").is_not_null()).group_by("block")
    needed = dict(by_block.agg(pl.col("demand").sum()).iter_rows())
    assert needed == {one.id: one.demand for one in report.blocks}
    causes = dict(rows.select("block", "why").drop_nulls().unique().iter_rows())
    assert causes == {
        "B1": "no major in the crosswalk",
        "B2": "levels too low",
        "B3": "graduates leave",
        "B4": "graduates leave",
    }


def test_a_group_keeps_its_own(report: GapReport) -> None:
    starved = occupation_rows(report, "zh", "starved")
    assert set(starved["class"]) == {"缺工"}
    assert len(starved) == sum(one.group == "starved" for one in report.occupations)
    unreached = occupation_rows(report, "zh", "unreached")
    assert unreached["filled_pct"].to_list() == [0.0, 0.0]  # tour guide, accountant
    for group, word in (("scarce", "紧缺"), ("surplus", "过剩"), ("balanced", "平衡")):
        rows = major_rows(report, "zh", group)
        assert set(rows["class"]) <= {word}
        assert len(rows) == sum(one.group == group for one in report.majors)


def test_majors_are_those_of_the_report(report: GapReport) -> None:
    rows = major_rows(report, "en")
    assert rows["supply"].sum() == report.supply
    assert rows["unplaced"].sum() == report.surplus
    for by in MAJOR_ORDERS:
        ordered = major_rows(report, "en", by=by)[by].fill_null(0).to_list()
        assert ordered == sorted(ordered, reverse=True)
    told = {(one.thing.key, one.room, one.slack) for one in report.majors}
    assert set(rows.select("code", "room", "slack").iter_rows()) == told


def test_less_than_all_is_never_a_hundred_per_cent() -> None:
    """9,999 of 10,000 places are filled."""
    tables = world(
        demand=[openings(10_000)],
        enrolment=[
            {"college": "C", "major": "M", "year": 2024, "graduates": 9_999, "further_study": 0}
        ],
    )
    assert occupation_rows(gap(tables), "zh")["filled_pct"].to_list() == [99.9]


def test_names_are_those_of_the_reader(report: GapReport) -> None:
    zh, en = occupation_rows(report, "zh"), occupation_rows(report, "en")
    assert zh["code"].to_list() == en["code"].to_list()
    assert dict(zip(zh["name"], en["name"], strict=True))["社区护士"] == "Community nurse"


def test_parts_keep_their_sums_and_what_is_unknown(tables: Tables) -> None:
    rows = part_rows(split(tables, "area", GapParameters(2024)), "en")
    assert rows["demand"].sum() == 238
    assert rows["shortage"].sum() == pytest.approx(51)
    assert rows["filled_pct"].max() == 100
    chains = part_rows(split(tables, "chain", GapParameters(2024)), "en")
    assert chains["supply"].null_count() == len(chains)  # shared
    silent = world(demand=[openings(4, segment="tea-1"), openings(None, segment="care-1")])
    care = part_rows(split(silent, "chain"), "zh").row(0, named=True)
    assert (care["demand"], care["shortage"], care["filled_pct"]) == (None, None, None)


def test_steps_of_the_ladder_keep_their_order(tables: Tables) -> None:
    found = ladder(tables, GapParameters(2024))
    rows = ladder_rows(found, "zh")
    assert rows["shortage"].to_list() == [132, 101, 100, 52, 51, 24, 0]
    assert rows["gain"].to_list() == [0, 31, 1, 48, 1, 27, 24]
    assert rows["lever"].to_list()[:3] == [None, "学历替代", "转岗培训"]


def test_variants_say_how_much_they_change(report: GapReport) -> None:
    rows = variant_rows(report, "en")
    assert rows["choice"][0] == "75 % of openings for new graduates"
    changes = rows["shortage"] - report.shortage
    assert rows["change"].to_list() == changes.to_list()
    assert dict(rows.select("choice", "change").iter_rows())["every graduate stays"] <= 0


def test_fractions_are_exact_until_they_are_shown(report: GapReport) -> None:
    """26 of 31 places of a block: 83.87 %, rounded; all that is short adds up."""
    rows = occupation_rows(report, "en").filter(pl.col("block") == "B4")
    assert set(rows["filled_pct"]) == {83.9}
