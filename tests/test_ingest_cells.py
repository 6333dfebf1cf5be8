"""Cells as people write them: every form the data contract names, and what must not be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.ontology import Column, Ontology
from ingest.cells import (
    EXCEL_EPOCH,
    Habits,
    normalise,
    read_date,
    read_month,
    read_number,
    read_year,
    why_unreadable,
)

PERSONS = frozenset({"", "人", "名"})


def canonical(
    ontology: Ontology, table: str, column: str, cells: list[str], habits: Habits = Habits()
) -> list[str | None]:
    declared = ontology.tables[table].by_name[column]
    frame = pl.DataFrame({column: cells}, schema={column: pl.String})
    return normalise(frame, [declared], ontology, habits)[column].to_list()


# Numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("45", "45"),
        ("４５", "45"),
        ("45人", "45"),
        ("45 人", "45"),
        ("１，２００人", "1200"),
        ("1,234", "1234"),
        ("1 234", "1234"),
        ("1,234,567.5", "1234567.5"),
        ("1.2万", "12000"),
        ("0.5 万人", "5000"),
        ("3千", "3000"),
        ("1.5亿", "150000000"),
        ("45.0", "45"),
        ("+5", "5"),
        ("-5", "-5"),
        ("1e3", "1000"),
        ("０", "0"),
    ],
)
def test_a_written_number_is_read(written: str, read: str) -> None:
    assert read_number(written, PERSONS) == read


@pytest.mark.parametrize(
    "written",
    [
        "3 5",
        "45\n12",
        "12,34",
        "1,2345",
        "约60人",
        "60左右",
        "60余人",
        "30-50",
        "3~5",
        "面议",
        "45元",
        "四十五",
        "45（含退伍）",
        "4 5人",
        "1..2",
        "N/A",
        "",
        "人",
        "9" * 19,
    ],
)
def test_what_is_no_exact_number_is_not_read(written: str) -> None:
    assert read_number(written, PERSONS) is None


@given(st.integers(0, 10**12), st.sampled_from(["", "人", " 人", "名"]))
def test_every_way_of_writing_a_count_means_it(count: int, unit: str) -> None:
    full_width = str(count).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    for written in (f"{count}{unit}", f"{count:,}{unit}", f"{full_width}{unit}", f"{count}.0"):
        assert read_number(written, PERSONS) == str(count)


@given(st.decimals(0, 10**6, places=2, allow_nan=False))
def test_a_multiplier_multiplies_exactly(number: object) -> None:
    read = read_number(f"{number}万")
    assert read is not None
    assert float(read) == pytest.approx(float(str(number)) * 10_000)


@given(st.text(max_size=12))
def test_whatever_stands_there_is_read_as_canonical_digits_or_not_at_all(text: str) -> None:
    read = read_number(text, PERSONS)
    assert read is None or pl.Series([read]).str.contains(r"^-?[0-9]+(\.[0-9]+)?$").all()


@given(st.integers(1, 10**6))
def test_an_approximate_count_is_never_read(count: int) -> None:
    for written in (
        f"约{count}",
        f"{count}左右",
        f"{count}余",
        f"近{count}",
        f"{count}+",
        f">{count}",
    ):
        assert read_number(written, PERSONS) is None
        assert why_unreadable(written) == "approximate"


def test_percent_stands_behind_rates_only(ontology: Ontology) -> None:
    assert (
        canonical(ontology, "enrolment", "employed_pct", ["96.5%", "96.5％", "９６．５"])
        == ["96.5"] * 3
    )
    assert canonical(ontology, "enrolment", "graduates", ["45%"]) == ["45%"]


def test_a_wage_may_be_written_in_yuan(ontology: Ontology) -> None:
    written = ["5000元", "5,000元/月", "0.5万元", "5000"]
    assert canonical(ontology, "placements", "wage_cny_month", written) == ["5000"] * 4


def test_empty_marks_are_unknown(ontology: Ontology) -> None:
    marks = ["", " ", "—", "——", "/", "／", "无", "-", "\u3000", "\u00a0"]
    assert canonical(ontology, "enrolment", "graduates", marks) == [None] * len(marks)
    assert canonical(ontology, "chains", "tags", marks) == [None] * len(marks)


# Years and dates ----------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["2024", "2024年", "2024 年", "２０２４", "2024.0", "2024年度"])
def test_a_written_year_is_read(written: str) -> None:
    assert read_year(written) == "2024"


@pytest.mark.parametrize(
    "written", ["2023-2024学年", "2023—2024学年度", "2023/24", "2023至2024", "2023学年"]
)
def test_a_school_year_needs_a_declaration(written: str) -> None:
    assert read_year(written) is None
    assert why_unreadable(written) == "school_year"
    assert read_year(written, Habits("start")) == "2023"
    assert read_year(written, Habits("end")) == "2024"


@pytest.mark.parametrize("written", ["2020-2024", "2024级", "2023-2025学年", "二〇二四年"])
def test_other_spans_are_no_school_year(written: str) -> None:
    assert read_year(written, Habits("end")) is None


@given(st.dates(date(1960, 1, 1), date(2090, 12, 31)))
def test_a_day_is_read_however_it_is_written(day: date) -> None:
    serial = (day - EXCEL_EPOCH).days
    for written in (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.isoformat()} 00:00:00",
        str(serial),
        f"{serial}.5",
    ):
        assert read_date(written) == day.isoformat()
    for written in (f"{day:%Y-%m}", f"{day.year}年{day.month}月", f"{day:%Y%m}", day.isoformat()):
        assert read_month(written) == f"{day:%Y-%m}"


@pytest.mark.parametrize("written", ["2024-13-01", "2024-02-30", "24年6月", "2024年第一季度"])
def test_no_day_is_invented(written: str) -> None:
    assert read_date(written) is None


def test_the_serial_counts_from_the_last_day_but_one_of_1899() -> None:
    assert read_date("45406") == "2024-04-24"
    assert EXCEL_EPOCH + timedelta(days=45406) == date(2024, 4, 24)


# Words --------------------------------------------------------------------------------------------


def words_of_the_contract() -> Iterator[tuple[str, str]]:
    for level, words in {
        "0": "不限",
        "2": "初中",
        "3": "高中 中职 中专 职高 技工 中级工",
        "5": "高职 高职专科 专科 大专 技师 高级工",
        "6": "职教本科 职业本科 本科",
        "7": "硕士 研究生",
        "8": "博士",
    }.items():
        for word in words.split():
            yield word, level


@pytest.mark.parametrize("suffix", ["", "及以上", "以上", " 及以上", "（含）以上", "(含)以上学历"])
def test_levels_by_words(ontology: Ontology, suffix: str) -> None:
    words, levels = zip(*words_of_the_contract(), strict=True)
    written = [word + suffix for word in words]
    assert canonical(ontology, "occupations", "level", written) == list(levels)


def test_levels_by_number(ontology: Ontology) -> None:
    written = ["0", "5", "８", "3.0", "9"]
    assert canonical(ontology, "occupations", "level", written) == ["0", "5", "8", "3", "9"]


def test_yes_and_no(ontology: Ontology) -> None:
    written = ["true", "1", "是", "TRUE", "false", "0", "否", "False", "√"]
    read = canonical(ontology, "enterprises", "pilot", written)
    assert read == ["true"] * 4 + ["false"] * 4 + ["√"]


def test_every_code_is_read_by_every_word_for_it(ontology: Ontology) -> None:
    for table in ontology.input_tables():
        for column in table.columns:
            words = ontology.words_of(column)
            if words is None or column.multiple:
                continue
            for code in words.codes:
                written = [code.notation, code.label.zh, code.label.en.upper(), *code.words]
                read = canonical(ontology, table.name, column.name, written)
                assert read == [code.notation] * len(written), (table.name, column.name)


def test_lists_are_separated_by_semicolons_or_the_enumeration_comma(ontology: Ontology) -> None:
    frame = pl.DataFrame({"tags": ["a;b；c、d", " a ；；无、b ", "a、a", "；、"]})
    column: Column = ontology.tables["chains"].by_name["tags"]
    read = normalise(frame, [column], ontology, Habits())["tags"].to_list()
    assert read == [["a", "b", "c", "d"], ["a", "b"], ["a"], None]


def test_codes_lose_their_full_width(ontology: Ontology) -> None:
    assert canonical(ontology, "majors", "code", ["５２０２０１", " 51.3801 "]) == [
        "520201",
        "51.3801",
    ]
    assert canonical(ontology, "enterprises", "code", ["91350100m000100y43"]) == [
        "91350100M000100Y43"
    ]


# Why not ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("约60人", "approximate"),
        ("近百人", "approximate"),
        ("数十人", "approximate"),
        ("95%以上", "approximate"),
        ("3000-5000", "range"),
        ("30至50", "range"),
        ("面议", "negotiable"),
        ("2023-2024学年", "school_year"),
        ("2024-13", None),
        ("2024-05-01", None),
        ("2024-07-01 00:00:00", None),
        ("abc", None),
        (None, None),
    ],
)
def test_the_sentence_fits_the_fault(written: str | None, why: str | None) -> None:
    assert why_unreadable(written) == why
