"""The three lists on planted cities whose right answer is known by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from graph.errors import NoAnswer, WrongInput
from graph.gap.gap import gap
from graph.gap.scope import GapParameters
from graph.lists.before import Before, _result, earlier_of, followed
from graph.lists.came import before_json, origin, outcome_sentence
from graph.lists.came import came as came_of
from graph.lists.deciding import decide
from graph.lists.facts import Facts
from graph.lists.kept import earlier_in
from graph.lists.lists import lists, lists_of, reasons_ahead
from graph.lists.planned import with_plan
from graph.lists.report import LISTS, Entry, ListParameters, Lists, Standing
from graph.lists.sentences import conflict, decision, headline, leads, reasons, title
from graph.lists.tabulated import list_rows, lists_json
from graph.outlook.outlook import outlook
from graph.outlook.parameters import OutlookParameters
from graph.plan.report import Move
from graph.rules import RuleParameters, judge
from graph.rules.cards import Card, cards
from graph.rules.exits import RULES as EXIT_RULES
from graph.tables import Tables
from graph.things import Thing
from graph.words import LANGUAGES
from tests.meaning import faults
from tests.policy_world import POLICY, document, enrolled, measure, target
from tests.test_gap import Rows, graduates, openings, world

YEARS = (2022, 2023, 2024)
CLAUSE = "引导学校对设置雷同、连续3年年均招生规模不足30人(特殊专业除外)的专业,及时调减或停止招生。"
GROUPS = "做强茶产业等骨干专业群。建立专业设置动态调整机制。"
UNIT = {"id": "edu", "name": "市教育局", "name_en": "Education Bureau"}


def intake(major: str, persons: int, grown: int, college: str = "A", **more: Any) -> Rows:
    """Return three years of the same intake and graduates, who all work here."""
    row = {"college": college, "major": major, "grade": "official", "further_study": 0}
    row |= {"enrolled": persons, "graduates": grown, "employed": grown, "employed_local": grown}
    return [row | {"year": year} | more for year in YEARS]


def wanted(occupation: str, persons: int, **more: Any) -> Rows:
    return [openings(persons, occupation=occupation, year=year, **more) for year in YEARS]


MAJORS = {
    "S": "short", "P": "plenty", "R": "red and plenty", "Q": "red though short",
    "U": "nobody asked", "N": "no crosswalk", "E": "even", "T": "leaving",
}  # fmt: skip


@cache
def city() -> Tables:
    """Each major leads to an occupation of its own, so that each class is plain to see."""
    enrolment = [
        *intake("S", 40, 20), *intake("P", 60, 60), *intake("P", 60, 60, "B"),
        *intake("R", 20, 20), *intake("Q", 20, 15), *intake("U", 50, 50), *intake("N", 50, 50),
        *intake("E", 60, 60), *intake("T", 100, 100, employed_local=20),
    ]  # fmt: skip
    demand = [("S", 200), ("P", 5), ("R", 2), ("Q", 100), ("E", 60), ("T", 90)]
    return document(
        majors=[
            {"code": code, "name": name, "level": 5, "length_years": 3}
            for code, name in MAJORS.items()
        ],
        occupations=[{"code": f"O{code}", "name": f"O{code}", "level": 5} for code in MAJORS],
        crosswalk=[
            {"major": code, "occupation": f"O{code}", "grade": "official"}
            for code in MAJORS
            if code != "N"
        ],
        colleges=[
            {"code": "A", "name": "甲学院", "level": 5, "area": "11"},
            {"code": "B", "name": "乙学院", "level": 5, "area": "12"},
        ],
        enrolment=enrolment,
        demand=[row for code, persons in demand for row in wanted(f"O{code}", persons)],
        measures=[
            measure("1/1", "完善结构调整机制", ordinal=6, text=CLAUSE),
            measure("1/2", "对接产业转型升级", ordinal=5, text=GROUPS),
        ],
        targets=[target("mean_annual_enrolment_3y", "<", 30, text="连续3年年均招生规模不足30人")],
        units=[UNIT],
        duties=[
            {"policy": POLICY, "path": path, "unit": "edu", "role": "lead"}
            for path in ("1/1", "1/2")
        ],
    )


@cache
def answer() -> Lists:
    return lists(city())


def on_one(found: Lists, major: str, college: str = "A") -> Entry | None:
    """Return the entry of a major at a college: there is one at most."""
    entries = [
        entry
        for entry in found.entries
        if entry.major.key == major and college in [thing.key for thing in entry.colleges]
    ]
    assert len(entries) <= 1
    return entries[0] if entries else None


@pytest.mark.parametrize(
    ("major", "place", "kind", "against"),
    [
        ("S", "open", "grow", None),  # 200 places, 20 graduates
        ("P", "limit", "reduce", None),  # 5 places, 120 graduates, in the years ahead too
        ("R", "limit", "exit", None),  # 20 a year are fewer than 30, and 2 places for them
        ("Q", "adjust", "strengthen", "card_though_short"),  # as few, but 100 places
        ("T", "adjust", "retention", None),  # 100 graduates for 90 places, of whom 20 stay
        ("U", "undecided", "none", None),
        ("N", "undecided", "none", None),
    ],
)
def test_each_major_stands_where_it_was_planted(
    major: str, place: str, kind: str, against: str | None
) -> None:
    entry = on_one(answer(), major)
    assert entry is not None
    assert (entry.place, entry.kind, entry.conflict) == (place, kind, against)


def test_who_is_even_stands_on_no_list_and_programmes_add_up() -> None:
    assert on_one(answer(), "E") is None
    assert answer().programmes == {
        "open": 1, "adjust": 2, "limit": 3, "undecided": 2, "unchanged": 1,
    }  # fmt: skip


def test_undecided_majors_say_what_is_missing() -> None:
    said = {entry.major.key: entry.missing for entry in answer().of("undecided")}
    assert said == {"U": ("not_surveyed",), "N": ("no_crosswalk",)}


def test_an_entry_has_proof_lead_and_date() -> None:
    """S: block of 200 places that 20 fill; the intake of 2025 graduates in 2028."""
    entry = on_one(answer(), "S")
    assert entry is not None
    (block,) = entry.standing.blocks
    assert (block.demand, block.supply, block.short, block.cause) == (200, 20, 180, "seats")
    assert (entry.standing.room, entry.standing.ahead) == (180, "scarce")
    assert dict(entry.standing.scarce)[2025] >= 0.8
    assert (entry.decide_by, entry.effect) == (2025, 2028)
    (responsible,) = entry.responsible
    assert responsible.clause.measure == 5
    assert [unit.key for unit in responsible.leads] == ["edu"]
    assert {row.table for row in entry.evidence} == {"enrolment", "demand"}
    red = on_one(answer(), "R")
    assert red is not None
    assert red.responsible[0].clause.measure == 6
    assert [reason.verdict and reason.verdict.clause.words for reason in red.reasons][-1] == (
        "连续3年年均招生规模不足30人"
    )


def test_the_two_colleges_of_a_major_stand_together() -> None:
    entry = on_one(answer(), "P", "B")
    assert entry is not None
    assert [college.key for college in entry.colleges] == ["A", "B"]


# Cards --------------------------------------------------------------------------------------------


def card_of(*persons: int | None) -> Card | None:
    """Return the card of the only programme after these intakes until 2024."""
    rows = enrolled(*persons, first=2025 - len(persons))
    tables = document(
        enrolment=[*rows, graduates(10, college="D")],
        targets=[target("mean_annual_enrolment_3y", "<", 30, text="年均不足30人")],
    )
    parameters = RuleParameters(year=2024)
    return cards(tables, parameters, judge(tables, parameters, EXIT_RULES)).get("C/M/_")


@pytest.mark.parametrize(
    ("persons", "colour"),
    [
        ((40, 40, 40), None),
        ((50, 45, 25), None),  # one year below alone is no notice
        ((25, 24), "yellow"),  # two years below, the third not yet known
        ((40, 25, 20), "yellow"),  # 28.3: at the condition for the first time
        ((70, 60, 25, 4), "yellow"),  # 29.7 for the first time; 51.7 the year before
        ((20, 20, 20), "red"),  # there was a card after two years below
        ((40, 25, 24, 22), "red"),  # the year before 29.7
        ((33, 33, 33), "yellow"),  # near: below 36
        ((None, 20), None),  # one year known
    ],
)
def test_a_yellow_card_comes_first(persons: tuple[int | None, ...], colour: str | None) -> None:
    card = card_of(*persons)
    assert (card and card.colour) == colour


def test_a_condition_without_a_number_gives_no_card() -> None:
    """Two colleges of an area teach the same: to be explained, not carded."""
    tables = document(
        colleges=[{"code": c, "name": c, "level": 5, "area": "11"} for c in "CD"],
        enrolment=[*enrolled(50, 50, 50), *enrolled(50, 50, 50, college="D")],
        measures=[measure(text="对设置雷同的专业，及时停止招生。")],
    )
    verdicts = judge(tables, RuleParameters(), EXIT_RULES)
    assert {v.outcome for v in verdicts if v.test == "duplicate"} == {"explain"}
    assert cards(tables, RuleParameters(), verdicts) == {}


# Contradictions -----------------------------------------------------------------------------------

YELLOW, RED = (Card(colour, ()) for colour in ("yellow", "red"))  # type: ignore[arg-type]
CLASSES = ("scarce", "surplus", "balanced", "unknown", None)


@pytest.mark.parametrize("now", CLASSES)
@pytest.mark.parametrize("ahead", ["scarce", "surplus", None])
@pytest.mark.parametrize("card", [None, YELLOW, RED])
@pytest.mark.parametrize("chance", [0.0, 0.6, 0.9])
def test_who_is_short_is_never_let_go(
    now: Any, ahead: str | None, card: Card | None, chance: float
) -> None:
    standing = Standing(now, ahead=ahead, since=2025 if ahead else None, scarce=((2025, chance),))
    found = decide(standing, card, to_explain=card is not None)
    is_short = now == "scarce" or ahead == "scarce" or chance >= 0.8  # ahead alone is enough
    if is_short:
        assert found.place != "limit"
    if card and (is_short or now in ("unknown", None)):
        assert found.conflict is not None
    if found.place == "open":
        assert card is None
        assert ahead != "surplus"
    if now == "surplus" and found.place == "limit" and not card:
        assert ahead == "surplus"


def test_short_now_and_spare_ahead_is_said_as_a_conflict() -> None:
    assert decide(Standing("scarce", ahead="surplus")).conflict == "short_now"
    spare = Standing("surplus", ahead="scarce", since=2025, scarce=((2025, 0.9),))
    assert decide(spare).conflict == "spare_now"


def test_years_ahead_that_disagree_are_both_said() -> None:
    """Surplus in the next two years, scarce in the third: what protects it is printed."""
    standing = Standing(
        "surplus",
        ahead="surplus",
        since=2025,
        scarce=((2025, 0.0), (2026, 0.0), (2027, 0.9)),
        surplus=((2025, 0.99), (2026, 0.99), (2027, 0.1)),
    )
    assert decide(standing).conflict == "spare_now"
    said = [(reason.key, reason.values["chance"]) for reason in reasons_ahead(standing)]
    assert said == [("surplus", 0.99), ("scarce_year", 0.9)]


def test_where_no_surplus_is_told_ahead_the_chance_of_scarcity_is_said() -> None:
    """The outlook from a level up warns of nobody in surplus."""
    standing = Standing("surplus", scarce=((2025, 0.1), (2026, 0.2)))
    said = [(reason.key, reason.values["chance"]) for reason in reasons_ahead(standing)]
    assert said == [("scarce_once", 0.2)]
    entry = on_one(lists(city(), ListParameters(GapParameters(min_level=5))), "P")
    assert entry is not None
    assert entry.kind == "hold"


def test_a_part_does_not_change_where_a_major_stands() -> None:
    """P is taught in both areas: of the west only its college is listed, on the same list."""
    west = lists(city(), ListParameters(GapParameters(area="12")))
    entry = on_one(west, "P", "B")
    assert entry is not None
    assert (entry.place, [college.key for college in entry.colleges]) == ("limit", ["B"])
    assert west.programmes["limit"] == 1
    assert west.outside == 8
    of_college = lists(city(), ListParameters(college="乙学院"))
    assert [e.major.key for e in of_college.entries] == ["P"]
    with pytest.raises(WrongInput):
        lists(city(), ListParameters(college="丙学院"))


def two_areas(graduates_in_west: int) -> Tables:
    """Both colleges teach S; the west alone teaches X, which the east is short of."""
    majors = [{"code": code, "name": code, "level": 5, "length_years": 3} for code in ("S", "X")]
    return world(
        majors=majors,
        occupations=[{"code": f"O{code}", "name": code, "level": 5} for code in "SX"],
        crosswalk=[{"major": c, "occupation": f"O{c}", "grade": "official"} for c in "SX"],
        colleges=[
            {"code": "A", "name": "甲", "level": 5, "area": "11"},
            {"code": "B", "name": "乙", "level": 5, "area": "12"},
        ],
        enrolment=[
            *intake("S", 40, 40), *intake("S", 40, 40, "B"),
            *intake("X", graduates_in_west, graduates_in_west, "B"),
        ],
        demand=[*wanted("OS", 80, area="11"), *wanted("OX", 50, area="11")],
    )  # fmt: skip


def test_a_new_major_is_opened_only_if_nobody_near_has_graduates_to_spare() -> None:
    east = ListParameters(GapParameters(area="11"))
    short = [e for e in lists(two_areas(10), east).entries if e.is_new]
    assert [(e.place, e.kind, e.major.key, e.conflict) for e in short] == [
        ("open", "new", "X", None)
    ]
    assert [college.key for college in short[0].colleges] == ["A"]
    assert (short[0].decide_by, short[0].effect, short[0].standing.room) == (2026, 2029, 50)
    spare = [e for e in lists(two_areas(90), east).entries if e.is_new]
    assert [(e.place, e.kind, e.conflict) for e in spare] == [
        ("adjust", "elsewhere", "spare_elsewhere")
    ]


def test_without_documents_or_draws_the_lists_stand_on_the_gap() -> None:
    found = lists(two_areas(10), ListParameters(draws=0))
    assert (found.has_rules, found.probabilities_to) == (False, None)
    entry = on_one(found, "X", "B")
    assert entry is not None
    assert (entry.place, entry.card, entry.missing) == ("open", None, ("no_probability",))
    spare = on_one(lists(two_areas(90), ListParameters(draws=0)), "X", "B")
    assert spare is not None
    assert (spare.place, spare.kind) == ("adjust", "hold")  # nothing is let go on one year alone


def test_no_demand_is_no_answer() -> None:
    with pytest.raises(NoAnswer):
        lists(world(demand=[]))


def test_a_major_that_nobody_asked_about_is_not_warned_of_ahead() -> None:
    """Its occupation was never surveyed: the outlook knows no more than the gap."""
    report = outlook(city(), OutlookParameters())
    chances = {
        (major.thing.key, year.p_scarce, year.p_surplus)
        for major in report.majors
        if major.thing.key == "U"
        for year in major.years
    }
    assert chances == {("U", None, None)}
    assert [major.warned for major in report.majors if major.thing.key == "U"] == [None]


# Said ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_lists_are_said_in_both_languages(lang: str) -> None:
    found = answer()
    texts = [title(found, lang), headline(found, lang)]
    for entry in found.entries:
        said = [reasons(entry, lang), conflict(entry, lang), leads(entry, lang)]
        texts += [*said, decision(entry, lang)]
        assert entry.place == "undecided" or (said[0] and said[2] and texts[-1])
        assert not any("None" in text for text in said)
    assert [wrong for text in texts for wrong in faults(text, lang)] == []


def test_json_and_rows_have_every_entry_once() -> None:
    made = lists_json(answer(), "en", "b1")
    count = sum(len(made[place]) for place in (*LISTS, "undecided"))
    assert count == len(answer().entries) == len(list_rows(answer(), "en"))
    assert sum(made["programmes"].values()) == 9
    (short,) = made["open"]
    assert (short["major"]["code"], short["decide_by"], short["effect"]) == ("S", 2025, 2028)
    assert short["responsible"][0]["leads"] == [{"code": "edu", "name": "Education Bureau"}]
    assert short["p_scarce"]["2025"] >= 0.8
    (letting_go,) = [entry for entry in made["limit"] if entry["card"]]
    assert letting_go["reasons"][-1]["words"] == "连续3年年均招生规模不足30人"
    assert letting_go["evidence"]


def test_the_same_seed_makes_the_same_lists() -> None:
    again = lists(city(), replace(ListParameters(), draws=50, seed=7))
    assert lists_json(again, "zh", "b") == lists_json(
        lists(city(), replace(ListParameters(), draws=50, seed=7)), "zh", "b"
    )


def test_what_nobody_reports_has_not_stopped() -> None:
    """S was to grow; this year its college reported nothing of it."""
    reported = city()["enrolment"].filter((pl.col("major") != "S") | (pl.col("year") < 2024))
    tables = dict(city()) | {"enrolment": reported}
    facts = Facts(tables, ListParameters(), partial(outlook, tables), partial(gap, tables))
    earlier = lists(city(), ListParameters(GapParameters(year=2023)))
    then = earlier_of(earlier, "recomputed")
    (opened, *_) = followed(then, facts, lists_of(facts)).lists
    assert (opened.programmes, opened.unknown, opened.stopped) == (1, 1, 0)


# Beside a plan ------------------------------------------------------------------------------------


def moved(major: str, before: int, places: int, college: str = "A", year: int = 2025) -> Move:
    key, things = (college, major, None), (Thing(college, college), Thing(major, major))
    return Move(key, *things, year, before, places, "keep", "keep", None, None)


def test_the_moves_of_a_plan_are_reasons_and_move_nothing() -> None:
    """Two colleges of P: one shrinks, one grows more, against the list; S grows over two years."""
    moves = (
        moved("S", 40, 50), moved("S", 50, 60, year=2026), moved("Q", 20, 0), moved("U", 50, 50),
        moved("P", 60, 50), moved("P", 60, 90, "B"), moved("R", 20, 15),
    )  # fmt: skip
    plan = SimpleNamespace(moves=moves, first=2025, until=2029)
    found = with_plan(answer(), plan)  # type: ignore[arg-type]
    assert [(e.place, e.major) for e in found.entries] == [
        (e.place, e.major) for e in answer().entries
    ]
    said = {
        entry.major.key: (reason.key, *(reason.values[name] for name in ("before", "places")))
        for entry in found.entries
        for reason in entry.reasons
        if reason.source == "plan"
    }
    assert said == {
        "S": ("grow", 40, 60), "Q": ("close", 20, 0), "U": ("keep", 50, 50),
        "P": ("grow", 120, 140), "R": ("shrink", 20, 15),
    }  # fmt: skip
    against = {entry.major.key: entry.conflict for entry in found.entries if entry.conflict}
    assert against == {"P": "plan_against", "Q": "card_though_short"}  # said before the plan
    assert lists_json(found, "en", "b")["plan"] == {"from": 2025, "to": 2029}
    texts = [reasons(entry, lang) for entry in found.entries for lang in LANGUAGES]
    assert "规划：招生计划由40人增至60人（2025–2026年）" in texts[0]


# From year to year --------------------------------------------------------------------------------


def years_of(tables: Tables, last: int) -> Tables:
    """Return the tables as they stood at the end of a year."""
    kept = {name: tables[name].filter(pl.col("year") <= last) for name in ("enrolment", "demand")}
    return Tables(dict(tables) | kept)


@cache
def planted() -> Tables:
    """The city with what its colleges did in 2024, of which its lists of 2023 know nothing."""
    of = pl.col
    places = (
        pl.when((of("major") == "S") & (of("year") == 2024)).then(55)  # to grow, and grew
        .when((of("major") == "P") & (of("college") == "A") & (of("year") == 2024)).then(70)
        .when((of("major") == "Q") & (of("year") == 2024)).then(None)  # not reported
        .otherwise(of("enrolled"))
    )  # fmt: skip
    enrolment = city()["enrolment"].with_columns(places.cast(pl.Int64).alias("enrolled"))
    return Tables(dict(city()) | {"enrolment": enrolment})


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> Before:
    """What came of the lists of 2023, read from the file that the command wrote then."""
    file = tmp_path_factory.mktemp("lists") / "2023.json"
    then = lists(years_of(planted(), 2023))
    file.write_text(json.dumps(lists_json(then, "en", "b2023"), ensure_ascii=False))
    facts = Facts(planted(), ListParameters(), partial(outlook, planted()), partial(gap, planted()))
    earlier = earlier_in(file)
    assert replace(earlier_of(then, "file", "b2023"), promises=()) == replace(earlier, promises=())
    return followed(earlier, facts, lists_of(facts))


@pytest.mark.parametrize(
    ("major", "college", "asked", "said", "result"),
    [
        ("S", "A", "open", "招生由40人增加到55人", "as_asked"),
        ("P", "A", "limit", "招生由60人增加到70人", "other"),
        ("P", "B", "limit", "招生仍为60人", "other"),
        ("R", "A", "limit", "招生仍为20人", "other"),
        ("Q", "A", "adjust", "没有两年都报的招生数", "untold"),
        ("T", "A", "adjust", "招生仍为100人", "untold"),  # graduates leave: places tell nothing
    ],
)
def test_each_entry_of_last_year_says_what_came(
    came: Before, major: str, college: str, asked: str, said: str, result: str
) -> None:
    (outcome,) = (
        outcome
        for outcome in came.outcomes
        if (outcome.promise.major.key, outcome.promise.college) == (major, _college(college))
    )
    assert (outcome.promise.place, outcome.result) == (asked, result)
    assert outcome.promise.decide_by == 2024
    assert came_of(outcome, "zh") == said
    assert not faults(outcome_sentence(outcome, "en"), "en")


def _college(key: str) -> Thing:
    return Thing(key, {"A": "甲学院", "B": "乙学院"}[key])


def test_the_counts_of_last_year_add_up_and_json_has_every_entry(came: Before) -> None:
    told = before_json(came, "en")
    assert told is not None
    assert (told["year"], told["now"], told["origin"], told["build"]) == (
        2023,
        2024,
        "file",
        "b2023",
    )
    assert sum(told["results"].values()) == len(told["entries"]) == len(came.outcomes) == 6
    assert sum(row.programmes for row in came.lists) == 6
    assert "b2023" in origin(came, "en")


@pytest.mark.parametrize("year", [2024, 2025])
def test_what_is_to_open_is_due_when_its_first_intake_is(year: int) -> None:
    """X is asked for in 2023: filed in 2024, first intake in 2025."""
    then = years_of(two_areas(10), 2023)
    east = ListParameters(GapParameters(area="11"))
    asked = [p for p in earlier_of(lists(then, east), "build").promises if p.is_new]
    assert [(p.major.key, p.decide_by) for p in asked] == [("X", 2025)]
    result = {2024: "not_due", 2025: "other"}
    assert _result(asked[0], "not_opened", year) == result[year]
    assert _result(asked[0], "opened", year) == "as_asked"


def test_a_file_that_holds_no_lists_is_refused(tmp_path: Path) -> None:
    good = lists_json(answer(), "en", "b")
    for bad in (
        [], {}, good | {"year": "2023"}, good | {"open": [{}]}, good | {"build": 7},
        good | {"limit": [good["limit"][0] | {"kind": "<b>"}]},
        good | {"limit": [good["limit"][0] | {"colleges": []}]},
    ):  # fmt: skip
        (file := tmp_path / "bad.json").write_text(json.dumps(bad))
        with pytest.raises(WrongInput) as refused:
            earlier_in(file)
        assert refused.value.key == "error.lists_unread"
