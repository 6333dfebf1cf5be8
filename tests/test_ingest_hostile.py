"""Files made to hurt: one clear finding each, in seconds and within bounds, and nothing ends."""

from __future__ import annotations

import base64
import io
import json
import os
import random
import time
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from graph.findings import to_records
from graph.ontology import Ontology
from graph.processes.worker import call_in_child
from graph.words import LANGUAGES, has
from ingest.datasets import open_dataset
from ingest.pipeline import Ingested, ingest
from ingest.readers import BadFileError, isolated, open_document, reader_for
from tests.hostile import HEAD, bombs, ods, ods_cell, packed, workbook
from tests.test_ingest_workbook import OLD_WORKBOOK

LONGEST_S = 5.0
LARGEST_BYTES = 1024**3

COLLEGES = [
    ["编号", "代码", "名称", "办学层次", "类型"],
    [1, "c1", "甲学院", "高职", "理工"],
    [2, "c2", "乙学院", "高职", None],
    [3, "c3", "丙学院", "高职", None],
]


def taken_in(tmp_path: Path, ontology: Ontology, name: str, content: bytes) -> Ingested:
    """The file beside a good one, as a dataset."""
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / name).write_bytes(content)
    (folder / "majors.csv").write_text("code,name,level\n520201,护理,高职\n", encoding="utf-8")
    return ingest([open_dataset(folder, None, ontology)], ontology)


WHY = {
    "zeros": "too_large",
    "nested": "damaged",
    "many sheets": "sheets",
    "many parts": "parts",
    "laughs in a sheet": "declares",
    "laughs behind a comment": "declares",
    "laughs in texts": "declares",
    "laughs in styles": "declares",
    "a file outside": "declares",
    "a file outside in texts": "declares",
    "one long text many times": "too_greedy",
    "parts larger than they say": "damaged",
    "columns to the end of the world": "far_cells",
    "columns to the end of the world, on a line of their own": "far_cells",
    "a last cell of six digits": "far_cells",
    "rows to the end of the world": "far_cells",
    "empty cells without end": None,  # what is empty is not there
    "elements in elements": "empty",
    "rows repeated": None,  # a grid that a spreadsheet could hold
    "columns repeated": None,
    "both repeated": "damaged",
    "laughs in content": "declares",
    "a file outside in content": "declares",
    "encrypted ods": "encrypted",
    "many tables": "sheets",
    "wide csv": "columns",
    "wide quoted csv": "columns",
    "ragged csv": "far_cells",
}


@pytest.mark.usefixtures("real_starts")  # the cost of all processes is that of children
@pytest.mark.parametrize("what", WHY)
def test_a_bomb_costs_little(what: str, tmp_path: Path) -> None:
    name, content = bombs()[what]
    file = tmp_path / f"bomb{Path(name).suffix}"
    file.write_bytes(content)
    told = call_in_child("tests.child_work:read_measured", {"file": str(file)})
    assert told["cpu_s"] < LONGEST_S
    assert told["reason"] == (f"bad-file.{WHY[what]}" if WHY[what] else "read")
    assert told["peak"] < LARGEST_BYTES


@pytest.mark.parametrize(
    "what",
    ["zeros", "laughs in texts", "one long text many times", "encrypted ods", "wide csv"],
)
def test_a_bomb_is_one_finding_and_costs_no_other_file(
    what: str, tmp_path: Path, ontology: Ontology
) -> None:
    read = taken_in(tmp_path, ontology, "院校" + bombs()[what][0][1:], bombs()[what][1])
    (found,) = to_records(read.findings, "en")
    assert (found["rule"], found["severity"]) == ("bad-file", "error")
    assert found["file"].startswith("院校")
    for lang in LANGUAGES:
        (told,) = to_records(read.findings, lang)
        assert told["message"]
        assert told["remedy"]
        assert "{" not in told["message"] + told["remedy"]
    assert read.tables["majors"].height == 1


OLD = zlib.decompress(base64.b85decode("".join(OLD_WORKBOOK)))


def damaged(changes: list[tuple[int, int]]) -> bytes:
    content = bytearray(OLD)
    for place, byte in changes:
        content[place] = byte
    return bytes(content)


def how_read(content: bytes) -> str:
    try:
        reader_for(".xls")(content, "a.xls")
    except BadFileError as fault:
        return fault.reason
    return "read"


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_old_workbook_is_read_or_refused(seed: int) -> None:
    """Bytes changed at random: some make the reader ask for gigabytes, or abort."""
    chance = random.Random(seed)
    changes = [(chance.randrange(8, len(OLD)), chance.choice([0, 127, 255])) for _ in range(20)]
    for hurt in (damaged(changes), damaged([(47, 98), *changes[:1]])):
        assert how_read(hurt) == "read" or has(f"finding.{how_read(hurt)}")


def hang(request: dict[str, object], emit: object) -> None:
    time.sleep(60)


def compute(request: dict[str, object], emit: object) -> None:
    isolated.limit_processor(1)
    while True:
        pass


def abort(request: dict[str, object], emit: object) -> None:
    os.abort()


@pytest.mark.parametrize(
    ("child", "why", "limits"),
    [("hang", "too_slow", {"timeout_s": 0.5}), ("compute", "too_slow", {}), ("abort", "crash", {})],
)
def test_a_reader_is_stopped_in_time(
    child: str,
    why: str,
    limits: dict[str, float],
    tmp_path: Path,
    ontology: Ontology,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    call = isolated.call_in_child
    target = f"tests.test_ingest_hostile:{child}"
    monkeypatch.setattr(
        isolated,
        "call_in_child",
        lambda _target, request, **usual: call(target, request, **(usual | limits)),
    )
    cache = tmp_path / "read"
    (tmp_path / "院校.xls").write_bytes(OLD)
    read = ingest([open_dataset(tmp_path / "院校.xls", None, ontology)], ontology, cache)
    assert read.findings["reason"].to_list() == [f"bad-file.{why}"]
    assert not cache.exists()  # a fault of the moment is not remembered


def test_a_fault_of_the_program_is_not_blamed_on_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    from graph.errors import BuildFailed

    monkeypatch.setitem(isolated.READERS, ".xls", "ingest.readers.workbook:read")
    call = isolated.call_in_child
    monkeypatch.setattr(
        isolated,
        "call_in_child",
        lambda _target, request, **limits: call("tests.child_work:fail", request, **limits),
    )
    with pytest.raises(BuildFailed):
        reader_for(".xls")(OLD, "a.xls")


def with_password(content: bytes) -> bytes:
    """The same archive, whose parts say that they are encrypted."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            changed[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(changed)


@pytest.mark.parametrize("name", ["city.zip", "city.xlsx"])
def test_a_password_is_said(name: str, tmp_path: Path, ontology: Ontology) -> None:
    (tmp_path / name).write_bytes(with_password(packed({"colleges.csv": "code,name,level"})))
    read = ingest([open_dataset(tmp_path / name, None, ontology)], ontology)
    assert read.findings.select("file", "reason").rows() == [(name, "bad-file.encrypted")]


# Macros, links, hidden rows, merged cells: read, and said -----------------------------------------


def book(hidden: Iterable[int] = (), merged: Iterable[tuple[int, int, int, str]] = ()) -> bytes:
    """The colleges as a workbook: columns merged, rows hidden."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out)
    sheet = made.add_worksheet("院校")
    covered = {(row, c) for top, c, low, _ in merged for row in range(top, low + 1)}
    for row, cells in enumerate(COLLEGES):
        for column, cell in enumerate(cells):
            if cell is not None and (row, column) not in covered:
                sheet.write(row, column, cell)
    for row in hidden:
        sheet.set_row(row, None, None, {"hidden": True})
    for top, column, low, value in merged:
        sheet.merge_range(top, column, low, column, value)
    made.close()
    return out.getvalue()


def added(content: bytes, parts: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        return packed({**{name: old.read(name) for name in old.namelist()}, **parts})


def said(read: Ingested) -> list[tuple[str, str, int | None, str | None]]:
    rows = read.findings.filter(pl.col("rule") != "unknown-heading")
    return rows.select("reason", "severity", "row", "sheet").rows()


def test_macros_and_links_are_said_and_never_followed(tmp_path: Path, ontology: Ontology) -> None:
    parts = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 shell",
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    }
    read = taken_in(tmp_path, ontology, "city.xlsm", added(book(), parts))
    assert said(read) == [
        ("macros", "info", None, None),
        ("external-links", "info", None, None),
    ]
    assert read.tables["colleges"].height == 3


def test_hidden_rows_are_left_out_and_said(tmp_path: Path, ontology: Ontology) -> None:
    read = taken_in(tmp_path, ontology, "city.xlsx", book(hidden=[1, 2]))
    assert said(read) == [("hidden.rows", "warning", 2, "院校")]
    (told,) = read.findings.filter(pl.col("rule") == "hidden")["values"]
    assert json.loads(told) == {"count": 2, "rows": "2–3"}
    assert read.tables["colleges"].height == 1


def test_hidden_rows_of_an_open_document_are_said() -> None:
    shown = f"<table:table-row>{ods_cell('a')}</table:table-row>"
    hidden = shown.replace("-row>", "-row table:visibility='collapse'>", 1).replace("'", '"')
    body = f"<table:table table:name='院校'>{shown}{hidden}{hidden}{shown}</table:table>"
    (sheet,) = reader_for(".ods")(ods(body), "a.ods")
    assert sheet.hidden_rows == [2, 3]


def test_marks_of_an_open_document_count_what_is_repeated() -> None:
    percent = "<table:table-cell office:value-type='percentage' office:value='0.5'{}/>"
    row = (
        ods_cell("x", " table:number-columns-repeated='2'")
        + ods_cell("y", " table:number-columns-spanned='2' table:number-rows-spanned='3'")
        + "<table:covered-table-cell/>"
        + percent.format(" table:number-columns-repeated='2'")
        + "<table:table-cell table:formula='of:=A1'/>"
        + "<table:table-cell table:formula='of:=1/0' office:value-type='string'"
        " office:string-value=''><text:p>Err:502</text:p></table:table-cell>"
    )
    first = f"<table:table-row table:number-rows-repeated='2'>{ods_cell('h')}</table:table-row>"
    rows = f"{first}<table:table-row table:number-rows-repeated='2'>{row}</table:table-row>"
    table = f"<table:table table:name='院校'>{rows}</table:table>"
    with zipfile.ZipFile(io.BytesIO(ods(table))) as archive:
        (marks,) = open_document.sheet_marks(archive).values()
    assert marks.formatted == [(row, column, "#%") for row in (2, 3) for column in (4, 5)]
    assert marks.bare_formulas == [(2, 6), (3, 6)]
    assert marks.errors == [(2, 7, "Err:502"), (3, 7, "Err:502")]
    assert marks.merges == [(2, 4, 2, 3)]


def test_cells_lost_to_merging_say_so(tmp_path: Path, ontology: Ontology) -> None:
    """办学层次 is required: its rows go, each said; 类型 may be empty: one warning for all."""
    merged = [(1, 3, 3, "高职"), (1, 4, 3, "理工")]
    read = taken_in(tmp_path, ontology, "city.xlsx", book(merged=merged))
    assert said(read) == [
        ("merged-cells", "warning", 3, "院校"),
        ("missing-value.merged", "error", 3, "院校"),
        ("missing-value.merged", "error", 4, "院校"),
    ]
    assert read.tables["colleges"]["code"].to_list() == ["c1"]


def test_merged_cells_that_are_carried_down_need_no_word(
    tmp_path: Path, ontology: Ontology
) -> None:
    (tmp_path / "city").mkdir()
    (tmp_path / "city" / "source.toml").write_text(
        '[files."a.xlsx"]\ncarry_down = ["level", "kind"]\n', encoding="utf-8"
    )
    merged = [(1, 3, 3, "高职"), (1, 4, 3, "理工")]
    (tmp_path / "city" / "a.xlsx").write_bytes(book(merged=merged))
    read = ingest([open_dataset(tmp_path / "city", None, ontology)], ontology)
    assert said(read) == []
    assert read.tables["colleges"].height == 3


def test_a_sheet_whose_elements_have_a_prefix_is_read_with_its_marks() -> None:
    """As some programs write: <x:row>, <x:c>."""
    rows = (
        "<row r='1' hidden='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c></row>"
        "<row r='2'><c r='A2'><f>1+1</f><v></v></c><c r='B2'><v>2</v></c></row>"
    )
    parts = workbook(rows, behind="<mergeCells count='1'><mergeCell ref='A1:B1'/></mergeCells>")
    plain = str(parts["xl/worksheets/sheet1.xml"])
    prefixed = plain.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
    prefixed = prefixed.replace("xmlns=", "xmlns:x=")
    for xml in (plain, prefixed):
        content = packed({**parts, "xl/worksheets/sheet1.xml": xml})
        (sheet,) = reader_for(".xlsx")(content, "a.xlsx")
        assert [vars(m) for m in sheet.merges] == [
            {"first_row": 0, "last_row": 0, "first_column": 0, "last_column": 1}
        ]
        assert [(f.index, f.column, f.what) for f in sheet.faults] == [(1, 0, "=")]
        assert sheet.hidden_rows == [1]


def test_an_empty_text_is_a_formulas_result() -> None:
    rows = (
        f"<row r='1'>{HEAD}</row><row r='2'><c r='A2' t='str'><f>IF(1,\"\",2)</f><v></v></c></row>"
    )
    (sheet,) = reader_for(".xlsx")(packed(workbook(rows)), "a.xlsx")
    assert sheet.faults == []


def test_old_workbooks_tell_their_merged_ranges(tmp_path: Path) -> None:
    (sheet,) = reader_for(".xls")(OLD, "a.xls")
    assert sheet.merges == []
    assert sheet.cells.height == 3


def test_a_workbook_saved_by_openpyxl_tells_its_merged_ranges() -> None:
    made = openpyxl.Workbook()
    assert made.active is not None
    made.active.append(["", "a", "b"])
    made.active.append(["", 1, 2])
    made.active.merge_cells("B2:B9")
    out = io.BytesIO()
    made.save(out)
    (sheet,) = reader_for(".xlsx")(out.getvalue(), "a.xlsx")
    assert sheet.first_column == 1
    (merge,) = sheet.merges
    assert (merge.first_column, merge.first_row, merge.last_row) == (0, 1, 1)
