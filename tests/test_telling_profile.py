"""The profile of a thing: what its row says, its figures by year, and the rows they stand in."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from graph.door import open_build
from graph.errors import WrongInput
from graph.ontology import load
from graph.tables import Tables
from graph.telling.profile import profile


@pytest.fixture(scope="module")
def tables(homes: dict[str, Path]) -> Tables:
    return open_build(homes["tiny"]).tables


def test_a_figure_of_a_year_is_the_sum_of_its_rows(tables: Tables) -> None:
    college = tables["enrolment"]["college"][0]
    rows = tables["enrolment"].filter(pl.col("college") == college)
    found = profile(tables, load(), "colleges", college, "en")
    series = {one.label: one for one in found.series if one.of == "Enrolment"}
    graduates = load().tables["enrolment"].by_name["graduates"].label.en
    by_year = rows.group_by("year").agg(pl.col("graduates").sum()).sort("year")
    assert list(series[graduates].points) == list(by_year.iter_rows())
    assert series[graduates].unit == "person"


def test_shares_are_not_added_up(tables: Tables) -> None:
    by_year = tables["enrolment"].group_by("college", "year").len().sort("len", "college")
    college = by_year["college"][-1]  # several rows a year
    for one in profile(tables, load(), "colleges", college, "en").series:
        assert one.unit in ("person", "post") or one.of != "Enrolment"


def test_demand_of_different_bases_is_told_apart(tables: Tables) -> None:
    rows = tables["demand"]
    occupation = rows["occupation"][0]
    bases = rows.filter(pl.col("occupation") == occupation)["basis"].n_unique()
    found = profile(tables, load(), "occupations", occupation, "en")
    openings = load().tables["demand"].by_name["openings"].label.en
    assert sum(1 for one in found.series if one.label == openings) <= bases


def test_every_row_has_its_place(tables: Tables) -> None:
    college = tables["enrolment"]["college"][0]
    found = profile(tables, load(), "colleges", college, "zh")
    assert found.rows["table"][0] == "colleges"
    assert found.rows["file"].is_not_null().all()
    assert found.rows["row"].is_not_null().all()


def test_references_are_told_by_name_and_can_be_followed(tables: Tables) -> None:
    row = tables["colleges"].filter(pl.col("area").is_not_null()).row(0, named=True)
    found = profile(tables, load(), "colleges", row["node_key"], "zh")
    [area] = [one for one in found.properties if one.things == (("areas", row["area"]),)]
    name = tables["areas"].filter(pl.col("node_key") == row["area"])["name"][0]
    assert area.values == (name,)


def test_codes_and_truths_are_words(tables: Tables) -> None:
    row = tables["colleges"].filter(pl.col("level").is_not_null()).row(0, named=True)
    words = load().code_lists["level"].by_notation[str(row["level"])].label
    for lang in ("zh", "en"):
        told = [
            v
            for one in profile(tables, load(), "colleges", row["node_key"], lang).properties
            for v in one.values
        ]
        assert words.of(lang) in told
        assert "True" not in told


@pytest.mark.parametrize(("table", "key"), [("colleges", "no such"), ("nothing", "x")])
def test_what_is_not_there_is_said(tables: Tables, table: str, key: str) -> None:
    with pytest.raises(WrongInput):
        profile(tables, load(), table, key, "zh")


def test_wages_of_several_rows_are_a_median_with_its_ends(tables: Tables) -> None:
    occupation = tables["demand"]["occupation"][0]
    row = tables["demand"].filter(occupation=occupation).head(1)
    wages = [3000, 4000, 8000]
    rows = [row.with_columns(wage_cny_month=pl.lit(w, row["wage_cny_month"].dtype)) for w in wages]
    changed = {name: tables[name] for name in load().tables} | {"demand": pl.concat(rows)}
    found = profile(changed, load(), "occupations", occupation, "en").series
    [wage] = [one for one in found if one.unit == "yuan-month" and one.of.startswith("Demand")]
    assert wage.points == ((row["year"][0], 4000.0),)
    assert wage.spread == (3000.0, 8000.0)
