"""Settings of source.toml for files and sheets: what each does, and how a wrong one is told."""

from __future__ import annotations

from typing import Any

import pytest

from graph.errors import WrongInput
from graph.findings import to_records
from graph.ontology import load
from ingest.pipeline import Ingested
from ingest.rules import rules_of_file
from tests.sheets_in_use import delimited, faults, in_this_process, kept, read, workbook

__all__ = ["in_this_process"]

HEAD = ["院校", "专业", "毕业生"]
ROWS = [["c1", "护理", 5], ["c2", "林业", 7]]


def by(source: dict[str, Any], files: dict[str, bytes]) -> Ingested:
    """The files, each read by what source.toml says of a file."""
    rules, findings = rules_of_file("a", source, load())
    assert not findings
    return read(files, **vars(rules))


def of_csv(source: dict[str, Any], *rows: list[Any]) -> Ingested:
    return by(source, {"招生就业.csv": delimited(rows)})


def told(found: Ingested, reason: str, lang: str = "zh") -> list[dict[str, Any]]:
    """The findings of a reason, worded."""
    return to_records(found.findings.filter(found.findings["reason"] == reason), lang)


# constants ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "constants",
    [{"year": 2025}, {"年份": "2025年"}, {"届别": "2025"}, {"year": 2025, "grade": "reported"}],
)
def test_constants_fill_a_column_that_the_file_does_not_have(constants: dict[str, Any]) -> None:
    found = of_csv({"constants": constants}, HEAD, *ROWS, ["合计", None, 12])
    assert kept(found, "college", "year", "graduates") == [("c1", 2025, 5), ("c2", 2025, 7)]
    assert not faults(found, "error", "warning")
    assert len(told(found, "constant")) == len(constants)
    assert "2 行" in told(found, "constant")[0]["message"]


def test_a_constant_may_be_a_reference_or_fill_the_key() -> None:
    found = of_csv(
        {"constants": {"college": "乙学院", "year": 2024}}, ["专业", "毕业生"], ["护理", 5]
    )
    assert kept(found, "college", "year", "graduates") == [("c2", 2024, 5)]


def test_the_column_of_the_file_goes_before_the_constant() -> None:
    found = of_csv({"constants": {"year": 2025}}, [*HEAD, "届别"], [*ROWS[0], 2023])
    assert kept(found, "year", "graduates") == [(2023, 5)]
    (record,) = told(found, "constant.there", "en")
    assert (record["severity"], record["column"], record["value"]) == ("warning", "届别", "2025")


@pytest.mark.parametrize(
    ("constants", "fault"),
    [({"year": 20250}, "out-of-range.high"), ({"year": "去年"}, "bad-type")],
)
def test_a_wrong_constant_is_one_finding(constants: dict[str, Any], fault: str) -> None:
    found = of_csv({"constants": constants}, HEAD, *ROWS)
    assert not kept(found, "graduates")
    wrong = [reason for reason, _, _ in faults(found, "error")]
    assert sorted(wrong) == sorted([fault, "missing-heading"])


def test_a_constant_for_no_column_names_the_nearest() -> None:
    found = of_csv({"constants": {"graduate": 2}}, [*HEAD, "年份"], [*ROWS[0], 2023])
    assert kept(found, "graduates") == [5]
    (record,) = told(found, "unknown-setting.column")
    assert record["value"] == "constants: graduate"
    assert "graduates" in record["remedy"]


def test_a_sheet_has_its_own_constants() -> None:
    files = {"a.xlsx": workbook([HEAD, *ROWS])}
    found = by(
        {"constants": {"year": 2023}, "sheets": {"招生就业": {"constants": {"year": 2025}}}}, files
    )
    assert kept(found, "year") == [2025, 2025]


@pytest.mark.parametrize("value", [2025, {"year": {"a": 1}}, {"year": [[1]]}])
def test_constants_that_no_cell_can_hold_are_refused(value: Any) -> None:
    with pytest.raises(WrongInput) as refusal:
        rules_of_file("a.csv", {"constants": value}, load())
    assert refusal.value.values["setting"] == 'files."a.csv".constants'
