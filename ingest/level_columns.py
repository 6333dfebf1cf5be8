"""Levels side by side: one figure in a column for each level of education (大专, 本科, 硕士).

They are read as one row a level. An empty cell says nothing of its level, so it makes no row.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from graph.ontology import Column, Ontology, Table
from ingest.cell_findings import ROW
from ingest.headings import Head
from ingest.meanings import Heading
from ingest.repeats import Place
from ingest.text import fold

LEVEL = "level"
_OR_MORE = re.compile("及?以上$")
_SAYS_HOW_MANY = re.compile(r"\s*[\d.,]+.*")


@dataclass(frozen=True)
class OfLevel:
    """Head by which the rows of one level are read; ``figure``: the column under its word.

    ``level``, ``figure``: None where levels do not stand side by side.
    """

    head: Head
    level: str | None = None
    figure: Heading | None = None


def heads_of_levels(
    place: Place, head: Head, table: Table, ontology: Ontology, constants: Collection[str]
) -> list[OfLevel]:
    """Return a head for each level that stands in a heading of its own, else the head as it is."""
    present = {h.column.name for h in head.headings} | set(constants)
    figure = next((c for c in table.columns if c.counts_persons), None)
    if LEVEL not in table.key or figure is None or present & {LEVEL, figure.name}:
        return [OfLevel(head)]
    levels = _levels_in(place, head, table.by_name[LEVEL], ontology)
    if len(levels) < 2 or len(set(levels.values())) < len(levels):
        return [OfLevel(head)]
    written = {head.undeclared[index] for index in levels}
    rest = replace(
        head,
        undeclared={i: h for i, h in head.undeclared.items() if i not in levels},
        findings=[f for f in head.findings if f.column not in written],
    )
    return [_of_level(rest, head.undeclared[i], i, level, figure) for i, level in levels.items()]


def _of_level(rest: Head, written: str, index: int, level: str, figure: Column) -> OfLevel:
    heading = Heading(figure, index, written, (written,))
    return OfLevel(replace(rest, headings=[*rest.headings, heading]), level, heading)


def _levels_in(place: Place, head: Head, column: Column, ontology: Ontology) -> dict[int, str]:
    """Return columns that hold numbers under the word of a level → that level."""
    codes = ontology.words_of(column)
    assert codes is not None
    of_word = {
        fold(word): code.notation for code in codes.codes for word in (code.label.zh, *code.words)
    }
    words = {index: _OR_MORE.sub("", fold(written)) for index, written in head.undeclared.items()}
    return {
        index: of_word[word]
        for index, word in words.items()
        if word in of_word and _holds_numbers(place.cells(index))
    }


def _holds_numbers(cells: pl.Series) -> bool:
    filled = [cell for cell in cells.drop_nulls() if fold(cell)]
    numbers = [cell for cell in filled if _SAYS_HOW_MANY.fullmatch(cell)]
    return bool(numbers) and 2 * len(numbers) >= len(filled)


def rows_of_level(place: Place, figure: Heading, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows, of which a cell under the word of the level is filled."""
    filled = place.cells(figure.index).str.strip_chars().str.len_chars() > 0
    numbers = place.sheet.rows.slice(place.at + 1).filter(filled.fill_null(False))
    return rows.filter(pl.col(ROW).is_in(numbers.implode()))
