"""The rows of a sheet that ``source.toml`` chooses: by number, or by what a column says of them.

What is not chosen is counted and told. Where a column to choose by is not there, nothing is read:
all rows would be as wrong as none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from graph.findings import Finding
from graph.ontology import Column, Text
from ingest.meanings import Heading
from ingest.nearest import near
from ingest.personal import heading_kind
from ingest.readers import Sheet
from ingest.repeats import column_letter
from ingest.rules import FileRules
from ingest.text import fold

NO_COLUMN = "unknown-setting.where_column"
_ASKED = "where:"
_WHOLE_NUMBER = re.compile(r"\.0+$")
_MOST_VALUES = 1000  # looked through for one like a value that does not occur


def within_rows(sheet: Sheet, rules: FileRules, data_from: int) -> tuple[Sheet, list[Finding]]:
    """Return a sheet without the data outside of the declared rows, and what was left out."""
    if not rules.rows:
        return sheet, []
    is_chosen = pl.Series([False]).new_from_index(0, sheet.cells.height)
    for first, last in rules.rows:
        is_chosen |= (sheet.rows >= first) & (sheet.rows <= (last or sheet.rows.max()))
    is_chosen = is_chosen.fill_null(False)
    is_data = pl.int_range(sheet.cells.height, eager=True) >= data_from
    is_filled = sheet.cells.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    kept = int((is_chosen & is_data & is_filled).sum())
    others = int((~is_chosen & is_data & is_filled).sum())
    cells = sheet.cells.with_columns(pl.when(is_chosen | ~is_data).then(pl.all()))
    faults = [fault for fault in sheet.faults if is_chosen[fault.index]]
    values = {"rows": written_rows(rules.rows), "kept": kept, "count": others}
    reason, severity = ("not-chosen.rows", "info") if kept else ("unknown-setting.rows", "error")
    finding = Finding(reason, severity, values=values)
    return replace(sheet, cells=cells, faults=faults), [finding]


def written_rows(rows: Iterable[tuple[int, int | None]]) -> str:
    """Write ranges of rows as a setting does.

    >>> written_rows([(5, 120), (130, None), (7, 7)])
    '5-120, 130-, 7'
    """
    return ", ".join(str(a) if a == b else f"{a}-{b or ''}" for a, b in rows)


def filter_headings(
    sheet: Sheet, headings: list[Heading], paths: list[tuple[str, ...]], rules: FileRules
) -> tuple[list[Heading], list[Finding]]:
    """Return the columns that ``where`` names, as headings of texts; errors for those not there."""
    filters, findings = [], []
    letters = [column_letter(i + sheet.first_column) for i in range(len(paths))]
    words = [_words_of(path) for path in paths]
    for heading in headings:
        if not heading.parts:
            words[heading.index] |= {fold(heading.column.name), fold(heading.column.label.zh)}
    for name in rules.where:
        hits = [i for i, own in enumerate(words) if fold(name) in own] or [
            i for i, letter in enumerate(letters) if letter == name.upper() and not paths[i]
        ]
        if len(hits) == 1:
            filters.append(Heading(_text_column(name), hits[0], name))
            continue
        ways = [letters[i] for i in hits] or [
            path[-1] for path in paths if path and not heading_kind(path[-1])
        ]
        values = {"near": near(name, ways), "name": name}
        findings.append(Finding(NO_COLUMN, value=name, values=values))
    return filters, findings


def _words_of(path: tuple[str, ...]) -> set[str]:
    if not path or any(heading_kind(cell) for cell in path):
        return set()
    return {fold(path[-1]), fold("/".join(path))}


def _text_column(name: str) -> Column:
    """Return a column of texts that may say 同上, for the cells under any heading."""
    label = Text(name, name)
    return Column(f"{_ASKED}{name}", "", "", label, label, 0, (), key_part=0)


def without_merging(sheet: Sheet, heading: Heading, texts: pl.Series) -> pl.Series:
    """Return the cells of a column with merged ones filled; ``texts``: of the whole sheet."""
    for merge in sheet.merges:
        if merge.first_column <= heading.index <= merge.last_column:
            below = list(range(merge.first_row + 1, min(merge.last_row + 1, len(texts))))
            texts = texts.scatter(below, texts[merge.first_row]) if below else texts
    return texts


def chosen_rows(
    cells: pl.DataFrame, filters: list[Heading], rules: FileRules
) -> tuple[pl.DataFrame, list[Finding]]:
    """Keep the rows of data that ``where`` chooses; say how many it leaves out."""
    if not filters:
        return cells, []
    findings = []
    is_chosen = pl.lit(True)
    for heading in filters:
        column = heading.column.name
        wanted = {_comparable(value): value for value in rules.where[heading.written]}
        texts = cells[column].drop_nulls().unique(maintain_order=True)
        hits = [text for text in texts if _comparable(text) in wanted]
        is_chosen &= pl.col(column).is_in(hits)
        absent = wanted.keys() - {_comparable(text) for text in hits}
        there = [text for text in texts[:_MOST_VALUES] if fold(text)]
        findings += [
            Finding(
                "unknown-setting.where_value",
                "warning",
                column=heading.written,
                value=value,
                values={"near": near(value, there)},
            )
            for key, value in wanted.items()
            if key in absent
        ]
    chosen = cells.filter(is_chosen.fill_null(False)).drop(h.column.name for h in filters)
    values = {
        "columns": [heading.written for heading in filters],
        "count": cells.height - chosen.height,
        "kept": chosen.height,
    }
    finding = Finding("not-chosen.where", "info", values=values)
    return chosen, [*findings, finding]


def _comparable(text: str) -> str:
    """Return a text for comparison; a whole number may be written with a decimal point.

    >>> _comparable("2025.0"), _comparable(" 本科批 ")
    ('2025', '本科批')
    """
    return _WHOLE_NUMBER.sub("", fold(text))
