"""The rows behind a scene as a workbook: texts as texts, nothing becomes a formula."""

from __future__ import annotations

import io

from graph.draw.scene import Scene
from graph.export.svg import TURNS, UNSAYABLE

DAY = (1980, 1, 1)  # of the archive's entries: the same each time


def workbook(scene: Scene) -> bytes:
    """One sheet: title, origin, and a table with a heading."""
    from datetime import datetime

    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": scene.title, "created": datetime(*DAY)})
        sheet = book.add_worksheet(scene.kind)
        bold = book.add_format({"bold": True})
        for number, line in enumerate((scene.title, scene.subtitle, scene.mark, scene.source)):
            sheet.write_string(number, 0, _said(line), bold if number == 0 else None)
        for column, name in enumerate(scene.rows.columns):
            sheet.write_string(5, column, name, bold)
        for number, row in enumerate(scene.rows.rows, 6):
            for column, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, _said(str(cell)))
        sheet.freeze_panes(6, 0)
        sheet.set_column(0, len(scene.rows.columns) - 1, 18)
    return out.getvalue()


def _said(text: str) -> str:
    """A text as the other formats have it: nothing that XML cannot say or that turns it around."""
    return TURNS.sub("", UNSAYABLE.sub("\ufffd", text))
