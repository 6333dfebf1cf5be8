"""What LibreOffice saves in its formats, the filled-in template first, is read as it was meant."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from graph.ontology import Ontology
from graph.schema.template import write_template
from ingest.pipeline import Ingested
from ingest.readers import reader_for
from tests.test_schema_template import fill, read

LONGEST_S = 180
# UTF-8, as shown, every sheet into a file of its own.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"


@pytest.fixture(scope="module")
def filled(
    ontology: Ontology, require: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    require("libreoffice", "LibreOffice (libreoffice-calc) is not installed")
    path = tmp_path_factory.mktemp("libreoffice") / "filled.xlsx"
    write_template(path, ontology, "zh")
    fill(path, ontology, "zh")
    return path


@pytest.fixture(scope="module")
def meant(filled: Path, ontology: Ontology) -> Ingested:
    """What the template says before LibreOffice has seen it."""
    return read(filled, ontology)


Saved = Callable[[str], Path]


@pytest.fixture(scope="module")
def saved(filled: Path, marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Saved:
    """``saved("ods")``: a folder of what LibreOffice makes of both workbooks in one run."""
    folder = tmp_path_factory.mktemp("saved")

    @cache
    def save(as_format: str) -> Path:
        out = folder / as_format[:4]
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
        command += ["--convert-to", as_format, "--outdir", str(out), str(filled)]
        if as_format != EVERY_SHEET:
            command.append(str(marked))
        subprocess.run(command, check=True, capture_output=True, timeout=LONGEST_S)
        return out

    return save


def problems(read_back: Ingested) -> list[dict[str, object]]:
    return read_back.findings.filter(read_back.findings["severity"] != "info").to_dicts()


@pytest.mark.parametrize("as_format", ["xlsx", "ods", "xls"])
def test_a_workbook_saved_by_libreoffice_is_read(
    as_format: str, saved: Saved, meant: Ingested, ontology: Ontology
) -> None:
    same_as_filled(read(saved(as_format) / f"filled.{as_format}", ontology), meant, ontology)


def test_tables_saved_by_libreoffice_as_csv_are_read(
    saved: Saved, meant: Ingested, ontology: Ontology
) -> None:
    folder = saved(EVERY_SHEET)
    for path in sorted(folder.iterdir()):
        sheet = path.stem.removeprefix("filled-")
        path.rename(path.with_name(f"{sheet}.csv"))
    names = {table.label.zh for table in ontology.input_tables()}
    for path in folder.iterdir():
        if path.stem not in names:  # notes and lists of words
            path.unlink()
    same_as_filled(read(folder, ontology), meant, ontology)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with merged and hidden cells, a fault and percentages."""
    path = tmp_path_factory.mktemp("marked") / "marked.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["院校", "专业", "招生", "就业率"])
    for number in range(8):
        sheet.append(["甲学院", f"护理{number}", 40 + number, 0.9 + number / 200])
        sheet.cell(number + 2, 4).number_format = "0.0%"
    sheet.merge_cells("A2:A4")
    sheet["C7"] = "=1/0"
    for row in (5, 6):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("藏").append(["x"])
    book.worksheets[1].sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.parametrize("as_format", ["xlsx", "ods", "xls"])
def test_what_a_workbook_marks_is_told_alike_in_every_format(as_format: str, saved: Saved) -> None:
    path = saved(as_format) / f"marked.{as_format}"
    seen, hidden = reader_for(path.suffix)(path.read_bytes(), path.name)
    assert [(f.index, f.column, f.what) for f in seen.faults] == [(6, 2, "#DIV/0!")]
    assert [(m.first_row, m.last_row, m.first_column) for m in seen.merges] == [(1, 3, 0)]
    assert seen.hidden_rows == [5, 6]
    assert seen.hidden_columns == [1]
    assert seen.cells["c3"].to_list()[1:4] == ["90%", "90.5%", "91%"]
    assert (seen.is_hidden, hidden.is_hidden) == (False, True)


def same_as_filled(read_back: Ingested, meant: Ingested, ontology: Ontology) -> None:
    assert problems(read_back) == []
    assert read_back.counts == meant.counts
    for table in ontology.input_tables():
        if table.group == "decision":
            continue
        own = [column.name for column in table.columns]
        assert (
            read_back.tables[table.name].select(own).equals(meant.tables[table.name].select(own))
        ), table.name
