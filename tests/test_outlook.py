"""The coming years: cohorts to the person, conservation, demand ahead, scenarios; by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graph.errors import NoAnswer, WrongInput
from graph.gap import effort
from graph.gap.flows import many
from graph.gap.flows.flow import Network
from graph.gap.flows.many import Solved, solve_many
from graph.gap.scope import GapParameters
from graph.ontology import Ontology, load
from graph.outlook import draws
from graph.outlook.ahead import gap_ahead
from graph.outlook.backtest import ALL, Trial
from graph.outlook.cohorts import BASES, project
from graph.outlook.conservation import Account, accounts
from graph.outlook.one_side import outlook_of_known
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters, is_ahead
from graph.outlook.programmes import pathways_of, programmes_of
from graph.outlook.report import Interval, OneSide, Outlook
from graph.tables import Tables
from graph.telling.as_json import rows as rows_of_gap
from graph.telling.as_json import to_json
from graph.telling.kept import to_keep
from graph.telling.outlook import lack, outlook_json, outlook_rows, record_sentences
from graph.telling.outlook_tables import year_rows
from graph.telling.sentences import headline
from ingest.datasets import open_datasets
from ingest.pipeline import ingest
from tests.test_gap import frame, graduates, openings, world

Row = dict[str, Any]
LONG = [{"code": "M", "name": "专业", "level": 5, "length_years": 3}]
CERTAIN = OutlookParameters(draws=0)


def enrolled(persons: int | None, year: int, **more: Any) -> Row:
    return {"college": "C", "major": "M", "year": year, "enrolled": persons} | more


def cohorts_of_one_major(**more: Any) -> Tables:
    """Three years of study, four of five complete: 100, 90, 80 and 70 were taken in."""
    intakes = zip((100, 90, 80), (2021, 2022, 2023), strict=True)
    rows = [enrolled(persons, year) for persons, year in intakes]
    rows.append(graduates(80, enrolled=70))
    return world(**{"majors": LONG, "enrolment": rows} | more)


def noted(report: Outlook) -> dict[str, Mapping[str, Any]]:
    return {note.key: note.values for note in report.assumptions}


def supplies(report: Outlook) -> list[int]:
    return [year.supply.median for year in report.years]


def test_who_sits_in_class_graduates_to_the_person() -> None:
    """90, 80 and 70 × 80 %; then ½ · 70 + ½ · 80 = 75 are taken in a year, of whom 60 complete."""
    report = outlook(cohorts_of_one_major(), CERTAIN)
    assert (report.newest, report.until) == (2024, 2029)
    assert supplies(report) == [72, 64, 56, 60, 60]
    assert [year.basis for year in report.majors[0].years] == ["cohort"] * 3 + ["projected"] * 2
    assert [year.known_share for year in report.years] == [1, 1, 1, 0, 0]
    assert [report.in_class(year) for year in report.years] == [1, 1, 1, 0, 0]
    assert [(row.enrolled, row.completion) for row in report.cohorts][:2] == [(90, 0.8), (80, 0.8)]
    assert noted(report)["completion_measured"] == {"pairs": 1}


def test_of_whom_no_intake_is_given_nobody_knows_who_is_in_class() -> None:
    rows = [graduates(50, year=year) for year in (2022, 2023, 2024)]
    report = outlook(cohorts_of_one_major(enrolment=rows), CERTAIN)
    assert [report.in_class(year) for year in report.years] == [None] * len(report.years)
    assert set(year_rows([report], [], "en")["in_class_pct"]) == {None}


def test_the_demand_stays_near_its_last_years_and_the_gap_is_that_of_each_year() -> None:
    rows = [openings(n, year=year) for n, year in ((60, 2022), (90, 2023), (90, 2024))]
    report = outlook(cohorts_of_one_major(demand=rows), CERTAIN)
    year = report.years[0]
    assert (year.demand, year.shortage) == (Interval(None, 85, None), Interval(None, 13, None))
    assert noted(report)["demand_by_half"] == {}


def test_given_projections_are_taken_as_they_are_then_held() -> None:
    ahead = [openings(n, year=y, basis="projection") for n, y in ((100, 2025), (120, 2026))]
    report = outlook(cohorts_of_one_major(demand=[openings(50), *ahead]), CERTAIN)
    assert report.basis == "projection"
    assert [year.demand.median for year in report.years] == [100, 120, 120, 120, 120]
    assert noted(report)["demand_given"] == {"year": 2026}
    assert noted(report)["demand_held"] == {"year": 2026}
    on_survey = OutlookParameters(GapParameters(basis="survey"), draws=0)
    kept = outlook(cohorts_of_one_major(demand=[openings(50), *ahead]), on_survey)
    assert [year.demand.median for year in kept.years] == [50] * 5


def test_demand_that_is_reported_before_the_graduates_is_not_projected() -> None:
    """Then ½ · 130 + ½ · (90 + 90 + 130) ÷ 3 = 116.7; what a thin year reports is not taken."""
    rows = [openings(n, year=year) for n, year in ((60, 2022), (90, 2023), (90, 2024))]
    newer = openings(130, year=2025)
    report = outlook(cohorts_of_one_major(demand=[*rows, newer]), CERTAIN)
    assert report.newest == 2024
    assert [year.demand.median for year in report.years][:2] == [130, 117]
    assert noted(report)["demand_reported"] == {"year": 2025}
    assert "demand_given" not in noted(report)
    many = [openings(18, year=year) for year in (2022, 2023, 2024) for _ in range(5)]
    report = outlook(cohorts_of_one_major(demand=[*many, newer]), CERTAIN)
    assert report.years[0].demand.median == 90
    assert noted(report)["demand_thin_ahead"]["rows"] == 1


def test_projections_elsewhere_do_not_hide_the_figures_of_an_area() -> None:
    """Projections are of the west; the east has a survey alone."""
    rows = [openings(50, area="11"), openings(80, year=2025, basis="projection", area="12")]
    east = OutlookParameters(GapParameters(area="11"), draws=0, until=2025)
    report = outlook(cohorts_of_one_major(demand=rows), east)
    assert (report.basis, report.years[0].demand.median) == ("survey", 50)


def test_demand_is_growth_and_leaving_where_only_employment_is_given() -> None:
    """1,000 grow to 1,050, and 2 % leave in each of two months: 50 + 24 % of 1,000 = 290."""
    later = openings(None, year=2025, basis="projection", employment=1050)
    months = [
        {"enterprise": "E", "period": f"2024-0{k}", "employed": 50, "leavers": 1} for k in (1, 2)
    ]
    rows = [openings(15, basis="projection", employment=1000), later]
    tables = cohorts_of_one_major(
        demand=rows, monitoring=months, enterprises=[{"id": "E", "name": "企业"}]
    )
    report = outlook(tables, OutlookParameters(draws=0, until=2025))
    assert report.years[0].demand.median == 290
    assert noted(report)["demand_by_employment"] == {"percent": 24.0, "months": 2}


def test_a_plan_is_the_intake_of_its_year_and_a_closed_programme_takes_nobody() -> None:
    rows = [enrolled(100, 2021), graduates(80, enrolled=70), enrolled(None, 2025, planned=200)]
    tables = world(majors=LONG, enrolment=rows)
    report = outlook(tables, OutlookParameters(draws=0, until=2028))
    assert report.years[-1].supply.median == 160
    assert report.majors[0].years[-1].basis == "planned"
    closed = [{"college": "C", "major": "M", "until": 2024}]
    report = outlook(
        world(majors=LONG, enrolment=rows[:2], programmes=closed),
        OutlookParameters(draws=0, until=2029),
    )
    last = [row for row in report.cohorts if row.year == 2029]
    assert (last[0].graduates, last[0].basis) == (Interval(None, 0, None), "cohort")


def test_a_programme_without_intakes_continues_its_graduates() -> None:
    rows = [graduates(n, year=year) for n, year in ((20, 2022), (40, 2023), (60, 2024))]
    report = outlook(world(enrolment=rows), CERTAIN)
    assert supplies(report) == [50] * 5
    assert noted(report)["supply_by_series"] == {"programmes": 1}
    assert report.cohorts[0].basis == "projected"


def test_a_plan_alone_is_no_supply() -> None:
    """Nobody knows whether the programme is new or was never reported, unless it says so."""
    majors = [*LONG, {"code": "N", "name": "另一专业", "level": 5, "length_years": 3}]
    plan = enrolled(None, 2023, major="N", planned=40)
    rows = [enrolled(100, 2021), graduates(80), plan]
    crosswalk = [{"major": m, "occupation": "O", "grade": "official"} for m in "MN"]
    until = OutlookParameters(draws=0, until=2026)
    report = outlook(world(majors=majors, enrolment=rows, crosswalk=crosswalk), until)
    assert noted(report)["plans_alone"] == {"programmes": 1, "persons": 40}
    assert {major.thing.key for major in report.majors} == {"M"}
    opened = [{"college": "C", "major": "N", "since": 2023}]
    tables = world(majors=majors, enrolment=rows, crosswalk=crosswalk, programmes=opened)
    supply = {m.thing.key: m.years[-1].supply.median for m in outlook(tables, until).majors}
    assert supply["N"] == 32


@pytest.mark.parametrize(("length", "assumed"), [(None, 3), (40, 3), (2.5, None)])
def test_a_length_that_cannot_be_meant_is_the_levels(length: float | None, assumed: int) -> None:
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": length}]
    report = outlook(cohorts_of_one_major(majors=majors), CERTAIN)
    assert supplies(report)[0] == 72
    assert ("length_of_level" in noted(report)) == (assumed is not None)


def test_more_graduates_than_were_taken_in_are_said_and_count_as_all() -> None:
    rows = [enrolled(50, 2021), enrolled(60, 2022), graduates(80)]
    report = outlook(world(majors=LONG, enrolment=rows), OutlookParameters(draws=0, until=2025))
    assert supplies(report) == [60]
    assert noted(report)["graduates_above_intake"] == {"cells": 1}


# Pathways -----------------------------------------------------------------------------------------


def ladder_of_schools() -> Tables:
    """School S (3 years) leads to college C by 3+2, college C to university U (2 years left).

    Nobody drops out. A quarter of the school's 40 graduates go on (10 seats), and of the college's.
    """
    colleges = [
        {"code": code, "name": code, "level": level, "area": "11"}
        for code, level in (("S", 3), ("C", 5), ("U", 6))
    ]
    majors = [
        {"code": code, "name": code, "level": level, "length_years": length}
        for code, level, length in (("s", 3, 3), ("c", 5, 3), ("u", 6, 4))
    ]
    rows = []
    for year in range(2018, 2025):
        for college, major, intake, out, on in (
            ("S", "s", 40, 40, 10),
            ("C", "c", 30, 30, 6),
            ("U", "u", 50, 50, 0),
        ):
            row = {"college": college, "major": major, "year": year, "enrolled": intake}
            rows.append(row | {"graduates": out, "further_study": on} if year >= 2022 else row)
    pathways = [
        {"from_college": "S", "from_major": "s", "to_college": "C", "to_major": "c", "kind": "3+2"}
        | {"seats": 10},
        {"from_college": "C", "from_major": "c", "to_college": "U", "to_major": "u"}
        | {"kind": "专升本", "seats": 20},
    ]
    crosswalk = [{"major": m, "occupation": "O", "grade": "official"} for m in "scu"]
    return world(
        colleges=colleges, majors=majors, enrolment=rows, pathways=pathways, crosswalk=crosswalk,
        demand=[openings(500, level=3)],
    )  # fmt: skip


def test_who_goes_on_is_supplied_once() -> None:
    """Of 40, 30 and 50 graduates 10 and 6 study on: 104 look for work, every year."""
    report = outlook(ladder_of_schools(), OutlookParameters(draws=0, until=2028))
    assert supplies(report) == [104] * 4
    tables = ladder_of_schools()
    programmes = programmes_of(tables, 2028)
    pathways = pathways_of(tables, programmes)
    assert sorted(pathways.lengths.tolist()) == [2, 2]
    projection = project(programmes, pathways, 2024)
    came = {
        (programmes.keys[p][0], int(length)): int(persons)
        for cohort in projection.cohorts
        if cohort.start == 2024 - 2018
        for p, length, persons in zip(
            cohort.programme, cohort.end - cohort.start, cohort.persons, strict=True
        )
    }
    assert came == {("S", 3): 40, ("C", 3): 20, ("C", 2): 10, ("U", 4): 44, ("U", 2): 6}


def test_every_person_is_accounted_for() -> None:
    """Also where people drop out, in programmes of three lengths."""
    tables = ladder_of_schools()
    programmes = programmes_of(tables, 2030)
    half_leave = lambda side, _year, values: values * 0.5 if side == "completion" else values  # noqa: E731
    projection = project(programmes, pathways_of(tables, programmes), 2024, half_leave)
    listed = accounts(programmes, projection)
    assert [account.year for account in listed] == list(range(2025, 2031))
    for account in listed:
        out = account.to_work + account.further_study + account.dropped + account.still_enrolled
        assert account.entrants == out
        assert account.dropped > 0
    for before, after in pairwise(listed):
        taken_in = after.entrants - before.still_enrolled
        assert taken_in == 40 + 30 + 50


def test_nobody_drops_out_where_all_complete() -> None:
    report = outlook(ladder_of_schools(), OutlookParameters(draws=0, until=2025))
    [account] = report.conservation
    # In class at the start: 3 × 40; 3 × 20 + 2 × 10; 4 × 44 + 2 × 6, then 120 are taken in.
    assert account == Account(2025, 120 + 80 + 188 + 120, 104, 16, 0, 388)


# Scenarios ----------------------------------------------------------------------------------------


def scenario(id_: str, side: str, **more: Any) -> Row:
    return {"id": id_, "name": id_, "side": side, "scope": "all", "from_year": 2025} | more


def test_growth_compounds_and_what_is_added_comes_after() -> None:
    """50 × 1.1 × 1.2 + 7 = 73 in 2025; 50 × 1.21 × 1.2 + 7 = 79.6 in 2026, then it stands still."""
    rows = [
        scenario("plant", "demand", growth_pct=10, to_year=2026),
        scenario("plant", "demand", scope="occupation", key="O", growth_pct=20, to_year=2025),
        scenario("plant", "demand", scope="area", key="1", add=7, to_year=2026),
        scenario("plant", "demand", scope="chain", key="tea", add=1000),
    ]
    tables = cohorts_of_one_major(demand=[openings(50, area="11")], scenarios=rows)
    report = outlook(tables, OutlookParameters(scenarios=("plant",), draws=0, until=2027))
    assert [year.demand.median for year in report.years] == [73, 80, 73]
    assert noted(report)["scenario_on_nothing"]["key"] == "tea"
    without = outlook(tables, OutlookParameters(draws=0, until=2027))
    assert [year.demand.median for year in without.years] == [50] * 3


def test_a_scenario_of_intakes_changes_the_years_that_rest_on_them() -> None:
    rows = [
        scenario("more", "intake", scope="major", key="专业", add=25),
        scenario("more", "intake", scope="college", key="C", growth_pct=-20, from_year=2026),
    ]
    report = outlook(
        cohorts_of_one_major(scenarios=rows), OutlookParameters(scenarios=("more",), draws=0)
    )
    assert supplies(report) == [72, 64, 56, 80, 68]  # (75 + 25) × 80 %, (75 × 0.8 + 25) × 80 %
    assert [year.basis for year in report.majors[0].years][-2:] == ["scenario"] * 2


def test_staying_and_completing_can_change_too() -> None:
    rows = [scenario("stay", "retention", growth_pct=-50)]
    stated = graduates(80, enrolled=70, employed=80, employed_local=40)
    enrolment = [enrolled(100, 2021), enrolled(90, 2022), stated]
    tables = world(majors=LONG, enrolment=enrolment, scenarios=rows)
    until = OutlookParameters(draws=0, until=2025)
    assert supplies(outlook(tables, until)) == [36]
    halved = OutlookParameters(draws=0, until=2025, scenarios=("stay",))
    assert supplies(outlook(tables, halved)) == [18]


def test_an_industry_changes_the_segments_that_cover_it() -> None:
    segments = [
        {"id": f"{chain}-1", "name": chain, "chain": chain, "stage": "upstream"}
        | {"industries": [industry]}
        for chain, industry in (("tea", "A"), ("care", "Q"))
    ]
    rows = [openings(50, segment="tea-1"), openings(30, segment="care-1", area="11")]
    tables = cohorts_of_one_major(
        demand=rows,
        segments=segments,
        industries=[{"code": code, "name": code} for code in "AQ"],
        scenarios=[scenario("boom", "demand", scope="industry", key="A", growth_pct=100)],
    )
    report = outlook(tables, OutlookParameters(scenarios=("boom",), draws=0, until=2025))
    assert report.years[0].demand.median == 130


def test_nothing_is_added_to_a_share_and_it_is_said() -> None:
    rows = [scenario("odd", "retention", add=7), scenario("odd", "completion", growth_pct=-50)]
    tables = cohorts_of_one_major(scenarios=rows)
    report = outlook(tables, OutlookParameters(scenarios=("odd",), draws=0, until=2025))
    assert supplies(report) == [36]
    assert noted(report)["scenario_add_to_share"] == {"rows": 1}


def test_a_trend_that_won_is_named() -> None:
    """Openings that double each year for ten years continue to grow, and it is said why."""
    rows = [openings(2.0**k, year=2015 + k) for k in range(10)]
    report = outlook(cohorts_of_one_major(demand=rows), OutlookParameters(draws=0, until=2026))
    assert "demand_by_damped" in noted(report)
    first, second = (year.demand.median for year in report.years)
    assert 512 < first < second


def test_an_unknown_scenario_is_refused_with_those_there_are() -> None:
    tables = cohorts_of_one_major(scenarios=[scenario("plant", "demand", growth_pct=1)])
    with pytest.raises(WrongInput) as caught:
        outlook(tables, OutlookParameters(scenarios=("plan",)))
    assert caught.value.values["known"] == "plant"


# Bands --------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_bands() -> None:
    tables = cohorts_of_one_major()
    asked = OutlookParameters(draws=50, seed=7)
    assert outlook_json(outlook(tables, asked), "en", "b") == outlook_json(
        outlook(tables, asked), "en", "b"
    )
    other = outlook(tables, OutlookParameters(draws=50, seed=8))
    assert other.years != outlook(tables, asked).years


def test_more_programmes_than_can_be_drawn_are_refused_with_the_draws_that_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(effort, "MOST_DRAWN", 49)
    assert outlook(cohorts_of_one_major(), OutlookParameters(draws=49)).years
    monkeypatch.setattr("graph.outlook.outlook.figures_of", pytest.fail)  # refused before that
    with pytest.raises(NoAnswer, match="--draws 49"):
        outlook(cohorts_of_one_major(), OutlookParameters(draws=50))


def test_no_record_of_its_own_is_claimed_on_one_year_of_data() -> None:
    report = outlook(world(majors=LONG), OutlookParameters(draws=50))
    assert report.backtest == ()
    assert {"band_supply_borrowed", "band_demand_borrowed"} <= set(noted(report))
    assert noted(report)["no_band"] == {"year": 2028}
    near, far = report.years[0], report.years[-1]
    assert near.supply.low is not None
    assert (far.supply.low, far.shortage.high, report.majors[0].years[-1].p_scarce) == (None,) * 3


def test_one_side_alone_has_no_gap_ahead() -> None:
    with pytest.raises(NoAnswer):
        outlook(world(demand=[]))
    with pytest.raises(NoAnswer):
        outlook(world(enrolment=[]))
    with pytest.raises(NoAnswer):
        outlook_of_known(world(demand=[], enrolment=[]))


def known_alone(tables: Tables, **asked: Any) -> OneSide:
    report = outlook_of_known(tables, replace(CERTAIN, **asked))
    assert isinstance(report, OneSide)
    return report


@pytest.mark.parametrize("area", [None, "11"])
def test_supply_alone_is_told_without_a_gap(area: str | None) -> None:
    """The cohorts are those of the city with demand: 90, 80 and 70 × 80 %, then 60."""
    tables = cohorts_of_one_major(demand=[], crosswalk=[])
    report = known_alone(tables, gap=GapParameters(area=area))
    supply = [year.supply.median for year in report.years if year.supply]
    assert (report.lacks, report.newest, supply) == ("demand", 2024, [72, 64, 56, 60, 60])
    assert [year.supply.median for year in report.majors[0].years] == supply
    assert report.conservation == outlook(cohorts_of_one_major(), CERTAIN).conservation
    answer = outlook_json(report, "en", None)
    assert (answer["lacks"], answer["basis"]) == ("demand", None)
    assert answer["years"][0] == {
        "year": 2025,
        "known_share": 1.0,
        "supply": {"low": None, "median": 72, "high": None},
        **dict.fromkeys(("demand", "shortage", "quantity", "composition", "surplus")),
    }
    assert answer["majors"][0]["years"][0]["p_scarce"] is None
    assert "Fill in the column openings" in answer["assumptions"][0]


def test_intakes_alone_are_supply_from_the_year_they_are_due() -> None:
    """Nobody knows who began before 2024; 30 began then and are due in 2027."""
    report = known_alone(cohorts_of_one_major(demand=[], enrolment=[enrolled(30, 2024)]))
    assert [(year.year, year.supply.median) for year in report.years if year.supply] == [
        (2027, 30),
        (2028, 30),
        (2029, 30),
    ]


def test_demand_alone_is_told_without_a_gap() -> None:
    rows = [openings(n, year=year) for n, year in ((60, 2022), (90, 2023), (90, 2024))]
    report = known_alone(world(demand=rows, enrolment=[], crosswalk=[]))
    assert [year.demand.median for year in report.years if year.demand] == [85] * 5
    assert (report.lacks, report.majors, report.conservation) == ("supply", (), ())
    answer = outlook_json(report, "en", None)
    assert answer["occupations"][0]["years"][0] == {
        "year": 2025,
        "demand": {"low": None, "median": 85, "high": None},
        "short": None,
        "p_starved": None,
    }
    assert [row["persons"] for row in outlook_rows(report, "en", "occupation")] == [85] * 5
    assert "Fill in the column graduates" in lack(report, "en")
    assert len(record_sentences(report, "en")) == 1


def test_projections_alone_begin_with_their_first_year() -> None:
    rows = [openings(n, year=y, basis="projection") for n, y in ((100, 2025), (120, 2027))]
    report = known_alone(world(demand=rows, enrolment=[]), until=2027)
    assert report.newest == 2025
    assert [year.demand.median for year in report.years if year.demand] == [100, 120]


def test_one_side_has_bands_and_scenarios_but_cannot_be_kept() -> None:
    change = {"id": "S", "name": "增", "scope": "all", "side": "intake", "from_year": 2025}
    tables = cohorts_of_one_major(demand=[], scenarios=[change | {"growth_pct": 100.0}])
    report = known_alone(tables, scenarios=("S",), draws=40)
    first, last = report.years[0].supply, report.years[-1].supply
    assert first is not None
    assert first.low is not None
    assert last is not None
    assert last.median > 60
    with pytest.raises(WrongInput, match="cannot be kept"):
        to_keep(report, CERTAIN, "b")


def test_a_chain_or_a_basis_is_of_demand_and_a_place_needs_rows() -> None:
    tables = cohorts_of_one_major(demand=[])
    for asked in (GapParameters(chain="tea"), GapParameters(basis="survey")):
        with pytest.raises(NoAnswer, match="openings"):
            outlook_of_known(tables, OutlookParameters(asked))
    with pytest.raises(NoAnswer):
        outlook_of_known(tables, OutlookParameters(GapParameters(area="12")))
    elsewhere = world(enrolment=[], demand=[openings(15, area="11")])
    with pytest.raises(NoAnswer):
        outlook_of_known(elsewhere, OutlookParameters(GapParameters(area="12")))
    with pytest.raises(NoAnswer, match="survey"):
        outlook_of_known(elsewhere, OutlookParameters(GapParameters(basis="postings")))


@pytest.mark.parametrize(
    "wrong",
    [
        OutlookParameters(until=2024),
        OutlookParameters(until=2035),
        OutlookParameters(cover=0.99),
        OutlookParameters(draws=-1),
        OutlookParameters(draws=10_001),
        OutlookParameters(seed=-1),
    ],
)
def test_parameters_out_of_range_are_refused(wrong: OutlookParameters) -> None:
    with pytest.raises(WrongInput):
        outlook(world(), wrong)


def test_a_major_scarce_for_years_names_the_first_intake_still_open() -> None:
    report = outlook(
        cohorts_of_one_major(demand=[openings(500)]), OutlookParameters(draws=50, until=2027)
    )
    [major] = report.majors
    assert (major.warned, major.since, major.decide_by, major.effect) == (
        "scarce",
        2025,
        2025,
        2028,
    )
    assert all((year.p_scarce or 0) > 0.9 for year in major.years)


def test_the_json_is_the_contracts() -> None:
    answer = outlook_json(outlook(cohorts_of_one_major(), CERTAIN), "zh", "b1")
    assert list(answer)[:8] == [
        "build", "from", "to", "scenario", "basis", "grade", "cover", "draws",
    ]  # fmt: skip
    assert {"years", "occupations", "majors", "cohorts", "backtest", "conservation"} <= set(answer)
    assert set(answer["years"][0]) == {
        "year", "known_share", "demand", "supply", "shortage", "quantity", "composition", "surplus",
    }  # fmt: skip
    assert set(answer["cohorts"][0]) == {
        "college", "major", "track", "year", "enrolled", "completion", "graduates", "basis", "band",
    }  # fmt: skip
    assert answer["cohorts"][0]["basis"] in BASES
    assert answer["grade"] == "estimated"
    assert not np.isnan(answer["years"][0]["known_share"])


# The gap of a year to come ------------------------------------------------------------------------


def test_the_gap_of_a_year_to_come_is_solved_at_the_expected_figures() -> None:
    """64 graduates in 2026 by the cohorts, 85 places by the series: 21 stay empty."""
    rows = [openings(n, year=year) for n, year in ((60, 2022), (90, 2023), (90, 2024))]
    tables = cohorts_of_one_major(demand=rows)
    report = gap_ahead(tables, GapParameters(year=2026))
    assert (report.year, report.demand, report.supply, report.shortage) == (2026, 85, 64, 21)
    assert report.grade == "estimated"
    assert report.beside.years[0] == outlook(tables, OutlookParameters(until=2026)).years[-1]
    assert "(projected)" in headline(report, "en")
    assert "预测 2026 年" in headline(report, "zh")
    answer = to_json(report, "en", "b")
    assert answer["projected"]["from"] == 2024
    assert {"low", "median", "high"} == set(answer["projected"]["shortage"])
    [occupation] = answer["projected"]["occupations"]
    assert occupation["p_starved"] is not None
    assert rows_of_gap(report)[0]["p_starved"] == occupation["p_starved"]


def test_a_scenario_changes_the_gap_of_a_year_to_come() -> None:
    tables = cohorts_of_one_major(scenarios=[scenario("plant", "demand", add=7)])
    usual, plant = (
        gap_ahead(tables, GapParameters(year=2025, draws=0), ids) for ids in ((), ("plant",))
    )
    assert plant.demand == usual.demand + 7
    assert to_json(plant, "en", "b")["projected"]["scenario"] == ["plant"]


def test_a_year_lies_ahead_where_neither_side_knows_it() -> None:
    ahead = openings(20, year=2026, basis="projection")
    tables = cohorts_of_one_major(demand=[openings(15), ahead])
    asked = [GapParameters(year=year) for year in (2024, 2025, 2026, 2023)]
    assert [is_ahead(tables, question) for question in asked] == [False, True, True, False]
    report = gap_ahead(tables, GapParameters(year=2026, basis="projection"))
    assert (report.demand, report.basis) == (20, "projection")


def test_projections_that_begin_later_stand_in_their_own_years() -> None:
    """Nothing is known of 2025 on their basis; 2027 lies between two of them."""
    ahead = [openings(n, year=y, basis="projection") for n, y in ((20, 2026), (50, 2028))]
    tables = cohorts_of_one_major(demand=[openings(15), *ahead])
    report = outlook(tables, CERTAIN)
    figures = [(year.year, year.demand.median) for year in report.years]
    assert figures == [(2026, 20), (2027, 20), (2028, 50), (2029, 50)]
    assert noted(report)["years_left_out"] == {"years": "2025"}
    assert {"demand_between", "demand_held"} <= set(noted(report))
    with pytest.raises(NoAnswer):
        gap_ahead(tables, GapParameters(year=2025))


def test_a_year_too_far_or_on_nothing_is_refused_with_the_reason() -> None:
    tables = cohorts_of_one_major()
    with pytest.raises(NoAnswer) as caught:
        gap_ahead(tables, GapParameters(year=2035))
    assert caught.value.values == {"year": 2035, "newest": 2024, "most": 2034}
    for wrong in (GapParameters(year=2026, noise="own=5"), GapParameters(year=2026, supply="plan")):
        with pytest.raises(WrongInput):
            gap_ahead(tables, wrong)
    with pytest.raises(NoAnswer):
        is_ahead(world(demand=[]), GapParameters(year=2026))


def test_figures_that_rest_on_invented_ones_are_no_better() -> None:
    invented = openings(15, grade="illustrative")
    report = outlook(cohorts_of_one_major(demand=[invented]), CERTAIN)
    assert report.grade == "illustrative"
    assert outlook(cohorts_of_one_major(), CERTAIN).grade == "estimated"


# Few years, odd figures ---------------------------------------------------------------------------


def years_of_many(known: int, count: int = 60) -> Tables:
    """Sixty programmes of one year's length and sixty occupations, known for so many years."""
    majors = [
        {"code": f"M{k}", "name": f"M{k}", "level": 5, "length_years": 1} for k in range(count)
    ]
    jobs = [{"code": f"O{k}", "name": f"O{k}", "level": 5} for k in range(count)]
    years = range(2025 - known, 2025)
    return world(
        majors=majors,
        occupations=jobs,
        crosswalk=[{"major": f"M{k}", "occupation": f"O{k}"} for k in range(count)],
        enrolment=[
            enrolled(20 + (7 * k + year) % 13, year, major=f"M{k}")
            | {"graduates": 18 + (5 * k + year) % 11}
            for k in range(count)
            for year in years
        ],
        demand=[
            openings(15 + (3 * k + 5 * year) % 17, year=year, occupation=f"O{k}")
            for k in range(count)
            for year in years
        ],
    )  # fmt: skip


@pytest.mark.parametrize(("known", "origins"), [(1, 0), (2, 0), (3, 0), (4, 1), (5, 2)])
def test_three_years_claim_no_record_of_their_own(known: int, origins: int) -> None:
    report = outlook(years_of_many(known), OutlookParameters(draws=20, until=2026))
    for side in ("supply", "demand"):
        judged = {trial.origin for trial in report.backtest if trial.side == side}
        assert len(judged) == origins, side
    assert ("band_demand_own" in noted(report)) == (known > 3)
    assert ("band_demand_borrowed" in noted(report)) == (known <= 3)
    assert ("band_cohort_own" in noted(report)) == (known > 3)


def test_every_cohort_has_a_band_that_says_what_it_rests_on() -> None:
    report = outlook(cohorts_of_one_major(), OutlookParameters(draws=200))
    in_class, later = report.cohorts[:3], report.cohorts[3:]
    for row in in_class:
        assert row.graduates is not None
        assert row.graduates.low is not None
        assert row.graduates.high is not None
        assert row.graduates.low < row.graduates.median < row.graduates.high
        assert row.band == "completion"
    assert [row.graduates and row.graduates.median for row in in_class] == [72, 64, 56]
    assert [(row.band, row.graduates) for row in later] == [(None, Interval(None, 60, None))] * 2
    without = outlook(cohorts_of_one_major(), CERTAIN).cohorts[0]
    assert (without.graduates, without.band) == (Interval(None, 72, None), None)


def test_figures_of_no_cohort_borrow_their_band() -> None:
    rows = [graduates(n, year=year) for n, year in ((20, 2022), (40, 2023), (60, 2024))]
    first = outlook(world(enrolment=rows), OutlookParameters(draws=50)).cohorts[0]
    assert (first.basis, first.band) == ("projected", "borrowed")


def test_a_plan_that_does_not_count_has_no_graduates() -> None:
    majors = [*LONG, {"code": "N", "name": "另一专业", "level": 5, "length_years": 3}]
    rows = [enrolled(100, 2021), graduates(80), enrolled(None, 2023, major="N", planned=40)]
    report = outlook(world(majors=majors, enrolment=rows), OutlookParameters(draws=50))
    plan = [row for row in report.cohorts if row.major == "N"]
    assert {(row.graduates, row.basis, row.band) for row in plan} == {(None, "unknown", None)}


@pytest.mark.parametrize("length", [0, 40, -1])
def test_a_length_of_a_programme_that_cannot_be_meant_is_not_believed(length: int) -> None:
    """The length of the major counts instead, and where it has none that of the level, as said."""
    wrong = [{"college": "C", "major": "M", "length_years": length}]
    report = outlook(cohorts_of_one_major(programmes=wrong), CERTAIN)
    assert supplies(report)[0] == 72
    assert "length_of_level" not in noted(report)
    bare = [{"code": "M", "name": "专业", "level": 5}]
    report = outlook(cohorts_of_one_major(programmes=wrong, majors=bare), CERTAIN)
    assert noted(report)["length_of_level"] == {"programmes": 1}


def test_years_with_gaps_are_not_filled_with_nothing() -> None:
    """Nobody reported 2023: who began then is unknown, and 2026 rests on what is expected."""
    rows = [enrolled(100, 2021), enrolled(90, 2022), graduates(80, enrolled=70)]
    report = outlook(world(majors=LONG, enrolment=rows), OutlookParameters(draws=0, until=2027))
    figures = {row.year: (row.enrolled, row.basis) for row in report.cohorts}
    assert figures[2025] == (90, "cohort")
    assert figures[2027] == (70, "cohort")
    assert (figures[2026][0], figures[2026][1]) != (0, "cohort")
    demand = [openings(40, year=2020), openings(60, year=2024)]
    kept = outlook(cohorts_of_one_major(demand=demand), CERTAIN)
    assert [year.demand.median for year in kept.years] == [60] * 5


def test_two_bases_are_never_mixed() -> None:
    rows = [
        openings(n, year=y, basis=b)
        for n, y, b in (
            (50, 2023, "survey"),
            (52, 2024, "survey"),
            (900, 2023, "postings"),
            (990, 2024, "postings"),
        )
    ]
    report = outlook(cohorts_of_one_major(demand=rows), CERTAIN)
    assert (report.basis, {year.demand.median for year in report.years}) == ("survey", {52})
    asked = OutlookParameters(GapParameters(basis="postings"), draws=0)
    report = outlook(cohorts_of_one_major(demand=rows), asked)
    assert (report.basis, {year.demand.median for year in report.years}) == ("postings", {990})


@pytest.mark.parametrize("side", ["demand", "intake", "retention", "completion"])
def test_a_scenario_on_nothing_is_named_whatever_its_side(side: str) -> None:
    rows = [scenario("odd", side, scope="major", key="none", growth_pct=50)]
    tables = cohorts_of_one_major(scenarios=rows)
    report = outlook(tables, OutlookParameters(scenarios=("odd",), draws=0))
    assert noted(report)["scenario_on_nothing"]["key"] == "none"
    assert report.years == outlook(tables, CERTAIN).years


def test_a_change_of_codes_is_no_shock(tmp_path: Path, ontology: Ontology) -> None:
    """Until 2022 majors and occupations had other codes: with successions nothing else changes."""

    def years_ahead(old_major: str, old_job: str) -> list[tuple[int, int]]:
        folder = tmp_path / f"{old_major}-{old_job}"
        files = {
            "majors": "code,name,level,length_years\nM2,护理,5,3",
            "occupations": "code,name,level\nO2,护士,5",
            "colleges": "code,name,level\nC,学院,5",
            "crosswalk": "major,occupation\nM2,O2",
            "successions": "table,from,to,since\nmajors,M1,M2,2023\noccupations,O1,O2,2023",
            "enrolment": "college,major,year,enrolled,graduates\n"
            + f"C,{old_major},2021,100,\nC,{old_major},2022,90,\nC,M2,2023,80,\nC,M2,2024,70,80",
            "demand": "occupation,year,openings\n" + f"{old_job},2022,60\nO2,2023,90\nO2,2024,90",
        }
        folder.mkdir()
        for name, text in files.items():
            (folder / f"{name}.csv").write_text(text + "\n", encoding="utf-8")
        tables = ingest(open_datasets([folder], None, ontology), ontology).tables
        years = outlook(tables, CERTAIN).years
        return [(year.demand.median, year.supply.median) for year in years]

    assert years_ahead("M1", "O1") == years_ahead("M2", "O2") == [
        (85, 72), (85, 64), (85, 56), (85, 60), (85, 60),
    ]  # fmt: skip


# Many draws ---------------------------------------------------------------------------------------


def test_draws_without_fair_rates_tell_the_same_totals_and_classes() -> None:
    random = np.random.default_rng(5)
    major, occupation = np.nonzero(random.uniform(size=(20, 25)) < 0.12)
    sides = [random.negative_binomial(2, 0.05, (30, size)) for size in (20, 25)]
    network = Network(sides[0][0], sides[1][0], major, occupation, np.ones(len(major)))
    every, few = (list(solve_many(network, *sides, most_fair=n)) for n in (None, 7))

    def joined(parts: list[Solved], name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])

    for name in ("demand", "supply", "shortage", "starved", "scarce", "surplus"):
        assert (joined(every, name) == joined(few, name)).all(), name
    assert joined(few, "short").shape == (7, 25)
    assert (joined(every, "short")[:7] == joined(few, "short")).all()
    sums = joined(every, "short").sum(axis=1)
    assert np.abs(sums - joined(few, "shortage")).max() < 1e-3


def test_large_data_say_that_fewer_draws_tell_the_single_occupations(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert "short_of_draws" not in noted(outlook(years_of_many(4), OutlookParameters(draws=60)))
    monkeypatch.setattr(draws, "MOST_FAIR", 0)
    report = outlook(years_of_many(4), OutlookParameters(draws=60))
    assert noted(report)["short_of_draws"] == {"draws": draws.FEWEST_FAIR}


def test_progress_is_told_within_a_year(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "BATCH", 1)
    shares: list[float] = []
    outlook(cohorts_of_one_major(), OutlookParameters(draws=10, until=2026), shares.append)
    assert shares == sorted(shares)
    assert len(shares) >= 20
    assert shares[-1] == 1


def test_who_stops_an_outlook_stops_it_between_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "BATCH", 1)
    solved: list[float] = []

    def stop(share: float) -> None:
        solved.append(share)
        if len(solved) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        outlook(cohorts_of_one_major(), OutlookParameters(draws=100), stop)
    assert len(solved) == 3


def test_the_record_names_the_years_from_which_bands_failed() -> None:
    """90 of 100 and 60 of 100 held: 150 of 200 in all, and far fewer from the second origin."""
    report = outlook(cohorts_of_one_major(), CERTAIN)

    def trial(origin: int, covered: float) -> Trial:
        return Trial("supply", origin, 1, ALL, 100, covered, 0.8, 1.0, 1.0, 0.1, 0.1)

    shocked = replace(report, backtest=(trial(2019, 0.9), trial(2020, 0.6)))
    said = record_sentences(shocked, "en")[0]
    assert "150 of the 200" in said
    assert said.endswith(" The test failed from 2020 (60 %).")
    beyond_chance = replace(report, backtest=(trial(2019, 0.9), trial(2020, 0.71)))
    assert record_sentences(beyond_chance, "en")[0].endswith("from 2020 (71 %).")
    even = replace(report, backtest=(trial(2019, 0.8), trial(2020, 0.73)))
    assert "failed" not in record_sentences(even, "en")[0]


def graduates_alone(known: int) -> Tables:
    """Sixty programmes without any intake; the last of them has ended two years ago."""
    majors = [{"code": f"M{k}", "name": f"M{k}", "level": 5} for k in range(60)]
    rows = [
        graduates(20 + (7 * k + 3 * year) % 13, year=year, major=f"M{k}")
        for k in range(60)
        for year in range(2025 - known, 2025 if k < 59 else 2023)
    ]
    crosswalk = [{"major": f"M{k}", "occupation": "O"} for k in range(60)]
    return world(majors=majors, enrolment=rows, crosswalk=crosswalk)


@pytest.mark.parametrize(("known", "origins"), [(3, set()), (4, {2023}), (5, {2022, 2023})])
def test_series_of_graduates_have_a_record_too(known: int, origins: set[int]) -> None:
    report = outlook(graduates_alone(known), OutlookParameters(draws=20))
    assert {trial.origin for trial in report.backtest if trial.side == "supply"} == origins
    assert ("band_supply_own" in noted(report)) == (known > 3)
    assert not {"length_of_level", "completion_whole"} & set(noted(report))


def test_graduates_of_a_programme_that_ended_are_not_continued() -> None:
    report = outlook(graduates_alone(5), CERTAIN)
    ended = [row for row in report.cohorts if row.major == "M59"]
    assert {(row.graduates, row.basis) for row in ended} == {(None, "unknown")}
    assert noted(report)["supply_ahead_unknown"] == {"programmes": 1}
    closed = [{"college": "C", "major": "M", "until": 2025, "length_years": 2}]
    rows = [graduates(20, year=year) for year in (2022, 2023, 2024)]
    report = outlook(world(enrolment=rows, programmes=closed), CERTAIN)
    assert supplies(report) == [20, 20, 20, 0, 0]


def test_nobody_is_lost_on_pathways_of_three_lengths() -> None:
    """3+2, 3+4 and 五年一贯制 leave 2, 4 and 2 years; a fifth of those due do not complete."""
    tables = ladder_of_schools()
    kinds = ("3+2", "3+4", "五年一贯制")
    targets = (("C", "c"), ("U", "u"), ("C", "c"))
    rows = [
        {"from_college": "S", "from_major": "s", "to_college": college, "to_major": major}
        | {"kind": kind, "seats": 4}
        for kind, (college, major) in zip(kinds, targets, strict=True)
    ]
    named = {name: tables[name] for name in tables} | {"pathways": frame("pathways", rows)}
    tables = Tables.of(load(), named)
    programmes = programmes_of(tables, 2030)
    pathways = pathways_of(tables, programmes)
    assert sorted(pathways.lengths.tolist()) == [2, 2, 4]
    leave = lambda side, _year, values: values * 0.8 if side == "completion" else values  # noqa: E731
    listed = accounts(programmes, project(programmes, pathways, 2024, leave))
    for account in listed:
        out = account.to_work + account.further_study + account.dropped + account.still_enrolled
        assert account.entrants == out
    for before, after in pairwise(listed):
        assert after.entrants - before.still_enrolled == 40 + 30 + 50
