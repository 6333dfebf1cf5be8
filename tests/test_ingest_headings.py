"""Which row is the head and which column each heading means."""

from __future__ import annotations

import polars as pl
import pytest

from graph.ontology import Ontology, load
from ingest.heading_words import table_names
from ingest.headings import Head, find_head
from ingest.readers import Sheet
from ingest.rules import FileRules
from ingest.text import fold

KEYS = ["院校", "专业", "年份"]


def sheet(rows: list[list[str | None]]) -> Sheet:
    width = max(map(len, rows))
    full = [row + [None] * (width - len(row)) for row in rows]
    cells = pl.DataFrame(full, {f"c{i}": pl.String for i in range(width)}, orient="row")
    return Sheet(None, cells, pl.int_range(1, len(rows) + 1, dtype=pl.Int64, eager=True))


def head(
    ontology: Ontology,
    rows: list[list[str | None]],
    table: str = "enrolment",
    rename: dict[str, str] | None = None,
    header_row: int | None = None,
    columns: dict[str, str] | None = None,
) -> Head:
    rules = FileRules(rename=rename or {}, header_row=header_row, columns=columns or {})
    found = find_head(sheet(rows), ontology, ontology.tables[table], rules)
    assert found is not None
    return found


def names(found: Head) -> list[str]:
    return [h.column.name for h in found.headings]


def rules(found: Head) -> list[tuple[str, str | None]]:
    return [(f.rule, f.column) for f in found.findings]


def test_every_column_is_known_by_its_name_both_labels_and_its_aliases(ontology: Ontology) -> None:
    for table in ontology.input_tables():
        for words in (
            [c.name for c in table.columns],
            [c.label.zh for c in table.columns],
            [c.name.upper() for c in table.columns],
            [f" {' '.join(c.label.zh)}\n" for c in table.columns],
        ):
            assert names(head(ontology, [words], table.name)) == [c.name for c in table.columns]
        for column in table.columns:
            for alias in column.aliases:
                rest = [c.name for c in table.columns if c.required and c != column]
                assert names(head(ontology, [[alias, *rest]], table.name))[0] == column.name


def test_a_reference_is_also_headed_by_what_it_points_to(ontology: Ontology) -> None:
    for table in ontology.input_tables():
        for column in table.references:
            targets = ontology.target_tables(column.target_class or "")
            same = [c for c in table.references if c.target_class == column.target_class]
            if len(targets) == 1 and len(same) == 1:
                rest = [c.name for c in table.columns if c.required and c != column]
                found = head(ontology, [[targets[0].label.zh, *rest]], table.name)
                assert names(found)[0] == column.name


def test_a_table_is_known_by_its_name_and_both_labels(ontology: Ontology) -> None:
    known = table_names(ontology)
    for table in ontology.input_tables():
        for word in (table.name, table.label.zh, table.name.upper(), f" {table.label.zh} "):
            assert known[fold(word)] is table


def test_a_unit_in_brackets_is_no_part_of_the_heading(ontology: Ontology) -> None:
    found = head(ontology, [[*KEYS, "毕业生（人）", "就业率(%)", "招生\n(人)"]])
    assert names(found)[3:] == ["graduates", "employed_pct", "enrolled"]
    assert found.headings[5].written == "招生\n(人)"


def test_a_second_word_in_brackets_and_a_part_of_another_column(ontology: Ontology) -> None:
    found = head(
        ontology, [["工种（职业）", "年份", "需求人数", "其中：新增", "其中:补充人数"]], "demand"
    )
    assert names(found) == ["occupation", "year", "openings", "expansion", "replacement"]
    seasons = head(ontology, [[*KEYS, "招生（春季）", "毕业生（就业）"]])
    assert names(seasons) == ["college", "major", "year"]  # neither may be taken for the whole


def test_the_numbers_of_the_lines_need_no_attention(ontology: Ontology) -> None:
    found = head(ontology, [["序号", *KEYS, "招生"], ["1", "甲", "护理", "2024", "5"]])
    assert [(f.severity, f.reason) for f in found.findings] == [("info", "unknown-heading.counter")]


def test_the_head_is_the_first_row_with_all_that_is_required(ontology: Ontology) -> None:
    found = head(ontology, [["2024年招生就业情况"], [None], ["毕业生"], [*KEYS, "毕业生"], ["甲"]])
    assert names(found) == ["college", "major", "year", "graduates"]
    assert found.data_from == 4


@pytest.mark.parametrize(
    ("upper", "lower", "expected"),
    [
        ([*KEYS, "学生数", None], [None] * 3 + ["招生", "毕业生"], ["enrolled", "graduates"]),
        ([*KEYS, "毕业生", None], [None] * 3 + ["毕业生", "就业"], ["graduates", "employed"]),
        (["基本信息", None, None, "学生"], [*KEYS, "招生"], ["enrolled"]),
        ([*KEYS, "毕业生", None], [*KEYS, "毕业生", "就业"], ["graduates", "employed"]),
    ],
)
def test_of_a_two_row_heading_the_lower_cell_is_the_column(
    ontology: Ontology, upper: list[str | None], lower: list[str | None], expected: list[str]
) -> None:
    data: list[str | None] = ["甲", "护理", "2024", "1", "2"]
    found = head(ontology, [upper, lower, data[: len(lower)]])
    assert names(found) == ["college", "major", "year", *expected]
    assert found.data_from == 2


def test_a_first_row_of_data_is_no_second_row_of_the_heading(ontology: Ontology) -> None:
    found = head(ontology, [[*KEYS, "备注"], ["甲学院", "护理", "2024", "毕业生"]])
    assert found.data_from == 1


def test_the_header_row_may_be_declared(ontology: Ontology) -> None:
    rows: list[list[str | None]] = [[*KEYS, "招生"], [*KEYS, "毕业生"], ["甲"]]
    assert names(head(ontology, rows, header_row=2)) == ["college", "major", "year", "graduates"]
    nowhere = FileRules(header_row=9)
    assert find_head(sheet(rows), ontology, ontology.tables["enrolment"], nowhere) is None


def test_own_headings_may_be_mapped(ontology: Ontology) -> None:
    found = head(
        ontology,
        [[*KEYS, "自家 列名", "又一列"]],
        rename={"自家列名": "enrolled", "又一列": "毕业生"},
    )
    assert names(found)[3:] == ["enrolled", "graduates"]
    assert not found.findings


def test_what_is_not_declared_is_said_where_it_holds_anything(ontology: Ontology) -> None:
    rows = [[*KEYS, "合作办学", None, "空列", "毕业生", "毕业生数"]]
    rows.append(["甲", "护理", "2024", "是", "9", None, "1", "2"])
    found = head(ontology, rows)
    assert rules(found) == [
        ("unknown-heading", "合作办学"),
        ("unknown-heading", "E"),
        ("unknown-heading", "毕业生"),
    ]
    assert [f.severity for f in found.findings] == ["warning", "warning", "error"]


def test_the_letter_of_a_column_counts_from_the_sheets_first(ontology: Ontology) -> None:
    told = sheet([[*KEYS, None], ["甲", "护理", "2024", "x"]])
    told.first_column = 2
    found = find_head(told, ontology, ontology.tables["enrolment"])
    assert found is not None
    assert rules(found) == [("unknown-heading", "F")]


def test_what_is_required_and_missing_is_said(ontology: Ontology) -> None:
    found = head(ontology, [["院校", "年份", "毕业生"], ["甲", "2024", "1"]])
    assert rules(found) == [("missing-heading", "专业")]
    assert find_head(sheet([["a"], ["b"]]), ontology, ontology.tables["enrolment"]) is None


@pytest.mark.parametrize(
    "heading",
    [
        "姓名",
        "学生姓名",
        "身份证号",
        "证件号码",
        "联系电话",
        "手机号",
        "负责人",
        "法定代表人",
        "联系人",
        "出生日期",
        "学号",
        "ID number",
        "Phone",
        "student_name",
        "家庭住址",
        "e-mail",
        "项目负责人",
        "班主任",
        "指导老师",
        "企业导师姓名",
        "任课教师",
        "校长",
    ],
)
def test_a_column_of_personal_data_is_recognised(ontology: Ontology, heading: str) -> None:
    found = head(ontology, [[*KEYS, heading], ["甲", "护理", "2024", "x"]])
    assert rules(found) == [("personal-data", heading)]
    assert found.findings[0].severity == "error"


@pytest.mark.parametrize(
    "heading",
    ["企业名称", "责任单位", "人数", "岗位名称", "单位名称", "专业名称", "专任教师", "企业教师"],
)
def test_names_of_things_are_no_personal_data(ontology: Ontology, heading: str) -> None:
    found = head(ontology, [[*KEYS, heading], ["甲", "护理", "2024", "x"]])
    assert ("personal-data", heading) not in rules(found)


# Columns of one meaning ---------------------------------------------------------------------------


def test_of_several_columns_of_one_meaning_none_is_taken() -> None:
    ontology = load()
    rows = [[*KEYS, "毕业生数", "毕业生数", "招生"], ["甲", "护理", "2024", "95", "80", "7"]]
    found = head(ontology, rows)
    assert names(found) == ["college", "major", "year", "enrolled"]
    (which,) = found.findings
    assert (which.reason, which.severity, which.row) == ("unknown-heading.which", "error", 1)
    assert which.values["letters"] == ["D", "E"]
    chosen = head(ontology, rows, columns={"e": "graduates"})
    assert [(h.column.name, h.index) for h in chosen.headings][3:] == [
        ("graduates", 4),
        ("enrolled", 5),
    ]
    assert [f.severity for f in chosen.findings] == ["info"]


def test_a_required_column_that_stands_twice_is_asked_for() -> None:
    rows: list[list[str | None]] = [
        ["院校", "专业", "年份", "年度"],
        ["甲", "护理", "2024", "2023"],
    ]
    (which,) = head(load(), rows).findings
    assert (which.rule, which.reason) == ("missing-heading", "missing-heading.which")
    rename = head(load(), rows, rename={"年度": "year"})
    assert [h.index for h in rename.headings if h.column.name == "year"] == [3]


def test_a_column_that_repeats_another_or_is_empty_is_no_question() -> None:
    rows = [[*KEYS, "毕业生", "毕业生数", "毕业人数"], ["甲", "护理", "2024", "9", "9", None]]
    found = head(load(), rows)
    assert [(h.column.name, h.index) for h in found.headings][3:] == [("graduates", 3)]
    assert [(f.severity, f.column) for f in found.findings] == [("info", "毕业生数")]


def test_a_reference_by_name_and_by_code_is_read_twice() -> None:
    pair = ["院校", "专业代码", "专业名称", "年份"]
    found = head(load(), [pair, ["甲", "520201", "护理", "2024"]])
    assert [(h.column.name, h.index) for h in found.headings] == [
        ("college", 0),
        ("second:major", 1),
        ("major", 2),
        ("year", 3),
    ]
    same = head(load(), [["院校", "专业", "专业", "年份"], ["甲", "护理", "林业", "2024"]])
    assert [f.reason for f in same.findings] == ["missing-heading.which"]
