"""Verdicts recomputed from the tables by other means, and the same through every door."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from graph.builds.opened import Build
from graph.door import open_build
from graph.export.documents.material import Material, Order
from graph.export.documents.rule_sections import clauses_frame
from graph.gap.choices import Choices
from graph.gap.scope import EVERYTHING, GapParameters
from graph.ontology import load
from graph.rules import RuleParameters, judge
from graph.rules.duties import duties, task_sheet
from graph.rules.verdicts import STANDINGS
from graph.things import Thing
from views.cli import app
from views.http.analyses import ANALYSES
from views.parts import scope

Key = tuple[str, str]


@pytest.fixture(scope="module")
def build(homes: dict[str, Path]) -> Build:
    return open_build(homes["wuzhou"])


@pytest.fixture(scope="module")
def tables(build: Build) -> dict[str, pl.DataFrame]:
    """The example with boundaries planted: a second track, zeros, what was not surveyed."""
    frames = {name: build.tables[name] for name in build.tables}
    enrolment, demand = frames["enrolment"], frames["demand"]
    first = enrolment.filter(pl.col("year") == 2024, pl.col("enrolled").is_between(20, 29)).head(1)
    key = (first["college"][0], first["major"][0])
    mine = (pl.col("college") == key[0]) & (pl.col("major") == key[1])
    twin = enrolment.filter(mine).with_columns(
        track=pl.lit("另一学制"),
        node_key=pl.col("node_key") + "-twin",
        enrolled=pl.lit(1, pl.Int64),
    )
    frames["enrolment"] = pl.concat([enrolment, twin])
    codes = demand["occupation"].unique(maintain_order=True)
    zero, gone = codes[: len(codes) // 3], codes[len(codes) // 3 : len(codes) // 2]
    now = pl.col("year") == 2024
    openings = pl.when(now & pl.col("occupation").is_in(zero.to_list())).then(0.0)
    frames["demand"] = demand.with_columns(openings=openings.otherwise(pl.col("openings"))).filter(
        ~(now & pl.col("occupation").is_in(gone.to_list()))
    )
    return frames


def taught(tables: dict[str, pl.DataFrame], year: int) -> dict[Key, list[dict[str, Any]]]:
    """(college, major) → its open programmes with their enrolment by year."""
    rows = defaultdict(dict)
    for row in tables["enrolment"].iter_rows(named=True):
        if row["year"] <= year:
            rows[row["college"], row["major"], row["track"]][row["year"]] = row
    own = {(r["college"], r["major"], r["track"]): r for r in tables["programmes"].to_dicts()}
    found: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for key in dict.fromkeys([*own, *rows]):
        dates = own.get(key)
        if dates:
            is_open = (dates["since"] or 0) <= year <= (dates["until"] or 9999)
        else:
            is_open = year in rows[key]
        if is_open:
            found[key[:2]].append({"key": key, "dates": dates, "years": rows.get(key, {})})
    return found


def by_subject(verdicts: Any, rule: str, test: str | None = None) -> dict[str, str]:
    return {
        v.subject.thing.name: v.outcome
        for v in verdicts
        if v.rule == rule and test in (None, v.test)
    }


def test_sizes_recomputed(tables: dict[str, pl.DataFrame]) -> None:
    special = dict(tables["majors"].select("node_key", "special").iter_rows())
    expected = Counter()
    for (_, major), tracks in taught(tables, 2024).items():
        sums = []
        for year in (2022, 2023, 2024):
            cells = []
            for track in tracks:
                row, dates = track["years"].get(year), track["dates"]
                if row and row["enrolled"] is not None:
                    cells.append(row["enrolled"])
                elif row or (dates and (dates["since"] or 0) <= year <= (dates["until"] or 9999)):
                    cells.append(None)
            sums.append(None if not cells or None in cells else sum(cells))
        small = None if None in sums else sum(sums) < 90
        if small is not False and special[major]:
            expected["pass"] += 1
        else:
            expected["unknown" if small is None else "fail" if small else "pass"] += 1
    assert Counter(v.outcome for v in judge(tables, rules=["S5"])) == expected
    assert len(expected) == 3


def test_demand_recomputed(tables: dict[str, pl.DataFrame]) -> None:
    leads = defaultdict(set)
    for major, occupation in tables["crosswalk"].select("major", "occupation").iter_rows():
        leads[major].add(occupation)
    sums: dict[str, dict[Any, float]] = defaultdict(lambda: defaultdict(float))
    for row in tables["demand"].filter(pl.col("year") == 2024).iter_rows(named=True):
        if row["openings"] is not None:
            sums[row["occupation"]][row["basis"]] += row["openings"]
    expected = Counter()
    for _, major in taught(tables, 2024):
        occupations = leads[major]
        if not occupations:
            expected["unknown"] += 1
        elif any(value > 0 for one in occupations for value in sums.get(one, {}).values()):
            expected["pass"] += 1
        else:
            surveyed = all(one in sums for one in occupations)
            expected["explain" if surveyed else "unknown"] += 1
    assert Counter(v.outcome for v in judge(tables, rules=["S7"])) == expected
    assert expected["explain"] > 0


def test_ranks_recomputed(tables: dict[str, pl.DataFrame]) -> None:
    rates: list[Fraction] = []
    for tracks in taught(tables, 2024).values():
        rows = [track["years"].get(2024) for track in tracks]
        if None in rows or any(row["further_study"] is None for row in rows):
            continue
        placed = Fraction(0)
        for row in rows:
            working = row["employed"]
            if working is None and row["employed_pct"] is not None and row["graduates"]:
                working = round(Fraction(str(row["employed_pct"])) * row["graduates"] / 100)
            if working is None or not row["graduates"]:
                break
            placed += working + row["further_study"]
        else:
            rate = placed / sum(row["graduates"] for row in rows)
            if rate <= 1:
                rates.append(rate)
    found = [v for v in judge(tables, rules=["S8"]) if v.test == "employment"]
    ranked = [v for v in found if v.reason == "ranked_employment"]
    assert sorted(v.value / 100 for v in ranked) == pytest.approx(sorted(map(float, rates)))
    assert {v.values["of"] for v in ranked} == {len(rates)}
    low = judge(tables, RuleParameters(lowest_pct=10), ["S8"])
    count = sum(1 for v in low if v.test == "employment" and v.outcome == "explain")
    assert 0 < count <= len(rates) / 10
    assert not any(v.outcome == "fail" for v in low)


@pytest.mark.parametrize(
    ("rule", "table", "part", "whole", "at_least"),
    [
        ("S15", "enterprise_years", "training_fund_frontline_cny", "training_fund_cny", 60),
        ("S17", "programmes", "practice_hours", "total_hours", 50),
        ("S19", "college_years", "performance_pay_cny", "service_income_cny", -50),
    ],
)
def test_shares_recomputed(
    build: Build, rule: str, table: str, part: str, whole: str, at_least: int
) -> None:
    """A negative number is a cap."""
    expected = Counter()
    keys = {v.evidence[-1].key for v in judge(build.tables, rules=[rule])}
    for row in build.tables[table].filter(pl.col("node_key").is_in(keys)).iter_rows(named=True):
        if row[part] is None or not row[whole]:
            expected["unknown"] += 1
            continue
        share = 100 * Fraction(str(row[part])) / Fraction(str(row[whole]))
        kept = share >= at_least if at_least > 0 else share <= -at_least
        expected["pass" if kept else "fail"] += 1
    assert Counter(v.outcome for v in judge(build.tables, rules=[rule])) == expected


# Doors --------------------------------------------------------------------------------------------


def counted(rows: list[dict[str, Any]]) -> Counter[tuple[str, str]]:
    return Counter((row["rule"], "early" if row["early"] else row["verdict"]) for row in rows)


@pytest.mark.parametrize("year", [None, 2023])
def test_every_door_gives_the_same_counts(
    build: Build, homes: dict[str, Path], year: int | None
) -> None:
    verdicts = judge(build.tables, RuleParameters(year=year))
    expected = Counter((v.rule, v.standing) for v in verdicts)
    asked = {} if year is None else {"year": year}
    options = [] if year is None else ["--year", str(year)]
    for command in ("rules", "warn"):
        arguments = [command, *options, "--format", "json", "--home", str(homes["wuzhou"])]
        printed = counted(json.loads(CliRunner().invoke(app, arguments).stdout))
        served = ANALYSES[command].compute(build, dict(asked), "zh")["verdicts"]
        own = {rule for rule, _ in printed}
        assert printed == counted(served)
        assert printed == Counter({key: n for key, n in expected.items() if key[0] in own})
    order = Order("zh", GapParameters(year=year), rules_year=year)
    frame = clauses_frame(Material(build, load(), order), verdicts)
    for standing in STANDINGS:
        column = sum(row[frame.column(standing)] for row in frame.rows)  # type: ignore[misc]
        assert column == sum(n for (_, each), n in expected.items() if each == standing)
    leading = duties(build.tables)[0].unit.key
    sheet = task_sheet(build.tables, leading, verdicts)
    of_six = [task for task in sheet.tasks if any(v.rule == "S5" for v in task.verdicts)]
    for task in of_six:
        assert task.early == expected["S5", "early"]


def test_a_page_nobody_chose_a_year_on_asks_as_the_commands_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered = Choices(Thing("1", "市"), (2024, 2023), (), (), (), (), 2024)
    monkeypatch.setattr(scope, "once", lambda _: offered)
    for chosen, expected in ((2024, None), (2023, 2023)):
        asked = GapParameters(year=chosen)
        monkeypatch.setattr(scope, "parameters", lambda asked=asked: asked)
        assert scope.rules_year() == expected
    assert EVERYTHING.year is None
