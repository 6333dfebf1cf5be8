"""A newest year with hardly any rows: which year every command, question and document looks at."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from graph.builds.diff import gap_diff
from graph.export.documents import Order
from graph.export.documents.gap_sections import thin_notes, trend_sentence, years_frame
from graph.export.documents.material import Material
from graph.gap.choices import choices
from graph.gap.gap import gap
from graph.gap.parts import split
from graph.gap.scope import EVERYTHING
from graph.gap.years import newest_of, thin_years
from graph.ontology import load
from graph.queries.named import named_question
from graph.queries.values import BuildData, skipped_years, values_of
from graph.rules import RuleParameters, judge
from graph.rules.sentences import common_sentences, sentence
from graph.tables import Tables
from tests.policy_world import document, measure, target
from tests.test_gap import graduates, openings, world

SIZE = target("mean_annual_enrolment_3y", "<", 30)
USUAL = 20


def years(newest: int, **more: object) -> Tables:
    """Twenty majors, occupations and firms in 2022 to 2024, and so many in 2025; a chain."""
    wide = {2022: USUAL, 2023: USUAL, 2024: USUAL, 2025: newest}
    rows = [(year, k) for year, n in wide.items() for k in range(n)]
    given: dict[str, object] = {
        "majors": [{"code": f"M{k}", "name": f"M{k}", "level": 5} for k in range(USUAL)],
        "occupations": [{"code": f"O{k}", "name": f"O{k}"} for k in range(USUAL)],
        "crosswalk": [{"major": f"M{k}", "occupation": f"O{k}"} for k in range(USUAL)],
        "enterprises": [
            {"id": f"E{k}", "name": f"E{k}", "area": "11", "above_scale": True}
            for k in range(USUAL)
        ],
        "enrolment": [graduates(5, major=f"M{k}", year=y, enrolled=6) for y, k in rows],
        "demand": [openings(6, occupation=f"O{k}", year=y, segment="tea-1") for y, k in rows],
        "enterprise_years": [
            {"enterprise": f"E{k}", "year": y, "employees": 100, "internship_posts": 2}
            for y, k in rows
        ],
        "targets": [SIZE, target("internship_posts_to_staff_ratio", ">=", 1, path="1/2", unit="%")],
        "measures": [
            measure(heading="人才培养结构调整"),
            measure("1/2", heading="定期发布供需信息，缓解结构性矛盾"),
        ],
    }
    given["sources"] = [{"uri": "u", "date": date(2025, 12, 31)}]
    return document(**{**given, **more})  # type: ignore[arg-type]


THIN, FULL = years(2), years(USUAL)


def known(tables: Tables) -> BuildData:
    return BuildData(tables, pl.DataFrame(), load())


def test_half_of_the_usual_is_enough_and_a_fifth_is_not() -> None:
    def counts(newest: int) -> dict[int, dict[str, int]]:
        return {2023: {"rows": 20}, 2024: {"rows": 22}, 2025: {"rows": newest}}

    assert list(thin_years(counts(5))) == [2025]  # a quarter of 21 is 5.25
    assert thin_years(counts(6)) == {}
    assert thin_years({2025: {"rows": 1}}) == {}
    # Each of two years lacks a side: nothing is usual, none is thin.
    assert thin_years({2024: {"a": 20, "b": 1}, 2025: {"a": 1, "b": 20}}) == {}


def test_many_rows_on_few_things_are_thin_too() -> None:
    rows = pl.DataFrame(
        [{"year": 2024, "occupation": f"O{k}"} for k in range(20)]
        + [{"year": 2025, "occupation": "O1"}] * 20
    )
    year, (thin,) = newest_of("demand", rows)
    assert (year, thin.year, thin.has) == (2024, 2025, {"rows": 20, "things": 1})
    assert newest_of("demand", rows, 2025) == (2025, ())  # a person may ask for it
    assert newest_of("demand", rows.clear()) == (None, ())


@pytest.mark.parametrize(("tables", "year"), [(THIN, 2024), (FULL, 2025)])
def test_every_way_of_asking_looks_at_the_same_year(tables: Tables, year: int) -> None:
    assert gap(tables).year == choices(tables).year == year
    assert gap_diff(tables, tables).year == year
    for name in ("programmes-under-threshold", "internship-quota"):
        assert values_of(named_question(name), {}, known(tables))["year"] == year
    for rule, subjects in (("S7", USUAL), ("S14", USUAL)):
        found = judge(tables, RuleParameters(), [rule])
        assert len(found) == subjects
        assert {one.values["year"] for one in found} == {year}
    (size, *_) = judge(tables, RuleParameters(), ["S5"])
    assert size.values["span"] == f"{year - 2}–{year}"
    fresh = judge(tables, RuleParameters(), ["S9"])
    assert [one.values["year"] for one in fresh] == [year, year]


def test_the_year_that_is_passed_over_is_named_with_its_rows() -> None:
    (size, *_) = judge(THIN, RuleParameters(), ["S5"])
    notes = {note.key: note.values for note in size.notes}
    assert (notes["year_thin"]["year"], notes["year_thin"]["rows"]) == (2025, 2)
    assert (notes["year_thin"]["usual_rows"], notes["year_thin"]["taken"]) == (20, 2024)
    assert "2025 has too few rows to judge by; 2024 is used instead." in sentence(size, "en")
    (once,) = common_sentences(judge(THIN, RuleParameters(), ["S5"]), "zh")
    assert once.startswith("招生就业2025年只有2行（2个对象")
    (full, *_) = judge(FULL, RuleParameters(), ["S5"])
    (asked, *_) = judge(THIN, RuleParameters(year=2025), ["S5"])
    assert not [n for one in (full, asked) for n in one.notes if n.key == "year_thin"]
    assert asked.values["span"] == "2023–2025"


def test_latest_names_the_year_it_does_not_mean() -> None:
    question = named_question("programmes-under-threshold")
    (told,) = skipped_years(question, {}, known(THIN), "en")
    assert "of 2025: only 2 rows" in told
    assert "latest means 2024" in told
    assert skipped_years(question, {"year": "2025"}, known(THIN), "en") == []
    assert skipped_years(question, {}, known(FULL), "en") == []
    assert values_of(question, {"year": "2025"}, known(THIN))["year"] == 2025


def test_of_a_figure_only_the_years_count_in_which_it_is_known() -> None:
    """Graduates of 2025 are known, enrolled are not: three years of enrolment end in 2024."""
    rows = [graduates(5, year=y, enrolled=None if y == 2025 else 6) for y in range(2022, 2026)]
    tables = document(enrolment=rows, targets=[SIZE])
    question = named_question("programmes-under-threshold")
    assert values_of(question, {}, known(tables))["year"] == 2024
    assert judge(tables, RuleParameters(), ["S5"])[0].values["span"] == "2022–2024"


def test_thin_demand_of_a_year_with_all_graduates_is_not_judged_by() -> None:
    demand = [row for row in FULL["demand"].to_dicts() if row["year"] < 2025]
    names = ("occupation", "year", "openings", "segment", "basis")
    rows = [{name: row[name] for name in names} for row in demand]
    tables = years(USUAL, demand=[*rows, openings(6, occupation="O0", year=2025)])
    found = judge(tables, RuleParameters(), ["S7"])
    assert {one.values["year"] for one in found} == {2024}
    assert {one.outcome for one in found} == {"pass"}


def test_a_thin_year_is_compared_neither_by_diff_nor_by_year() -> None:
    moved = gap_diff(FULL, THIN)
    assert moved.year == 2024
    assert [one.values["year"] for one in moved.thin] == [2025]
    new = gap_diff(years(0), THIN)  # 2025 is there for the first time
    assert (new.year, [one["year"] for one in new.new_years]) == (2024, [2025])
    assert [one.values["year"] for one in new.thin] == [2025]
    assert gap_diff(FULL, FULL).thin == ()
    by_year = split(THIN, "year", EVERYTHING)
    assert len(by_year.parts) == 4
    assert [one.values["year"] for one in by_year.assumptions] == [2025]


def test_the_trend_of_a_chain_leaves_a_thin_year_out_and_says_so() -> None:
    tea = next(one for one in judge(THIN, RuleParameters(), ["S2"]) if one.subject.key == "tea")
    assert [text[:4] for text in tea.values["years"]] == ["2022", "2023", "2024"]
    assert [n.values["year"] for n in tea.notes if n.key == "year_thin_gap"] == [2025]


def test_the_trend_of_a_document_ends_with_a_comparable_year() -> None:
    class ThinBuild:
        tables = THIN

    m = Material(ThinBuild(), load(), Order("en"))  # type: ignore[arg-type]
    assert trend_sentence(m, years_frame(m)).text.startswith("From 2022 to 2024 ")
    (note,) = thin_notes(m)
    assert note.text.startswith("2025 has too few data")


def test_no_years_at_all_are_no_fault() -> None:
    empty = world(enrolment=[], demand=[])
    assert choices(empty).year is None
    assert gap_diff(empty, empty).year is None
    assert values_of(named_question("internship-quota"), {}, known(empty))["year"] == 0
