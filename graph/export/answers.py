"""The answer of a query as a file: JSON, CSV, a workbook or a graph, by suffix."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graph.errors import WrongInput
from graph.queries.answers import Answer


def _json(answer: Answer, to: Path) -> None:
    text = json.dumps(answer.records(), ensure_ascii=False, indent=2)
    to.write_text(text + "\n", encoding="utf-8")


def _csv(answer: Answer, to: Path) -> None:
    """With a byte order mark, so that spreadsheets read Chinese rightly."""
    with to.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([_text(cell) for cell in row] for row in answer.rows)


def _workbook(answer: Answer, to: Path) -> None:
    """Texts as text, whatever they begin with: an answer never becomes a formula."""
    import xlsxwriter

    with xlsxwriter.Workbook(to, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, answer.columns, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(answer.rows, 1):
            sheet.write_row(number, 0, [_text(cell) for cell in row])
        sheet.autofit()


def _graphml(answer: Answer, to: Path) -> None:
    """The nodes, relationships and paths of the answer as a graph; other columns are left out.

    Raises:
        WrongInput: there are none.
    """
    import networkx as nx

    graph: Any = nx.MultiDiGraph()
    for row in answer.rows:
        for cell in row:
            _gather(cell, graph)
    if not graph:
        raise WrongInput("error.no_graph_in_answer")
    nx.write_graphml(graph, to, encoding="utf-8")


def _gather(cell: Any, graph: Any) -> None:
    """Nodes and relationships within a cell; an end that was not asked for has only its uri."""
    if isinstance(cell, list):
        for each in cell:
            _gather(each, graph)
    elif isinstance(cell, dict) and "label" in cell and "uri" in cell:
        graph.add_node(cell["uri"], **{name: _text(value) for name, value in cell.items()})
    elif isinstance(cell, dict) and {"type", "source", "target"} <= set(cell):
        rest = {n: _text(v) for n, v in cell.items() if n not in ("source", "target")}
        graph.add_edge(cell["source"], cell["target"], cell["type"], **rest)
    elif isinstance(cell, dict):
        for each in cell.values():
            _gather(each, graph)


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
    writer = WRITERS.get(to.suffix.lower())
    if writer is None:
        raise WrongInput("error.bad_suffix", file=str(to), suffixes=" ".join(WRITERS))
    writer(answer, to)
