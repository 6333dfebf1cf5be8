"""Tables in documents that assign no tasks are read as sheets; policy documents stay such."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from graph.export.fonts import FAMILY, used_characters, write_files
from graph.findings import to_records
from ingest.pipeline import Ingested
from ingest.rules import FileRules
from tests.sheets_in_use import faults, kept, read
from tests.test_ingest_policy_formats import docx_of, here, with_table

__all__ = ["here"]

TITLE = "示例学院2024届毕业生就业质量年度报告"
HEAD = ["院校", "专业", "年份", "毕业生"]
ROWS = [["甲学院", "护理", "2024", "5"], ["甲学院", "林业", "2024", "7"]]
LATER = [["乙学院", "护理", "2024", "9"]]


def add_table(document: Any, rows: list[list[str]], merges: tuple[Any, ...] = ()) -> None:
    table = document.add_table(rows=len(rows), cols=len(rows[0]))
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    for first, last in merges:
        text = table.cell(*first).text
        table.cell(*first).merge(table.cell(*last)).text = text


def docx(*parts: Any) -> bytes:
    """A Word document of paragraphs and tables, the latter as lists of rows."""

    def build(document: Any) -> None:
        for part in parts:
            if isinstance(part, str):
                document.add_paragraph(part)
            else:
                add_table(document, *part)

    return docx_of(build)


def pdf(*parts: Any) -> bytes:
    """A PDF of paragraphs, page breaks (None) and tables with borders."""
    typst = pytest.importorskip("typst")
    lines = []
    for part in parts:
        if part is None:
            lines.append("#pagebreak()")
        elif isinstance(part, str):
            lines.append(f"#{json.dumps(part, ensure_ascii=False)}")
        else:
            cells = ", ".join(
                cell if cell.startswith("table.") else f"[{cell}]" for row in part for cell in row
            )
            lines.append(f"#table(columns: {len(part[-1])}, {cells})")
    source = f'#set text(font: "{FAMILY}")\n' + "\n\n".join(lines)
    with tempfile.TemporaryDirectory() as name:
        write_files(used_characters([source]), Path(name))
        page = Path(name) / "page.typ"
        page.write_text(source, encoding="utf-8")
        made: bytes = typst.compile(str(page), font_paths=[name], ignore_system_fonts=True)
    return made


def of_report(name: str, content: bytes, **sheets: Any) -> Ingested:
    return read({name: content}, **({"table": "enrolment"} | sheets))


@pytest.mark.parametrize("make", [docx, pdf])
def test_a_table_of_a_report_is_a_sheet(make: Callable[..., bytes]) -> None:
    table = [HEAD, *ROWS]
    content = make(
        TITLE, "一、规模", "毕业生12人。", "表1 毕业生", table if make is pdf else (table,)
    )
    found = of_report(f"报告.{make.__name__}", content)
    assert kept(found, "college", "major", "graduates") == [
        ("c1", "520201", 5),
        ("c1", "010101", 7),
    ]
    assert kept(found, "source_row") == [2, 3]
    assert not faults(found, "error", "warning")
    assert "policies" not in found.counts or not found.counts["policies"]["kept"]
    (offer,) = to_records(found.findings.filter(found.findings["rule"] == "not-a-plan"), "zh")
    assert "1 张表" in offer["message"]


def test_the_lines_above_a_table_state_its_unit() -> None:
    found = of_report("报告.docx", docx(TITLE, "表1 毕业生", "单位：百人", ([HEAD, *ROWS],)))
    assert kept(found, "graduates") == [500, 700]


def test_merged_cells_of_word_are_no_figures_of_their_own() -> None:
    head = [[*HEAD[:3], "毕业生", "毕业生", "毕业生"], [*HEAD[:3], "男", "女", "小计"]]
    spans = (*(((0, i), (1, i)) for i in range(3)), ((0, 3), (0, 5)))
    rows = [["甲学院", "护理", "2024", "2", "3", "5"], ["甲学院", "林业", "2024", "3", "4", "7"]]
    found = of_report("报告.docx", docx(TITLE, ([*head, *rows], spans)))
    assert kept(found, "graduates") == [5, 7]
    shared = of_report("报告.docx", docx(TITLE, ([HEAD, *ROWS], (((1, 3), (2, 3)),))))
    assert "merged-cells.figure" in {reason for reason, _, _ in faults(shared, "error")}


def test_merged_cells_of_a_pdf() -> None:
    head = [
        [
            *(f"table.cell(rowspan: 2)[{word}]" for word in HEAD[:3]),
            "table.cell(colspan: 3)[毕业生]",
        ],
        ["男", "女", "小计"],
    ]
    rows = [["甲学院", "护理", "2024", "2", "3", "5"], ["甲学院", "林业", "2024", "3", "4", "7"]]
    found = of_report("报告.pdf", pdf(TITLE, [*head, *rows]))
    assert kept(found, "graduates") == [5, 7]


@pytest.mark.parametrize("again", [[], [HEAD]])
def test_a_table_that_goes_on_on_the_next_page(again: list[list[str]]) -> None:
    found = of_report("报告.pdf", pdf(TITLE, [HEAD, *ROWS], None, [*again, *LATER]))
    assert kept(found, "graduates") == [5, 7, 9]
    assert kept(found, "source_row")[-1] == 4 + len(again)


def test_tables_are_told_apart_by_their_number() -> None:
    other = [["项目", "说明"], ["甲", "乙"]]
    content = docx(TITLE, "表1 企业", (other,), "表2 毕业生", ([HEAD, *ROWS],))
    found = read({"报告.docx": content}, sheets={"表2": FileRules(table="enrolment")})
    assert kept(found, "graduates") == [5, 7]
    assert set(found.findings.filter(found.findings["rule"] == "unknown-table")["sheet"]) == {"表1"}


def test_tables_are_recognised_by_their_headings_and_the_others_named_once() -> None:
    other = ([["项目", "说明"], ["甲", "乙"], ["丙", "丁"]],)
    content = docx(TITLE, "表1", other, "表2", ([HEAD, *ROWS],), "表3", other)
    found = read({"报告.docx": content})
    assert kept(found, "college", "graduates") == [("c1", 5), ("c1", 7)]
    (told,) = to_records(found.findings.filter(found.findings["rule"] == "unknown-table"), "zh")
    assert told["severity"] == "info"
    assert "2 张表" in told["message"]
    assert "表1、表3" in told["message"]


def test_a_report_of_one_college_needs_its_name_only() -> None:
    rows = [[row[1], row[3]] for row in [HEAD, *ROWS]]
    content = docx(TITLE, "表1 2024届毕业生分专业人数", (rows,))
    found = read({"报告.docx": content}, constants={"college": "甲学院"})
    assert kept(found, "college", "major", "year", "graduates") == [
        ("c1", "520201", 2024, 5),
        ("c1", "010101", 2024, 7),
    ]


def test_a_policy_document_with_tables_stays_one() -> None:
    found = read({"方案.docx": docx_of(with_table)})
    assert found.counts["measures"]["kept"] > 2
    assert "not-a-plan" not in set(found.findings["rule"])
