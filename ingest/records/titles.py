"""Decisions of people on titles, from a file: the queue filled in, or what an earlier run wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.errors import WrongInput
from graph.ontology import Ontology
from ingest.datasets import open_dataset
from ingest.headings import find_head
from ingest.pipeline import sheets_of
from ingest.text import fold

TABLE = "titles"
NONE = ("none", "无", "不是职业", "非职业")  # a title that means no single occupation


@dataclass(frozen=True)
class Decision:
    """Decision of a person on a title; without an occupation it is none."""

    title: str
    industry: str | None
    occupation: str | None
    reviewer: str | None
    since: int | None


def read_decisions(
    path: Path, names: Mapping[str, str], codes: Mapping[str, str], ontology: Ontology
) -> list[Decision]:
    """Read the decided rows of a file; one without occupation and reviewer is still to decide.

    ``names``: folded name → code. ``codes``: code → name.

    Raises:
        WrongInput: there is no column of titles, or an occupation that nobody knows.
    """
    dataset = open_dataset(path, None, ontology)
    decided: list[Decision] = []
    for file in dataset.files:
        for sheet in sheets_of(dataset, file):
            head = find_head(sheet, ontology, ontology.tables[TABLE])
            columns = {h.column.name: h.index for h in head.headings} if head else {}
            if head is None or not {"title", "occupation"} <= columns.keys():
                raise WrongInput("error.titles_columns", file=file.name)
            rows = sheet.cells[head.data_from :].iter_rows()
            for number, row in zip(sheet.rows[head.data_from :], rows, strict=True):
                cells = {name: (row[index] or "").strip() for name, index in columns.items()}
                place = f"{file.name}:{number}"
                if decision := _decision(cells, names, codes, place):
                    decided.append(decision)
    return decided


def _decision(
    cells: Mapping[str, str], names: Mapping[str, str], codes: Mapping[str, str], place: str
) -> Decision | None:
    word, reviewer = cells["occupation"], cells.get("reviewer") or None
    if not cells["title"] or (not word and not reviewer):
        return None
    occupation = None
    if word and word.lower() not in NONE:
        code = word.split()[0]
        occupation = code if code in codes else names.get(fold(word))
        if occupation is None:
            raise WrongInput("error.titles_occupation", place=place, occupation=word)
    year = cells.get("since", "")[:4]
    since = int(year) if year.isdigit() else None
    industry = fold(cells.get("industry") or "") or None
    return Decision(cells["title"].lstrip("'").lower(), industry, occupation, reviewer, since)
