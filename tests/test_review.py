"""What would change the answer: every effect against solving again, and what suggests a pair."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import polars as pl
import pytest

from graph.errors import NoAnswer
from graph.gap.flows.flow import Network, matched
from graph.gap.flows.new_arcs import gains, spare
from graph.gap.instance import structure
from graph.gap.scope import GapParameters
from graph.ontology import load
from graph.review import review as reviewing
from graph.review.decided import with_decisions
from graph.review.names import shared_words
from graph.review.pairs import Reason, suggested
from graph.review.review import Review, review, shortage_with
from graph.tables import Tables
from graph.telling.review import effect, reasons
from ingest.datasets import Dataset, InputFile, SourceDeclaration, open_datasets
from ingest.pipeline import ingest
from tests.random_cities import random_city, write_city

SCOPES: dict[str, dict[str, Any]] = {
    "as_is": {},
    "related": {"tier": 2},
    "own": {"market": "own"},
    "chain": {"chain": "x"},
    "district": {"area": "1", "market": "own"},
}
CITY = {
    "areas": "code,name,parent\n1,市,\n11,东县,1\n12,西县,1\n",
    "colleges": "code,name,level,area\nC,甲学院,高职,11\nD,乙学院,高职,\nE,丙学校,中职,12\n",
    "majors": "code,name,level,parent\n6,茶叶类,高职,\n61,茶艺,高职,6\n62,茶叶加工,高职,6\n"
    "63,茶叶营销,高职,6\n31,茶艺,中职,\n71,机械制造,高职,\n",
    "occupations": "code,name,level\na,茶艺师,\nb,评茶员,中职\nc,茶叶技术员,\nd,车工,\n",
    "crosswalk": "major,occupation\n61,a\n61,b\n62,b\n71,d\n",
    "enrolment": "college,major,year,graduates,further_study\n"
    "C,61,2024,30,0\nC,62,2024,20,0\nD,63,2024,12,\nE,31,2024,50,20\nD,71,2024,40,\n",
    "demand": "occupation,year,openings,area\na,2024,60,11\nb,2024,10,12\n"
    "c,2024,9,11\nd,2024,30,11\n",
    "placements": "college,major,year,occupation,persons\nD,71,2024,c,6\n"
    "D,71,2024,d,30\nD,71,2024,a,1\n",
}


def city(**more: str) -> Tables:
    files = tuple(
        InputFile(f"{name}.csv", lambda text=text: text.encode())  # type: ignore[misc]
        for name, text in (CITY | more).items()
    )
    found = ingest([Dataset("city", SourceDeclaration(grade="official"), files)], load())
    assert not found.findings.filter(pl.col("severity") == "error").height
    return found.tables


def items(found: Review, kind: str) -> dict[tuple[str | None, ...], int]:
    """What is to be decided → its effect."""
    return {
        tuple(part for part in item.matter[1:4] if part): item.effect
        for item in found.items
        if item.kind == kind
    }


# Effects ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_new_arcs_gain_what_solving_again_gains(seed: int) -> None:
    draw = Random(seed)
    for _ in range(20):
        m, n = draw.randint(1, 5), draw.randint(1, 5)
        ends = list(product(range(m), range(n)))
        arcs = [end for end in ends if draw.random() < 0.35]
        sides = [[draw.randint(0, 9) for _ in range(size)] for size in (m, n)]
        network = Network.of(*sides, arcs)
        groups = [[end for end in ends if draw.random() < share] for share in (0.1, 0.3, 0.6, 1)]
        groups = [group for group in groups if group] + [[end] for end in ends]
        tail, head = (np.array([end[k] for group in groups for end in group]) for k in (0, 1))
        of = np.array([k for k, group in enumerate(groups) for _ in group])
        now = matched(network)
        again = [matched(Network.of(*sides, arcs + group)) - now for group in groups]
        assert gains(network, tail, head, of) == again


def test_what_majors_can_spare_together_is_less_than_the_sum() -> None:
    network = Network.of([38, 19], [29, 17], [(0, 0), (0, 1), (1, 0), (1, 1)])
    assert spare(network, {(0,), (0, 1)}) == {(0,): 11, (0, 1): 11}


def in_whole_persons(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Everybody looks for work and stays, and demand is whole: no rounding between tables."""
    unknown = [
        pl.lit(None).cast(tables["enrolment"].schema[n]).alias(n)
        for n in ("employed", "employed_local", "employed_pct", "local_pct", "in_field_pct")
    ]
    enrolment = tables["enrolment"].with_columns(pl.lit(0).alias("further_study"), *unknown)
    demand = tables["demand"].with_columns(pl.col("openings").ceil())
    return {**tables, "enrolment": enrolment, "demand": demand}


@pytest.mark.parametrize("seed", [2, 8])
def test_every_effect_is_what_solving_again_says(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_city(random_city(seed), tmp_path / "city")
    tables = in_whole_persons(ingest(open_datasets([folder], None, load()), load()).tables)
    linked = set(tables["crosswalk"].select("major", "occupation").iter_rows())

    def every_pair(_: Any, majors: set[str], occupations: set[str]) -> Any:
        return {pair: () for pair in product(majors, occupations) if pair not in linked}

    monkeypatch.setattr(reviewing, "suggested", every_pair)
    draw = Random(seed)
    all_pairs = set(product(tables["majors"]["node_key"], tables["occupations"]["node_key"]))
    for options in SCOPES.values():
        parameters = GapParameters(**options)
        try:
            found = review(tables, parameters)
        except NoAnswer:
            continue
        assert found.shortage == structure(tables, parameters).shortage
        effects = items(found, "pair")
        unlinked = sorted(all_pairs - linked)
        for major, occupation in draw.sample(unlinked, min(4, len(unlinked))):
            row = {"major": major, "occupation": occupation, "tier": 1}
            crosswalk = pl.concat(
                [tables["crosswalk"], pl.DataFrame([row])], how="diagonal_relaxed"
            )
            again = structure({**tables, "crosswalk": crosswalk}, parameters).shortage
            assert effects.get((major, occupation), 0) == found.shortage - again, (
                options,
                major,
                occupation,
            )
        for item in [item for item in found.items if item.values][:1]:
            for value, short in item.values:
                key = value.key if hasattr(value, "key") else value
                named = {"required_level": "level", "college_area": "area"}
                decided = decision(item.matter, **{named.get(item.kind, "share_pct"): key})
                assert short == shortage_with(tables, parameters, decided)


def decision(matter: tuple[Any, ...], **given: Any) -> pl.DataFrame:
    names = ("kind", "major", "occupation", "college", "year")
    row = (
        {"id": "1", "answer": "yes", "reviewer": "甲"}
        | dict(zip(names, matter, strict=True))
        | given
    )
    empty = Tables.of(load(), {})["decisions"]
    return pl.concat([empty, pl.DataFrame([row], schema_overrides=empty.schema)], how="diagonal")


def test_a_pair_fills_what_its_major_can_spare() -> None:
    found = review(city())
    effects = items(found, "pair")
    assert effects["31", "a"] == 30  # of 30 empty places: 50 graduates, 20 of whom study on
    assert (
        effects["71", "c"] == 7
    )  # 40 graduates; at (0 + 30 × 20 %) ÷ 80 three study on; 30 places
    assert list(effects.values()) == sorted(effects.values(), reverse=True)
    assert ("71", "a") not in effects  # one graduate of 37 was placed there: no reason


def test_a_class_enters_what_its_member_does() -> None:
    """Whoever is admitted to a class may become any member: a new pair holds for both."""
    rows = CITY["enrolment"] + "C,6,2024,7,0\nC,63,2024,1,0\n"
    pairs = "major,occupation\n61,b\n62,b\n63,b\n71,d\n"
    tables = city(
        enrolment=rows,
        crosswalk=pairs,
        placements="college,major,year,occupation,persons\nC,63,2024,a,9\n",
    )
    found = review(tables)
    again = shortage_with(tables, GapParameters(), decision(("pair", "63", "a", None, None)))
    assert items(found, "pair")["63", "a"] == found.shortage - again >= 7


# Reasons ------------------------------------------------------------------------------------------


def test_every_pair_has_a_reason_of_weight() -> None:
    tables = city()
    found = suggested(tables, tables["majors"]["node_key"], tables["occupations"]["node_key"])
    grounds = {pair: [reason.ground for reason in reasons] for pair, reasons in found.items()}
    assert grounds["31", "a"][0] == "other_level"
    assert found["71", "c"] == (Reason("placed", {"persons": 6, "percent": 16, "years": "2024"}),)
    assert grounds["63", "b"] == ["alike_majors"]  # both others of the class lead to it
    assert ("71", "a") not in found
    assert not {("61", "a"), ("71", "d")} & set(found)  # in the crosswalk


def test_a_word_that_links_little_says_nothing() -> None:
    majors = ["护理", "护理", "电气技术", "食品技术", "化工技术"]
    occupations = ["护士", "护理员", "电工技术人员", "采矿技术人员"]
    links = np.array([0, 0, 2]), np.array([0, 1, 2])
    words = shared_words(majors, occupations, links)
    assert {pair: shared.word for pair, shared in words.items()} == {(1, 1): "护理"}


@pytest.mark.parametrize(
    ("major", "occupation", "word"),
    [
        ("物联网应用", "互联网营销师", None),  # 联网 is no word
        ("机器人运维", "工业机器人操作员", "机器人"),
        ("茶艺", "茶艺师", "茶艺"),
        ("Nursing assistance", "Nursing aides", "nursing"),
        ("Art history", "Smart card technicians", None),
    ],
)
def test_names_share_whole_words(major: str, occupation: str, word: str | None) -> None:
    nothing = np.zeros(0, dtype=np.int64)
    found = shared_words([major], [occupation], (nothing, nothing))
    assert {pair: shared.word for pair, shared in found.items()} == ({(0, 0): word} if word else {})


# Unknown values -----------------------------------------------------------------------------------


def test_unknown_areas_matter_in_own_markets_only() -> None:
    assert not items(review(city()), "college_area")
    found = review(city(), GapParameters(market="own"))
    (item,) = (item for item in found.items if item.kind == "college_area")
    assert {value.name for value, _ in item.values} == {"东县", "西县"}
    assert item.effect == max(abs(short - found.shortage) for _, short in item.values) > 0


def test_unknown_shares_lie_between_those_of_other_colleges() -> None:
    found = review(city())
    (item,) = (item for item in found.items if item.kind == "further_study")
    assert (item.college.key if item.college else "", item.persons) == ("D", 52)
    assert [value for value, _ in item.values] == [0.0, 40.0]  # C: none of 50; E: 20 of 50
    decided = decision(item.matter, share_pct=40.0)
    studying = with_decisions(city(), decided)["enrolment"].filter(pl.col("college") == "D")
    assert studying["further_study"].to_list() == [5, 16]  # 40 % of 12 + 40, in whole persons


def test_where_no_college_tells_a_share_the_first_one_counts_for_all() -> None:
    tables = city()
    nothing = pl.lit(None).cast(tables["enrolment"].schema["further_study"])
    enrolment = tables["enrolment"].with_columns(nothing.alias("further_study"))
    graduates = enrolment.group_by("college").agg(pl.col("graduates").sum())
    found = review({**tables, "enrolment": enrolment})
    (item,) = (item for item in found.items if item.kind == "further_study")
    assert item.persons == graduates["graduates"].sum()
    assert "not of this one" in reasons(item, "en")[0]
    assert effect(item, "en").startswith("counts for all colleges")


def test_unknown_levels_take_those_of_the_class() -> None:
    occupations = CITY["occupations"].replace("b,评茶员,中职", "b,评茶员,高职")
    tables = city(crosswalk=CITY["crosswalk"] + "31,a\n", occupations=occupations)
    (item,) = (item for item in review(tables).items if item.kind == "required_level")
    assert item.occupation is not None
    assert item.occupation.name == "茶艺师"  # no other unknown level keeps anybody out
    assert [value for value, _ in item.values] == [5]


def test_what_was_decided_is_not_asked_again() -> None:
    found = review(city())
    refused = decision(("pair", "31", "a", None, None), answer="no")
    assert ("31", "a") not in items(found.open(refused), "pair")
    reopened = pl.concat([refused, decision(("pair", "31", "a", None, None), answer="open")])
    assert found.open(reopened).items == found.items
