"""What documents on rules are narrowed to, and what changed since the year before."""

from __future__ import annotations

from typing import Any

import pytest

from graph.builds.opened import Build
from graph.errors import NoAnswer
from graph.export.documents import Order, document
from graph.export.documents.model import Document, Paragraph, Table
from graph.export.options import applying
from graph.gap.scope import GapParameters
from graph.lists.lists import lists
from graph.ontology import load
from graph.regions.coverage import coverage
from graph.rules import RuleParameters, judge
from graph.rules.change import Change, change
from graph.rules.exits import warnings
from graph.rules.part import narrowed, part_of
from graph.telling.scope import scope_phrases
from graph.words import LANGUAGES, say
from tests.policy_world import document as world
from tests.policy_world import enrolled, target
from tests.test_gap import graduates, openings

SIZE = "mean_annual_enrolment_3y"
ONTOLOGY = load()
BUREAU = "市教育局"


def two_colleges(**more: Any) -> Any:
    """C teaches M (tea) and N (care), D teaches the secondary K that nobody here asks for."""
    enrolment = [
        *enrolled(9, 9, 9), *enrolled(50, 50, 50, major="N"),
        *enrolled(9, 9, 9, college="D", major="K"),
    ]  # fmt: skip
    tables: dict[str, Any] = {
        "colleges": [
            {"code": "C", "name": "学院", "level": 5, "area": "11"},
            {"code": "D", "name": "学校", "level": 3, "area": "12"},
        ],
        "majors": [{"code": m, "name": m, "level": n} for m, n in (("M", 5), ("N", 5), ("K", 3))],
        "occupations": [{"code": o, "name": o, "level": 3} for o in "OP"],
        "crosswalk": [{"major": "M", "occupation": "O"}, {"major": "N", "occupation": "P"}],
        "demand": [openings(12, segment="tea-1"), openings(9, occupation="P", segment="care-1")],
        "enterprises": [
            {"code": "F", "name": "茶厂", "area": "11", "segments": ["tea-1"]},
            {"code": "G", "name": "养老院", "area": "12", "segments": ["care-1"]},
        ],
        "targets": [target(SIZE, "<", 30)],
        "enrolment": enrolment,
    }
    return world(**(tables | more))


@pytest.mark.parametrize(
    ("asked", "college", "programmes"),
    [
        (GapParameters(), None, {"C/M/_", "C/N/_", "D/K/_"}),
        (GapParameters(area="12"), None, {"D/K/_"}),
        (GapParameters(area="1"), None, {"C/M/_", "C/N/_", "D/K/_"}),  # the region of all data
        (GapParameters(chain="tea"), None, {"C/M/_"}),
        (GapParameters(min_level=4), None, {"C/M/_", "C/N/_"}),
        (GapParameters(chain="care", min_level=4), None, {"C/N/_"}),
        (GapParameters(), "D", {"D/K/_"}),
    ],
)
def test_a_part_keeps_the_programmes_that_are_its(
    asked: GapParameters, college: str | None, programmes: set[str]
) -> None:
    tables = two_colleges()
    verdicts = narrowed(tables, judge(tables, rules=["S5"]), part_of(tables, asked, college))
    assert {verdict.subject.key for verdict in verdicts} == programmes


def test_a_chain_has_the_programmes_of_its_coverage_and_no_other_firm(wuzhou: Build) -> None:
    tables, all_verdicts = wuzhou.tables, judge(wuzhou.tables)
    part = part_of(tables, GapParameters(chain="tea"))
    kept = narrowed(tables, all_verdicts, part)
    taught = set(coverage(tables, "tea").rows[0].cells["programmes"])
    programmes = {v.subject.key.rsplit("/", 1)[0] for v in kept if v.subject.table == "programmes"}
    assert programmes
    assert programmes <= taught
    firms = dict(tables["enterprises"].select("node_key", "segments").iter_rows())
    for verdict in kept:
        if verdict.subject.table == "enterprises":
            assert any(segment.startswith("tea") for segment in firms[verdict.subject.key])
    units = [v for v in all_verdicts if v.subject.table == "units"]
    assert [v for v in kept if v.subject.table == "units"] == units
    assert "units" in part.whole(kept)
    assert not {"programmes", "enterprises", "chains"} & set(part.whole(kept))


def test_the_class_of_a_major_is_that_of_the_scope() -> None:
    """Ten graduates for twelve places; of these half are for people new from education."""
    rows = enrolled(9, 9, 9)
    rows[-1] = rows[-1] | graduates(10)
    tables = world(targets=[target(SIZE, "<", 30)], enrolment=rows, demand=[openings(12)])
    (every,) = judge(tables, rules=["S5"])
    (half,) = judge(tables, RuleParameters(gap=GapParameters(entrants=50.0)), ["S5"])
    assert (every.classes, half.classes) == (("scarce",), ("surplus",))


def test_what_came_and_went_is_counted_where_both_years_could_be_judged() -> None:
    """In 2023 M had 30 a year on average and K 20; in 2024 M 29 and K 30. N is too young."""
    rows = [
        *enrolled(30, 30, 30, 27, first=2021), *enrolled(20, 20, 20, 50, first=2021, major="K"),
        *enrolled(9, 9, 9, first=2022, major="N"),
    ]  # fmt: skip
    tables = two_colleges(enrolment=rows)
    verdicts = judge(tables, rules=["S5"])
    assert change(tables, verdicts, RuleParameters()) == Change(2023, 2, 1, 1, 1)
    first = RuleParameters(year=2021)
    assert change(tables, judge(tables, first, ["S5"]), first) is None


def words_of(found: Document) -> str:
    return "".join(found.sections[0].sentences())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", ["warnings", "task-sheet"])
def test_the_first_page_has_findings_change_actions_and_grounds(
    wuzhou: Build, what: str, lang: str
) -> None:
    found = document(what, wuzhou, ONTOLOGY, Order(lang, unit=BUREAU))
    first = found.sections[0]
    assert first.heading == say("first_page.heading", lang)
    styles = [block.style for block in first.blocks if isinstance(block, Paragraph)]
    assert styles[:3] == ["lead", "point", "point"]
    captions = [block.caption for block in first.blocks if isinstance(block, Table)]
    assert say("first_page.actions", lang) in captions
    assert say("rules_page.table.change", lang, year=2023) in captions
    changed = next(
        block.frame.rows[0]
        for block in first.blocks
        if isinstance(block, Table) and "2023" in block.caption
    )
    both, then, came, went, now = changed
    assert then + came - went == now <= both
    assert found.scope == ""


def test_closing_is_not_weighed_where_people_are_scarce(wuzhou: Build) -> None:
    found = document("warnings", wuzhou, ONTOLOGY, Order("en"))
    tables = [block for block in found.sections[0].blocks if isinstance(block, Table)]
    standings, actions = tables[0].frame, tables[2].frame
    assert [sum(row[2:]) for row in standings.rows] == [row[1] for row in standings.rows]
    fail = standings.column("fail")
    stop = next(row for row in actions.rows if row[0] == say("first_page.action.stop", "en"))
    exits = [entry for entry in lists(wuzhou.tables).entries if entry.kind == "exit"]
    assert stop[2] == sum(entry.programmes for entry in exits)
    assert stop[2] <= standings.rows[1][fail] - standings.rows[2][fail]
    assert "unless scarce or unknown" in stop[3]


def test_the_page_says_what_it_was_narrowed_to(wuzhou: Build) -> None:
    asked = GapParameters(chain="tea", min_level=5, tier=2)
    for what in ("warnings", "task-sheet"):
        found = document(what, wuzhou, ONTOLOGY, Order("en", asked, BUREAU))
        assert "Liupao tea" in found.scope
        assert "tier 2" in found.scope
        text = words_of(found)
        assert say("document.narrowed.chain", "en", part="Liupao tea") in text
        assert say("document.narrowed.min_level", "en", part="short-cycle tertiary") in text
    report = document("briefing", wuzhou, ONTOLOGY, Order("en", asked))
    text = "".join(words for section in report.sections for words in section.sentences())
    assert say("document.narrowed.chain", "en", part="Liupao tea") in text
    college = document("warnings", wuzhou, ONTOLOGY, Order("zh", college="ex-B"))
    assert "示例职业学院 B" in college.scope


def test_a_year_without_figures_is_refused(wuzhou: Build) -> None:
    for ask in (judge, warnings):
        with pytest.raises(NoAnswer, match="the data are of 2019–"):
            ask(wuzhou.tables, RuleParameters(year=1999))
    with pytest.raises(NoAnswer) as caught:
        document("warnings", wuzhou, ONTOLOGY, Order("en", rules_year=1999))
    assert "2024" in caught.value.text("en")


def test_what_was_chosen_is_worded_and_what_does_not_apply_is_left(wuzhou: Build) -> None:
    asked = GapParameters(2024, "450403", "tea", 5, market="own", entrants=50.0, persistence=2.0)
    phrases = scope_phrases(wuzhou.tables, asked, "en")
    assert phrases[:3] == ["Wanxiu District", "Liupao tea", "2024"]
    kept = scope_phrases(wuzhou.tables, applying("warnings", asked), "en")
    assert [phrase for phrase in phrases if phrase not in kept] == [
        say("document.scope.own", "en"), say("document.scope.lambda", "en", value="2"),
    ]  # fmt: skip
    assert scope_phrases(wuzhou.tables, GapParameters(), "en") == []
