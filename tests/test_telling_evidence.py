"""The rows a figure of the gap rests on: they are those that were counted, each with its place."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import floor
from pathlib import Path

import polars as pl
import pytest

from graph.door import open_build
from graph.errors import NoAnswer, WrongInput
from graph.gap.gap import GapParameters, gap
from graph.settings import EXAMPLES
from graph.tables import Tables
from graph.telling.evidence import PLACE, demand_evidence, supply_evidence
from tests.test_gap import graduates, openings, world

DECIDED = {"制茶工"}  # of aliases.csv
QUESTIONS = [
    GapParameters(2024),
    GapParameters(2023),
    GapParameters(2024, min_level=5),
    GapParameters(2024, chain="tea"),
    GapParameters(2024, area="990101"),
    GapParameters(2024, area="990101", chain="care"),
]


@pytest.fixture(scope="module")
def tiny_tables(homes: dict[str, Path]) -> Tables:
    return open_build(homes["tiny"]).tables


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_rows_of_demand_add_up_to_the_demand(tiny_tables: Tables, asked: GapParameters) -> None:
    """Class by class, each rounded once: 12.4 and 8.1 tea artists are 21."""
    report, rows = gap(tiny_tables, asked), demand_evidence(tiny_tables, asked, "zh")
    classes = rows.group_by("code", "level", "area").agg(pl.col("openings").sum())
    needed: dict[str, int] = {}
    for code, persons in classes.select("code", "openings").iter_rows():
        needed[code] = needed.get(code, 0) + floor(
            Fraction(str(round(persons, 6))) + Fraction(1, 2)
        )
    told: dict[str, int] = {}
    for one in report.occupations:
        told[one.thing.key] = told.get(one.thing.key, 0) + one.demand
    assert needed == told
    assert sum(needed.values()) == report.demand


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_rows_of_supply_are_those_of_its_majors(
    tiny_tables: Tables, asked: GapParameters
) -> None:
    """Tourism has no crosswalk row: it is no supply, and no row of it is shown."""
    rows = supply_evidence(tiny_tables, asked, "zh")
    assert set(rows["code"]) == {one.thing.key for one in gap(tiny_tables, asked).majors}
    assert rows["graduates"].null_count() == 0


def test_a_row_leads_to_its_line_in_the_file(tiny_tables: Tables) -> None:
    """Line by line the file says what the row says (1 is the heading)."""
    lines = (EXAMPLES / "tiny" / "demand.csv").read_text(encoding="utf-8").splitlines()
    rows = demand_evidence(tiny_tables, GapParameters(2024), "zh")
    assert set(rows["file"]) == {"demand.csv"}
    assert len(set(rows["row"])) == len(rows)
    called = dict(tiny_tables["occupations"].select("node_key", "aliases").iter_rows())
    columns = rows.select("code", "name", "openings", "row")
    for code, name, openings_there, line in columns.iter_rows():
        cells = lines[line - 1].split(",")
        assert {code, name, *(called[code] or []), *DECIDED} & set(cells)
        figures = [float(cell) for cell in cells if cell.replace(".", "", 1).isdigit()]
        parts = {a + b for a, b in combinations(figures, 2)}  # expansion and replacement
        assert openings_there in {*figures, *parts}
    assert rows.columns[-len(PLACE) :] == list(PLACE)


def test_names_and_words_are_those_of_the_reader(tiny_tables: Tables) -> None:
    zh, en = (demand_evidence(tiny_tables, GapParameters(2024), lang) for lang in ("zh", "en"))
    assert zh["code"].to_list() == en["code"].to_list()
    nurse = zh.with_columns(en["name"].alias("english")).filter(pl.col("name") == "社区护士")
    assert set(nurse["english"]) == {"Community nurse"}
    assert set(zh["grade"]) == {"示意"}
    assert set(en["grade"]) == {"Illustrative"}
    assert "不限" in set(zh["level"])


def test_only_one_basis_is_counted_and_an_empty_one_is_the_survey() -> None:
    tables = world(demand=[openings(4), openings(9, basis="postings"), openings(None, level=3)])
    assert demand_evidence(tables)["openings"].to_list() == [4]
    posted = demand_evidence(tables, GapParameters(basis="postings"))
    assert posted["openings"].to_list() == [9]


def test_an_own_level_stands_where_the_row_has_none() -> None:
    tables = world(
        occupations=[{"code": "O", "name": "O", "level": 5}, {"code": "P", "name": "P"}],
        demand=[openings(4), openings(3, level=3), openings(2, occupation="P")],
    )
    found = demand_evidence(tables, lang="en").select("openings", "level").rows()
    assert found == [(4, "Short-cycle tertiary"), (3, "Upper secondary"), (2, "No requirement")]


def test_unknown_graduates_are_not_counted_and_not_shown() -> None:
    tables = world(enrolment=[graduates(7), graduates(None, track="3")])
    assert supply_evidence(tables)["graduates"].to_list() == [7]


def test_what_cannot_be_answered_has_no_rows() -> None:
    with pytest.raises(NoAnswer):
        demand_evidence(world(demand=[openings(None)]))
    with pytest.raises(WrongInput):
        supply_evidence(world(), GapParameters(area="Atlantis"))
