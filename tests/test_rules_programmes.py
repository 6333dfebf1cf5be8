"""Rules on programmes, each with the row that just fails and the row that just passes."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.rules import RuleParameters, judge
from graph.rules.outcomes import among_lowest, ranks
from graph.rules.sentences import sentence
from graph.rules.tabulated import verdict_rows
from tests.policy_world import document, enrolled, measure, only, outcomes, policy, target
from tests.test_gap import graduates, openings

SIZE = "mean_annual_enrolment_3y"
THIRTY = target(SIZE, "<", 30)


def notes(verdict: Any) -> list[str]:
    return [note.key for note in verdict.notes]


# S5: size -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persons", "outcome"),
    [
        ((30, 30, 30), "pass"),  # exactly the number is not fewer
        ((31, 30, 28), "fail"),  # 89 in three years
        ((40, 28, 22), "pass"),  # 90
        ((20, 20), "unknown"),
        ((None, 20, 20), "unknown"),
        ((0, 0, 0), "fail"),
    ],
)
def test_size(persons: tuple[int | None, ...], outcome: str) -> None:
    tables = document(targets=[THIRTY], enrolment=enrolled(*persons, first=2025 - len(persons)))
    assert only(tables, "S5").outcome == outcome


def test_size_says_the_mean_and_what_would_lift_it() -> None:
    """29 + 28 + 26 = 83; to 90 with 28 and 26 kept it takes 36."""
    tables = document(targets=[THIRTY], enrolment=enrolled(29, 28, 26))
    found = only(tables, "S5")
    assert found.value == pytest.approx(83 / 3)
    assert found.threshold == 30
    assert {n.key: n.values for n in found.notes}["lift"] == {"persons": 36, "year": 2025}
    lifted = document(targets=[THIRTY], enrolment=enrolled(28, 26, 36))
    short = document(targets=[THIRTY], enrolment=enrolled(28, 26, 35))
    assert (only(lifted, "S5").outcome, only(short, "S5").outcome) == ("pass", "fail")


def test_size_is_read_otherwise_where_not_every_year_is_below() -> None:
    mixed = only(document(targets=[THIRTY], enrolment=enrolled(33, 29, 26)), "S5")
    always = only(document(targets=[THIRTY], enrolment=enrolled(29, 29, 26)), "S5")
    assert "not_every_year" in notes(mixed)
    assert "not_every_year" not in notes(always)


def test_special_majors_are_excepted_and_unknown_ones_are_said() -> None:
    for special, outcome in ((True, "pass"), (False, "fail"), (None, "fail")):
        majors = [{"code": "M", "name": "专业", "level": 5, "special": special}]
        tables = document(targets=[THIRTY], majors=majors, enrolment=enrolled(9, 9, 9))
        found = only(tables, "S5")
        assert found.outcome == outcome
        assert ("special_unknown" in notes(found)) is (special is None)


def test_early_notice_of_two_years_below_or_a_mean_within_a_fifth() -> None:
    below = only(document(targets=[THIRTY], enrolment=enrolled(60, 29, 29)), "S5")
    near = only(document(targets=[THIRTY], enrolment=enrolled(35, 36, 36)), "S5")
    far = only(document(targets=[THIRTY], enrolment=enrolled(36, 36, 36)), "S5")
    young = only(document(targets=[THIRTY], enrolment=enrolled(29, 29, first=2023)), "S5")
    assert (below.outcome, notes(below)) == ("pass", ["early_two_years"])
    assert (near.outcome, notes(near)) == ("pass", ["early_margin"])
    assert (far.early, young.early, young.outcome) == (False, True, "unknown")


def test_another_document_sets_another_number() -> None:
    for comparator, value, outcome in [
        ("<", 25, "pass"),
        ("<=", 28, "fail"),
        ("<", 28, "pass"),
        (None, 29, "fail"),
        ("=", 29, "fail"),
        (">=", 30, "unknown"),  # a direction that this rule cannot be judged by
        ("<", None, "unknown"),
    ]:
        tables = document(targets=[target(SIZE, comparator, value)], enrolment=enrolled(28, 28, 28))
        assert only(tables, "S5").outcome == outcome, (comparator, value)


def test_another_document_counts_other_years() -> None:
    """25 persons over 2 years: 27 and 22 are 49 in two years, one too few."""
    two = target("mean_annual_enrolment_2y", "<", 25)
    found = only(document(targets=[two], enrolment=enrolled(90, 27, 22)), "S5")
    assert (found.outcome, found.value) == ("fail", 24.5)
    assert {n.key: n.values for n in found.notes}["lift"] == {"persons": 28, "year": 2025}
    assert only(document(targets=[two], enrolment=enrolled(0, 28, 22)), "S5").outcome == "pass"
    assert only(document(targets=[two], enrolment=enrolled(28)), "S5").outcome == "unknown"


def test_gaps_between_years_are_not_skipped() -> None:
    rows = [*enrolled(20, 20, first=2021), *enrolled(20, first=2024)]
    assert only(document(targets=[THIRTY], enrolment=rows), "S5").reason == "too_few_years"


def test_the_asked_year_ends_the_figures() -> None:
    tables = document(targets=[THIRTY], enrolment=enrolled(40, 40, 40, 1, first=2021))
    assert only(tables, "S5").outcome == "fail"
    assert only(tables, "S5", RuleParameters(year=2023)).outcome == "pass"


def test_closed_programmes_are_no_subject_and_silent_ones_are_unknown() -> None:
    programmes = [
        {"college": "C", "major": "M", "until": 2023},
        {"college": "C", "major": "N", "since": 2020},
    ]
    majors = [{"code": code, "name": code, "level": 5} for code in "MN"]
    tables = document(
        targets=[THIRTY], majors=majors, programmes=programmes, enrolment=enrolled(9, 9, 9)
    )
    assert outcomes(tables, "S5") == {"C/N/_": ("unknown", "no_years")}


def test_in_a_document_of_a_district_a_major_has_its_class_of_the_region() -> None:
    """East (11) trains 20 M for 12 places O and 10 N for none; west (12) wants 15 N at P."""
    rows = [*enrolled(9, 9, 9), *enrolled(9, 9, 9, major="N")]
    rows[2], rows[5] = rows[2] | graduates(20), rows[5] | graduates(10, major="N")
    found = judge(
        document(
            policies=[policy("11")],
            targets=[THIRTY],
            majors=[{"code": m, "name": m, "level": 5} for m in "MN"],
            occupations=[{"code": o, "name": o, "level": 5} for o in "OP"],
            crosswalk=[{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
            enrolment=rows,
            demand=[openings(12, area="11"), openings(15, occupation="P", area="12")],
        ),
        rules=["S5"],
    )
    assert [(one.subject.major, one.classes) for one in found] == [
        ("M", ("surplus",)),
        ("N", ("scarce",)),
    ]


def test_a_scarce_major_is_told_apart() -> None:
    rows = enrolled(9, 9, 9)
    rows[-1] = rows[-1] | graduates(10)
    crowded = [*rows[:-1], rows[-1] | graduates(40)]
    scarce = only(document(targets=[THIRTY], enrolment=rows), "S5")
    surplus = only(document(targets=[THIRTY], enrolment=crowded), "S5")
    assert (scarce.outcome, scarce.classes) == ("fail", ("scarce",))
    assert (surplus.outcome, surplus.classes) == ("fail", ("surplus",))
    assert "think twice" in sentence(scarce, "en")
    assert "think twice" not in sentence(surplus, "en")
    assert verdict_rows([scarce], "en")["gap_class"].to_list() == ["scarce"]


@settings(max_examples=40)
@given(st.lists(st.none() | st.integers(0, 90), min_size=3, max_size=3), st.integers(0, 2))
def test_taking_a_figure_away_never_makes_it_pass(persons: list[int | None], place: int) -> None:
    known = only(document(targets=[THIRTY], enrolment=enrolled(*persons, 50)), "S5").outcome
    persons[place] = None
    less = only(document(targets=[THIRTY], enrolment=enrolled(*persons, 50)), "S5").outcome
    assert less != "pass" or known == "pass"


@settings(max_examples=40)
@given(st.lists(st.integers(0, 90), min_size=3, max_size=3), st.integers(1, 60), st.integers(0, 30))
def test_a_higher_number_never_makes_it_pass(persons: list[int], number: int, more: int) -> None:
    rows = enrolled(*persons)
    low = only(document(targets=[target(SIZE, "<", number)], enrolment=rows), "S5").outcome
    high = only(document(targets=[target(SIZE, "<", number + more)], enrolment=rows), "S5").outcome
    assert (low, high) != ("fail", "pass")


# S6: duplicates -----------------------------------------------------------------------------------

CLAUSE = [measure(heading="完善专业预警和退出机制")]


def schools(*areas: str | None) -> Any:
    colleges = [
        {"code": f"C{k}", "name": f"C{k}", "level": 5, "area": a} for k, a in enumerate(areas)
    ]
    rows = [row for k in range(len(areas)) for row in enrolled(50, 50, 50 + k, college=f"C{k}")]
    return {"colleges": colleges, "enrolment": rows, "measures": CLAUSE}


@pytest.mark.parametrize(
    ("areas", "ways", "outcome"),
    [
        (("11", "11"), [], "explain"),  # the document does not say how many are too many
        (("11", "12"), [], "pass"),
        (("11", "12"), [("12", "11")], "explain"),
        (("11", "1"), [], "explain"),  # the city holds its district
        (("11", None), [], "unknown"),
    ],
)
def test_duplicates_within_reach(areas: Any, ways: Any, outcome: str) -> None:
    commuting = [{"from_area": a, "to_area": b} for a, b in ways]
    found = outcomes(document(commuting=commuting, **schools(*areas)), "S6")
    assert found["C0/M/_"][0] == outcome


def test_two_tracks_of_one_college_are_no_duplicate() -> None:
    rows = enrolled(50, 50, 50) + enrolled(9, 9, 9, track="五年一贯制")
    found = outcomes(document(enrolment=rows, measures=CLAUSE), "S6")
    assert {outcome for outcome, _ in found.values()} == {"pass"}


def test_the_largest_is_the_first_merge_candidate() -> None:
    found = judge(document(**schools("11", "11", "11")), rules=["S6"])
    (note,) = found[0].notes
    assert [thing.key for thing in note.values["colleges"]] == ["C2", "C1"]
    assert found[0].value == 3


# S7: demand ---------------------------------------------------------------------------------------


def test_demand_for_any_occupation_is_enough() -> None:
    rows = enrolled(50, 50, 50)
    here = document(enrolment=rows, measures=CLAUSE, demand=[openings(3)])
    elsewhere = [openings(3) | {"occupation": "P"}]
    occupations = [{"code": code, "name": code, "level": 5} for code in "OP"]
    given: Any = {"enrolment": rows, "measures": CLAUSE, "occupations": occupations}
    never = document(demand=elsewhere, **given)
    earlier = document(demand=[*elsewhere, openings(0, year=2023)], **given)
    none = document(demand=[*elsewhere, openings(0)], **given)
    silent = document(demand=[*elsewhere, openings(None)], **given)
    unmapped = document(enrolment=rows, measures=CLAUSE, crosswalk=[])
    nothing = document(enrolment=rows, measures=CLAUSE, demand=[])
    assert (only(here, "S7").outcome, only(here, "S7").value) == ("pass", 3)
    assert (only(none, "S7").outcome, only(none, "S7").value) == ("explain", 0)
    assert (only(never, "S7").outcome, only(never, "S7").reason) == ("unknown", "not_surveyed")
    assert (only(earlier, "S7").outcome, notes(only(earlier, "S7"))) == (
        "unknown",
        ["surveyed_before"],
    )
    assert only(silent, "S7").reason == "silent"
    assert only(unmapped, "S7").reason == "no_crosswalk"
    assert only(nothing, "S7").reason == "no_demand"


def test_demand_counts_where_the_policy_holds() -> None:
    rows = enrolled(50, 50, 50)
    away = document(
        policies=[policy("11")], enrolment=rows, measures=CLAUSE, demand=[openings(3, area="12")]
    )
    assert only(away, "S7").reason == "not_surveyed"  # in this district


def test_bases_are_not_added_up() -> None:
    demand = [openings(3), openings(5, basis="postings")]
    tables = document(enrolment=enrolled(50, 50, 50), measures=CLAUSE, demand=demand)
    assert only(tables, "S7").value == 5


# S8: ranks ----------------------------------------------------------------------------------------


def test_ranks_are_no_verdict_unless_somebody_says_what_is_low() -> None:
    rows = [
        enrolled(50, first=2024, college=f"C{k}", graduates=100, employed=50 + k, further_study=0)[
            0
        ]
        for k in range(10)
    ]
    colleges = [{"code": f"C{k}", "name": f"C{k}", "level": 5, "area": "11"} for k in range(10)]
    tables = document(enrolment=rows, colleges=colleges, measures=CLAUSE)
    told = [v for v in judge(tables, rules=["S8"]) if v.test == "employment"]
    assert {v.outcome for v in told} == {"unknown"}
    assert all(v.undecided for v in told)
    assert [v.values["rank"] for v in told] == list(range(1, 11))
    low = [v for v in judge(tables, RuleParameters(lowest_pct=10), ["S8"]) if v.value is not None]
    assert [v.outcome for v in low] == ["explain"] + ["pass"] * 9


def test_a_number_in_the_document_decides() -> None:
    rows = enrolled(50, first=2024, graduates=100, employed=50, further_study=10)
    for comparator, value, outcome in [("<", 60, "pass"), ("<", 61, "fail"), (">=", 60, "pass")]:
        targets = [target("employment_rate", comparator, value, measured_in="%")]
        tables = document(enrolment=rows, measures=CLAUSE, targets=targets)
        (found,) = [v for v in judge(tables, rules=["S8"]) if v.test == "employment"]
        assert found.outcome == outcome


def test_more_employed_than_graduates_have_no_rank() -> None:
    rows = enrolled(50, first=2024, graduates=10, employed=12, further_study=0)
    (found,) = judge(document(enrolment=rows, measures=CLAUSE), rules=["S8"])
    assert (found.test, found.outcome, found.reason) == ("employment", "unknown", "contradiction")


def test_who_studies_on_is_no_bad_outcome() -> None:
    """Half of A work and half study on: 100 %; B has 60 of 100 in work; C does not say."""
    figures = {"A": (50, 50), "B": (60, 0), "C": (10, None)}
    rows = [
        enrolled(50, first=2024, college=code, graduates=100, employed=e, further_study=f)[0]
        for code, (e, f) in figures.items()
    ]
    colleges = [{"code": code, "name": code, "level": 3, "area": "11"} for code in figures]
    tables = document(enrolment=rows, colleges=colleges, measures=CLAUSE)
    told = [
        v for v in judge(tables, RuleParameters(lowest_pct=50), ["S8"]) if v.test == "employment"
    ]
    assert [(v.outcome, v.value) for v in told] == [
        ("pass", 100),
        ("explain", 60),
        ("unknown", None),
    ]
    assert told[2].reason == "no_further_study"
    assert [v.values["of"] for v in told] == [2, 2, 2]


KEYS = st.tuples(st.sampled_from("abcd"), st.sampled_from("mno"), st.none())


@given(st.dictionaries(KEYS, st.fractions(0, 1, max_denominator=6), min_size=1))
def test_ranks_follow_values(values: Any) -> None:
    places = ranks(values)
    assert max(places.values()) == len(values)
    for one in values:
        for other in values:
            assert (values[one] < values[other]) == (places[one] < places[other])
    assert not among_lowest(len(values), len(values), 99.9)


# S12, S17 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "partners", "outcome"),
    [
        (2024, None, "explain"),
        (2024, ["F"], "pass"),
        (2023, None, None),
        (None, None, "unknown"),
        (None, ["F"], "pass"),
    ],
)
def test_new_majors_and_firms(since: Any, partners: Any, outcome: str | None) -> None:
    row = {"college": "C", "major": "M", "since": since, "partners": partners}
    for text, missed in [
        (None, "explain"),  # its words are not held
        ("职业院校新设专业原则上应有相关行业企业参与。", "explain"),
        ("职业院校新设专业应有相关行业企业参与。其他事项原则上从简。", "fail"),
    ]:
        headed = [measure(heading="深化“引企入教”改革", text=text)]
        found = [
            one for one, _ in outcomes(document(measures=headed, programmes=[row]), "S12").values()
        ]
        expected = missed if outcome == "explain" else outcome
        assert found == ([] if expected is None else [expected])


def test_a_cooperation_is_a_firm_too_and_a_document_without_a_date_is_unknown() -> None:
    row = {"college": "C", "major": "M", "since": 2024}
    tie = {"college": "C", "enterprise": "F", "kind": "internship", "major": "M"}
    headed = [measure(heading="深化“引企入教”改革")]
    tied = document(measures=headed, programmes=[row], cooperations=[tie])
    assert only(tied, "S12").outcome == "pass"
    undated = document(measures=headed, programmes=[row], policies=[policy(issued=None)])
    assert only(undated, "S12").reason == "no_date"


HALF = target("practice_hours_share", ">=", 50, measured_in="%")


@pytest.mark.parametrize(
    ("hours", "outcome", "reason"),
    [
        ((1300, 2600), "pass", "pass"),  # exactly half
        ((1299, 2600), "fail", "fail"),
        ((None, 2600), "unknown", "missing"),
        ((1300, None), "unknown", "missing"),
        ((0, 0), "unknown", "nothing"),
        ((2700, 2600), "unknown", "contradiction"),
    ],
)
def test_practice(hours: Any, outcome: str, reason: str) -> None:
    row = {"college": "C", "major": "M", "practice_hours": hours[0], "total_hours": hours[1]}
    tables = document(targets=[HALF], programmes=[row], enrolment=enrolled(50))
    assert outcomes(tables, "S17") == {"C/M/_": (outcome, reason)}


def test_practice_is_asked_of_vocational_colleges() -> None:
    row = {"college": "C", "major": "M", "practice_hours": 9, "total_hours": 10}
    for level, kind, count in [(6, "普通本科学校", 0), (6, "职业本科学校", 1), (5, None, 1)]:
        colleges = [{"code": "C", "name": "C", "level": level, "kind": kind, "area": "11"}]
        tables = document(targets=[HALF], programmes=[row], colleges=colleges)
        assert len(outcomes(tables, "S17")) == count
