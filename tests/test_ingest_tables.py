"""Files → tables: references, keys, rows that are no data, figures, several datasets."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter

from graph.errors import WrongInput
from graph.findings import to_records
from graph.ontology import load
from ingest.datasets import Dataset, InputFile, SourceDeclaration, open_dataset, open_datasets
from ingest.pipeline import Ingested, ingest

Files = dict[str, str | bytes]

CITY: Files = {
    "areas.csv": "code,name\n1,甲区\n2,乙区\n",
    "colleges.csv": "code,name,level,aliases\nc1,甲学院,高职,甲院；共称\nc2,乙学院,高职,共称\n",
    "majors.csv": "code,name,level\n520201,护理,高职\n010101,林业,高职\n",
    "occupations.csv": "code,name\n4-10,护理员\n4-11,保育员\n",
}
ENROLMENT = "college,major,year,graduates\n"
FIRM = "91350100M000100Y43"  # a valid code of GB 32100-2015


def dataset(files: Files, name: str = "d", **declared: Any) -> Dataset:
    given = tuple(
        InputFile(file, lambda c=content: c if isinstance(c, bytes) else c.encode())  # type: ignore[misc]
        for file, content in files.items()
    )
    return Dataset(name, SourceDeclaration(**declared), given)


def read(files: Files, **declared: Any) -> Ingested:
    """The city and the files, ingested."""
    return ingest([dataset(CITY | files, **declared)], load())


def folder(path: Path, files: Files, source: str = "") -> Path:
    for name, content in (files | {"source.toml": source}).items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows(found: Ingested, table: str, *columns: str) -> list[tuple[Any, ...]]:
    return found.tables[table].select(columns).rows()


def told(found: Ingested) -> list[tuple[str, int | None, str | None, str | None]]:
    """Findings as (reason, row, column, value)."""
    return found.findings.select("reason", "row", "column", "value").rows()


# References ---------------------------------------------------------------------------------------


def test_a_reference_is_a_key_a_name_or_an_alias() -> None:
    written = ["c1", "Ｃ1".lower(), "甲学院", "甲 学 院", "甲院", "乙学院"]
    found = read(
        {
            "enrolment.csv": ENROLMENT
            + "".join(f"{w},护理,{2010 + i},1\n" for i, w in enumerate(written))
        }
    )
    assert [row[0] for row in rows(found, "enrolment", "college")] == ["c1"] * 5 + ["c2"]
    assert not told(found)


def test_what_means_nothing_or_several_things_costs_its_row_only() -> None:
    found = read(
        {"enrolment.csv": ENROLMENT + "共称,护理,2024,1\nc1,丙专业,2024,2\nc1,护理,2024,3\n"}
    )
    assert rows(found, "enrolment", "college", "graduates") == [("c1", 3)]
    assert told(found) == [
        ("ambiguous-reference", 2, "college", "共称"),
        ("unknown-reference", 3, "major", "丙专业"),
    ]
    assert "c1、c2" in to_records(found.findings, "zh")[0]["message"]


def test_names_match_but_for_width_brackets_and_company_forms() -> None:
    found = read(
        {
            "enterprises.csv": "name\n示例（集团）有限责任公司\n",
            "internship_offers.csv": "enterprise,year,posts\n示例(集团)有限公司,2024,5\n"
            "示例【集团】有限责任公司,2023,6\n",
        }
    )
    assert rows(found, "internship_offers", "posts") == [(5,), (6,)]
    assert not told(found)


@pytest.mark.parametrize(
    ("in_table", "written"),
    [("010101", "10101"), ("10101", "010101"), ("10101", "10101.0"), ("010101", "10101.0")],
)
def test_lost_zeros_are_forgiven_with_a_warning(in_table: str, written: str) -> None:
    majors = f"code,name,level\n{in_table},林业,高职\n"
    found = read({"majors.csv": majors, "enrolment.csv": ENROLMENT + f"c1,{written},2024,1\n"})
    assert rows(found, "enrolment", "major") == [(in_table,)]
    assert told(found) == [("lost-zeros", 2, "major", written)]


def test_lost_zeros_are_not_guessed_where_several_codes_are_possible() -> None:
    majors = "code,name,level\n010101,林业,高职\n0010101,造林,高职\n"
    found = read({"majors.csv": majors, "enrolment.csv": ENROLMENT + "c1,10101,2024,1\n"})
    assert not rows(found, "enrolment", "major")
    assert told(found) == [("ambiguous-reference", 2, "major", "10101")]


def test_an_actor_is_any_of_five_things_and_a_common_name_is_ambiguous() -> None:
    found = read(
        {
            "enterprises.csv": "name\n甲厂有限责任公司\n甲学院\n",
            "units.csv": "id,name\nu1,教育局\n",
            "labs.csv": "id,name,kind,hosts\n"
            "l1,实训,实训基地,甲厂有限公司；c2、不存在;教育局\n"
            "l2,实训二,实训基地,甲学院\n",
        }
    )
    assert rows(found, "labs", "hosts") == [(["甲厂有限公司", "c2", "u1"],), (None,)]
    assert told(found) == [
        ("unknown-reference", 2, "hosts", "不存在"),
        ("ambiguous-reference", 3, "hosts", "甲学院"),
    ]


def test_a_parent_that_leads_back_is_left_out() -> None:
    found = read({"areas.csv": "code,name,parent\na,A,b\nb,B,a\nc,C,c\nd,D,a\n"})
    assert rows(found, "areas", "code", "parent") == [
        ("a", None),
        ("b", None),
        ("c", None),
        ("d", "a"),
    ]
    assert [(reason, row) for reason, row, _, _ in told(found)] == [
        ("conflict.cycle", 2),
        ("conflict.cycle", 3),
        ("conflict.cycle", 4),
    ]


# Decisions of people ------------------------------------------------------------------------------


def test_aliases_decide_and_those_without_effect_are_said() -> None:
    found = read(
        {
            "aliases.csv": "table,alias,key\ncolleges,共称,c2\n院校,丁院,c1\n"
            "colleges,丙院,c9\n无此表,x,c1\n",
            "enrolment.csv": ENROLMENT + "共称,护理,2024,1\n丁院,护理,2024,2\n丙院,护理,2024,3\n",
        }
    )
    enrolment = rows(found, "enrolment", "college", "graduates")
    assert enrolment == [("c2", 1), ("c1", 2), ("丙院", 3)]
    assert told(found) == [
        ("unknown-reference.decision", 4, "key", "c9"),
        ("unknown-reference.table", 5, "table", "无此表"),
        ("unknown-reference.mentioned", 4, "college", "丙院"),
    ]


SUCCESSIONS = "table,from,to,since\nmajors,a,b,2020\nmajors,b,520201,2021\n"


def test_old_codes_are_followed_and_their_figures_added() -> None:
    found = read(
        {
            "successions.csv": SUCCESSIONS,
            "majors.csv": "code,name,level\na,旧护理,高职\n520201,护理,高职\n",
            "enrolment.csv": "college,major,year,graduates,employed_pct,grade\n"
            "c1,a,2024,1,90,估算\nc1,520201,2024,2,80,官方\n"
            "c1,b,2024,4,,官方\nc2,旧护理,2024,5,70,\n",
        }
    )
    columns = ("college", "major", "graduates", "employed_pct", "grade")
    assert rows(found, "enrolment", *columns) == [
        ("c1", "520201", 7, None, "estimated"),
        ("c2", "520201", 5, 70.0, None),
    ]
    assert {reason for reason, *_ in told(found)} == {"succession"}
    added = found.tables.contributions.select("source_row", "columns").rows()
    assert added == [(3, ["graduates"]), (4, ["graduates"])]


def test_a_repeated_row_is_not_added_to_what_an_old_code_brings() -> None:
    found = read(
        {
            "successions.csv": SUCCESSIONS,
            "enrolment.csv": ENROLMENT
            + "c1,a,2024,1\nc1,护理,2024,2\nc1,护理,2024,2\nc1,a,2024,1\n",
        }
    )
    assert rows(found, "enrolment", "graduates") == [(3,)]
    doubled = [(reason, row) for reason, row, _, _ in told(found) if reason == "duplicate-key"]
    assert doubled == [("duplicate-key", 4), ("duplicate-key", 5)]


def test_an_old_code_without_a_known_successor_keeps_its_meaning() -> None:
    found = read(
        {
            "successions.csv": "table,from,to\nmajors,010101,999999\nmajors,x,y\nmajors,y,x\n",
            "enrolment.csv": ENROLMENT + "c1,林业,2024,1\n",
        }
    )
    assert rows(found, "enrolment", "major") == [("010101",)]
    assert [(reason, row) for reason, row, _, _ in told(found)] == [
        ("unknown-reference.decision", 2),
        ("conflict.cycle", 3),
        ("conflict.cycle", 4),
    ]


def test_a_finding_about_a_decision_names_its_own_file() -> None:
    found = read(
        {
            "a/successions.csv": "table,from,to\nmajors,a,护\n".replace("护", "520201"),
            "b/successions.csv": "table,from,to\nmajors,x,x\n",
        }
    )
    assert found.findings["file"].to_list() == ["b/successions.csv"]


# Figures of a row ---------------------------------------------------------------------------------


def test_openings_are_expansion_and_replacement() -> None:
    head = "occupation,year,expansion,replacement,openings\n"
    figures = (
        "4-10,2020,3,4,\n4-10,2021,3,4,8\n4-10,2022,3,,\n4-10,2023,0.1,0.2,0.3\n4-10,2024,3,,9\n"
    )
    found = read({"demand.csv": head + figures})
    openings = [row[0] for row in rows(found, "demand", "openings")]
    assert openings == [7.0, None, None, 0.3, 9.0]
    assert told(found) == [("conflict.openings", 3, "openings", "8")]
    assert "7" in to_records(found.findings, "zh")[0]["message"]


def test_an_end_before_its_beginning_is_a_fault_of_the_end() -> None:
    head = "college,major,track,开办年份,until,capacity\n"
    found = read(
        {
            "programmes.csv": head
            + "c1,护理,,2020,2019,x\nc2,护理,,2020,2020,5\nc1,林业,,约2020,2019,\n"
        }
    )
    assert rows(found, "programmes", "since", "until") == [(2020, None), (2020, 2020), (None, 2019)]
    assert told(found) == [
        ("bad-type", 2, "capacity", "x"),
        ("conflict.order", 2, "until", "2019"),
        ("bad-type.approximate", 4, "开办年份", "约2020"),
    ]
    assert "“开办年份”" in to_records(found.findings, "zh")[1]["message"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("约60人", "bad-type.approximate"),
        ("30-50", "bad-type.range"),
        ("面议", "bad-type.negotiable"),
        ("4.5", "bad-type"),
        ("-1", "out-of-range.low"),
        ("#DIV/0!", "cell-error"),
    ],
)
def test_a_bad_figure_costs_its_cell_only(cell: str, reason: str) -> None:
    text = "院校,专业,年份,毕业生,招生\nc1,护理,2024," + cell + ",7\nc2,护理,2024,8,9\n"
    found = read({"招生就业.csv": text})
    assert rows(found, "enrolment", "graduates", "enrolled") == [(None, 7), (8, 9)]
    assert told(found) == [(reason, 2, "毕业生", cell)]


@pytest.mark.parametrize("year", ["", "1899", "2101", "约2024", "2023-2024学年", "#N/A"])
def test_a_bad_part_of_the_key_costs_its_row(year: str) -> None:
    found = read({"enrolment.csv": ENROLMENT + f"c1,护理,{year},1\nc2,护理,2024,2\n"})
    assert rows(found, "enrolment", "college") == [("c2",)]
    assert len(told(found)) == 1


def test_school_years_count_as_declared() -> None:
    text = ENROLMENT + "c1,护理,2023-2024学年,1\n"
    assert rows(read({"enrolment.csv": text}, school_year="end"), "enrolment", "year") == [(2024,)]
    assert rows(read({"enrolment.csv": text}, school_year="start"), "enrolment", "year") == [
        (2023,)
    ]


def test_rates_that_look_like_shares_are_left_out() -> None:
    text = "college,major,year,就业率\nc1,护理,2023,0.965\nc1,护理,2024,1\n"
    found = read({"enrolment.csv": text + "c1,护理,2022,96.5%\n"})
    assert rows(found, "enrolment", "employed_pct") == [(None,), (None,), (96.5,)]
    assert told(found) == [
        ("suspicious-share", 2, "就业率", "0.965"),
        ("suspicious-share", 3, "就业率", "1"),
    ]


# Keys ---------------------------------------------------------------------------------------------


def test_of_rows_with_one_key_the_first_is_kept_and_an_empty_part_equals_an_empty_one() -> None:
    text = (
        "college,major,year,graduates,track\nc1,护理,2024,1,\n"
        "c1,护理,2024,2,—\nc1,护理,2024,3,五年制\n"
    )
    found = read({"enrolment.csv": text})
    assert rows(found, "enrolment", "graduates", "track") == [(1, None), (3, "五年制")]
    assert told(found) == [("duplicate-key.differs", 3, "college", "c1 / 520201 / 2024")]
    assert "第 2 行" in to_records(found.findings, "zh")[0]["message"]


def test_a_repetition_of_another_file_names_that_file() -> None:
    text = ENROLMENT + "c1,护理,2024,1\n"
    found = read({"a.tsv": "", "x/enrolment.csv": text, "y/招生就业.csv": text})
    message = to_records(found.findings.filter(pl.col("rule") == "duplicate-key"), "zh")
    assert message[0]["file"] == "y/招生就业.csv"
    assert "x/enrolment.csv" in message[0]["message"]


def test_firms_are_known_by_a_valid_code_or_by_their_name() -> None:
    found = read(
        {
            "enterprises.csv": "统一社会信用代码,企业,pilot\n"
            f",甲厂有限公司,是\n{FIRM.lower()},甲厂有限责任公司,否\n"
            f"9.1E+17,乙厂,\n91350100M000100Y44,丙厂,\n12345,丁厂,\n"
        }
    )
    assert rows(found, "enterprises", "code", "name", "node_key") == [
        (FIRM, "甲厂有限公司", FIRM),
        (None, "乙厂", "乙厂"),
        (None, "丙厂", "丙厂"),
        ("12345", "丁厂", "12345"),
    ]
    assert told(found) == [
        ("duplicate-key", 3, "统一社会信用代码", FIRM),
        ("bad-type.ruined_code", 4, "统一社会信用代码", "9.1E+17"),
        ("bad-type.check_digit", 5, "统一社会信用代码", "91350100M000100Y44"),
    ]


# Rows that are no data ----------------------------------------------------------------------------


def test_totals_and_notes_are_left_out_and_said() -> None:
    text = (
        "2024年毕业生情况\n"
        + ENROLMENT
        + "甲学院,护理,2024,1\n甲学院,小计,,1\n\n合 计,,,2\n全市合计,,2024,2\nTotal:,,,2\n"
        + "注：截至年底,,,\n填表人：张三,日期：2024,,\n"
        "数据来源于各校,,,\n* 含五年制,,,\nc2,护理,2024,7\n"
    )
    found = read({"enrolment.csv": text})
    assert rows(found, "enrolment", "source_row", "graduates") == [(3, 1), (13, 7)]
    assert [(reason, row, value) for reason, row, _, value in told(found)] == [
        ("total-row", 4, "甲学院 小计"),
        ("total-row", 6, "合 计"),
        ("total-row", 7, "全市合计"),
        ("total-row", 8, "Total:"),
        ("note-row", 9, "注：截至年底"),
        ("note-row", 10, "填表人：***"),
        ("note-row", 11, "数据来源于各校"),
        ("note-row", 12, "* 含五年制"),
    ]
    assert found.counts["enrolment"] == {"read": 2, "kept": 2}


def test_what_only_sounds_like_a_total_or_a_note_is_data() -> None:
    found = read(
        {
            "majors.csv": "code,name,level\n530302,大数据与会计,高职\n530401,统计与会计核算,高职\n",
            "occupations.csv": "code,name,note\n4-10,会计,合计\n4-11,设计,小计见附表\n",
            "units.csv": "id,name\nu1,联系单位\nu2,备注单位\n",
        }
    )
    assert [found.counts[t]["kept"] for t in ("majors", "occupations", "units")] == [2, 2, 2]
    assert not told(found)


# Personal data ------------------------------------------------------------------------------------

IDENTITY, PHONE, PERSON = "450403199001011234", "13800138000", "张三丰"


@pytest.mark.parametrize(
    "number", [IDENTITY, PHONE, "138-0013-8000", "+86 13800138000", "0774-2823456"]
)
def test_personal_numbers_are_nowhere_kept_or_repeated(number: str) -> None:
    found = read(
        {
            "enrolment.csv": "college,major,year,graduates,note,姓名,身份证号\n"
            f"c1,护理,2024,5,联系{number},{PERSON},{IDENTITY}\n"
            f"{number},护理,2024,6,,,\nc2,护理,2024,7,,,\n",
            "chains.csv": f"id,name,tags\nt,茶,特色；{number}\n",
            "enterprises.csv": f"name,code\n甲厂,{number.replace(' ', '')}\n",
        }
    )
    kept = [
        str(row) for table in found.tables for row in found.tables[table].rows()
    ] + found.tables.contributions.rows()
    said = to_records(found.findings, "zh") + to_records(found.findings, "en")
    for secret in (number, number.replace(" ", ""), IDENTITY, PERSON):
        assert secret not in str(kept)
        assert secret not in str(said)
    assert rows(found, "enrolment", "college", "graduates", "note") == [
        ("c1", 5, None),
        ("c2", 7, None),
    ]
    reasons = [reason for reason, *_ in told(found)]
    assert reasons.count("personal-data.heading") == 2
    assert "missing-value" not in reasons


def test_a_phone_number_is_no_count_but_an_output_may_be_large() -> None:
    found = read(
        {
            "enterprises.csv": "name\n甲厂\n",
            "enterprise_years.csv": f"enterprise,year,employees,output_cny\n"
            f"甲厂,2024,{PHONE},{PHONE}\n",
        }
    )
    assert rows(found, "enterprise_years", "employees", "output_cny") == [(None, float(PHONE))]
    assert told(found) == [("personal-data.cell", 2, "employees", None)]


def test_the_code_of_a_firm_is_no_identity_number() -> None:
    found = read(
        {
            "enterprises.csv": f"code,name\n{FIRM},甲厂\n",
            "internship_offers.csv": f"enterprise,year,posts\n{FIRM},2024,5\n",
        }
    )
    assert rows(found, "internship_offers", "enterprise") == [(FIRM,)]


# source.toml --------------------------------------------------------------------------------------


def test_files_are_read_as_source_toml_declares(tmp_path: Path) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("S1")
        for i, row in enumerate(
            [
                ["院校", "专业", "年份"],
                ["院校", "专业", "年份", "自家列名"],
                ["c1", "护理", 2023, 5],
                [None, "林业", 2023, 6],
                ["小计", None, None, 11],
                [None, "护理", 2024, 7],
            ]
        ):
            sheet.write_row(i, 0, row)
        book.add_worksheet("S2").write(0, 0, "x")
    source = (
        'grade = "reported"\n[files."x.xlsx"]\ntable = "enrolment"\nsheet = "S1"\nheader_row = 2\n'
        'rename = {"自家列名" = "enrolled"}\ncarry_down = ["院校"]\n'
    )
    path = folder(tmp_path / "d", CITY | {"sub/x.xlsx": out.getvalue()}, source)
    found = ingest([open_dataset(path, None, load())], load())
    columns = ("college", "major", "year", "enrolled", "grade", "source_row")
    assert rows(found, "enrolment", *columns) == [
        ("c1", "520201", 2023, 5, "reported", 3),
        ("c1", "010101", 2023, 6, "reported", 4),
    ]
    assert told(found) == [
        ("total-row", 5, None, "小计"),
        ("missing-value.cut", 6, "院校", None),
    ]


def test_settings_without_effect_are_said(tmp_path: Path) -> None:
    source = (
        'nonsense = 1\n[files."nope.csv"]\ntable = "demand"\n[files."colleges.csv"]\n'
        'rename = {"x" = "name", "level" = "no_column"}\ncarry_down = ["y", "code"]\n'
    )
    path = folder(tmp_path / "d", CITY, source)
    found = ingest([open_dataset(path, None, load())], load())
    assert sorted(told(found)) == [
        ("unknown-setting", None, None, "nonsense"),
        ("unknown-setting.column", None, None, 'carry_down: "y"'),
        ("unknown-setting.column", None, None, 'rename: "level" = "no_column"'),
        ("unknown-setting.column", None, None, 'rename: "x" = "name"'),
        ("unknown-setting.file", None, None, "nope.csv"),
    ]


@pytest.mark.parametrize(
    "source",
    [
        'grade = "sure"',
        'base = "not an IRI"',
        'school_year = "middle"',
        'language = "中文"',
        "files = 3",
        '[files."a.csv"]\ntable = "nope"',
        '[files."a.csv"]\nheader_row = -1',
        '[files."a.csv"]\ncarry_down = "院校"',
        '[files."a.csv"]\nrename = ["x"]',
        '[files."a.csv"]\nsheet = 1',
        "not toml",
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, source: str) -> None:
    path = folder(tmp_path / "d", CITY, source)
    with pytest.raises(WrongInput):
        open_dataset(path, None, load())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_table_is_told_what_its_columns_are_like(lang: str) -> None:
    found = read(
        {
            "more.csv": "学校,年度,实际招生（人）,毕业生\nc1,2024,5,4\n",
            "汇总.csv": "增长\n3%\n",
        }
    )
    like, unlike = to_records(found.findings, lang)
    assert (like["rule"], like["severity"]) == ("unknown-table", "warning")
    table = "招生就业" if lang == "zh" else "enrolment"
    assert table in like["message"]
    assert "4" in like["message"]
    assert ("专业" if lang == "zh" else "major") in like["message"]
    assert '[files."more.csv"]' in like["remedy"]
    assert 'table = "enrolment"' in like["remedy"]
    assert table in unlike["remedy"]  # among all tables there are


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_raw_records_are_led_to_what_makes_demand_of_them(lang: str) -> None:
    """Also registrations that would do for demand; a list of demand with a date stays one."""
    head = "人员编号,单位名称,工种,区域,合同起始日期\n"
    advertised = "企业名称,职位名称,工作地点,招聘人数,发布日期\n甲厂,电工,梧州,3,2024-05-01\n"
    found = read(
        {
            "就业登记2024.csv": head + "ab12cd34ef56ab12cd34,甲厂,电工,梧州,2024-01-02\n",
            "列表.csv": advertised,
            "需求2024.csv": advertised,
        }
    )
    told = [one for one in to_records(found.findings, lang) if one["rule"] == "unknown-table"]
    assert [one["file"] for one in told] == ["列表.csv", "就业登记2024.csv"]
    assert all(f"twinchain records {one['file']} --to" in one["remedy"] for one in told)
    assert found.counts["demand"]["read"] == 1


def test_columns_that_several_tables_have_name_none_of_them() -> None:
    (told,) = to_records(read({"表1.csv": "编号,名称\n1,甲\n"}).findings, "en")
    assert "columns of the table" not in told["message"]


def test_personal_columns_of_a_sheet_that_is_no_table_are_said() -> None:
    found = read(
        {"名单.csv": "实习生名单\n姓名,身份证号,专业\n王五,440781200501011234,护理\n"} | CITY
    )
    assert ("personal-data.heading", 2, "姓名", None) in told(found)
    assert ("personal-data.heading", 2, "身份证号", None) in told(found)
    assert "王五" not in str(to_records(found.findings, "zh"))


def test_a_comparison_names_the_other_column_as_the_sheet_does() -> None:
    head = "院校,专业,年份,毕业生数,就业人数\n"
    found = read(CITY | {"招生就业.csv": head + "c1,护理,2024,10,11\n"})
    for lang in ("zh", "en"):
        assert "毕业生数" in to_records(found.findings, lang)[0]["message"]


def test_unknown_tables_are_said_and_cost_nothing() -> None:
    found = read(
        {"学生表.csv": "学生,分数\n甲,5\n", "bad.xlsx": b"\x89PNG", "enrolment.csv": ENROLMENT}
    )
    assert found.findings.select("rule", "severity", "file").rows() == [
        ("bad-file", "error", "bad.xlsx"),
        ("unknown-table", "warning", "学生表.csv"),
    ]
    assert found.counts["colleges"]["kept"] == 2


# Several datasets ---------------------------------------------------------------------------------


def test_the_first_dataset_wins_and_later_ones_fill_in() -> None:
    first = dataset(
        CITY | {"enrolment.csv": "college,major,year,graduates,enrolled\nc1,护理,2024,1,\n"},
        "first",
        grade="official",
    )
    second = dataset(
        {
            "enrolment.csv": "college,major,year,毕业生,enrolled\nc1,护理,2024,2,9\n"
            "c2,护理,2024,3,\n"
        },
        "second",
        grade="estimated",
        base="https://example.org/id/",
    )
    found = ingest([first, second], load())
    columns = ("college", "graduates", "enrolled", "grade", "source_row")
    assert rows(found, "enrolment", *columns) == [
        ("c1", 1, 9, "estimated", 2),
        ("c2", 3, None, "estimated", 3),
    ]
    assert told(found) == [("conflict.datasets", 2, "毕业生", "2")]
    assert found.findings["dataset"].to_list() == ["second"]
    (added,) = found.tables.contributions.rows(named=True)
    assert added["columns"] == ["enrolled"]
    assert added["uri"] == found.tables["enrolment"]["uri"][0]
    assert added["uri"].startswith("https://w3id.org/twinchain/id/enrolment/c1/520201/")
    assert added["source_uri"] == "https://example.org/id/sources/second/enrolment.csv/_"
    assert found.tables["enrolment"]["uri"][1].startswith("https://example.org/id/enrolment/")


def test_datasets_refer_to_each_other(tmp_path: Path) -> None:
    paths = [
        folder(tmp_path / "a" / "data", {"enrolment.csv": ENROLMENT + "甲学院,护理,2024,1\n"}),
        folder(tmp_path / "b" / "data", CITY),
    ]
    datasets = open_datasets(paths, None, load())
    assert [d.name for d in datasets] == ["data", "data-2"]
    found = ingest(datasets, load())
    assert rows(found, "enrolment", "college", "major") == [("c1", "520201")]
    assert not told(found)


# The same again -----------------------------------------------------------------------------------


def test_reading_twice_and_from_the_cache_gives_the_same(tmp_path: Path) -> None:
    text = ENROLMENT + "c1,护理,2024,x\n共称,护理,2024,1\nc1,护理,2024,2\n合计,,,3\n"
    files = CITY | {"enrolment.csv": text, "bad.csv": b"\x89PNG"}
    results = [
        ingest([dataset(files)], load(), cache)
        for cache in (None, None, tmp_path / "cache", tmp_path / "cache")
    ]
    for again in results[1:]:
        assert again.findings.equals(results[0].findings)
        assert again.counts == results[0].counts
        assert all(again.tables[t].equals(results[0].tables[t]) for t in results[0].tables)


def test_the_cache_knows_what_is_declared_of_a_file(tmp_path: Path) -> None:
    files = CITY | {"sub/x.csv": "院校,专业,获奖\nc1,护理,1\n"}
    path = folder(tmp_path / "d", files)
    cache = tmp_path / "cache"
    before = ingest([open_dataset(path, None, load())], load(), cache)
    folder(path, {}, '[files."x.csv"]\ntable = "programmes"\n')
    after = ingest([open_dataset(path, None, load())], load(), cache)
    assert [f.tables["programmes"].height for f in (before, after)] == [0, 1]


def test_findings_stand_in_the_order_of_their_places() -> None:
    text = ENROLMENT + "c1,护理,2024,x\n共称,护理,2024,1\nc1,护理,y,2\n合计,,,3\nc1,护理,2024,2\n"
    found = read({"enrolment.csv": text, "colleges.csv": "code,name,level\nc1,甲学院,神\n"})
    places = found.findings.select("dataset", "file", "sheet", "row").rows()
    assert places == sorted(places, key=lambda place: (place[0], place[1], place[3]))


def test_a_sheet_without_a_heading_row_is_told_the_headings_it_needs() -> None:
    found = read({"commuting.csv": "住在,上班在\n1,2\n"}).findings
    assert found["reason"].to_list() == ["missing-heading.none"]
    assert "：居住区域、工作区域（" in to_records(found, "zh")[0]["remedy"]
    assert "at least: from_area, to_area (" in to_records(found, "en")[0]["remedy"]


def test_datasets_may_share_rows_of_a_table_that_is_all_key() -> None:
    commuting: Files = {"commuting.csv": "from_area,to_area\n1,2\n"}
    found = ingest([dataset(CITY | commuting, "a"), dataset(CITY | commuting, "b")], load())
    assert rows(found, "commuting", "from_area", "to_area") == [("1", "2")]
    assert not found.findings.height
    assert "commuting" not in found.tables.contributions["table"].to_list()  # no nodes: no origin
    renumbered = {
        "areas.csv": "code,name\n1,甲区\n2,乙区\n",
        "successions.csv": "table,from,to\nareas,9,1\n",
        "commuting.csv": "from_area,to_area\n1,2\n9,2\n",
    }
    found = read(renumbered)
    assert rows(found, "commuting", "from_area", "to_area") == [("1", "2")]


# A post stands in for an occupation ------------------------------------------------------------


POSTS = """岗位名称,年份,招聘需求
护理员,2024,5
照护人员,2024,7
"""


def test_a_post_is_looked_up_where_there_is_no_occupation_column() -> None:
    found = read({"demand.csv": POSTS})
    assert found.tables["demand"].select("occupation", "post", "openings").rows() == [
        ("4-10", "护理员", 5.0)
    ]
    (told,) = [f for f in to_records(found.findings, "zh") if f["rule"] == "stood-in"]
    assert (told["row"], told["column"], told["severity"]) == (2, "岗位名称", "info")
    assert told["message"] == "有 2 行没有“职业”，按“岗位名称”查找"
    (lost,) = [f for f in to_records(found.findings, "zh") if f["severity"] == "error"]
    assert (lost["rule"], lost["row"]) == ("unknown-reference", 3)
    assert (lost["column"], lost["value"]) == ("岗位名称", "照护人员")


def test_a_persons_decision_on_a_post_holds() -> None:
    aliases = "table,alias,key\noccupations,照护人员,4-11\n"
    found = read({"demand.csv": POSTS, "aliases.csv": aliases})
    assert sorted(found.tables["demand"]["occupation"]) == ["4-10", "4-11"]
    assert not [f for f in to_records(found.findings, "en") if f["severity"] == "error"]


def test_an_occupation_that_is_there_is_not_replaced_by_the_post() -> None:
    rows = "职业,岗位名称,年份,招聘需求\n保育员,护理员,2024,5\n—,护理员,2024,7\n,,2024,9\n"
    found = read({"demand.csv": rows})
    assert sorted(found.tables["demand"].select("occupation", "openings").rows()) == [
        ("4-10", 7.0),
        ("4-11", 5.0),
    ]
    told = {f["rule"]: f for f in to_records(found.findings, "zh")}
    assert told["stood-in"]["row"] == 3
    assert told["missing-value"]["row"] == 4
