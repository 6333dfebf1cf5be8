"""The rows behind a scene as a workbook: texts stay texts, nothing becomes a formula."""

from __future__ import annotations

import io

from graph.draw.scene import Scene
from graph.export.svg import sayable

DAY = (1980, 1, 1)  # of the archive's entries, fixed so that files are reproducible


def workbook(scene: Scene) -> bytes:
    """Return a workbook of one sheet: title, origin, and a table with a heading."""
    from datetime import datetime

    import xlsxwriter

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": scene.title, "created": datetime(*DAY)})
        sheet = book.add_worksheet(scene.kind)
        bold = book.add_format({"bold": True})
        for number, line in enumerate((scene.title, scene.subtitle, scene.mark, scene.source)):
            sheet.write_string(number, 0, sayable(line), bold if number == 0 else None)
        for column, name in enumerate(scene.rows.columns):
            sheet.write_string(5, column, name, bold)
        for number, row in enumerate(scene.rows.rows, 6):
            for column, cell in enumerate(row):
                if isinstance(cell, (int, float)):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, sayable(str(cell)))
        sheet.freeze_panes(6, 0)
        sheet.set_column(0, len(scene.rows.columns) - 1, 18)
    return out.getvalue()
