"""Whole persons that add up: the rounding itself, and every table of a gap report."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.draw.strands import MAJOR, OCCUPATION, SEGMENT, Filter, strands
from graph.errors import NoAnswer
from graph.gap.flows.rounding import added_up, half_up, percent, percent_said
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.parts import By, in_whole_persons, split
from graph.gap.paths import paths
from graph.gap.supply import supply_rows
from graph.ontology import load
from graph.settings import EXAMPLES
from graph.tables import Tables
from graph.telling.listings import part_lines
from graph.telling.tabulated import major_rows, occupation_rows, part_rows
from graph.words import LANGUAGES
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.random_cities import random_city, write_city

FIGURES = st.lists(st.fractions(0, 500, max_denominator=97), max_size=20)
ASKED = (
    GapParameters(),
    GapParameters(tier=2),
    GapParameters(market="own"),
    GapParameters(min_level=3),
    GapParameters(basis="postings"),
)


@given(FIGURES)
def test_sums_are_kept_and_no_figure_moves_by_one(figures: list[Fraction]) -> None:
    whole = added_up(figures).tolist()
    assert sum(whole) == floor(sum(figures, Fraction(0)) + Fraction(1, 2))
    assert all(abs(each - exact) < 1 for each, exact in zip(whole, figures, strict=True))
    assert added_up(figures).tolist() == whole


@given(FIGURES, st.integers(0, 10))
def test_a_column_within_another_one_stays_within_it(figures: list[Fraction], parts: int) -> None:
    inside = [figure * parts / 10 for figure in figures]
    most = added_up(figures).tolist()
    whole = added_up(inside, most=most).tolist()
    assert sum(whole) == half_up(sum(inside, Fraction(0)))
    assert all(each <= limit for each, limit in zip(whole, most, strict=True))


def test_the_largest_remainders_get_what_is_missing() -> None:
    """1.2 + 3.7 + 0.6 = 5.5, so 6: cut they are 1 + 3 + 0, and .7 and .6 are the largest rests."""
    assert added_up([1.2, 3.7, 0.6]).tolist() == [1, 4, 1]
    assert added_up([0.5, 2.5, 0.5, 2.5]).tolist() == [0, 3, 0, 3]  # of equal ones the larger
    assert added_up([45 * 0.7]).tolist() == [32]  # 31.499999999999996
    assert added_up([]).tolist() == []


def test_no_bias_where_fractions_lie_just_above_a_half() -> None:
    """Twenty times 3.6 are 72 persons; each rounded by itself they would be 80."""
    assert added_up([3.6] * 20).sum() == 72
    assert sum(half_up(each) for each in [3.6] * 20) == 80


def test_nothing_and_everything_are_said_only_where_they_are_exact() -> None:
    shares = [Fraction(n, 1000) for n in (0, 4, 5, 796, 994, 995, 1000)]
    assert [percent_said(share) for share in shares] == [
        "0%", "<1%", "1%", "80%", "99%", ">99%", "100%",
    ]  # fmt: skip
    assert percent(Fraction(1, 10**6), 1) == 0.1
    assert percent(1 - Fraction(1, 10**6), 1) == 99.9
    assert percent(Fraction(656, 824)) == 80.0


# Every table of a report --------------------------------------------------------------------------

Answered = list[tuple[Tables, GapParameters, GapReport]]


@pytest.fixture(scope="module")
def cities(tmp_path_factory: pytest.TempPathFactory) -> list[Tables]:
    root = tmp_path_factory.mktemp("rounded")
    folders = [EXAMPLES / "tiny", EXAMPLES / "wuzhou"]
    folders += [write_city(random_city(seed), root / str(seed)) for seed in (21, 22, 23)]
    return [ingest(open_datasets([one], None, load()), load()).tables for one in folders]


@pytest.fixture(scope="module")
def answered(cities: list[Tables]) -> Answered:
    found = []
    for tables in cities:
        for asked in ASKED:
            with suppress(NoAnswer):
                found.append((tables, asked, gap(tables, asked)))
    return found


def test_columns_add_up_to_the_totals(answered: Answered) -> None:
    for _, _, report in answered:
        places, seats = occupation_rows(report, "zh"), major_rows(report, "zh")
        assert places["demand"].sum() == report.demand
        assert places["short"].sum() == report.shortage == sum(b.short for b in report.blocks)
        outside = [one for one in report.majors if not one.enters]  # of a part: not listed
        assert seats["supply"].sum() + sum(one.supply for one in outside) == report.supply
        assert seats["unplaced"].sum() + sum(one.unplaced for one in outside) == report.surplus
        for block in report.blocks:
            assert sum(one.empty for one in block.occupations) == block.short
            assert sum(one.demand for one in block.occupations) == block.demand
        for one in report.occupations:
            assert abs(one.empty - one.short) < 1
            assert one.empty <= one.demand
        for seat in report.majors:
            assert abs(seat.unplaced - seat.supply * (1 - seat.placement_rate)) < 1


@pytest.mark.parametrize("by", ["area", "chain"])
def test_parts_add_up_in_whole_persons(answered: Answered, by: By) -> None:
    for tables, parameters, report in answered:
        parts = split(tables, by, parameters)
        rows = part_rows(parts, "en")
        assert rows["demand"].sum() == report.demand
        assert rows["shortage"].sum() == report.shortage
        for row in rows.drop_nulls(("demand", "shortage")).iter_rows(named=True):
            assert row["matched"] + row["shortage"] == row["demand"]
        if by == "area":
            assert rows["supply"].sum() == report.supply
            assert rows["surplus"].sum() == report.surplus
        for exact, whole in zip(parts.parts, in_whole_persons(parts), strict=True):
            for name in ("demand", "supply", "matched"):
                before, after = getattr(exact, name), getattr(whole, name)
                assert (before is None) == (after is None)
                assert before is None or abs(after - before) < 1
        for lang in LANGUAGES:
            *several, (_, total, _) = part_lines(parts, lang)
            assert sum(one.shortage or 0 for _, one, _ in several) == total.shortage


def test_other_bases_are_what_the_demand_would_be(answered: Answered) -> None:
    """Also with a level asked for, which leaves out rows of every basis."""
    seen = 0
    for tables, parameters, report in answered:
        for basis, places in report.other_bases.items():
            other = gap(tables, replace(parameters, year=report.year, basis=basis))
            assert other.demand == places
            seen += 1
    assert seen > 3


def test_the_supply_is_the_rounded_sum(answered: Answered) -> None:
    """Also of years in which most fractions lie above a half."""
    for tables, parameters, report in answered:
        if parameters != GapParameters():
            continue
        rows = supply_rows(tables, report.year)
        mapped = rows.filter(rows["key"].is_in(tables["crosswalk"]["major"].unique().implode()))
        assert report.supply == half_up(float(np.nansum(mapped["persons"].to_numpy())))


def test_every_column_of_the_ribbon_adds_up_to_its_title(cities: list[Tables]) -> None:
    for tables in cities:
        found = paths(tables)
        chains = [None, *tables["chains"]["node_key"].head(3)]
        for chain in chains:
            try:
                whole = strands(found, tables, load(), Filter(chain=chain))
            except NoAnswer:
                continue
            total = whole.total
            for column, parts in enumerate(whole.columns):
                persons = sum(part.whole for part in parts.values())
                left = sum(part.whole_spare for part in parts.values())
                sums = ("demand", "shortage") if column <= OCCUPATION else ("supply", "surplus")
                if persons or total[sums[0]]:
                    assert (persons, left) == (total[sums[0]], total[sums[1]])
            for key, part in whole.columns[0].items():
                inside = [one for one in whole.columns[SEGMENT].values() if one.chain == key]
                assert sum(one.whole for one in inside) == part.whole
                assert sum(one.whole_spare for one in inside) == part.whole_spare
            if chain is None:
                empty = {key: part.whole_spare for key, part in whole.columns[OCCUPATION].items()}
                for key, left in empty.items():
                    mine = [one for one in found.report.occupations if one.thing.key == key]
                    assert left == sum(one.empty for one in mine)
                assert total["surplus"] == found.report.surplus
                assert (
                    sum(p.whole_spare for p in whole.columns[MAJOR].values())
                    == found.report.surplus
                )
