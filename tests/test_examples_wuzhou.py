"""The example of Wuzhou: what it must hold, and that nothing invented stands on a real name."""

from __future__ import annotations

import runpy
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from graph.builds.diff import diff_table
from graph.gap.gap import GapParameters, GapReport, gap
from graph.gap.report import Block
from graph.ontology import Ontology
from graph.settings import EXAMPLES
from ingest.datasets import open_datasets
from ingest.pipeline import ingest

WUZHOU = EXAMPLES / "wuzhou"
VINTAGES = {2024: [WUZHOU], 2023: [WUZHOU / "facts", EXAMPLES / "wuzhou-2023"]}
LARGEST = 3_000_000  # bytes, both vintages together


@pytest.fixture(scope="module", params=[2024, 2023])
def vintage(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def read(ontology: Ontology) -> Mapping[int, Any]:
    """What reading each vintage gave."""
    return {
        year: ingest(open_datasets(folders, None, ontology), ontology)
        for year, folders in VINTAGES.items()
    }


@pytest.fixture(scope="module")
def tables(read: Mapping[int, Any]) -> Any:
    """The tables as of the end of 2024."""
    return read[2024].tables


@pytest.fixture(scope="module")
def report(tables: Any) -> GapReport:
    return gap(tables)


@pytest.fixture(scope="module")
def script() -> dict[str, Any]:
    return runpy.run_path(str(WUZHOU / "make_figures.py"))


# The files ----------------------------------------------------------------------------------------


def test_the_figures_are_what_the_script_makes(script: dict[str, Any]) -> None:
    assert script["stale"](script["files"]()) == []
    assert script["main"](["--check"]) == 0


def test_a_changed_file_is_noticed(script: dict[str, Any]) -> None:
    made = script["files"]()
    path = next(iter(made))
    assert script["stale"](made | {path: made[path] + b"x"}) == [path]


def test_the_files_stay_small() -> None:
    folders = [WUZHOU, EXAMPLES / "wuzhou-2023"]
    assert sum(f.stat().st_size for d in folders for f in d.rglob("*.csv")) < LARGEST


def test_it_reads_without_error_or_warning(read: Mapping[int, Any], vintage: int) -> None:
    found = read[vintage].findings
    assert found.filter(pl.col("severity") != "info").to_dicts() == []
    assert set(found["rule"]) == {"succession"}


# What is real and what is not ---------------------------------------------------------------------


def names_in(rows: pl.DataFrame) -> set[str]:
    """All texts of some rows, references too."""
    cells: set[str] = set()
    for name, dtype in rows.schema.items():
        if dtype == pl.String:
            cells.update(rows[name].drop_nulls())
        elif dtype == pl.List(pl.String):
            cells.update(rows[name].explode().drop_nulls())
    return cells


def test_every_row_has_a_reference_or_is_illustrative(
    read: Mapping[int, Any], ontology: Ontology, vintage: int
) -> None:
    for table in ontology.input_tables():
        rows = read[vintage].tables[table.name]
        invented = pl.col("grade") == "illustrative"
        assert rows.filter(~(invented | pl.col("ref").is_not_null()).fill_null(False)).is_empty()
        assert rows.filter(invented & pl.col("ref").is_not_null()).is_empty(), table.name


def test_no_invented_figure_stands_on_a_real_name(
    read: Mapping[int, Any], ontology: Ontology, vintage: int
) -> None:
    tables = read[vintage].tables
    actors = ("colleges", "enterprises", "organisations", "labs", "alliances", "units", "projects")
    real: set[str] = set()
    for name in actors:
        rows = tables[name].filter(pl.col("grade") != "illustrative")
        real |= {*rows["node_key"], *rows["name"]}
    assert len(real) > 50
    for table in ontology.input_tables():
        columns = [column.name for column in table.columns]
        rows = tables[table.name].filter(pl.col("grade") == "illustrative").select(columns)
        assert not names_in(rows) & real, table.name


def test_every_invented_actor_calls_itself_an_example(tables: Any) -> None:
    for name in ("colleges", "enterprises", "organisations", "labs", "alliances", "projects"):
        rows = tables[name].filter(pl.col("grade") == "illustrative")
        assert rows.height
        assert rows["name"].str.starts_with("示例").all(), name


def test_real_institutions_have_planned_places_only(tables: Any) -> None:
    rows = tables["enrolment"].filter(pl.col("grade") == "reported")
    figures = ["enrolled", "students", "graduates", "employed", "employed_local"]
    assert rows.height == 11
    assert rows["planned"].sum() == 2100
    assert rows.select(pl.col(figures).is_null().all()).row(0) == (True,) * len(figures)


# What there is ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("chains", 9),
        ("segments", 36),
        ("occupations", 120),
        ("majors", 140),
        ("crosswalk", 500),
        ("enterprises", 200),
        ("programmes", 150),
        ("labs", 20),
        ("alliances", 6),
        ("cooperations", 100),
    ],
)
def test_it_is_large_enough(tables: Any, table: str, least: int) -> None:
    assert tables[table].height >= least


def test_it_is_the_size_of_the_city(tables: Any) -> None:
    graduates = tables["enrolment"].group_by("year").agg(pl.col("graduates").sum())
    for year, persons in graduates.filter(pl.col("year") >= 2019).iter_rows():
        assert 9_000 <= persons <= 14_000, year


def test_the_notice_is_there_whole(tables: Any) -> None:
    notice = pl.col("policy") == "梧政办发〔2024〕35号"
    duties = tables["duties"].filter(notice)
    leads = duties.filter(pl.col("role") == "lead").group_by("unit").len()
    assert tables["measures"].filter(notice)["kind"].value_counts().sort("kind").rows() == [
        ("goal", 2),
        ("measure", 23),
    ]
    assert (duties.height, duties["path"].n_unique(), duties["unit"].n_unique()) == (209, 20, 19)
    assert sorted(leads["len"], reverse=True) == [14, 4, 1, 1]
    assert tables["targets"].filter(notice)["value"].drop_nulls().len() == 7


def test_segments_lack_labs_and_chains_alliances(tables: Any) -> None:
    served = set(tables["labs"]["segments"].explode())
    allied = set(tables["alliances"]["chains"].explode())
    assert len(set(tables["segments"]["id"]) - served) >= 5
    assert {"recycling", "ceramics"} <= set(tables["chains"]["id"]) - allied


def test_small_classes_and_double_majors(tables: Any) -> None:
    recent = tables["enrolment"].filter(pl.col("year") >= 2022, pl.col("enrolled") > 0)
    means = recent.group_by("college", "major", "track").agg(
        pl.col("enrolled").mean(), (pl.col("enrolled") < 30).all().alias("always"), pl.len()
    )
    whole = means.filter(pl.col("len") == 3)
    small = whole.filter(pl.col("enrolled") < 30)
    assert small.height >= 10
    assert not small["always"].all()
    assert whole.filter(pl.col("enrolled").is_between(30, 36, closed="left")).height >= 5
    doubled = recent.group_by("major").agg(pl.col("college").n_unique())
    assert doubled.filter(pl.col("college") >= 5).height >= 3


# What the gap report says -------------------------------------------------------------------------


def pieces(report: GapReport, *unreached: str | None) -> list[Block]:
    return [b for b in report.blocks if b.occupations[0].unreached in unreached]


def test_the_gap_is_believable(report: GapReport) -> None:
    assert report.year == 2024
    assert report.grade == "illustrative"
    assert report.place is not None
    assert report.place.name == "梧州市"
    assert report.composition > 0
    assert 0.10 <= report.shortage / report.demand <= 0.25
    assert 0.9 <= report.supply / report.demand <= 1.1


def test_every_kind_of_piece_occurs(report: GapReport) -> None:
    assert len(pieces(report, None)) >= 4  # starved by seats
    assert len(pieces(report, "no_crosswalk")) >= 2
    assert len(pieces(report, "no_eligible")) >= 2
    assert max(len(b.occupations) for b in report.blocks) >= 3


def test_every_class_occurs(report: GapReport) -> None:
    assert {m.group for m in report.majors} == {"surplus", "balanced", "scarce", "unknown"}
    assert {o.group for o in report.occupations} == {"starved", "balanced", "saturated"}


def test_coverage_has_holes(report: GapReport) -> None:
    coverage = report.coverage
    assert coverage.demand_without_crosswalk > 0
    assert coverage.demand_without_arc > 0
    assert coverage.supply_without_crosswalk > 0
    assert coverage.occupations_unknown > 0
    assert coverage.majors_unknown > 0
    assert set(report.other_bases) == {"projection", "registration", "postings"}


def test_care_is_short_and_accounting_is_not(report: GapReport) -> None:
    group = {(m.thing.key, m.level): m.group for m in report.majors}
    assert group["520201", 5] == "scarce"  # nursing
    assert group["410107", 5] == "scarce"  # tea processing
    assert group["530302", 5] == "surplus"  # accounting
    assert group["730701", 3] == "surplus"  # e-commerce


@pytest.mark.parametrize("page", ["README.md", "README.zh.md"])
def test_the_pages_tell_todays_figures(tables: Any, page: str) -> None:
    text = (WUZHOU / page).read_text(encoding="utf-8")
    reports = [gap(tables, GapParameters(year=year)) for year in range(2019, 2025)]
    apart, related = gap(tables, GapParameters(market="own")), gap(tables, GapParameters(tier=2))
    for total in ("demand", "supply", "shortage", "composition"):
        assert " | ".join(f"{getattr(r, total):,}" for r in reports) in text, total
    assert " | ".join(f"{r.mismatch_index:.3f}" for r in reports) in text
    assert f"{apart.shortage:,}" in text
    assert f"{related.shortage:,}" in text


def test_place_and_tier_matter(tables: Any, report: GapReport) -> None:
    apart = gap(tables, GapParameters(market="own"))
    related = gap(tables, GapParameters(tier=2))
    assert related.shortage < report.shortage < apart.shortage


def test_mismatch_falls_but_not_in_every_chain(tables: Any) -> None:
    index = [gap(tables, GapParameters(year=y)).mismatch_index or 0 for y in range(2021, 2025)]
    assert index == sorted(index, reverse=True)
    short = {
        (chain, year): gap(tables, GapParameters(year=year, chain=chain)).shortage
        for chain in ("commerce", "tea", "recycling", "health")
        for year in (2021, 2024)
    }
    assert short["commerce", 2024] < short["commerce", 2021]
    assert short["tea", 2024] < short["tea", 2021]
    assert short["recycling", 2024] > short["recycling", 2021]
    assert short["health", 2024] > short["health", 2021]


def test_the_vintages_differ(read: Mapping[int, Any], ontology: Ontology) -> None:
    old, new = read[2023].tables, read[2024].tables
    assert gap(old).year == 2023
    for name in ("programmes", "enterprises", "enrolment", "demand", "alliances"):
        assert diff_table(ontology.tables[name], old[name], new[name]).added, name
    assert diff_table(ontology.tables["enrolment"], old["enrolment"], new["enrolment"]).changed
    assert not diff_table(ontology.tables["crosswalk"], old["crosswalk"], new["crosswalk"])
