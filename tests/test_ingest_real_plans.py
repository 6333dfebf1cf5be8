"""Plans of two provinces as an archive of exam results keeps them: counts and sums as published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.ontology import load
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.pipeline import read_file
from ingest.rules import rules_of_file

PLANS = Path(__file__).parents[2] / "shared" / "real" / "china-plans"
RENAME = {"schoolName": "college", "majorName": "major", "planCount": "planned"}


@pytest.mark.parametrize(
    ("province", "where", "rows", "places"),
    [
        (
            "jilin",
            {"dataType": "admission-plan", "batch": ["普通本科批", "普通专科批"]},
            (13_574, 4_990),
            (78_944, 34_627),
        ),
        (
            "guizhou",
            {
                "batch": ["本科批", "高职（专科）批首轮投档"],
                "sourceQuality": [
                    "official-content-mirror-guizhou-2025-undergraduate-major-filing-pdf-score-rank",
                    "official-guizhou-2025-vocational-filing-pdf-score-rank",
                ],
            },
            (24_319, 10_453),
            (159_946, 111_390),
        ),
    ],
)
def test_three_lines_of_settings_read_the_plans_of_a_province(
    province: str, where: dict[str, Any], rows: tuple[int, int], places: tuple[int, int]
) -> None:
    file = PLANS / f"{province}.json.gz"
    if not file.is_file():
        pytest.skip(f"needs {PLANS.name}, which is not here")
    of_records = {"table": "enrolment", "rename": RENAME, "where": {"year": 2025} | where}
    rules, unknown = rules_of_file(file.name, {"sheets": {"records": of_records}}, load())
    declaration = SourceDeclaration(files={file.name: rules})
    packed = InputFile(file.name, file.read_bytes)
    reads = read_file(Dataset("d", declaration, (packed,)), packed, load())
    (plans,) = [read_table for read_table in reads if read_table.table == "enrolment"]
    assert not unknown
    assert (plans.read, plans.frame["planned"].sum()) == (sum(rows), sum(places))
    assert not plans.findings["severity"].is_in(["error"]).any()
