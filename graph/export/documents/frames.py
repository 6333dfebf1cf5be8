"""Rows of figures, from which tables, charts and sentences are made.

A table shows a frame; a sentence quotes the cells of a frame, character by character, so that text
and table cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from math import fsum
from typing import Any, Literal, TypeVar

from graph.gap.flows.rounding import added_up, chance_said, half_up, percent_said

Form = Literal["text", "persons", "rate", "share", "chance", "plain"]
UNKNOWN = "–"
Entry = TypeVar("Entry")


@dataclass(frozen=True)
class Column:
    """A column of a frame. ``form``: how its figures are written; ``share``: of a table's width.

    ``persons``: whole; ``rate``: whole percent, 0 % and 100 % only where exact; ``share``:
    percent, rounded; ``chance``: of draws, never certain; ``plain``: a number unchanged, such as a
    year or an ordinal. ``adds``: whether persons of several rows may be added up. ``of``: the
    columns of empty and all places, from which a sum row computes its rate. ``letters``: of a text
    that a page shows at most; a workbook has all.
    """

    name: str
    heading: str
    form: Form = "text"
    share: float = 1.0
    adds: bool = True
    of: tuple[str, str] | None = None
    letters: int | None = None

    @property
    def is_figure(self) -> bool:
        """Tell whether the column is set flush right."""
        return self.form != "text"

    def text_of(self, value: Any) -> str:
        """Return a value as readers see it.

        >>> Column("n", "N", "persons").text_of(1023.5), Column("r", "R", "rate").text_of(0.999)
        ('1,024', '>99%')
        """
        if value is None:
            return UNKNOWN
        if value == "":  # a sum that would be meaningless
            return ""
        if self.form == "persons":
            return f"{half_up(value):,}"
        if self.form == "rate":
            return percent_said(Fraction(value))
        if self.form == "chance":
            return chance_said(value)
        if self.form == "share":
            return f"{half_up(Fraction(value) * 100)}%"
        return str(value)

    @property
    def is_sum(self) -> bool:
        """Tell whether figures of the column may be added up."""
        return self.form == "persons" and self.adds


@dataclass(frozen=True)
class Frame:
    """Rows under columns: the source of the figures in tables, charts and sentences.

    ``total``: whether the last row is the sum of those above.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: bool = False

    @classmethod
    def of(cls, entries: Iterable[Entry], *columns: tuple[Column, Callable[[Entry], Any]]) -> Frame:
        """Return a row for each entry: what each column takes from it."""
        rows = tuple(tuple(value(entry) for _, value in columns) for entry in entries)
        return cls(tuple(column for column, _ in columns), rows)

    @cached_property
    def figures(self) -> tuple[tuple[Any, ...], ...]:
        """Return the rows as printed: persons are whole, and add up to their printed total."""
        columns = [
            self._whole(k) if column.is_sum else [row[k] for row in self.rows]
            for k, column in enumerate(self.columns)
        ]
        return tuple(zip(*columns, strict=True)) if self.rows else ()

    def _whole(self, k: int) -> list[int | None]:
        values = [row[k] for row in self.rows]
        rounded = [value if value in (None, "") else half_up(value) for value in values]
        filled = [place for place, value in enumerate(values[: -1 if self.total else None])
                 if value not in (None, "")]  # fmt: skip
        parts = [values[place] for place in filled]
        total = rounded[-1] if self.total else None
        if total is not None and abs(float(values[-1]) - fsum(map(float, parts))) >= 1:
            return rounded  # the total is not the sum of the known figures
        for place, whole in zip(filled, added_up(parts, total).tolist(), strict=True):
            rounded[place] = int(whole)
        return rounded

    def summed(self, label: str) -> Frame:
        """Append a row of sums, if there is something to add."""
        if len(self.rows) < 2 or not any(column.is_sum for column in self.columns):
            return self
        return Frame(self.columns, (*self.rows, self._sums(self.rows, label)), True)

    def shortened(self, most: int, label: Callable[[int], str]) -> Frame:
        """Keep at most ``most`` rows and combine the others into one row of sums."""
        body = self.figures[: -1 if self.total else None]
        if len(body) <= most + 1:
            return self
        combined = self._sums(body[most:], label(len(body) - most))
        total_row = self.figures[-1:] if self.total else ()
        return Frame(self.columns, (*body[:most], combined, *total_row), self.total)

    def cut(self) -> Frame:
        """Cut the texts that a page has no room for."""
        rows = (
            tuple(
                f"{value[: column.letters]}…"
                if column.letters and value and len(value) > column.letters
                else value
                for column, value in zip(self.columns, row, strict=True)
            )
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))

    def _sums(self, rows: Sequence[tuple[Any, ...]], label: str) -> tuple[Any, ...]:
        sums: dict[str, Any] = {}
        for k, column in enumerate(self.columns):
            values = [row[k] for row in rows if row[k] is not None]
            sums[column.name] = (sum(values) if values else None) if column.is_sum else ""
        for column in self.columns:
            if column.of is not None:
                part, whole = (sums[name] for name in column.of)
                sums[column.name] = 1 - Fraction(part) / Fraction(whole) if whole else None
        label_column = max(
            (column for column in self.columns if column.form == "text"),
            key=lambda column: column.share,
            default=self.columns[0],
        )
        sums[label_column.name] = label
        return tuple(sums.values())

    def column(self, name: str) -> int:
        """Return the position of a column."""
        return [column.name for column in self.columns].index(name)

    def cell(self, row: int, name: str) -> Cell:
        """Return one figure, for a sentence."""
        return Cell(self, row, name)

    def cells(self, row: int) -> dict[str, Cell]:
        """Return all figures of a row by column."""
        return {column.name: Cell(self, row, column.name) for column in self.columns}

    def text_rows(self) -> Iterator[tuple[str, ...]]:
        """Yield the rows as readers see them."""
        for row in self.figures:
            yield tuple(
                column.text_of(value) for column, value in zip(self.columns, row, strict=True)
            )

    def without(self, *names: str) -> Frame:
        """Return the rows without some columns."""
        places = [k for k, column in enumerate(self.columns) if column.name not in names]
        rows = tuple(tuple(row[k] for k in places) for row in self.rows)
        return Frame(tuple(self.columns[k] for k in places), rows, self.total)

    def without_empty(self, name: str) -> Frame:
        """Return the rows without a column in which no row has a value."""
        place = self.column(name)
        return self if any(row[place] is not None for row in self.rows) else self.without(name)


@dataclass(frozen=True)
class Cell:
    """A cell of a frame; its text is that of the table."""

    frame: Frame
    row: int
    name: str

    @property
    def value(self) -> Any:
        """Return the figure itself."""
        return self.frame.rows[self.row][self.frame.column(self.name)]

    def __str__(self) -> str:
        place = self.frame.column(self.name)
        return self.frame.columns[place].text_of(self.frame.figures[self.row][place])

    def __format__(self, _form: str) -> str:
        """Format the cell as the table does, whatever the template asks for."""
        return str(self)
