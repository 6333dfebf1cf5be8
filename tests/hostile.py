"""Malicious files, small on disk, for test_ingest_hostile.py."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from functools import cache

from ingest.readers.archives import MOST_PARTS

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{i} '{f'&a{i - 1};' * 10}'>" for i in range(1, 12))
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a11 SYSTEM 'file:///etc/passwd'>]>"
HEAD = "<c t='inlineStr'><is><t>编号</t></is></c><c t='inlineStr'><is><t>名称</t></is></c>"


def packed(files: Mapping[str, str | bytes], stored: bool = False) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(
        out, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    ) as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return out.getvalue()


def workbook(
    rows: str, *, sheets: int = 1, behind: str = "", doctype: str = "", **parts: str | bytes
) -> dict[str, str | bytes]:
    """Return the parts of an .xlsx whose sheets hold the rows; ``behind`` follows the rows."""
    numbers = range(1, sheets + 1)
    sheet = f"<worksheet xmlns='{MAIN}'><sheetData>{rows}</sheetData>{behind}</worksheet>"
    listed = "".join(f"<sheet name='s{i}' sheetId='{i}' r:id='r{i}'/>" for i in numbers)
    targets = "".join(
        f"<Relationship Id='r{i}' Type='{LINKS}/worksheet' Target='worksheets/sheet{i}.xml'/>"
        for i in numbers
    )
    strings = f"<Relationship Id='s' Type='{LINKS}/sharedStrings' Target='sharedStrings.xml'/>"
    document = f"<Relationship Id='r1' Type='{LINKS}/officeDocument' Target='xl/workbook.xml'/>"
    return {
        "[Content_Types].xml": f"<Types xmlns='{PACKAGE}/content-types'/>",
        "_rels/.rels": f"<Relationships xmlns='{PACKAGE}/relationships'>{document}</Relationships>",
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{LINKS}'>"
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}/relationships'>"
        f"{targets}{strings}</Relationships>",
        **{f"xl/worksheets/sheet{i}.xml": doctype + sheet for i in numbers},
        **{name.replace("__", "/").replace("_xml", ".xml"): part for name, part in parts.items()},
    }


def xlsx(rows: str, **options: str | bytes | int) -> bytes:
    return packed(workbook(rows, **options))  # type: ignore[arg-type]


def shared_strings(text: str, doctype: str = "") -> str:
    return f"{doctype}<sst xmlns='{MAIN}'><si><t>{text}</t></si></sst>"


def ods(body: str, doctype: str = "", manifest: str = "") -> bytes:
    names = {"office": "office", "table": "table", "text": "text"}
    declared = " ".join(f"xmlns:{p}='{OPEN}:{name}:1.0'" for p, name in names.items())
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest xmlns:manifest='{OPEN}:manifest:1.0'>"
            f"{manifest}</manifest:manifest>",
            "content.xml": f"{doctype}<office:document-content {declared}><office:body>"
            f"<office:spreadsheet>{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def ods_table(cells: str, rows: str = "", name: str = "院校") -> str:
    return (
        f"<table:table table:name='{name}'><table:table-row{rows}>{cells}</table:table-row>"
        "</table:table>"
    )


def ods_cell(text: str, more: str = "") -> str:
    cell = f"<table:table-cell office:value-type='string'{more}>"
    return f"{cell}<text:p>{text}</text:p></table:table-cell>"


def lying_about_its_size(content: bytes) -> bytes:
    """The same archive, whose parts say that they unpack to a hundred bytes."""
    changed = bytearray(content)
    for mark, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = content.find(mark)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, 100)
            at = content.find(mark, at + 4)
    return bytes(changed)


@cache
def bombs() -> dict[str, tuple[str, bytes]]:
    """What it is → file name, content."""
    row = "<row r='1'>" + HEAD + "</row>"
    shared = "<row>" + "<c t='s'><v>0</v></c>" * 100 + "</row>"
    ratio = {"xl/worksheets/sheet1.xml": bytes(300 * 1024**2)}
    inner = packed({"zeros": bytes(200 * 1024**2)})
    return {
        "zeros": ("a.xlsx", packed(ratio)),
        "nested": ("a.xlsx", packed({"xl/workbook.xml": packed({"a": inner}), "b": inner})),
        "many sheets": ("a.xlsx", xlsx(row, sheets=10_000)),
        "many parts": ("a.xlsx", packed({f"p{i}": b"" for i in range(MOST_PARTS + 1)})),
        "laughs in a sheet": ("a.xlsx", xlsx("<row><c><v>&a11;</v></c></row>", doctype=LAUGHS)),
        "laughs behind a comment": (
            "a.xlsx",
            xlsx("<row><c><v>&a11;</v></c></row>", doctype="<!-- <worksheet > -->" + LAUGHS),
        ),
        "laughs in texts": (
            "a.xlsx",
            xlsx(shared, xl__sharedStrings_xml=shared_strings("&a11;", LAUGHS)),
        ),
        "laughs in styles": (
            "a.xlsx",
            xlsx(row, xl__styles_xml=f"{LAUGHS}<styleSheet xmlns='{MAIN}'>&a11;</styleSheet>"),
        ),
        "a file outside": ("a.xlsx", xlsx("<row><c><v>&a11;</v></c></row>", doctype=OUTSIDE)),
        "a file outside in texts": (
            "a.xlsx",
            xlsx(shared, xl__sharedStrings_xml=shared_strings("&a11;", OUTSIDE)),
        ),
        "one long text many times": (
            "a.xlsx",
            xlsx(shared * 3000, xl__sharedStrings_xml=shared_strings("长" * 32_000)),
        ),
        "parts larger than they say": (
            "a.xlsx",
            lying_about_its_size(xlsx("<row><c><v>1</v></c></row>" * 3_000_000)),
        ),
        "columns to the end of the world": (
            "a.xlsx",
            xlsx("<row><c r='ZZZZZ1'><v>1</v></c></row>"),
        ),
        "columns to the end of the world, on a line of their own": (
            "a.xlsx",
            xlsx("<row><c\nr='ZZZZZ1'><v>1</v></c></row>"),
        ),
        "a last cell of six digits": (
            "a.xlsx",
            xlsx("<row><c r='A200000'><v>1</v></c><c r='XFD999999'><v>1</v></c></row>"),
        ),
        "rows to the end of the world": (
            "a.xlsx",
            xlsx("<row><c r='A1'><v>1</v></c></row><row r='4000000000'><c><v>1</v></c></row>"),
        ),
        "empty cells without end": (
            "a.xlsx",
            xlsx("<row>" + HEAD + "<c s='1'/>" * 1_000_000 + "</row>"),
        ),
        "elements in elements": ("a.xlsx", xlsx("<row>" + "<c>" * 500_000)),
        "rows repeated": (
            "a.ods",
            ods(ods_table(ods_cell("x"), " table:number-rows-repeated='2000000000'")),
        ),
        "columns repeated": (
            "a.ods",
            ods(ods_table(ods_cell("x", " table:number-columns-repeated='2000000000'"))),
        ),
        "both repeated": (
            "a.ods",
            ods(
                ods_table(
                    ods_cell("x" * 1000, " table:number-columns-repeated='16384'"),
                    " table:number-rows-repeated='1048576'",
                )
            ),
        ),
        "laughs in content": ("a.ods", ods(ods_table(ods_cell("&a11;")), doctype=LAUGHS)),
        "a file outside in content": ("a.ods", ods(ods_table(ods_cell("&a11;")), doctype=OUTSIDE)),
        "encrypted ods": (
            "a.ods",
            ods(ods_table(ods_cell("x")), manifest="<manifest:encryption-data/>"),
        ),
        "many tables": (
            "a.ods",
            ods("".join(ods_table(ods_cell("x"), name=f"t{i}") for i in range(10_000))),
        ),
        "wide csv": ("a.csv", b"code,name" + b"," * 1_000_000 + b"\nc1,x" + b"," * 1_000_000),
        "wide quoted csv": ("a.csv", b'code,"na\nme"' + b"," * 1_000_000 + b"\nc1,x"),
        "ragged csv": ("a.csv", b"code,name" + b"," * 16_000 + b"\nc1,x" * 300_000),
    }
