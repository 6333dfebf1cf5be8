"""The examples of docs/sources.md: each is taken, and does what the page says."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from graph.ontology import load
from graph.settings import PACKS
from ingest.datasets import open_dataset, parse_declaration
from ingest.pipeline import Ingested, ingest
from ingest.rules import FileRules
from tests.sheets_in_use import CITY, delimited, in_this_process, kept, workbook
from tests.test_ingest_hidden import ROWS, book

__all__ = ["in_this_process"]

PAGE = Path(__file__).parents[1] / "docs" / "sources.md"
BLOCKS = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
HEAD = ["院校", "专业", "年份"]


def block(key: str, of: str = "") -> str:
    """The block of a key of files, the shortest of several; the first where there is none."""
    having = (text for text in BLOCKS if f"\n{key} = " in text and of in text)
    return min(having, key=len, default=BLOCKS[0])


def read(folder: Path, source: str, files: dict[str, bytes]) -> Ingested:
    given = {name: text.encode() for name, text in CITY.items()} | files
    for name, content in (given | {"source.toml": source.encode()}).items():
        (folder / name).write_bytes(content)
    found = ingest([open_dataset(folder, None, load())], load())
    assert not found.findings["rule"].str.contains("unknown-setting").any()
    return found


def csv(*rows: list[Any]) -> dict[str, bytes]:
    return {"招生就业.csv": delimited(rows)}


def test_every_setting_of_a_file_has_an_example() -> None:
    shown = {
        key
        for text in BLOCKS
        for rules in tomllib.loads(text).get("files", {}).values()
        for key in rules
    }
    assert shown == set(FileRules.__dataclass_fields__)


def test_settings_of_the_whole_dataset(tmp_path: Path) -> None:
    rows = csv([*HEAD, "毕业生"], ["c1", "护理", "2023-2024学年", 5])
    found = read(tmp_path, BLOCKS[0], rows)
    assert kept(found, "year", "grade") == [(2024, "reported")]
    assert kept(found, "publisher", table="sources")[0] == "示例市教育局"


def test_table_sheet_and_header_row(tmp_path: Path) -> None:
    grid = [["x"], [*HEAD, "招生"], [*HEAD, "毕业生"], ["c1", "护理", 2024, 5]]
    found = read(tmp_path, block("sheet"), {"毕业生汇总.xlsx": workbook(grid, sheet="汇总")})
    assert kept(found, "graduates") == [5]


@pytest.mark.parametrize(
    ("key", "rows", "columns", "figures"),
    [
        (
            "rename",
            [[*HEAD, "应届生", "报到人数"], ["c1", "护理", 2024, 5, 6]],
            ("graduates", "enrolled"),
            (5, 6),
        ),
        (
            "columns",
            [[*HEAD, "人数", "人数", "人数", "招生"], ["c1", "护理", 2024, 5, 6, 7, 8]],
            ("enrolled", "graduates"),
            (5, 13),
        ),
        (
            "constants",
            [[*HEAD[:2], "毕业生"], ["c1", "护理", 5]],
            ("year", "grade"),
            (2025, "estimated"),
        ),
        (
            "unit",
            [[*HEAD, "毕业生", "就业率"], ["c1", "护理", 2024, 5, 0.9]],
            ("graduates", "employed_pct"),
            (500, 90.0),
        ),
        (
            "carry_down",
            [[*HEAD, "毕业生"], ["c1", "护理", 2023, 5], [None, "林业", 2023, 6]],
            ("college", "graduates"),
            ("c1", 6),
        ),
        (
            "plausible_up_to",
            [[*HEAD, "毕业生", "招生"], ["c1", "护理", 2024, 120_000, 5]],
            ("graduates", "enrolled"),
            (120_000, 5),
        ),
    ],
)
def test_settings_of_a_csv(
    tmp_path: Path, key: str, rows: list[Any], columns: tuple[str, ...], figures: tuple[Any, ...]
) -> None:
    assert kept(read(tmp_path, block(key), csv(*rows)), *columns)[-1] == figures


def test_rows_chosen_by_a_column_and_by_number(tmp_path: Path) -> None:
    rows = csv(
        [*HEAD, "批次", "毕业生"],
        ["c1", "护理", 2025, "本科批", 5],
        ["c1", "林业", 2025, "征集", 6],
        ["c2", "护理", 2025, "专科批", 7],
        ["c2", "林业", 2024, "专科批", 8],
    )
    assert kept(read(tmp_path, block("where"), rows), "graduates") == [5, 7]
    assert kept(read(tmp_path, block("rows"), rows), "graduates") == [6, 7]


def test_a_skipped_file(tmp_path: Path) -> None:
    found = read(tmp_path, block("skip"), {"说明.xlsx": b"no workbook"})
    assert found.findings["rule"].to_list() == ["skipped"]


def test_a_file_without_a_header_row(tmp_path: Path) -> None:
    source = next(text for text in BLOCKS if "header_row = 0" in text)
    rows = "甲公司,护理员,大专,民营\n乙公司,司机,高中,国企\n".encode()
    found = read(
        tmp_path, source, {"招聘.csv": rows, "企业.csv": "名称\n甲公司\n乙公司\n".encode()}
    )
    assert kept(found, "year", "basis", "level", "openings", table="demand") == [
        (2024, "postings", 5, 1.0),
        (2024, "postings", 3, 1.0),
    ]


def test_next_years_file(tmp_path: Path) -> None:
    rows = delimited([[*HEAD, "应届生"], ["c1", "护理", 2025, 120_000], ["c1", "林业", 2025, 5]])
    found = read(tmp_path, block("table", of='"20*届'), {"2025届毕业生.csv": rows})
    assert kept(found, "graduates") == [120_000, 5]
    (tmp_path / "2025届毕业生.csv").rename(tmp_path / "2026届毕业生.csv")
    later = ingest([open_dataset(tmp_path, None, load())], load())
    # what holds for one year alone no longer does, and that is told
    assert kept(later, "graduates") == [None, 5]
    (unused,) = later.findings.filter(pl.col("rule") == "unknown-setting")["value"]
    assert unused == "2025届毕业生.csv"


def test_what_is_hidden(tmp_path: Path) -> None:
    content = book(lambda _b, _s, draft: draft.hide(), ROWS)
    found = read(tmp_path, block("hidden"), {"隐藏.xlsx": content})
    assert kept(found, "graduates") == [1, 2, 3, 9]


def test_the_area_of_a_file(tmp_path: Path) -> None:
    areas = "代码,名称,上级\n1,甲市,\n11,乙区,1\n2,丙市,\n21,乙区,2\n"
    demand = "职业,年份,区域,招聘需求\n4-10,2024,乙区,10\n4-11,2024,全市,7\n"
    files = {"areas.csv": areas.encode(), "用工需求.csv": demand.encode()}
    found = read(tmp_path, block("area"), files)
    assert kept(found, "area", "openings", table="demand") == [("11", 10.0), ("1", 7.0)]


def test_rows_apart_and_settings_of_one_sheet(tmp_path: Path) -> None:
    demand = "职业,年份,区域,招聘需求\n4-10,2024,1,10\n".encode()
    found = read(tmp_path, block("wider_rows_apart"), {"用工需求.csv": demand})
    assert kept(found, "openings", table="demand") == [10.0]
    grid = [[*HEAD, "毕业生"], ["c1", "护理", 2024, 5], [None, "林业", 2024, 6]]
    found = read(tmp_path, BLOCKS[-1], {"年报.xlsx": workbook(grid, sheet="百人")})
    assert kept(found, "college", "graduates") == [("c1", 500), ("c1", 600)]


def test_the_pack_of_the_example_is_there() -> None:
    packs = [tomllib.loads(text)["packs"] for text in BLOCKS if text.startswith("packs")]
    assert packs == [[folder.name for folder in PACKS.iterdir()]]


def test_what_is_declared_of_shapes() -> None:
    source = next(text for text in BLOCKS if "map_approval_no" in text)
    declared, findings = parse_declaration(tomllib.loads(source), load())
    assert findings == []
    assert (declared.map_approval_no, declared.crs) == ("GS(2026)0000号", "CGCS2000")
