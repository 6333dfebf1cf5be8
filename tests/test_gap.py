"""From tables to the gap report: the hand-checked city, California, and one rule at a time."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.errors import NoAnswer, TwinChainError, WrongInput
from graph.gap.choices import choices
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.scope import EVERYTHING
from graph.gap.supply import supply_rows
from graph.ontology import Ontology, load
from graph.schema.frames import frame_schema
from graph.settings import EXAMPLES, ROOT
from graph.tables import Tables
from graph.telling.as_json import rows, to_json
from graph.telling.evidence import SupplySum, supply_sum
from graph.telling.missing import missing
from graph.telling.sentences import headline
from graph.telling.tabulated import major_rows
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

EXPECTED = json.loads((EXAMPLES / "tiny" / "expected.json").read_text(encoding="utf-8"))
REFERENCE = ROOT.parent / "shared" / "reference"

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def city(ontology: Ontology, tiny: Path) -> Tables:
    return ingest(open_datasets([tiny], None, ontology), ontology).tables


@pytest.fixture(scope="session")
def california(ontology: Ontology) -> Tables:
    if not REFERENCE.is_dir():
        pytest.skip("the folder shared/reference is not beside this checkout")
    datasets = open_datasets([EXAMPLES / "california"], REFERENCE, ontology)
    return ingest(datasets, ontology).tables


def frame(table: str, several: Rows) -> pl.DataFrame:
    """Rows of a table, each with its key."""
    declared = load().tables[table]
    keyed = [
        row | {"node_key": "/".join(str(row.get(part) or "_") for part in declared.key)}
        for row in several
    ]
    return pl.DataFrame(keyed, schema=frame_schema(declared))


def world(**given: Rows) -> Tables:
    """One college, one major that leads to one occupation, 10 graduates, 15 openings; or others."""
    base: dict[str, Rows] = {
        "areas": [
            {"code": "1", "name": "市", "name_en": "City"},
            {"code": "11", "name": "东区", "name_en": "East", "parent": "1"},
            {"code": "12", "name": "西区", "name_en": "West", "parent": "1"},
        ],
        "colleges": [{"code": "C", "name": "学院", "level": 5, "area": "11"}],
        "majors": [{"code": "M", "name": "专业", "level": 5}],
        "occupations": [{"code": "O", "name": "职业", "level": 5}],
        "crosswalk": [{"major": "M", "occupation": "O", "grade": "official"}],
        "enrolment": [graduates(10)],
        "demand": [openings(15)],
        "chains": [{"id": "tea", "name": "茶产业链"}, {"id": "care", "name": "康养"}],
        "segments": [
            {"id": "tea-1", "name": "种植", "chain": "tea", "stage": "upstream"},
            {"id": "care-1", "name": "照护", "chain": "care", "stage": "upstream"},
        ],
    }
    return Tables.of(
        load(), {name: frame(name, several) for name, several in (base | given).items()}
    )


def graduates(persons: int | None, **more: Any) -> dict[str, Any]:
    row = {"college": "C", "major": "M", "year": 2024, "graduates": persons, "grade": "official"}
    return row | {"further_study": 0} | more


def openings(persons: float | None, **more: Any) -> dict[str, Any]:
    return {"occupation": "O", "year": 2024, "openings": persons, "grade": "official"} | more


def said(report: GapReport) -> dict[str, Mapping[str, Any]]:
    return {one.key: one.values for one in report.assumptions}


# The hand-checked city ----------------------------------------------------------------------------


@pytest.mark.parametrize("year", sorted(EXPECTED))
def test_tiny_is_as_worked_by_hand(city: Tables, year: str) -> None:
    expected = EXPECTED[year]
    found = to_json(gap(city, GapParameters(year=int(year))), "zh", "b1")
    assert found["build"] == "b1"
    for key, value in expected.items():
        if key in ("occupations", "majors"):
            assert [{k: row[k] for k in value[0]} for row in found[key]] == value
        elif key == "mismatch_index":
            assert found[key] == round(value, 6)
        elif key == "naive":
            assert found[key] == {k: round(v, 4) for k, v in value.items()}
        else:
            assert found[key] == value, key


def test_tiny_blocks_are_ordered_by_fill_rate(city: Tables) -> None:
    """2023: nurses could take from the elder care worker, but not the other way round."""
    blocks = gap(city, GapParameters(year=2024)).blocks
    sums = [(b.id, b.demand, b.supply, b.short) for b in blocks]
    assert sums == [("B1", 15, 0, 15), ("B2", 9, 0, 9), ("B3", 47, 30, 17), ("B4", 62, 52, 10)]
    assert [b.fill_rate for b in blocks] == [0, 0, Fraction(30, 47), Fraction(26, 31)]
    before = gap(city, GapParameters(year=2023)).blocks
    assert [(b.demand, b.supply, b.short, b.lower) for b in before] == [
        (13, 0, 13, ()),
        (53, 34, 19, ()),
        (30, 23, 7, ("B2",)),
        (72, 62, 10, ()),
    ]


def test_a_block_above_another_says_where_its_other_entrants_are_counted(city: Tables) -> None:
    report = gap(city, GapParameters(year=2023))
    zh, en = (to_json(report, lang, None)["blocks"][2]["sentence"] for lang in ("zh", "en"))
    assert "满足率更低的 B2" in zh
    assert "already count in B2" in en
    assert "at least 7 more places stay empty" in en
    assert "[520201]" not in en


def test_tiny_placement_rates(city: Tables) -> None:
    """2024: 25 of 39 in elder care, 43 of 62 in accounting find a place; 2023 adds the tea pair."""
    rates = {m.thing.key: m.placement_rate for m in gap(city, GapParameters(year=2024)).majors}
    below = {key: rate for key, rate in rates.items() if rate < 1}
    assert below == {"790302": Fraction(25, 39), "530302": Fraction(43, 62)}
    before = {m.thing.key: m.placement_rate for m in gap(city, GapParameters(year=2023)).majors}
    assert before["410107"] == before["540109"] == Fraction(46, 57)


def test_tiny_assumptions_name_the_persons_they_touch(city: Tables) -> None:
    now, before = said(gap(city)), said(gap(city, GapParameters(year=2023)))
    assert {key: values["persons"] for key, values in now.items()} == {
        "entrants": 238,
        "level_unknown": 25,
        "further_study_imputed": 9,
        "share_imputed": 99,
    }
    assert {key: values["persons"] for key, values in before.items()} == {
        "entrants": 288,
        "level_unknown": 30,
    }


def test_tiny_with_related_matches(city: Tables) -> None:
    """Mechatronics may process tea: the same 51, but one piece of 99 places and 89 graduates."""
    report = gap(city, GapParameters(year=2024, tier=2))
    assert report.shortage == 51
    assert (99, 89) in [(b.demand, b.supply) for b in report.blocks]
    assert {m.thing.key: m.group for m in report.majors}["460301"] == "scarce"


def test_sentences_hold_names_codes_and_both_sums(city: Tables) -> None:
    report = gap(city)
    zh = to_json(report, "zh", None)["blocks"][2]["sentence"]
    en = to_json(report, "en", None)["blocks"][2]["sentence"]
    for part in ("社区护士［2-05-08-05，专科（高职）］", "护理［520201］", "47", "30", "17"):
        assert part in zh
    for part in ("Community nurse [2-05-08-05", "Nursing [520201]", "47", "30", "17"):
        assert part in en
    assert "没有任何专业通向它" in to_json(report, "zh", None)["blocks"][0]["sentence"]


def test_json_has_the_contracts_keys_and_no_others(city: Tables) -> None:
    found = to_json(gap(city), "en", None)
    assert list(found) == [
        *("build", "year", "area", "basis", "grade", "assumptions"),
        *("demand", "supply", "matched", "shortage", "quantity", "composition", "surplus"),
        *("not_of_part", "mismatch_index", "coverage", "left_out", "other_bases", "naive"),
        *("expected", "occupations", "majors", "blocks", "sensitivity"),
    ]
    assert list(found["occupations"][0]) == [
        *("code", "name", "level", "demand", "fill_rate", "short", "class", "reason", "block"),
    ]
    assert list(found["majors"][0]) == [
        *("code", "name", "level", "supply", "class", "room", "slack"),
    ]
    assert list(found["blocks"][0]) == [
        *("id", "fill_rate", "occupations", "majors", "demand", "supply", "short"),
        *("cause", "sentence"),
    ]
    assert json.loads(json.dumps(found)) == found
    assert found["occupations"][0]["name"] == "Community nurse"
    assert all(isinstance(one, str) for one in found["assumptions"])


def test_rows_are_one_a_class(city: Tables) -> None:
    found = rows(gap(city))
    assert len(found) == 8 + 6
    assert sum(row["persons"] for row in found if row["side"] == "demand") == 238
    assert {row["block"] for row in found} == {"B1", "B2", "B3", "B4", None}
    assert len({tuple(row) for row in found}) == 1


# California ---------------------------------------------------------------------------------------


def test_california_2024(california: Tables) -> None:
    report = gap(california, GapParameters(min_level=4))
    assert (report.year, report.basis, report.grade) == (2024, "projection", "official")
    assert (report.demand, report.supply) == (731_658, 729_674)
    assert (report.matched, report.shortage) == (320_171, 411_487)
    assert (report.quantity, report.composition) == (1_984, 409_503)
    unreached = [one for one in report.occupations if one.reason == "no_major"]
    assert (len(unreached), sum(one.demand for one in unreached)) == (22, 70_733)
    coverage = report.coverage
    assert coverage.supply_without_crosswalk == 23_316
    assert (coverage.demand_without_crosswalk, coverage.demand_without_arc) == (60_178, 10_555)
    assert sum(one.unreached == "no_crosswalk" for one in unreached) == 9
    assert report.multi_count <= report.shortage <= report.fixed_share
    assert sum(block.short for block in report.blocks) == report.shortage


# Supply -------------------------------------------------------------------------------------------


def supply_of(*several: dict[str, Any], **more: Rows) -> GapReport:
    return gap(world(enrolment=list(several), **more))


def test_a_class_is_rounded_once_and_half_up() -> None:
    """45 × 0.7 = 31.5 → 32, though the product of floats is 31.499999999999996."""
    assert supply_of(graduates(45, local_pct=70)).supply == 32
    tracks = [graduates(9, track=t, employed=10, employed_local=5) for t in "ab"]
    assert supply_of(*tracks).supply == 9


def test_classes_of_different_areas_are_rounded_together() -> None:
    """Half a graduate in each of two districts is one in the city, not two."""
    colleges = [
        {"code": c, "name": c, "level": 5, "area": a} for c, a in (("C", "11"), ("D", "12"))
    ]
    several = [graduates(1, local_pct=50), graduates(1, college="D", local_pct=50)]
    report = gap(world(colleges=colleges, enrolment=several))
    assert (report.supply, len(report.majors)) == (1, 1)


@pytest.mark.parametrize(
    ("more", "supply", "grade"),
    [
        ({"employed": 8, "employed_local": 4}, 5, "official"),
        ({"employed": 8, "employed_local": 4, "local_pct": 90}, 5, "official"),
        ({"employed_pct": 80, "employed_local": 4}, 5, "estimated"),
        ({"local_pct": 30}, 3, "estimated"),
        ({"employed": 0, "employed_local": 0, "local_pct": 30}, 3, "estimated"),
        ({"further_study": 4, "local_pct": 50}, 3, "estimated"),
        ({"employed": 8}, 10, "official"),
    ],
)
def test_local_share(more: dict[str, Any], supply: int, grade: str) -> None:
    report = supply_of(graduates(10, **more))
    assert (report.supply, report.grade) == (supply, grade)


def test_share_of_the_college_then_of_the_data() -> None:
    """C has 6 of 10 by counts, and 50 % of 80 % of 25 = 10 of 20; so 16 of 30. D takes that too."""
    colleges = [{"code": c, "name": c, "level": 5, "area": "11"} for c in "CD"]
    report = supply_of(
        graduates(10, track="a", employed=10, employed_local=6),
        graduates(25, track="b", employed_pct=80, local_pct=50),
        graduates(30, track="c"),
        graduates(15, college="D"),
        colleges=colleges,
    )
    assert report.supply == 43  # 6 + 12.5 + 16 + 8 = 42.5
    assert said(report)["share_imputed"] == {"persons": 45}
    assert report.grade == "estimated"


def further_study_of(*several: dict[str, Any], **more: Rows) -> tuple[Fraction, GapReport]:
    """What is taken off for further study, to two digits, and the report."""
    tables = world(enrolment=list(several), **more)
    rows = supply_rows(tables, 2024).filter(pl.col("further_study").is_null())
    return Fraction(str(round(rows["taken"].sum(), 2))), gap(tables)


def test_unknown_further_study_is_that_of_the_level_shrunk_to_all() -> None:
    """20 of 100 of level 5 study on, 10 of 200 in all: (20 + 30 × 0.1) / 130 of 26 are 4.6."""
    majors = [{"code": "M", "name": "M", "level": 5}, {"code": "N", "name": "N", "level": 6}]
    taken, report = further_study_of(
        graduates(100, track="a", further_study=20),
        graduates(100, major="N", further_study=0),
        graduates(26, track="b", further_study=None),
        majors=majors,
        crosswalk=[{"major": m, "occupation": "O", "grade": "official"} for m in "MN"],
    )
    assert taken == Fraction("4.6")
    assert report.supply == 201  # 80 + 100 + 21.4
    assert said(report)["further_study_imputed"] == {"persons": 26, "taken": 5}
    assert report.grade == "estimated"


def test_unknown_further_study_is_that_of_the_major_class_at_its_level() -> None:
    """All 60 of 120; level 5: (60 + 15) / 150; class 51: 40 of 60: (40 + 15) / 90 of 18 are 11."""
    majors = [
        {"code": "51", "name": "51", "level": 5},
        *({"code": m, "name": m, "level": 5, "parent": "51"} for m in "MN"),
        {"code": "P", "name": "P", "level": 5},
    ]
    taken, _ = further_study_of(
        graduates(60, further_study=40),
        graduates(60, major="P", further_study=20),
        graduates(18, major="N", further_study=None),
        majors=majors,
        crosswalk=[{"major": m, "occupation": "O"} for m in "MNP"],
    )
    assert taken == Fraction(11)


def test_who_works_does_not_study_on() -> None:
    """Half study on in the other row; but 9 of these 10 work, so 1 does."""
    taken, report = further_study_of(
        graduates(100, track="a", further_study=50),
        graduates(10, track="b", further_study=None, employed=9),
    )
    assert (taken, report.supply) == (1, 59)


def test_another_year_tells_of_further_study_where_the_year_does_not() -> None:
    taken, report = further_study_of(
        graduates(50, year=2023, further_study=10), graduates(20, further_study=None)
    )
    assert (taken, report.supply) == (4, 16)


def test_further_study_that_nobody_tells_is_0_and_said() -> None:
    report = supply_of(graduates(10, further_study=None))
    assert report.supply == 10
    assert said(report)["further_study_unknown"] == {"persons": 10}
    assert said(report)["share_none"] == {"persons": 10}
    assert "further_study_imputed" not in said(report)


def test_an_unknown_local_share_is_that_of_the_college_shrunk_to_the_others() -> None:
    """All 60 of 120, so half of the level; D: 10 of 60: (10 + 15) / 90 of 36 are 10."""
    colleges = [{"code": c, "name": c, "level": 5, "area": "11"} for c in "CD"]
    report = supply_of(
        graduates(60, employed=60, employed_local=50),
        graduates(60, college="D", employed=60, employed_local=10),
        graduates(36, college="D", track="b"),
        colleges=colleges,
    )
    assert report.supply == 70
    assert said(report)["share_imputed"] == {"persons": 36}


# What nobody surveyed -----------------------------------------------------------------------------


def test_a_major_whose_occupations_nobody_surveyed_is_unknown_and_not_surplus() -> None:
    """P has no figure in any year: nobody knows whether N is wanted. Its graduates are said."""
    report = gap(
        world(
            majors=[{"code": m, "name": m, "level": 5} for m in "MN"],
            occupations=[{"code": o, "name": o} for o in "OP"],
            crosswalk=[{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
            enrolment=[graduates(20), graduates(7, major="N")],
            demand=[openings(15), openings(None, occupation="P")],
        )
    )
    told = {one.thing.key: (one.group, one.room, one.slack) for one in report.majors}
    assert told == {"M": ("surplus", 0, 5), "N": ("unknown", 0, 0)}
    assert report.coverage.supply_not_surveyed == 7
    assert (report.supply, report.matched, report.surplus) == (27, 15, 12)
    found = to_json(report, "en", None)
    assert [one["class"] for one in found["majors"]] == ["surplus", "unknown"]
    assert found["coverage"]["supply_not_surveyed"] == 7
    assert any("7 graduates" in each and "surveyed" in each for each in missing(report, "en"))


def test_a_demand_of_another_year_or_basis_is_a_survey() -> None:
    """Nobody is wanted in 2024, but P was asked about: N is surplus."""
    for other in ({"year": 2023}, {"basis": "postings"}):
        report = gap(
            world(
                majors=[{"code": m, "name": m, "level": 5} for m in "MN"],
                occupations=[{"code": o, "name": o} for o in "OP"],
                crosswalk=[{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
                enrolment=[graduates(20), graduates(7, major="N")],
                demand=[openings(15), openings(4, occupation="P", **other)],
            ),
            GapParameters(2024, basis="survey"),
        )
        assert {one.thing.key: one.group for one in report.majors}["N"] == "surplus"
        assert report.coverage.supply_not_surveyed == 0


def test_impossible_shares_are_capped_and_said() -> None:
    report = supply_of(graduates(10, employed=4, employed_local=5))
    assert (report.supply, said(report)["share_capped"]) == (10, {"persons": 10})
    report = supply_of(graduates(10, further_study=12, employed=1, employed_local=1))
    assert (report.supply, said(report)["available_floored"]) == (0, {"persons": 10})
    assert report.mismatch_index is None


def test_unknown_is_not_zero() -> None:
    majors = [{"code": m, "name": m, "level": 5} for m in "MN"]
    crosswalk = [{"major": m, "occupation": "O"} for m in "MN"]
    report = gap(
        world(
            majors=majors,
            crosswalk=crosswalk,
            enrolment=[graduates(10), graduates(None, track="x"), graduates(None, major="N")],
            demand=[openings(15), openings(None, area="11"), openings(None, area="12", level=6)],
        )
    )
    assert (report.coverage.majors_unknown, report.coverage.occupations_unknown) == (1, 2)
    assert [thing.key for thing in report.unknown_majors] == ["N"]
    assert said(report)["supply_rows_unknown"] == {"rows": 1}
    assert [one.thing.key for one in report.majors] == ["M"]


def test_a_class_with_some_known_rows_counts_them() -> None:
    report = gap(world(demand=[openings(15), openings(None, enterprise="E")]))
    assert (report.demand, report.coverage.occupations_unknown) == (15, 0)
    assert said(report)["demand_rows_unknown"] == {"rows": 1}


def test_a_major_without_a_crosswalk_row_is_a_hole_and_no_surplus() -> None:
    majors = [{"code": m, "name": m, "level": 5} for m in "MN"]
    report = gap(world(majors=majors, enrolment=[graduates(10), graduates(7, major="N")]))
    assert (report.supply, report.coverage.supply_without_crosswalk) == (10, 7)
    assert [(thing.key, persons) for thing, persons in report.unmapped] == [("N", 7)]


# Demand and arcs ----------------------------------------------------------------------------------


def test_openings_left_out_as_contradictory_are_unknown() -> None:
    several = [openings(5), openings(None, expansion=9, replacement=1, area="11")]
    report = gap(world(demand=several))
    assert (report.demand, report.coverage.occupations_unknown) == (5, 1)


def test_levels() -> None:
    occupations = [{"code": "O", "name": "O", "level": 6}, {"code": "P", "name": "P"}]
    tables = world(
        occupations=occupations,
        crosswalk=[{"major": "M", "occupation": o} for o in "OP"],
        demand=[openings(1), openings(2, level=5), openings(4, occupation="P")],
    )
    report = gap(tables)
    assert [(o.thing.key, o.level, o.unreached) for o in report.occupations] == [
        ("O", 5, None),
        ("O", 6, "no_eligible"),
        ("P", 0, None),
    ]
    assert said(report)["level_unknown"] == {"persons": 4}
    report = gap(tables, GapParameters(min_level=6))
    assert report.demand == 1
    assert said(report)["min_level"] == {"level": 6, "persons": 6, "classes": 2}
    with pytest.raises(NoAnswer, match="min-level"):
        gap(tables, GapParameters(min_level=7))


def test_tiers() -> None:
    tables = world(crosswalk=[{"major": "M", "occupation": "O", "tier": 2}])
    report = gap(tables)
    assert (report.matched, report.occupations[0].unreached) == (0, "no_eligible")
    assert (report.supply, report.majors[0].group) == (10, "surplus")
    assert gap(tables, GapParameters(tier=2)).matched == 10


def test_the_first_basis_is_taken_and_the_others_stand_beside() -> None:
    several = [openings(7.5, basis="postings"), openings(20, basis="projection")]
    report = gap(world(demand=several))
    assert (report.basis, report.demand, report.other_bases) == ("projection", 20, {"postings": 8})
    assert gap(world(demand=several), GapParameters(basis="postings")).demand == 8
    with pytest.raises(NoAnswer, match="projection, postings"):
        gap(world(demand=several), GapParameters(basis="survey"))


def test_the_newest_year_with_both_sides() -> None:
    several = [
        openings(1, year=2022),
        openings(2, year=2023),
        openings(None),
        openings(3, year=2025),
    ]
    tables = world(demand=several, enrolment=[graduates(1, year=y) for y in (2022, 2023, 2024)])
    assert gap(tables).year == 2023
    assert gap(tables, GapParameters(year=2022)).demand == 1
    with pytest.raises(NoAnswer, match="2022, 2023"):
        gap(tables, GapParameters(year=2024))


@pytest.mark.parametrize(
    ("grades", "worst"),
    [
        (["official", "reported"], "reported"),
        (["estimated", "reported"], "estimated"),
        ([None, "estimated"], None),
        ([None, "illustrative"], "illustrative"),
    ],
)
def test_the_worst_grade_wins(grades: list[str | None], worst: str | None) -> None:
    several = [openings(1, area=str(k), grade=grade) for k, grade in enumerate(grades)]
    crosswalk = [{"major": "M", "occupation": "O", "grade": "official"}]
    assert gap(world(demand=several, crosswalk=crosswalk)).grade == worst


# Areas and chains ---------------------------------------------------------------------------------


def regions() -> Tables:
    return world(
        colleges=[
            {"code": c, "name": c, "level": 5, "area": a}
            for c, a in (("C", "11"), ("D", "12"), ("E", None))
        ],
        enrolment=[graduates(10), graduates(20, college="D"), graduates(5, college="E")],
        demand=[openings(12, area="11", segment="tea-1"), openings(9, area="12"), openings(3)],
        commuting=[{"from_area": "12", "to_area": "11"}],
    )


def test_an_area_is_itself_and_all_below() -> None:
    tables = regions()
    whole = gap(tables, GapParameters(area="市"))
    assert (whole.demand, whole.supply) == (24, 35)
    assert "area_alone" not in said(whole)
    east = gap(tables, GapParameters(area="East"))
    assert (east.area and east.area.key, east.demand, east.supply) == ("11", 12, 10)
    assert said(east)["demand_without_area"] == {"persons": 3}
    assert said(east)["supply_without_area"] == {"persons": 5}
    assert "area_alone" in said(east)
    assert to_json(east, "zh", None)["area"] == "11"


def test_what_has_no_area_is_counted_for_the_whole_and_said() -> None:
    """3 places and 5 graduates: in the city, in all data, not in East, never silently."""
    city = said(gap(regions(), GapParameters(area="市")))["without_area_counted"]
    assert (city["area"].key, city["places"], city["persons"]) == ("1", 3, 5)
    assert "without_area_counted" not in said(gap(regions()))
    east = said(gap(regions(), GapParameters(area="11")))
    assert not {"without_area_counted", "own_without_area"} & set(east)
    own = said(gap(regions(), GapParameters(market="own")))["own_without_area"]
    assert own == {"places": 3, "persons": 5}


def test_what_has_no_area_is_in_neither_of_two_regions() -> None:
    """Counted for both it would be counted twice."""
    more = frame("areas", [{"code": "1", "name": "市"}, {"code": "2", "name": "邻市"}])
    areas = pl.concat([more, regions()["areas"].filter(pl.col("parent").is_not_null())])
    tables = Tables({**regions(), "areas": areas})
    city = gap(tables, GapParameters(area="市"))
    assert (city.demand, city.supply) == (21, 30)
    assert said(city)["demand_without_area"] == {"persons": 3}
    assert said(city)["supply_without_area"] == {"persons": 5}
    assert "area_alone" in said(city)


def test_what_is_left_out_keeps_to_the_question() -> None:
    """Places without an area of another chain or below the level asked for are not meant."""
    tables = world(demand=[openings(4, area="11", segment="tea-1"), openings(3, level=3)])
    assert "demand_without_area" in said(gap(tables, GapParameters(area="11")))
    for asked in (GapParameters(area="11", chain="tea"), GapParameters(area="11", min_level=5)):
        assert "demand_without_area" not in said(gap(tables, asked))


def test_own_markets_and_commuting() -> None:
    """East 12 places, West 9, anywhere 3. West commutes to East, not back; E's 5 are anywhere.

    All 24 places are filled with commuting: 10 + 2 in East, 9 in West. Without: East lacks 2, which
    E's 5 fill. Without E too, 2 are lacking (the 3 anywhere take from West).
    """
    tables = regions()
    report = gap(tables, GapParameters(market="own"))
    assert report.shortage == 0
    assert [row["area"] for row in to_json(report, "zh", None)["occupations"]] == [None, "11", "12"]
    alone = Tables({**tables, "commuting": tables["commuting"].clear()})
    assert gap(alone, GapParameters(market="own")).shortage == 0
    known = tables["enrolment"].filter(pl.col("college") != "E")
    fewer = gap(Tables({**alone, "enrolment": known}), GapParameters(market="own"))
    assert fewer.shortage == 2
    assert [b.occupations[0].area and b.occupations[0].area.key for b in fewer.blocks] == ["11"]
    assert "东区" in to_json(fewer, "zh", None)["blocks"][0]["sentence"]
    assert gap(Tables({**tables, "enrolment": known}), GapParameters(market="own")).shortage == 0


def test_a_chain_alone() -> None:
    report = gap(regions(), GapParameters(chain="茶产业链"))
    assert (report.demand, report.supply) == (12, 35)
    assert "chain_alone" in said(report)
    with pytest.raises(NoAnswer, match="康养"):
        gap(regions(), GapParameters(chain="care"))


def test_in_a_chain_a_major_has_its_class_of_the_region() -> None:
    """Nurses: 10 for 15 places, all outside the tea chain. Beside it alone they seemed too many."""
    tables = world(
        majors=[{"code": m, "name": m, "level": 5} for m in "MN"],
        occupations=[{"code": o, "name": o, "level": 5} for o in "OP"],
        crosswalk=[{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
        enrolment=[graduates(20), graduates(10, major="N")],
        demand=[
            openings(12, segment="tea-1"),
            openings(4, segment="care-1"),
            openings(15, occupation="P", segment="care-1"),
        ],
    )
    tea = gap(tables, GapParameters(chain="tea"))
    assert (tea.demand, tea.matched, tea.shortage, tea.surplus) == (12, 12, 0, 18)
    told = {m.thing.key: (m.group, m.room, m.slack, m.enters) for m in tea.majors}
    assert told == {"M": ("surplus", 0, 4, True), "N": ("scarce", 5, 0, False)}
    whole = {m.thing.key: (m.group, m.room, m.slack, True) for m in gap(tables).majors}
    assert {key: one[:3] for key, one in whole.items()} == {k: o[:3] for k, o in told.items()}
    assert [row["enters"] for row in to_json(tea, "zh", None)["majors"]] == [True, False]
    assert major_rows(tea, "zh")["code"].to_list() == ["M"]
    assert major_rows(gap(tables), "zh")["code"].to_list() == ["M", "N"]


def test_the_supply_of_a_major_is_a_sum() -> None:
    """100 − 20 study on = 80, of whom 30 of 60 who work do so here: 40 stay, 40 leave."""
    tables = world(
        enrolment=[graduates(100, further_study=20, employed=60, employed_local=30)],
    )
    (one,) = gap(tables).majors
    found = supply_sum(tables, EVERYTHING, one)
    assert found == SupplySum(graduates=100, studying=20, leaving=40, supply=40)


def test_an_area_without_colleges_has_no_supply_of_its_own() -> None:
    tables = world(demand=[openings(4, area="12")])
    report = gap(tables, GapParameters(area="12"))
    assert (report.demand, report.supply, report.shortage) == (4, 0, 4)
    assert "no_college" in said(report)
    silent = world(
        demand=[openings(4, area="12")],
        colleges=[
            {"code": c, "name": c, "level": 5, "area": a} for c, a in (("C", "11"), ("D", "12"))
        ],
    )
    with pytest.raises(NoAnswer, match="Unknown is not 0"):
        gap(silent, GapParameters(area="12"))


def test_a_circle_of_areas_ends() -> None:
    circle = [
        {"code": "1", "name": "甲", "parent": "11"},
        {"code": "11", "name": "乙", "parent": "1"},
    ]
    report = gap(world(areas=circle, demand=[openings(4, area="1")]), GapParameters(area="1"))
    assert (report.demand, report.supply) == (4, 10)


# Errors -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"crosswalk": []}, "crosswalk"),
        ({"enrolment": [graduates(None)]}, "graduates"),
        ({"demand": []}, "openings"),
        ({"demand": [openings(3, year=2020)]}, "2024.*2020"),
    ],
)
def test_what_is_missing_is_named(change: dict[str, Rows], parts: str) -> None:
    with pytest.raises(NoAnswer, match=parts) as caught:
        gap(world(**change))
    assert caught.value.exit_code == 3
    assert caught.value.text("zh") != caught.value.text("en")


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        (GapParameters(area="东曲"), "东区"),
        (GapParameters(chain="茶业链"), "茶产业链"),
        (GapParameters(basis="guess"), "survey, projection"),
        (GapParameters(tier=3), "1, 2"),
        (GapParameters(min_level=9), "0, 1"),
        (GapParameters(market="all"), "pooled, own"),  # type: ignore[arg-type]
    ],
)
def test_wrong_options_name_what_is_right(asked: GapParameters, parts: str) -> None:
    with pytest.raises(WrongInput, match=parts):
        gap(world(), asked)


def test_a_name_of_two_areas_asks_for_the_code() -> None:
    twins = [{"code": c, "name": "鼓楼区"} for c in ("320106", "410204")]
    with pytest.raises(WrongInput, match="320106, 410204"):
        gap(world(areas=twins), GapParameters(area="鼓楼区"))


@pytest.mark.parametrize("side", ["enrolment", "demand"])
def test_too_many_persons_are_refused(side: str) -> None:
    row: Callable[..., dict[str, Any]] = graduates if side == "enrolment" else openings
    with pytest.raises(WrongInput, match="2,147,483,647") as caught:
        gap(world(**{side: [row(2**31)]}))
    assert isinstance(caught.value, TwinChainError)


def test_in_own_markets_the_headline_names_the_area_as_a_reason() -> None:
    """10 graduates in East, 4 places in West: nobody lacks a major or a level."""
    tables = world(demand=[openings(4, area="12")])
    own = gap(tables, GapParameters(market="own"))
    assert "4 because their majors, levels or areas do not fit" in headline(own, "en")
    assert "可就业的区域" in headline(own, "zh")
    pooled = gap(world(demand=[openings(4, level=8)]))
    assert "their majors and levels do not fit" in headline(pooled, "en")
    advertised = headline(dataclasses.replace(pooled, basis="postings"), "en")
    assert advertised.startswith("Demand comes from public advertisements")  # said first


# The year -----------------------------------------------------------------------------------------


def years_with(newest: int) -> Tables:
    """Twenty occupations and programmes in 2023 and 2024, and so many in 2025."""
    majors = [{"code": f"M{k}", "name": f"M{k}", "level": 5} for k in range(20)]
    occupations = [{"code": f"O{k}", "name": f"O{k}"} for k in range(20)]
    wide = {2023: 20, 2024: 20, 2025: newest}
    return world(
        majors=majors,
        occupations=occupations,
        crosswalk=[{"major": f"M{k}", "occupation": f"O{k}"} for k in range(20)],
        enrolment=[
            graduates(5, major=f"M{k}", year=year) for year, n in wide.items() for k in range(n)
        ],
        demand=[
            openings(6, occupation=f"O{k}", year=year) for year, n in wide.items() for k in range(n)
        ],
    )


def test_a_year_with_a_tenth_of_the_usual_rows_is_not_the_default_and_is_named() -> None:
    report = gap(years_with(2))
    assert report.year == 2024
    assert said(report)["year_thin"] == {
        "year": 2025,
        "taken": 2024,
        "demand_rows": 2,
        "occupations": 2,
        "enrolment_rows": 2,
        "programmes": 2,
        "usual_demand_rows": 20,
        "usual_occupations": 20,
        "usual_enrolment_rows": 20,
        "usual_programmes": 20,
    }
    assert choices(years_with(2)).year == 2024
    assert choices(years_with(2)).years[0] == 2025
    asked = gap(years_with(2), GapParameters(2025))
    assert (asked.year, "year_thin" in said(asked)) == (2025, False)


def test_a_year_with_half_of_the_usual_rows_is_the_default() -> None:
    report = gap(years_with(10))
    assert (report.year, "year_thin" in said(report)) == (2025, False)
    assert choices(years_with(10)).year == 2025


def test_of_years_that_one_side_lacks_nothing_is_taken() -> None:
    assert gap(world()).year == 2024


def test_in_an_area_a_major_has_its_class_of_the_region() -> None:
    """East (11) trains 20 M for 12 places O and 10 N for none; west (12) wants 15 P of them."""
    tables = world(
        areas=[
            {"code": "1", "name": "市", "parent": None},
            {"code": "11", "name": "东", "parent": "1"},
            {"code": "12", "name": "西", "parent": "1"},
        ],
        colleges=[{"code": "C", "name": "C", "level": 5, "area": "11"}],
        majors=[{"code": m, "name": m, "level": 5} for m in "MN"],
        occupations=[{"code": o, "name": o, "level": 5} for o in "OP"],
        crosswalk=[{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
        enrolment=[graduates(20), graduates(10, major="N")],
        demand=[openings(12, area="11"), openings(15, occupation="P", area="12")],
    )
    east = gap(tables, GapParameters(area="11"))
    assert (east.demand, east.matched, east.surplus, east.not_of_part) == (12, 12, 18, 10)
    assert {m.thing.key: (m.group, m.room, m.slack, m.enters) for m in east.majors} == {
        "M": ("surplus", 0, 8, True),
        "N": ("scarce", 5, 0, False),
    }
    assert "classes_of_region" in said(east)
    whole = gap(tables, GapParameters(area="1"))
    assert not whole.is_part
    assert (whole.not_of_part, whole.spare_word) == (0, "surplus")
    assert "enters" not in to_json(whole, "zh", None)["majors"][0]
    assert to_json(east, "zh", None)["not_of_part"] == 10


def test_below_the_lowest_level_a_major_has_its_class_among_all_jobs() -> None:
    """10 N of level 3 for 15 places of level 3; 20 M of level 5 for 12 of level 5 and 30 of 3."""
    tables = world(
        majors=[{"code": "M", "name": "M", "level": 5}, {"code": "N", "name": "N", "level": 3}],
        occupations=[{"code": o, "name": o, "level": n} for o, n in (("O", 5), ("P", 3), ("Q", 3))],
        crosswalk=[
            {"major": "M", "occupation": "O"},
            {"major": "M", "occupation": "Q"},
            {"major": "N", "occupation": "P"},
        ],
        enrolment=[graduates(20), graduates(10, major="N")],
        demand=[
            openings(12),
            openings(15, occupation="P"),
            openings(30, occupation="Q"),
        ],
    )
    high = gap(tables, GapParameters(min_level=5))
    assert (high.matched, high.surplus, high.not_of_part) == (12, 18, 10)
    assert {m.thing.key: (m.group, m.room, m.slack, m.enters) for m in high.majors} == {
        "M": ("surplus", 0, 8, True),
        "N": ("scarce", 5, 0, False),
    }
    assert "classes_of_level" in said(high)


def test_classes_of_a_region_with_too_many_pairs_come_without_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Two pairs in the region, one in the chain: the region is solved without writing them out."""
    tables = world(
        majors=[{"code": m, "name": m, "level": 5} for m in "MN"],
        occupations=[{"code": o, "name": o, "level": 5} for o in "OP"],
        crosswalk=[{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
        enrolment=[graduates(20), graduates(10, major="N")],
        demand=[openings(12, segment="tea-1"), openings(15, occupation="P")],
    )
    monkeypatch.setattr("graph.gap.effort.MOST_PAIRS", 1)
    with pytest.raises(NoAnswer):
        gap(tables)
    tea = gap(tables, GapParameters(chain="tea"))
    assert {m.thing.key: (m.group, m.room, m.slack, m.enters) for m in tea.majors} == {
        "M": ("surplus", None, None, True),
        "N": ("scarce", None, None, False),
    }
    assert "alone_left_out" in said(tea)


# Classes of majors --------------------------------------------------------------------------------


def test_a_class_without_rows_of_its_own_enters_what_its_members_may() -> None:
    """20 graduates of the class fill 8 + 5 of the places of its members, who have none."""
    majors = [
        {"code": "08", "name": "电子类", "level": 5},
        {"code": "0809", "name": "计算机类", "level": 5, "parent": "08"},
        {"code": "M1", "name": "软件", "level": 5, "parent": "0809"},
        {"code": "M2", "name": "网络", "level": 5, "parent": "0809"},
    ]
    occupations = [{"code": f"O{i}", "name": f"职业{i}", "level": 5} for i in (1, 2, 3)]
    crosswalk = [{"major": f"M{i}", "occupation": f"O{i}", "grade": "official"} for i in (1, 2)]
    demand = [
        openings(8, occupation="O1"),
        openings(5, occupation="O2"),
        openings(4, occupation="O3"),
    ]
    given = {"majors": majors, "occupations": occupations, "demand": demand}
    tables = world(**given, crosswalk=crosswalk, enrolment=[graduates(20, major="0809")])
    report = gap(tables)
    assert (report.supply, report.matched, report.shortage) == (20, 13, 4)
    assert said(report)["class_by_members"] == {"persons": 20, "names": "计算机类"}
    assert report.grade == "estimated"
    own = [*crosswalk, {"major": "0809", "occupation": "O3", "grade": "official"}]
    report = gap(world(**given, crosswalk=own, enrolment=[graduates(20, major="0809")]))
    assert (report.matched, "class_by_members" in said(report)) == (4, False)


# Plans as supply ----------------------------------------------------------------------------------


def planned(persons: int | None, year: int, **more: Any) -> dict[str, Any]:
    return {"college": "C", "major": "M", "year": year, "planned": persons} | more


PLAN = GapParameters(supply="plan")


def test_graduates_by_plan_are_the_plan_of_the_year_of_entry() -> None:
    """Three years: the 40 planned for 2021 graduate in 2024, whatever was reported."""
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": 3}]
    rows = [planned(40, 2021), planned(70, 2022), graduates(10)]
    tables = world(majors=majors, enrolment=rows, demand=[openings(50)])
    report = gap(tables, PLAN)
    assert (report.year, report.supply, report.shortage) == (2024, 40, 10)
    assert (report.grade, report.supplied_by) == ("estimated", "plan")
    assert said(report)["supply_plan_whole"] == {"planned": 40, "persons": 40}
    assert gap(tables).supply == 10


def test_completion_is_measured_where_the_data_tell_it() -> None:
    """Of 50 admitted in 2018 and 2019, 40 graduated: 80 %; so 100 planned give 80."""
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": 3}]
    rows = [
        planned(None, 2018, enrolled=30),
        planned(None, 2019, enrolled=20),
        graduates(22, year=2021),
        graduates(18, year=2022),
        planned(100, 2022),
    ]
    tables = world(majors=majors, enrolment=rows, demand=[openings(90, year=2025)])
    report = gap(tables, PLAN)
    assert (report.year, report.supply) == (2025, 80)
    assert said(report)["supply_plan"] == {"planned": 100, "persons": 80, "rate": 80}


def test_the_programme_tells_its_length_before_the_major() -> None:
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": 3}]
    programmes = [{"college": "C", "major": "M", "track": "五年制", "length_years": 5}]
    rows = [planned(40, 2021), planned(9, 2019, track="五年制"), planned(8, 2021, track="五年制")]
    tables = world(majors=majors, programmes=programmes, enrolment=rows)
    assert gap(tables, PLAN).supply == 49


def test_a_plan_without_a_length_is_unknown() -> None:
    majors = [
        {"code": "M", "name": "专业", "level": 5, "length_years": 3},
        {"code": "N", "name": "别的", "level": 5},
    ]
    crosswalk = [{"major": m, "occupation": "O", "grade": "official"} for m in "MN"]
    rows = [planned(40, 2021), planned(30, 2021, major="N"), planned(35, 2022, major="N")]
    report = gap(world(majors=majors, crosswalk=crosswalk, enrolment=rows), PLAN)
    assert (report.supply, report.coverage.majors_unknown) == (40, 1)
    assert said(report)["plan_without_length"] == {"rows": 1, "planned": 35}


def test_who_studies_on_and_stays_is_known_from_the_graduates_of_the_year() -> None:
    """Of 20 reported graduates 5 study on; half of the others stay: 40 planned give 15."""
    majors = [{"code": "M", "name": "专业", "level": 5, "length_years": 3}]
    reported = graduates(20, further_study=5, employed=10, employed_local=5)
    report = gap(world(majors=majors, enrolment=[planned(40, 2021), reported]), PLAN)
    assert report.supply == 15


def test_without_plans_nothing_is_invented() -> None:
    with pytest.raises(NoAnswer) as told:
        gap(world(), PLAN)
    assert "plan" in told.value.text("en")
    with pytest.raises(WrongInput):
        gap(world(), GapParameters(supply="wishes"))  # type: ignore[arg-type]


def test_a_gap_of_advertisements_says_first_what_they_cannot_show() -> None:
    quality = [
        {"measure": "coded_persons_pct", "value": 63},
        {"measure": "stated_pct", "value": 100},
        {"measure": "months", "cell": "2024", "value": 9},
        {"measure": "months", "cell": "2023", "value": 2},
        {"measure": "not_visible", "cell": "o9"},
    ]
    demand = [openings(15), openings(20, basis="postings")]
    tables = world(demand=demand, posting_quality=quality)
    by_survey, by_postings = (
        [note.key for note in gap(tables, GapParameters(basis=basis)).assumptions]
        for basis in ("survey", "postings")
    )
    assert by_postings[:4] == [
        "postings_online",
        "postings_coded_persons_pct",
        "postings_months",
        "postings_not_visible",
    ]
    assert by_postings[4:] == by_survey
    assert [
        note.key
        for note in gap(world(demand=demand), GapParameters(basis="postings")).assumptions
        if note.key.startswith("postings")
    ] == ["postings_online"]


def test_a_gap_of_registrations_says_first_what_they_cannot_show() -> None:
    quality = [
        {"measure": "coded_pct", "value": 80},
        {"measure": "months", "cell": "2024", "value": 11},
    ]
    tables = world(demand=[openings(20, basis="registration")], registration_quality=quality)
    notes = gap(tables, GapParameters(basis="registration")).assumptions
    assert [note.key for note in notes[:3]] == [
        "registered_only",
        "registered_coded_pct",
        "registered_months",
    ]
