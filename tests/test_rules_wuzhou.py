"""The rules on the example of Wuzhou, and the commands ``warn``, ``rules`` and ``duties``."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from graph.door import open_build
from graph.errors import WrongInput
from graph.ontology import Ontology
from graph.rules import RULES, RuleParameters, Verdict, judge, not_applied, rule_sets
from graph.rules.calculators import internships, tax_credits, training_funds
from graph.rules.sentences import sentence
from graph.settings import EXAMPLES
from graph.tables import Tables
from views.cli import app

NOTICE = "梧政办发〔2024〕35号"
Run = Callable[..., str]


@pytest.fixture(scope="module")
def home(homes: dict[str, Path]) -> Path:
    return homes["wuzhou"]


@pytest.fixture(scope="module")
def tables(home: Path) -> Any:
    return open_build(home).tables


@pytest.fixture(scope="module")
def verdicts(tables: Any) -> tuple[Verdict, ...]:
    return judge(tables, RuleParameters(sets=("fujian-2023",)))


@pytest.fixture(scope="module")
def run(home: Path) -> Run:
    def run(*arguments: str) -> str:
        found = CliRunner().invoke(app, [*arguments, "--home", str(home)])
        if found.exception and not isinstance(found.exception, SystemExit):
            raise found.exception
        assert found.exit_code == 0, found.output
        return found.stdout

    return run


def test_the_notice_has_a_clause_for_every_rule(tables: Any) -> None:
    assert not_applied(tables) == ()


@pytest.mark.parametrize(
    ("rule", "measures"),
    [
        ("S2", {2}), ("S4", {5}), ("S5", {6}), ("S6", {6}), ("S7", {6}), ("S8", {6}), ("S9", {6}),
        ("S10", {7}), ("S11", {8}), ("S12", {9}), ("S13", {9}), ("S14", {10}), ("S15", {12}),
        ("S17", {14}), ("S18", {15}), ("S19", {16}), ("S21", {19}), ("S22", {20}), ("S23", {23}),
        ("S1", set(range(3, 26))), ("S24", {None}),
    ],
)  # fmt: skip
def test_each_rule_is_bound_to_its_item(
    verdicts: tuple[Verdict, ...], rule: str, measures: set[Any]
) -> None:
    assert {v.clause.measure for v in verdicts if v.rule == rule} == measures


@pytest.mark.parametrize(
    ("rule", "outcomes"),
    [
        ("S1", "pass explain"), ("S4", "pass"), ("S5", "pass fail unknown"), ("S6", "pass explain"),
        ("S7", "pass unknown"), ("S10", "pass explain"), ("S11", "pass unknown"),
        ("S12", "pass explain unknown"), ("S13", "pass fail unknown"),
        ("S14", "pass explain unknown"), ("S15", "pass fail unknown"), ("S17", "pass fail unknown"),
        ("S18", "pass explain unknown"), ("S19", "pass fail unknown"), ("S22", "pass unknown"),
        ("S23", "pass unknown"), ("FJ1", "pass fail unknown"), ("FJ3", "pass fail"),
    ],
)  # fmt: skip
def test_every_kind_of_verdict_occurs(
    verdicts: tuple[Verdict, ...], rule: str, outcomes: str
) -> None:
    assert {v.outcome for v in verdicts if v.rule == rule} == set(outcomes.split())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verdict_can_be_said(verdicts: tuple[Verdict, ...], lang: str) -> None:
    assert {v.rule for v in verdicts} == set(RULES)
    for one in verdicts:
        text = sentence(one, lang)
        assert "None" not in text, text
        assert "{" not in text, text


def test_a_warning_leads_to_the_clause_and_the_rows(verdicts: tuple[Verdict, ...]) -> None:
    small = [v for v in verdicts if v.rule == "S5" and v.outcome == "fail"]
    assert len(small) >= 10
    assert {group for v in small for group in v.classes} >= {"scarce", "surplus"}
    for one in small:
        setting, *rows = one.evidence
        lines = (EXAMPLES / "wuzhou" / str(setting.file)).read_text(encoding="utf-8").splitlines()
        assert "mean_annual_enrolment_3y" in lines[(setting.row or 0) - 1]
        enrolled = []
        for row in rows:
            file = EXAMPLES / "wuzhou" / str(row.file)
            with file.open(encoding="utf-8", newline="") as text:
                cells = list(csv.DictReader(text))[(row.row or 0) - 2]
            enrolled.append(int(cells["enrolled"]))
        assert sum(enrolled) / 3 == pytest.approx(one.value)
        assert one.value is not None
        assert one.value < 30


def test_what_rests_on_invented_figures_is_marked(verdicts: tuple[Verdict, ...]) -> None:
    for one in verdicts:
        figures = [row for row in one.evidence if (row.file or "").startswith("figures/")]
        assert not figures or one.grade == "illustrative"
    assert {v.grade for v in verdicts if v.rule in ("S1", "S24")} == {"official"}


def test_another_number_changes_the_verdicts_without_code(tables: Any) -> None:
    lower = pl.when(pl.col("indicator") == "mean_annual_enrolment_3y").then(25.0)
    changed = {name: tables[name] for name in tables}
    changed["targets"] = tables["targets"].with_columns(value=lower.otherwise(pl.col("value")))
    few = Counter(v.outcome for v in judge(changed, rules=["S5"]))
    many = Counter(v.outcome for v in judge(tables, rules=["S5"]))
    assert 0 < few["fail"] < many["fail"]


def test_the_page_of_rules_says_where_each_clause_stands(run: Run) -> None:
    told = run("rules")
    assert "出处：facts/targets.csv#2" in told
    assert "文件原文：“连续3年年均招生规模不足30人”" in told
    assert "stated at: facts/measures.csv#" in run("rules", "--lang", "en")


# Rules that rest on rows being there, not on their figures.
BY_ROWS = {"S1", "S6", "S12", "S21", "S23", "FJ3"}


def test_nothing_unknown_is_ever_judged(tables: Any, ontology: Ontology) -> None:
    frames = {}
    for name, table in ontology.tables.items():
        rows = tables[name]
        if table.group not in ("policy", "decision", "system"):
            blank = [c.name for c in table.columns if c.key_part is None and not c.required]
            blank = [c for c in blank if c not in ("parent", "grade")]
            rows = rows.with_columns(pl.lit(None, rows.schema[c]).alias(c) for c in blank)
        frames[name] = rows
    found = judge(Tables.of(ontology, frames), RuleParameters(sets=tuple(rule_sets())))
    judged = {one.rule for one in found if one.outcome != "unknown"}
    assert judged <= BY_ROWS
    assert {"S5", "S7", "S8", "S17", "S18"} <= {one.rule for one in found}


def test_calculators_agree_with_the_rules(tables: Any, verdicts: tuple[Verdict, ...]) -> None:
    (credits,) = tax_credits(tables, verdicts)
    own = [v for v in verdicts if v.rule == "S11"]
    assert float(credits.total_cny) == pytest.approx(sum(v.value or 0 for v in own))
    assert credits.unknown == sum(1 for v in own if v.outcome == "unknown")
    (funds,) = training_funds(tables, verdicts)
    assert funds.unknown == sum(1 for v in verdicts if v.rule == "S15" and v.outcome == "unknown")
    assert funds.share_pct is not None
    (places,) = internships(tables, verdicts)
    assert len(places.lines) == sum(1 for v in verdicts if v.rule == "S14")
    assert {v.grade for v in verdicts if v.rule in ("S11", "S14", "S15")} == {"illustrative"}
    assert (
        sum(one.posts for one in places.fields)
        == tables["internship_offers"].filter(pl.col("year") == places.year)["posts"].sum()
    )


# Commands -----------------------------------------------------------------------------------------


def as_json(run: Run, *arguments: str) -> Any:
    return json.loads(run(*arguments, "--format", "json"))


def test_duties_of_the_notice(run: Run) -> None:
    found = as_json(run, "duties")
    assert len(found) == 209
    assert len({row["unit"] for row in found}) == 19
    leads = Counter(row["unit"] for row in found if row["role"] == "lead")
    assert leads == {"市教育局": 14, "市发展改革委": 4, "市工业和信息化局": 1, "市总工会": 1}
    human = as_json(run, "duties", "--unit", "市人力资源社会保障局")
    assert len(human) == 20
    assert {row["role"] for row in human} == {"joint"}
    assert "市教育局牵头全部任务的70%" in run("duties")
    with pytest.raises(WrongInput):
        run("duties", "--unit", "没有的局")


def test_warnings_as_json_and_csv(run: Run) -> None:
    found = as_json(run, "warn")
    assert {row["rule"] for row in found} == {"S5", "S6", "S7", "S8"}
    assert all(row["policy"] == NOTICE and row["measure"] == 6 for row in found)
    table = list(csv.DictReader(io.StringIO(run("warn", "--format", "csv"))))
    assert len(table) == len(found)
    assert table[0]["evidence"].startswith("facts/targets.csv#2")
    early = as_json(run, "warn", "--year", "2023")
    assert [row["value"] for row in early] != [row["value"] for row in found]


def test_the_exit_clause_by_choice(run: Run) -> None:
    any_one, all_of = as_json(run, "warn", "--exit", "any"), as_json(run, "warn", "--exit", "all")
    assert {row["rule"] for row in any_one} == {"exit"}
    assert len(any_one) == len(all_of)
    failed = [row for row in any_one if row["verdict"] == "fail"]
    assert len(failed) > sum(1 for row in all_of if row["verdict"] == "fail")
    lowest = as_json(run, "warn", "--exit", "any", "--lowest", "10")
    assert [row for row in lowest if row["verdict"] == "fail"] == failed  # a number of one's own
    assert {row["verdict"] for row in lowest} == {"fail", "explain", "unknown", "pass"}


def test_sets_are_asked_for(run: Run) -> None:
    assert not {row["rule"] for row in as_json(run, "rules")} & {"FJ1", "FJ2", "FJ3"}
    more = as_json(run, "rules", "--set", "fujian-2023")
    assert {row["rule"] for row in more} == set(RULES)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("warn",),
        ("warn", "--exit", "any"),
        ("rules", "--set", "fujian-2023"),
        ("duties",),
        ("duties", "--unit", "市教育局"),
    ],
)
def test_pages_fit_and_say_that_figures_are_invented(
    run: Run, arguments: tuple[str, ...], lang: str
) -> None:
    page = run(*arguments, "--lang", lang)
    assert max(map(cell_len, page.splitlines())) <= 100
    if arguments != ("duties",):
        assert ("示意数据" if lang == "zh" else "ILLUSTRATIVE") in page
    assert "None" not in page
