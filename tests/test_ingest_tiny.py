"""Small mistakes planted in the hand-checked city are named at their cells, and nothing is lost."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pytest

from graph.ontology import Ontology
from ingest.datasets import Dataset, InputFile, open_dataset
from ingest.pipeline import Ingested, ingest


@dataclass(frozen=True)
class Mistake:
    """A cell of a file, what is written there instead, and what must be said and lost."""

    file: str
    row: int
    column: str
    written: str
    rule: str
    severity: str = "error"
    costs_row: bool = False
    remains: object = None


ENROLMENT = "招生就业.csv"
VARIANTS = {
    "words for numbers": [
        Mistake(ENROLMENT, 2, "毕业生", "约41人", "bad-type"),
        Mistake("demand.csv", 3, "openings", "约20-25", "bad-type"),
        Mistake("targets.csv", 2, "value", "面议", "bad-type"),
    ],
    "names and codes": [
        Mistake(ENROLMENT, 3, "专业", "护里", "unknown-reference", costs_row=True),
        Mistake("segments.csv", 2, "industries", "164", "lost-zeros", "warning", remains=["0164"]),
        Mistake("crosswalk.csv", 2, "occupation", "护士", "unknown-reference", costs_row=True),
    ],
    "lists and words": [
        Mistake("alliances.csv", 2, "members", "demo-b；无此企业；org-tea", "unknown-reference",
                remains=["demo-b", "org-tea"]),
        Mistake("majors.csv", 2, "special", "也许", "bad-type"),
        Mistake("labs.csv", 2, "kind", "厂房", "not-in-list", costs_row=True),
    ],
    "years, dates, order": [
        Mistake(ENROLMENT, 4, "年份", "2022-2023学年", "bad-type", costs_row=True),
        Mistake("policies.csv", 2, "issued", "2024-02-30", "bad-type"),
        Mistake("cooperations.csv", 2, "until", "2021", "conflict"),
    ],
    "spreadsheet scars": [
        Mistake("enterprises.csv", 3, "code", "9.1E+17", "bad-type"),
        Mistake(ENROLMENT, 5, "计划", "#REF!", "cell-error"),
        Mistake("projects.csv", 2, "status", "电话13800138000", "personal-data"),
    ],
    "out of bounds": [
        Mistake(ENROLMENT, 2, "本地就业率", "960", "out-of-range"),
        Mistake(ENROLMENT, 3, "毕业生", "-28", "out-of-range"),
        Mistake("programmes.csv", 2, "capacity", "六十", "bad-type"),
    ],
}  # fmt: skip


def planted(tiny: Path, ontology: Ontology, mistakes: list[Mistake]) -> Dataset:
    whole = open_dataset(tiny, None, ontology)
    contents = {f.name: f.content.decode() for f in whole.files}
    for mistake in mistakes:
        lines = list(csv.reader(io.StringIO(contents[mistake.file])))
        lines[mistake.row - 1][lines[0].index(mistake.column)] = mistake.written
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        contents[mistake.file] = out.getvalue()
    files = tuple(
        InputFile(name, lambda text=text: text.encode())  # type: ignore[misc]
        for name, text in contents.items()
    )
    return Dataset(whole.name, whole.declaration, files, whole.declaration_text)


def table_and_column(ontology: Ontology, mistake: Mistake) -> tuple[str, str]:
    stem = mistake.file.removesuffix(".csv")
    table = next(t for t in ontology.tables.values() if stem in (t.name, t.label.zh))
    words = {w: c.name for c in table.columns for w in (c.name, c.label.zh)}
    return table.name, words[mistake.column]


@pytest.fixture(scope="module")
def whole(tiny: Path, ontology: Ontology) -> Ingested:
    return ingest([open_dataset(tiny, None, ontology)], ontology)


def test_the_city_has_no_fault(whole: Ingested) -> None:
    assert not whole.findings.height


@pytest.mark.parametrize("variant", VARIANTS)
def test_planted_mistakes_are_named_at_their_cells_and_cost_nothing_else(
    variant: str, tiny: Path, ontology: Ontology, whole: Ingested
) -> None:
    mistakes = VARIANTS[variant]
    found = ingest([planted(tiny, ontology, mistakes)], ontology)
    said = found.findings.select("rule", "severity", "file", "row", "column").rows()
    assert sorted(said) == sorted((m.rule, m.severity, m.file, m.row, m.column) for m in mistakes)
    expected = {name: whole.tables[name].rows(named=True) for name in whole.tables}
    for mistake in mistakes:
        name, column = table_and_column(ontology, mistake)
        if mistake.costs_row:
            expected[name] = [r for r in expected[name] if r["source_row"] != mistake.row]
        for row in expected[name]:
            if row["source_row"] == mistake.row:
                row[column] = mistake.remains
    for name, rows in expected.items():
        if name != "sources":
            assert found.tables[name].rows(named=True) == rows, name
