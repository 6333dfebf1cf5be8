"""The answer of a query as a file: JSON, CSV, a workbook or a graph, by suffix."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph.convert.network import of_cells
from graph.errors import WrongInput, require_suffix
from graph.export.csv_text import harmless
from graph.export.graphs import write_network
from graph.queries.answers import Answer


def _json(answer: Answer, to: Path) -> None:
    text = json.dumps(answer.records(), ensure_ascii=False, indent=2)
    to.write_text(text + "\n", encoding="utf-8")


def as_csv(answer: Answer) -> bytes:
    """Return the answer as CSV, with a byte order mark, so that spreadsheets read Chinese."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for row in (answer.columns, *answer.rows):
        cells = map(_text, row)
        writer.writerow(harmless(cell) if isinstance(cell, str) else cell for cell in cells)
    return stream.getvalue().encode("utf-8-sig")


def _csv(answer: Answer, to: Path) -> None:
    to.write_bytes(as_csv(answer))


def _workbook(answer: Answer, to: Path) -> None:
    """Write texts as texts, however they begin: an answer never becomes a formula."""
    import xlsxwriter

    with xlsxwriter.Workbook(to, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, answer.columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(answer.rows, 1):
            sheet.write_row(number, 0, [_text(cell) for cell in row])
        sheet.autofit()


def no_graph(answer: Answer) -> WrongInput:
    """Return the error for an answer without a graph: it is empty, or holds other values."""
    return WrongInput("error.no_graph_in_answer" if answer.rows else "error.empty_answer")


def _graphml(answer: Answer, to: Path) -> None:
    """Write the nodes, relationships and paths of the answer; other columns are left out.

    Raises:
        WrongInput: there are none.
    """
    network = of_cells(cell for row in answer.rows for cell in row)
    if not network:
        raise no_graph(answer)
    write_network(network, to)


def _text(cell: Any) -> Any:
    return json.dumps(cell, ensure_ascii=False) if isinstance(cell, (list, dict)) else cell


WRITERS: dict[str, Callable[[Answer, Path], None]] = {
    ".json": _json,
    ".csv": _csv,
    ".xlsx": _workbook,
    ".graphml": _graphml,
}


def write_answer(answer: Answer, to: Path) -> None:
    """Write an answer.

    Raises:
        WrongInput: unknown suffix.
    """
    require_suffix(to, WRITERS)
    WRITERS[to.suffix.lower()](answer, to)
