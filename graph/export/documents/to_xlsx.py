"""A document's tables as XLSX, whole: with the rows that pages and slides have no room for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from typing import Any

from graph.draw.measure import width, wrapped
from graph.export.documents.archive import day_of
from graph.export.documents.frames import Column
from graph.export.documents.model import Document, Table
from graph.export.documents.slide_parts import clean
from graph.words import say

NAME_LENGTH = 31  # characters of a sheet's name, the program's limit
FORBIDDEN = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
HEAD_ROWS = 4
A4 = 9  # the program's number of a paper
UNIT = re.compile(r"\s*[（(].*")  # what a caption says in brackets
NARROWEST, WIDEST, SQUARE = 9, 46, 6.5  # column widths in characters: least, most, per share
COVER, ROOMY = 74, 34  # the same of the cover; of a column for its longest text, at most
MARGIN = 0.45  # inches beside the cover: its one column is not scaled to the paper by all programs
TYPE, LINE, POINTS = 11.0, 15.0, 5.0  # points of letters, of a line, of a column per character
MOST_LINES = 27  # in a row, the program's limit


def to_xlsx(document: Document) -> bytes:
    """Return a workbook with a cover and a sheet for every table.

    Texts stay texts: nothing becomes a formula.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties(
            {
                "title": clean(document.title),
                "created": day_of(document.stamp.as_of).replace(tzinfo=None),
            }
        )
        writer = _Book(book, document)
        writer.cover()
        for number, section in zip(document.numbers(), document.sections, strict=True):
            for block in section.blocks:
                if isinstance(block, Table):
                    writer.table(number, block)
    return out.getvalue()


class _Book:
    """A workbook while it is written."""

    def __init__(self, book: Any, document: Document) -> None:
        self.book, self.document = book, document
        self.bold = book.add_format({"bold": True})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.text_bold = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
        head = {"bold": True, "bottom": 1, "text_wrap": True}
        right = {"align": "right", "indent": 1}
        self.heads = book.add_format(head), book.add_format({**head, **right})
        whole = {"num_format": "#,##0", "valign": "top", **right}
        self.whole = book.add_format(whole)
        self.whole_bold = book.add_format({**whole, "bold": True})
        self.plain = book.add_format({"valign": "top", **right})
        self.names: set[str] = set()

    def cover(self) -> None:
        """Write title, origin of the data, scope, and every sentence."""
        document = self.document
        sheet = self.book.add_worksheet(self._name(say("document.cover", document.lang)))
        sheet.set_column(0, 0, COVER)
        sheet.set_paper(A4)
        sheet.set_margins(MARGIN, MARGIN)
        sheet.fit_to_pages(1, 0)
        head = document.letterhead
        lines = [(" ".join(filter(None, (head.issuer, head.number))), True)]
        lines += [(document.title, True), (document.facts, False), (document.scope, False)]
        lines += [(document.warning, True)]
        for number, section in zip(document.numbers(), document.sections, strict=True):
            lines.append((number + section.heading, True))
            lines += [(text, False) for text in section.sentences()]
        lines += [(text, False) for text in (head.signature, head.date, head.contact)]
        for row, (text, bold) in enumerate((text, bold) for text, bold in lines if text):
            sheet.write_string(row, 0, clean(text), self.text_bold if bold else self.text)
            _heighten(sheet, row, [text], [COVER], bold)

    def table(self, number: str, table: Table) -> None:
        """Write a table on a sheet of its own: caption, grade, headings, all rows."""
        frame = table.frame
        sheet = self.book.add_worksheet(self._name(number + UNIT.sub("", table.caption)))
        sheet.write_string(0, 0, clean(table.caption), self.bold)
        sheet.write_string(1, 0, clean(table.tag.text))
        sheet.write_string(2, 0, clean(self.document.facts))
        heads = [clean(column.heading) for column in frame.columns]
        rows = list(frame.text_rows())
        texts_of = zip(*rows, strict=True) if rows else ([] for _ in heads)
        wides = [_wide(*pair) for pair in zip(frame.columns, texts_of, strict=True)]
        for k, (head, wide) in enumerate(zip(heads, wides, strict=True)):
            sheet.write_string(HEAD_ROWS, k, head, self.heads[frame.columns[k].is_figure])
            sheet.set_column(k, k, wide)
        _heighten(sheet, HEAD_ROWS, heads, wides, True)
        sheet.freeze_panes(HEAD_ROWS + 1, 0)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(HEAD_ROWS)
        for row, cells in enumerate(frame.figures, HEAD_ROWS + 1):
            is_total = frame.total and row == HEAD_ROWS + len(frame.rows)
            for k, (column, value) in enumerate(zip(frame.columns, cells, strict=True)):
                self._cell(sheet, (row, k), column, value, is_total)
            _heighten(sheet, row, rows[row - HEAD_ROWS - 1], wides, is_total)

    def _cell(
        self, sheet: Any, place: tuple[int, int], column: Column, value: Any, bold: bool
    ) -> None:
        if column.form == "persons" and value not in (None, ""):
            figure = float(column.text_of(value).replace(",", ""))
            sheet.write_number(*place, figure, self.whole_bold if bold else self.whole)
        elif column.form == "plain" and isinstance(value, (int, float)):
            sheet.write_number(*place, value, self.plain)
        else:
            looks = (
                (self.whole, self.whole_bold) if column.is_figure else (self.text, self.text_bold)
            )
            sheet.write_string(*place, clean(column.text_of(value)), looks[bold])

    def _name(self, text: str) -> str:
        """Return a name that no sheet has yet, as the program allows it."""
        plain = clean(text).translate(FORBIDDEN).strip()[: NAME_LENGTH - 4]
        name, number = plain, 2
        while name.lower() in self.names:
            name, number = f"{plain} {number}", number + 1
        self.names.add(name.lower())
        return name


def _wide(column: Column, texts: Iterable[str]) -> float:
    """Return the width of a column in characters: for its texts, and whole words of its heading."""
    word = max((width(word, TYPE, True) for word in column.heading.split()), default=0.0)
    longest = min(max((width(text, TYPE) for text in set(texts)), default=0.0) / POINTS + 2, ROOMY)
    return min(max(column.share * SQUARE, NARROWEST, word / POINTS + 2, longest), WIDEST)


def _heighten(
    sheet: Any, row: int, texts: Sequence[str], wides: Sequence[float], bold: bool
) -> None:
    """Give a row the height of its lines: not all programs measure it."""
    lines = [
        len(wrapped(clean(text), wide * POINTS, TYPE, MOST_LINES, bold))
        for text, wide in zip(texts, wides, strict=True)
        if len(text) * TYPE > wide * POINTS  # no letter is wider than it is high
    ]
    if max(lines, default=1) > 1:
        sheet.set_row(row, LINE * max(lines))
