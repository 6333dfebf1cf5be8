"""Tables of tasks (任务分工表): each row a measure with its units and its deadline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from graph.findings import Finding
from ingest.policy import markers
from ingest.policy.numerals import ordinal
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import Passage, joined, nothing
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.unit_lists import PLAIN
from ingest.policy.unit_names import JOINT, LEAD

ORDINAL, TASK, CONTENT, GROUP, DEADLINE = "ordinal", "task", "content", "group", "deadline"


@dataclass
class Row:
    """A row of a table of tasks. units: cells with units, each with the role of its column."""

    ordinal: int | None
    heading: Passage
    text: Passage
    units: list[tuple[Passage, str]]
    deadline: Passage
    section: Passage
    line: int


@cache
def _columns() -> list[tuple[str, re.Pattern[str]]]:
    rules, units = patterns("outline"), patterns("units")
    return [
        (ORDINAL, pattern("outline", "table_ordinal")),
        (LEAD, re.compile(rf"(?:{any_of(units['lead_labels'])})(?:\(.*\))?$|牵头.*(?:单位|部门)$")),
        (
            JOINT,
            re.compile(
                rf"(?:{any_of(units['joint_labels'])})(?:\(.*\))?$|(?:配合|参与|协同|协办).*(?:单位|部门)$"
            ),
        ),
        (
            PLAIN,
            re.compile(rf"(?:{any_of(units['plain_labels'])})(?:\(.*\))?$|责任.*(?:单位|部门)$"),
        ),
        (DEADLINE, re.compile(rf"{any_of(rules['table_deadline'])}$")),
        (GROUP, re.compile(rf"{any_of(rules['table_group'])}$")),
        (TASK, re.compile(rf"{any_of(rules['table_task'])}(?:\(.*\))?$")),
        (CONTENT, re.compile(rf"{any_of(rules['table_content'])}(?:\(.*\))?$")),
    ]


def rows(paragraphs: list[Paragraph]) -> tuple[list[Row], list[Finding]]:
    """Return the rows of all tables of tasks; other tables are findings."""
    table_rows: list[Row] = []
    findings: list[Finding] = []
    for table in _tables(paragraphs):
        heads = _heads(table)
        if heads is None:
            if len(table) > 2 and not _is_header_table(table):
                first = table[0]
                findings.append(
                    Finding("unread-table", "info", row=first.line, value=first.text.original[:40])
                )
            continue
        table_rows += _Table(heads[0]).rows(table[heads[1] :])
    return table_rows, findings


def _tables(paragraphs: list[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield the rows of each table; a table that continues on the next page keeps its heading."""
    current: list[Paragraph] = []
    for paragraph in paragraphs:
        if (
            current
            and paragraph.table != current[-1].table
            and not (
                _heads([paragraph]) is None
                and len(paragraph.cells) == len(current[-1].cells)
                and _heads(current) is not None
            )
        ):
            yield current
            current = []
        current.append(paragraph)
    if current:
        yield current


def _is_header_table(table: list[Paragraph]) -> bool:
    words = {
        label
        for name in ("number_labels", "title_labels", "issued_labels", "other_labels")
        for label in patterns("header")[name]
    }
    return any(cell.plain.split(":")[0] in words for row in table for cell in row.cells)


def _heads(table: list[Paragraph]) -> tuple[list[str | None], int] | None:
    """Return the meaning of each column and the first row; None if it is no table of tasks."""
    for at, row in enumerate(table[:4]):
        names = [_meaning(cell.plain) for cell in row.cells]
        has_task = TASK in names or CONTENT in names
        if has_task and any(name in names for name in (LEAD, JOINT, PLAIN)):
            if at + 1 < len(table) and len(table[at + 1].cells) == len(names):
                below = [_meaning(cell.plain) for cell in table[at + 1].cells]
                if (
                    any(name in below for name in (LEAD, JOINT))
                    and sum(below_name is not None for below_name in below) >= 2
                ):
                    return [
                        below_name or name for name, below_name in zip(names, below, strict=True)
                    ], at + 2
            return names, at + 1
    return None


def _meaning(plain: str) -> str | None:
    plain = plain.replace("\n", "").replace(" ", "")
    return next((name for name, shape in _columns() if shape.match(plain)), None)


class _Table:
    def __init__(self, heads: list[str | None]) -> None:
        self.heads = heads
        self.section = nothing()
        self.number = 0

    def rows(self, body: list[Paragraph]) -> Iterator[Row]:
        tasks = [column for column, name in enumerate(self.heads) if name == TASK]
        contents = [column for column, name in enumerate(self.heads) if name == CONTENT]
        task, content = self._choose(body, tasks, contents)
        for row in body:
            cells = row.cells
            distinct = {cell.plain for cell in cells if cell}
            if len(distinct) == 1 and (len(cells) > 2):
                self.section = next(cell for cell in cells if cell)
                continue
            if [_meaning(cell.plain) for cell in cells] == self.heads[: len(cells)] or len(
                cells
            ) < 2:
                continue
            record = self._row(row, task, content)
            if record:
                yield record

    def _choose(
        self, body: list[Paragraph], tasks: list[int], contents: list[int]
    ) -> tuple[int, int | None]:
        """Return the columns of the task and of its text; a column that repeats names groups."""
        columns = tasks + contents
        first = columns[0]
        if len(columns) > 1:
            values = [row.cells[first].plain for row in body if first < len(row.cells)]
            repeats = any(value and value == following for value, following in pairwise(values))
            blanks = sum(not value for value in values)
            if repeats or blanks > len(values) // 3:
                self.heads = [
                    GROUP if column == first else name for column, name in enumerate(self.heads)
                ]
                return columns[1], columns[2] if len(columns) > 2 else None
            return first, columns[1]
        return first, None

    def _cell(self, row: Paragraph, column: int | None) -> Passage:
        return row.cells[column] if column is not None and column < len(row.cells) else nothing()

    def _row(self, row: Paragraph, task: int, content: int | None) -> Row | None:
        cells = {
            name: self._cell(row, column)
            for column, name in enumerate(self.heads)
            if name is not None
        }
        units = [
            (self._cell(row, column), name)
            for column, name in enumerate(self.heads)
            if name in (LEAD, JOINT, PLAIN) and self._cell(row, column)
        ]
        words = self._cell(row, task)
        if cells.get(GROUP):
            self.section = cells[GROUP]
        if not words:
            return None
        number = self._number(cells.get(ORDINAL), words)
        number_marker = markers.marker(words.plain)
        if number_marker and ORDINAL not in self.heads:
            number = number_marker.ordinal
        body = words.part(number_marker.length) if number_marker else words
        end = body.plain.find("。")
        line_end = body.plain.find("\n")
        ends = [end_of_line for end_of_line in (end, line_end) if end_of_line >= 0]
        heading = body.part(0, min(ends) if ends else None)
        text = joined([body, self._cell(row, content)], "\n") if content is not None else body
        return Row(
            number,
            heading.stripped(" :;"),
            text,
            units,
            cells.get(DEADLINE, nothing()),
            self.section,
            row.line,
        )

    def _number(self, cell: Passage | None, words: Passage) -> int | None:
        del words
        if cell:
            number_marker = markers.marker(cell.plain)
            value = number_marker.ordinal if number_marker else ordinal(cell.plain.strip(" .、()"))
            if value is not None:
                self.number = value
                return value
            return None
        self.number += 1
        return self.number if ORDINAL not in self.heads else None
