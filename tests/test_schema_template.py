"""The workbook that people fill in: it says everything, refuses nothing valid, reads back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from graph.ontology import Column, Ontology, Table
from graph.schema import sheets
from graph.schema.template import FILLED_ROWS, write_template
from ingest.datasets import open_datasets
from ingest.pipeline import Ingested, ingest

LANGS = ("zh", "en")
ROWS = (1, 2)
CREDIT_CODES = (
    "91350100M000100Y43",
    "",
)  # the example of GB 32100-2015, then a firm without a code
TYPED = {"integer": "7", "decimal": "7.5", "date": "2024-04-24", "gYearMonth": "2024-06"}


@pytest.fixture(scope="module", params=LANGS)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def template(ontology: Ontology, lang: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / f"{lang}.xlsx"
    write_template(path, ontology, lang)
    return path


# Two valid rows a table, from nothing but the declaration -----------------------------------------


def key_of(ontology: Ontology, table: Table, row: int) -> str:
    """What a reference to the row of a table with a simple key may say."""
    column = table.by_name[table.key[0]]
    own = cell_of(ontology, table, column, row, "en")
    return own or cell_of(ontology, table, table.by_name[column.key_fallback or ""], row, "en")


def cell_of(ontology: Ontology, table: Table, column: Column, row: int, lang: str) -> str:
    """A valid cell; rows differ in every reference and text, so that no key is there twice."""
    if table.group == "decision":
        return decision_cell(ontology, table, column, row)
    for composite in table.composites:
        (target,) = ontology.target_tables(composite.target_class)
        if column.name in composite.via and not column.target_class:
            part = target.by_name[target.key[composite.via.index(column.name)]]
            return cell_of(ontology, target, part, row, lang)
    if column.target_class:
        return reference_cell(ontology, table, column, row)
    if words := list(sheets.code_words(ontology, column, lang).values()):
        return words[row % len(words)]
    if column.name in ("thing_table", "thing_key"):
        thing = ontology.tables[("colleges", "major_groups", "chains", "labs")[row % 4]]
        return thing.name if column.name == "thing_table" else key_of(ontology, thing, row)
    if column.checked_by:
        return CREDIT_CODES[row - 1]
    if column.unit == "year":
        return str(2020 + row)
    if column.datatype != "string":
        is_sum = (table.name, column.name) == ("demand", "openings")
        is_share = any((c.component, c.value) == ("maxInclusive", "1") for c in column.constraints)
        return "15" if is_sum else "0.5" if is_share else TYPED[column.datatype]
    return f"{table.name} {column.name} {row}"


def reference_cell(ontology: Ontology, table: Table, column: Column, row: int) -> str:
    targets = ontology.target_tables(column.target_class or "")
    if table in targets:  # the first row is above the second
        return key_of(ontology, table, 1) if row == 2 else ""
    if column.multiple:
        keys = [key_of(ontology, target, row) for target in targets]
        return sheets.LIST_JOINER.join(keys)
    return key_of(ontology, targets[0], row)


def decision_cell(ontology: Ontology, table: Table, column: Column, row: int) -> str:
    majors = ontology.tables["majors"]
    known = {"table": "majors", "key": key_of(ontology, majors, row), "since": "2021"}
    known |= {"to": known["key"], "grade": "", "ref": "", "note": ""}
    known["level"] = cell_of(ontology, majors, majors.by_name["level"], row, "zh")
    for name in ("colleges", "occupations", "areas"):
        known[name.removesuffix("s")] = key_of(ontology, ontology.tables[name], row)
    known |= {"major": known["key"], "kind": "pair", "answer": "no", "share_pct": "5"}
    known |= {"year": "2021", "date": "2021-05-06"}
    return known.get(column.name, f"former {column.name} {row}")


def fill(path: Path, ontology: Ontology, lang: str) -> None:
    book = load_workbook(path)
    for table in ontology.input_tables():
        sheet = book[sheets.sheet_name(table, lang)]
        for row in ROWS:
            for index, column in enumerate(table.columns, start=1):
                text = cell_of(ontology, table, column, row, lang)
                sheet.cell(row + 1, index, text or None)
    book.save(path)


# Reading it back ----------------------------------------------------------------------------------


def read(path: Path, ontology: Ontology) -> Ingested:
    return ingest(open_datasets([path], None, ontology), ontology)


def test_the_empty_workbook_reads_as_no_rows_and_no_finding(
    template: Path, ontology: Ontology
) -> None:
    read_back = read(template, ontology)
    assert read_back.findings.height == 0
    assert set(read_back.counts) == {t.name for t in ontology.input_tables()}
    assert all(frame.height == 0 for name, frame in read_back.tables.items() if name != "sources")


def test_a_filled_workbook_reads_back_without_a_finding(
    template: Path, ontology: Ontology, lang: str, tmp_path: Path
) -> None:
    filled = tmp_path / "filled.xlsx"
    filled.write_bytes(template.read_bytes())
    fill(filled, ontology, lang)
    read_back = read(filled, ontology)
    told = read_back.findings.filter(read_back.findings["rule"] != "succession")
    assert told.to_dicts() == []
    for table in ontology.input_tables():
        assert read_back.counts[table.name] == {"read": 2, "kept": 2}, table.name
        frame = read_back.tables[table.name]
        empty = {name for name in frame.columns if frame[name].null_count() == frame.height}
        assert empty <= {"grade", "ref", "note", "reviewer", "mentioned_only"}, table.name


def test_codes_keep_their_leading_zeros(template: Path, ontology: Ontology, lang: str) -> None:
    book = load_workbook(template)
    for table in ontology.input_tables():
        sheet = book[sheets.sheet_name(table, lang)]
        formats = {
            index: look.number_format
            for look in sheet.column_dimensions.values()
            for index in range(look.min, look.max + 1)
        }
        for index, column in enumerate(table.columns, start=1):
            if column.datatype == "string":
                assert formats[index] == sheets.TEXT_FORMAT, column.name


# What the sheets say ------------------------------------------------------------------------------


def pages(path: Path, ontology: Ontology, lang: str) -> Iterator[tuple[Table, Worksheet]]:
    book = load_workbook(path)
    for table in ontology.input_tables():
        yield table, book[sheets.sheet_name(table, lang)]


def test_sheets_stand_in_the_order_of_the_declaration(
    template: Path, ontology: Ontology, lang: str
) -> None:
    book = load_workbook(template)
    named = [sheets.sheet_name(t, lang) for t in ontology.input_tables()]
    assert book.sheetnames == [sheets.README.of(lang), *named, sheets.OPTIONS.of(lang)]
    assert book[sheets.OPTIONS.of(lang)].sheet_state == "hidden"


def test_headings_are_the_columns_and_explain_themselves(
    template: Path, ontology: Ontology, lang: str
) -> None:
    for table, sheet in pages(template, ontology, lang):
        cells = sheet[1]
        assert [c.value for c in cells] == [sheets.heading(c, lang) for c in table.columns]
        assert sheet.freeze_panes is not None
        for cell, column in zip(cells, table.columns, strict=True):
            note = cell.comment.text
            assert column.description.zh in note
            assert column.description.en in note
            assert cell.font.bold
            assert (cell.fill.fgColor.rgb[-6:] == sheets.colour_of(table)[1:]) == column.required


def test_words_of_code_lists_drop_down(template: Path, ontology: Ontology, lang: str) -> None:
    book = load_workbook(template)
    options = book[sheets.OPTIONS.of(lang)]
    hidden = {
        column[0].value: [cell.value for cell in column[1:] if cell.value]
        for column in options.iter_cols()
    }
    for table, sheet in pages(template, ontology, lang):
        rules = {
            str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation
        }
        for index, column in enumerate(table.columns, start=1):
            words = list(sheets.code_words(ontology, column, lang).values())
            if not words or column.multiple:
                continue
            rule = rules[sheet.cell(2, index).coordinate]
            assert str(rule.sqref).endswith(str(FILLED_ROWS + 1))
            assert rule.errorStyle == "warning"  # further words are read as well
            if rule.formula1.startswith('"'):
                assert rule.formula1.strip('"').split(",") == words
            else:
                assert hidden[column.code_list] == words


def test_a_reference_drops_down_from_the_sheet_it_refers_to(
    template: Path, ontology: Ontology, lang: str
) -> None:
    for table, sheet in pages(template, ontology, lang):
        rules = {str(r.sqref).split(":")[0]: r for r in sheet.data_validations.dataValidation}
        for index, column in enumerate(table.columns, start=1):
            targets = ontology.target_tables(column.target_class) if column.target_class else ()
            if len(targets) != 1 or column.multiple:
                continue
            rule = rules[sheet.cell(2, index).coordinate]
            assert f"'{sheets.sheet_name(targets[0], lang)}'!" in rule.formula1
            assert not rule.showErrorMessage  # a name is as good as a key


def test_numbers_outside_their_bounds_are_only_warned_of(
    template: Path, ontology: Ontology, lang: str
) -> None:
    sheet = load_workbook(template)[sheets.sheet_name(ontology.tables["enrolment"], lang)]
    columns = [c.name for c in ontology.tables["enrolment"].columns]
    rules = {str(r.sqref).split(":")[0]: r for r in sheet.data_validations.dataValidation}
    year = rules[sheet.cell(2, columns.index("year") + 1).coordinate]
    assert (year.type, year.formula1, year.formula2) == ("whole", "1900", "2100")
    graduates = rules[sheet.cell(2, columns.index("graduates") + 1).coordinate]
    assert (graduates.operator, graduates.formula1) == ("greaterThanOrEqual", "0")
    assert {year.errorStyle, graduates.errorStyle} == {"warning"}


def test_nothing_in_it_is_a_formula(template: Path) -> None:
    for sheet in load_workbook(template):
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
