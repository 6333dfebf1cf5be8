"""Workbooks: sheets, percent formats, error cells, formulas without result, damaged files."""

from __future__ import annotations

import base64
import datetime
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from ingest.readers import BARE_FORMULA, BadFileError, Sheet
from ingest.readers.sheet_xml import sheet_marks
from ingest.readers.workbook import read

Rows = list[list[Any]]
HEAD = ["院校", "专业", "年份", "毕业生", "就业率"]
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument:xmlns"
ROW = ["甲学院", "护理", 2024, 45, 96.5]

# A workbook of Excel 97; its rows are in test_an_old_workbook_is_read.
OLD_WORKBOOK = (
    "c-rk)O-NKx6#nj;r!$I<GyW7#Ff$2SnG2l=+~`zLu6kG-`;lrUCyEh`$ywB*EE`${K`>C%!f?~ZYGeOUyP&`@DkuW2Wv"
    "if|h0g1o^WK=&EF35)dEeund+xdSoO|9q_wT)zlm6+^JAoPef=;-QGs{rAK&B{_<qJMgy=gL=&pnh(2mckyJQT>%5<IM"
    "Y;pP}}yl0@{w*HhT@R3q4j>8xnNQ9RW+r)>MVjnt)DqJIp7xm&*wa~*tYlPmCmXCyP5y?fN9n^MO?Zaf$Xl}P>@gA)~>"
    "bzjPcSYx&NZL?`XFQ9~TvArs5^PN!i}nAT6+yiMW1zToB?c0ySpPI?DS%`6W`=>U`IY)4?8ui_u0Zndi{<VD^2?eI48u"
    "Gm6FftEYR<(qx_TcErQ3P~#w>bJP7+SkCZ1h;l(HHlU{E%6V9szsy-o&<P?{K4xNw4)NczbBc$S#G1~as#H%D3{t!<>U"
    "+I&DdXm4#~lh*3@En5ARvMMTw_Mu96zpM=(?eDWUzfA3ncSjG3WLS25>s)B$SAmJMtU=0Nsgbv#*$Om^#zvv%#OfO114"
    "3)54dqSUbvCnOMB1E}+9v8}li*c!-2#3+@tM!N?gcZSq8o@G@0vMPJN`C0iUvBT`beLj5wxflb@dA4el(vedk^^_wEnm"
    "K#H0Ca-%b1QtHPXw0W=;AtHh(D=1ZDAR#wSHCD(jOr;=`4Rs}38vCL!j7(wyek2lv@b|b`eLh7Gq*%I5(3fR!3O{v|d6"
    "*~^>X^l&oZOf`-?>zG@**iYlJGE*|uo>D#f1(@?95`^`z<~n?4ps(~+*+-hx^Caq`Tpp(|Le?A$~nJDRxEa7ke(s>Fx`"
    "#;%2PO5)cje65|y{5mZ+2eU&!d8-cv{-E`B77p1<@Jrxw1?k`;Y_ZV46Jf36rm|8oC700-6GOa"
)


def book(sheets: dict[str, Rows], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """A workbook; a cell (value, format) has a number format. ``then(book, sheet)``: what else."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, tuple):
                    sheet.write(i, j, cell[0], workbook.add_format({"num_format": cell[1]}))
                elif cell is not None:
                    sheet.write(i, j, cell)
        if then:
            then(workbook, sheet)
    workbook.close()
    return out.getvalue()


def only(content: bytes, name: str = "x.xlsx") -> Sheet:
    (sheet,) = read(content, name)
    return sheet


def faults(sheet: Sheet) -> list[tuple[int, int, str]]:
    return sorted((f.index, f.column, f.what) for f in sheet.faults)


# Cells --------------------------------------------------------------------------------------------


def test_cells_are_text_and_rows_are_numbered_as_in_the_sheet() -> None:
    sheet = only(book({"招生就业": [[], [], [None, "表"], [None, *HEAD], [], [None, *ROW]]}))
    assert sheet.cells.rows()[5] == ("甲学院", "护理", "2024", "45", "96.5")
    assert sheet.rows.to_list() == [1, 2, 3, 4, 5, 6]
    assert sheet.first_column == 1


@pytest.mark.parametrize(
    ("number", "shown_as", "read_as"),
    [
        (0.965, "0.0%", "96.5%"),
        (0.965, "0.00%", "96.5%"),
        (0.07, "0%", "7%"),
        (1, "0%", "100%"),
        (0.965, "[Red]0.0%;[Blue]-0.0%", "96.5%"),
        (0.965, "0.000", "0.965"),
        (96.5, '0.0"%"', "96.5"),
        (96.5, "0.0\\%", "96.5"),
        ("0.965", "0%", "0.965"),
        (3, '0"百"', "3百"),
        (1234, "#,##0\\人;[Red]-#,##0\\人", "1234人"),
        (40, '"约"0', "约40"),
        (12345, '0.0,"千"', "12345"),
        (5000, '"¥"#,##0.00', "5000"),
    ],
)
def test_a_number_is_read_as_its_format_shows_it(
    number: object, shown_as: str, read_as: str
) -> None:
    sheet = only(book({"招生就业": [[], [None, "就业率"], [None, (number, shown_as)], [None, 3]]}))
    assert sheet.cells["c0"].to_list() == [None, "就业率", read_as, "3"]


def test_percent_cells_are_found_in_a_sheet_that_names_no_cells() -> None:
    """The place of a cell is optional in the format: then cells count on."""
    content = book({"招生就业": [["a", "b"], [1, (0.5, "0%")]]})
    part = "xl/worksheets/sheet1.xml"
    without = rewritten(
        content, part, lambda xml: xml.replace(' r="B2"', "").replace(' r="A2"', "")
    )
    with zipfile.ZipFile(io.BytesIO(without)) as archive:
        assert sheet_marks(archive)["招生就业"].formatted == [(1, 1, "#%")]


def test_dates_are_read_whatever_their_format() -> None:
    day = datetime.date(2024, 4, 24)
    sheet = only(book({"x": [["d"], [(day, "yyyy-mm-dd")], [(45406, "yyyy年m月d日")], [45406]]}))
    assert sheet.cells["c0"].to_list()[3] == "45406"
    assert all(str(cell).startswith("2024-04-24") for cell in sheet.cells["c0"].to_list()[1:3])


def test_error_cells_are_reported_as_shown() -> None:
    def then(_book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 3, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 0, "=NA()", None, "#N/A")
        sheet.write_formula(2, 3, "=2+2", None, 4)

    sheet = only(book({"招生就业": [HEAD, ROW, ["x", *ROW[1:]]]}, then))
    assert faults(sheet) == [(1, 3, "#DIV/0!"), (2, 0, "#N/A")]
    assert sheet.cells["c3"].to_list() == ["毕业生", None, "4"]


def test_formulas_without_a_stored_value_are_reported() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    for row in ([], [None, *HEAD], [None, "甲学院", "护理", 2024, "=40+5", 96.5]):
        sheet.append(row)
    out = io.BytesIO()
    workbook.save(out)
    assert faults(only(out.getvalue())) == [(2, 3, BARE_FORMULA)]


def test_a_formula_whose_result_is_stored_is_a_value() -> None:
    def then(_book: Any, sheet: Any) -> None:
        sheet.write_formula(1, 0, "=A1", None, "text")
        sheet.write_formula(2, 0, "=1+1", None, 2)

    sheet = only(book({"x": [["a"]]}, then))
    assert sheet.cells["c0"].to_list() == ["a", "text", "2"]
    assert faults(sheet) == []


# Sheets -------------------------------------------------------------------------------------------


def test_every_sheet_that_holds_anything_is_given_hidden_ones_marked() -> None:
    def then(_book: Any, sheet: Any) -> None:
        if sheet.name == "用工需求":
            sheet.hide()

    found = read(book({"招生就业": [HEAD], "空": [], "用工需求": [["职业"]]}, then), "x.xlsx")
    assert [s.name for s in found] == ["招生就业", "用工需求"]
    assert [s.is_hidden for s in found] == [False, True]


def test_an_old_workbook_is_read() -> None:
    sheet = only(zlib.decompress(base64.b85decode(OLD_WORKBOOK)), "x.xls")
    assert sheet.name == "招生就业"
    assert sheet.cells.rows() == [
        tuple(HEAD),
        ("甲学院", "10101", "2024", "45", "96.5"),
        ("乙学院", "520201", "2024", "７人", "80%"),
    ]


def test_an_open_document_is_read() -> None:
    names = {"office": "office", "table": "table", "text": "text"}
    declared = " ".join(
        f'xmlns:{prefix}="{OPEN_DOCUMENT}:{name}:1.0"' for prefix, name in names.items()
    )

    def cell(value: object) -> str:
        kind = "float" if isinstance(value, int | float) else "string"
        number = f' office:value="{value}"' if kind == "float" else ""
        told = f"<text:p>{value}</text:p>"
        return f'<table:table-cell office:value-type="{kind}"{number}>{told}</table:table-cell>'

    rows = "".join(
        f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in (HEAD, ROW)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{OPEN_DOCUMENT}:manifest:1.0"/>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {declared}><office:body><office:spreadsheet>"
            f'<table:table table:name="招生就业">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    sheet = only(out.getvalue(), "x.ods")
    assert sheet.name == "招生就业"
    assert sheet.cells.rows() == [tuple(HEAD), ("甲学院", "护理", "2024", "45", "96.5")]


# Damaged and hostile files ------------------------------------------------------------------------


def rewritten(content: bytes, part: str, change: Callable[[str], str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == part:
                data = change(data.decode()).encode()
            new.writestr(item.filename, data)
    return out.getvalue()


def reason(content: bytes, name: str = "x.xlsx") -> str:
    with pytest.raises(BadFileError) as raised:
        read(content, name)
    return raised.value.reason


WHOLE = book({"招生就业": [HEAD, [*ROW[:4], (0.965, "0.0%")]]})
ENCRYPTED = b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (book({"空": []}), "empty"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        (WHOLE[:-30], "damaged"),
        (ENCRYPTED, "encrypted"),
        (b"\x89PNG\r\n\x1a\n" + bytes(900), "not_its_name"),
        ("院校,专业\n".encode(), "not_its_name"),
        (b"\xd0\xcf\x11\xe0" + bytes(1500), "damaged"),
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes, why: str) -> None:
    assert reason(content) == f"bad-file.{why}"


def test_a_zip_that_unpacks_to_too_much_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(300 * 1024**2))
    assert reason(out.getvalue()) == "bad-file.too_large"


def test_an_old_workbook_whose_sectors_run_in_a_circle_is_refused() -> None:
    whole = bytearray(zlib.decompress(base64.b85decode("".join(OLD_WORKBOOK))))
    (table,) = struct.unpack_from("<I", whole, 76)
    struct.pack_into("<I", whole, (table + 1) * 512, 0)  # sector 0 is followed by itself
    assert reason(bytes(whole), "x.xls") == "bad-file.damaged"


@pytest.mark.parametrize("far", ["XFD1048576", "A99999999999", "AB4000000000", "ZZZ99999"])
def test_cells_far_apart_are_refused_before_they_fill_the_memory(far: str) -> None:
    part = "xl/worksheets/sheet1.xml"
    content = rewritten(WHOLE, part, lambda xml: xml.replace('r="E2"', f'r="{far}"'))
    assert reason(content) == "bad-file.far_cells"


def test_a_long_sheet_is_read() -> None:
    long = book({"x": [["a"]]}, lambda _book, sheet: sheet.write(200_000, 30, "end"))
    assert only(long).cells.height == 200_001


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"])
def test_a_document_type_declaration_is_refused(part: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    content = rewritten(WHOLE, part, lambda xml: xml.replace("?>", f"?>{bomb}", 1))
    assert reason(content) == "bad-file.declares"
