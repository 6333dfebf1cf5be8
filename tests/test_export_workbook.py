"""A build as a workbook: what is written is what is read back."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from openpyxl import load_workbook

from graph.errors import WrongInput
from graph.export.workbook import LONGEST_CELL, write_workbook
from graph.ontology import Ontology
from graph.schema import sheets
from graph.schema.frames import frame_schema
from graph.tables import Tables
from ingest.datasets import open_datasets
from ingest.pipeline import ingest


@pytest.fixture(scope="module")
def tables(ontology: Ontology, tiny: Path) -> Tables:
    return ingest(open_datasets([tiny], None, ontology), ontology).tables


def organisation(ontology: Ontology, **cells: object) -> dict[str, pl.DataFrame]:
    """A single row of the table ``organisations``."""
    row = {"id": "o", "name": "n", **cells}
    schema = frame_schema(ontology.tables["organisations"])
    return {"organisations": pl.DataFrame([row], schema=schema)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_build_read_back_is_the_same(
    ontology: Ontology, tables: Tables, lang: str, tmp_path: Path
) -> None:
    path = tmp_path / "build.xlsx"
    write_workbook(path, tables, ontology, lang)
    read = ingest(open_datasets([path], None, ontology), ontology)
    assert read.findings.to_dicts() == []
    compared = 0
    for table in ontology.input_tables():
        columns = [column.name for column in table.columns]
        assert read.tables[table.name].select(columns).equals(tables[table.name].select(columns))
        compared += tables[table.name].height
    assert compared > 100


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_sheet_for_each_table_with_rows_and_one_for_the_sources(
    ontology: Ontology, tables: Tables, lang: str, tmp_path: Path
) -> None:
    path = tmp_path / "build.xlsx"
    write_workbook(path, tables, ontology, lang)
    book = load_workbook(path)
    full = [t for t in ontology.input_tables() if tables[t.name].height]
    named = [sheets.sheet_name(t, lang) for t in full]
    assert book.sheetnames == [*named, sheets.SOURCES.of(lang)]
    assert all(sheet.freeze_panes == "A2" for sheet in book)
    assert book[sheets.SOURCES.of(lang)].max_row == tables["sources"].height + 1


def test_cells_have_the_type_of_their_column(
    ontology: Ontology, tables: Tables, tmp_path: Path
) -> None:
    path = tmp_path / "build.xlsx"
    write_workbook(path, tables, ontology, "en")
    sheet = load_workbook(path)["enrolment"]
    types = {cell.value: sheet.cell(2, cell.column).data_type for cell in sheet[1]}
    assert (types["college"], types["year"]) == ("s", "n")
    assert load_workbook(path)["policies"]["D2"].is_date


def test_a_text_that_looks_like_a_formula_stays_a_text(ontology: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "evil.xlsx"
    texts = ('=HYPERLINK("http://x","y")', "+1+1", "@SUM(A1)", "http://x/y", "0012")
    for text in texts:
        write_workbook(path, organisation(ontology, note=text), ontology, "en")
        sheet = load_workbook(path)["organisations"]
        row = [cell for cell in sheet[2] if cell.value is not None]
        assert row[-1].value == text
        assert {cell.data_type for cell in row} == {"s"}


def test_a_text_too_long_for_a_cell_is_refused(ontology: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "long.xlsx"
    with pytest.raises(WrongInput, match="32768 characters"):
        write_workbook(path, organisation(ontology, note="x" * (LONGEST_CELL + 1)), ontology, "en")
    assert not path.exists()


def test_a_file_that_cannot_be_written_is_an_error_of_the_system(
    ontology: Ontology, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError):
        write_workbook(tmp_path / "nowhere" / "x.xlsx", organisation(ontology), ontology, "en")


def test_without_any_row_it_is_still_a_workbook(ontology: Ontology, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    write_workbook(path, Tables.of(ontology, {}), ontology, "zh")
    assert load_workbook(path).sheetnames == [sheets.SOURCES.zh]
