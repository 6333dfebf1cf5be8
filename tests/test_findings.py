"""Findings: sentences in both languages, nothing personal in them, grouped for the table form."""

from __future__ import annotations

import re
import string
import tomllib
from pathlib import Path

import polars as pl
import pytest

from graph.findings import (
    LONGEST_VALUE,
    PUBLIC_KEYS,
    Finding,
    concat,
    empty,
    frame,
    grouped,
    has_errors,
    masked,
    to_records,
)
from graph.settings import ROOT
from graph.words import has

CATALOGUE = tomllib.loads((ROOT / "graph/words/findings.toml").read_text(encoding="utf-8"))
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for folder in ("ingest", "graph/checks")
    for path in sorted((ROOT / folder).rglob("*.py"))
)
RULES = [
    "unknown-table",
    "unknown-heading",
    "missing-heading",
    "missing-value",
    "bad-type",
    "out-of-range",
    "not-in-list",
    "duplicate-key",
    "unknown-reference",
    "ambiguous-reference",
    "conflict",
    "cell-error",
    "total-row",
    "note-row",
    "personal-data",
    "bad-file",
]


def sentences(part: str) -> dict[str, dict[str, str]]:
    """Rule or rule.reason → its sentence in both languages."""
    found: dict[str, dict[str, str]] = {}

    def walk(name: str, entry: dict[str, object]) -> None:
        texts = {k: v for k, v in entry.items() if isinstance(v, str)}
        if texts:
            found[name] = texts
        for key, deeper in entry.items():
            if isinstance(deeper, dict):
                walk(f"{name}.{key}".strip("."), deeper)

    walk("", CATALOGUE[part])
    return found


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


# Words --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["finding", "remedy"])
def test_every_rule_of_the_contract_has_its_sentence(part: str) -> None:
    said = sentences(part)
    for rule in RULES:
        assert rule in said or any(name.startswith(f"{rule}.") for name in said), rule


@pytest.mark.parametrize("part", ["finding", "remedy"])
def test_every_sentence_is_there_in_both_languages_with_the_same_values(part: str) -> None:
    for name, texts in sentences(part).items():
        assert set(texts) == {"zh", "en"}, name
        assert fields(texts["zh"]) == fields(texts["en"]), name
        assert not texts["zh"].endswith("。"), name
        assert not texts["en"].endswith("."), name
        assert re.search(r"[\u4e00-\u9fff]", texts["zh"]), name
        assert not re.search(r"[\u4e00-\u9fff]", texts["en"]), name


def test_every_finding_has_a_remedy() -> None:
    remedies = sentences("remedy")
    for name in sentences("finding"):
        assert name in remedies or name.split(".")[0] in remedies, name


def test_no_sentence_is_unused_and_none_is_missing() -> None:
    """Reasons stand in the code as texts, or as the rule with a part that is put in."""
    put_in = re.findall(r'f"([a-z-]+)\.\{[^}"]*\}([a-z_]*)"', CODE)
    composed = [re.compile(rf"{rule}\.[a-z_]+{end}") for rule, end in put_in]
    listed = {"bad-type.approximate", "bad-type.range", "bad-type.negotiable"}
    for name in sentences("finding"):
        is_said = f'"{name}"' in CODE or name in listed
        assert is_said or any(each.fullmatch(name) for each in composed), name
    for name in re.findall(r'"(bad-file\.\w+|[a-z]+-[a-z]+\.[a-z_]+|conflict\.\w+)"', CODE):
        if not name.startswith(("application", "utf-")):
            assert has(f"finding.{name}"), name


def test_a_finding_reads_as_a_sentence_in_the_asked_language() -> None:
    values = {
        "heading": {"column": "year", "table": "enrolment"},
        "table": {"table": "enrolment"},
    }
    found = frame([Finding("missing-heading", column="年份", row=1, values=values)])
    (zh,), (en,) = to_records(found, "zh"), to_records(found, "en")
    assert tuple(zh) == PUBLIC_KEYS
    assert zh["message"] == "“招生就业”表缺少必填的列“年份”，整张表没有读入"
    assert (
        en["message"]
        == "Table “enrolment” lacks the required column “year”; nothing was read from it"
    )


def test_braces_in_a_value_are_no_placeholders() -> None:
    (record,) = to_records(frame([Finding("total-row", "info", value="{limit}{0}")]), "zh")
    assert "{limit}{0}" in record["message"]


# Personal data ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number",
    [
        "450403199001011234",
        "45040319900101123X",
        "450403900101123",
        "13800138000",
        "138-0013-8000",
        "138 0013 8000",
        "+86 13800138000",
        "8613800138000",
        "0774-2823456",
    ],
)
def test_personal_numbers_are_masked_everywhere(number: str) -> None:
    finding = Finding(
        "bad-type", column=f"列{number}", value=f"找{number}", values={"kept": number}
    )
    shown = str(frame([finding]).rows())
    assert number not in shown
    assert "找***" in shown


def test_frames_put_together_are_masked_and_in_order_of_place() -> None:
    """Frames that no list of findings made: as the checks of whole columns give them."""
    raw = frame([Finding("bad-type", row=row) for row in (9, 2)]).with_columns(
        pl.lit("13800138000").alias("value"),
        pl.lit("填表人：张三").alias("column"),
        pl.lit('{"kept": "a.b@c.cn", "n": 3}').alias("values"),
    )
    found = concat([raw, frame([Finding("total-row", row=4)])])
    assert found["row"].to_list() == [2, 4, 9]
    assert found["value"].to_list() == ["***", None, "***"]
    assert found["column"].to_list() == ["填表人：***", None, "填表人：***"]
    assert found["values"][0] == '{"kept": "***", "n": 3}'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("填表人：张三  联系电话：１３８００１３８０００", "填表人:*** 联系电话:***"),
        ("审核人: 李四, 2024年", "审核人: ***, 2024年"),
        ("zhang.san@example.cn", "***"),
    ],
)
def test_who_signed_is_masked(text: str, kept: str) -> None:
    assert " ".join((masked(text) or "").split()) == kept


@pytest.mark.parametrize(
    "text",
    ["2-05-08-05", "520201", "2024-04-24", "1234567890123", "3000-5000", "91350100M000100Y43"],
)
def test_codes_figures_and_dates_are_shown(text: str) -> None:
    assert masked(text) == text


def test_a_count_that_looks_like_a_number_of_a_person_breaks_no_sentence() -> None:
    values = {"cells": 16_383_983_616, "limit": 1, "candidates": "13800138000、王"}
    far = Finding("bad-file.far_cells", values=values)
    masked = frame([far])
    (told,) = to_records(masked, "en")
    assert "16383983616" in told["message"]
    assert "13800138000" not in masked["values"][0]


def test_long_texts_are_cut() -> None:
    (value,) = frame([Finding("bad-type", value="长" * 500)])["value"]
    assert len(value) == LONGEST_VALUE


# Frames -------------------------------------------------------------------------------------------


def test_no_findings_are_a_frame_too() -> None:
    assert concat([]).equals(empty())
    assert frame([]).equals(empty())
    assert not has_errors(empty())
    assert grouped(empty()) == []


def test_groups_differ_in_more_than_row_and_value_errors_first() -> None:
    findings = frame(
        [
            Finding("lost-zeros", "warning", column="专业", row=2, value="1"),
            *(
                Finding("bad-type", column="毕业生", row=r, value=v)
                for r, v in [(3, "x"), (4, "y")]
            ),
            Finding("bad-type", column="毕业生", row=5, value="y"),
            Finding("bad-type", column="招生", row=6, value="x"),
        ]
    )
    told = [(g.first["column"], g.count, g.commonest) for g in grouped(findings)]
    assert told == [("毕业生", 3, "y"), ("招生", 1, None), ("专业", 1, None)]
    assert has_errors(findings)
    assert not has_errors(findings.filter(pl.col("severity") != "error"))


def test_a_value_that_comes_once_is_not_the_commonest() -> None:
    def group(*values: str) -> str | None:
        return grouped(frame(Finding("bad-type", column="招生", value=v) for v in values))[
            0
        ].commonest

    assert (group("约60", "若干"), group("若干", "约60", "约60")) == (None, "约60")


def test_the_catalogue_is_where_it_is_looked_for() -> None:
    assert Path(ROOT / "graph/words/findings.toml").is_file()
