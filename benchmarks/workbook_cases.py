"""The same workbook for three readers."""

from __future__ import annotations

from pathlib import Path

EVERY = 1_000  # a row with an error, one with a merged range, in so many
HEADINGS = [
    *("院校", "专业", "学制类型", "年份", "计划", "招生"),
    *("在校生", "毕业生", "升学", "就业", "本地就业", "对口就业"),
]


def write_workbook(file: str, rows: int) -> None:
    """An enrolment sheet as a planner's program writes it: errors by formula, cells merged."""
    import xlsxwriter

    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet("招生就业")
    sheet.write_row(0, 0, HEADINGS)
    for i in range(1, rows + 1):
        graduates = 20 + i * 7 % 80
        college, major = f"C{i % 200:04d}", str(410000 + i // 200 % 400)
        figures = [graduates * share // 100 for share in (110, 105, 300, 100, 10, 50, 25, 33)]
        sheet.write_row(i, 0, [college, major, f"班{i // 80_000}", 2005 + i % 20, *figures])
        if i % EVERY == 0:
            sheet.write_formula(i, 6, "=1/0", None, "#DIV/0!")
        if i % EVERY == EVERY // 2:
            sheet.merge_range(i, 9, i + 1, 9, graduates)
    book.close()


def read_reported(file: str, rows: int) -> None:
    """Ours; it fails if an error cell or a merged range is not reported."""
    from ingest.readers import reader_for

    (sheet,) = reader_for(".xlsx")(Path(file).read_bytes(), file)
    assert len(sheet.faults) == len(sheet.merges) == rows // EVERY


def read_bare(file: str) -> None:
    """Peer: fastexcel into a polars frame, errors turned into nothing."""
    import fastexcel

    fastexcel.read_excel(file).load_sheet(0, header_row=None, dtypes="string").to_polars()


def read_openpyxl(file: str) -> None:
    """Peer: openpyxl's fastest way, row by row."""
    from openpyxl import load_workbook

    book = load_workbook(file, read_only=True, data_only=True)
    for _row in book.worksheets[0].iter_rows(values_only=True):
        pass
