"""Which table a sheet is, which row its headings are, and which column each heading means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from graph.findings import Finding
from graph.ontology import Code, Column, Ontology, Table
from graph.words import join
from ingest.personal import heading_kind
from ingest.readers import Sheet
from ingest.readers.sheet_scan import column_index
from ingest.rules import NO_RULES, FileRules
from ingest.spellings import names_a_code, second_of
from ingest.text import fold

SEARCHED_ROWS = 60
_PART_OF = ("其中:", "其中", "#其中:")
_COUNTERS = ("序号", "序", "行号", "no.", "no", "#")  # numbers of lines, which nobody misses


@dataclass(frozen=True)
class Heading:
    """A found column: its declaration, where it stands, and how the file writes it.

    is_declared: source.toml says what it means.
    """

    column: Column
    index: int
    written: str
    is_declared: bool = False


@dataclass
class Head:
    """The head of a sheet: headings found and the index of the first row of data."""

    headings: list[Heading]
    data_from: int
    findings: list[Finding] = field(default_factory=list)


def table_names(ontology: Ontology) -> dict[str, Table]:
    """Folded name, label or alias → table, for files and sheets."""
    names: dict[str, Table] = {}
    for table in ontology.input_tables():
        for word in (table.name, table.label.zh, table.label.en, table.class_name, *table.aliases):
            names.setdefault(fold(word), table)
    return names


def column_words(
    ontology: Ontology, table: Table, rename: Mapping[str, str] | None = None
) -> dict[str, Column]:
    """Folded heading → column: declared renames first, then names, labels, aliases.

    A reference may also be headed by the label of what it points to, where that is unambiguous.
    """
    words: dict[str, Column] = {}
    declared = {fold(word): c for c in table.columns for word in (c.label.zh, c.name)}
    for written, name in (rename or {}).items():
        if fold(name) in declared:
            words[fold(written)] = declared[fold(name)]
    for pick in (
        lambda c: [c.name],
        lambda c: [c.label.zh, c.label.en],
        lambda c: list(c.aliases),
        lambda c: _target_labels(ontology, c),
    ):
        claimed: dict[str, list[Column]] = {}
        for column in table.columns:
            for word in pick(column):
                claimed.setdefault(fold(word), []).append(column)
        for word, columns in claimed.items():
            if len({c.name for c in columns}) == 1:
                words.setdefault(word, columns[0])
    return words


def _target_labels(ontology: Ontology, column: Column) -> list[str]:
    if not column.target_class or column.target_class in ontology.unions:
        return []
    (target,) = ontology.target_tables(column.target_class)
    return [target.label.zh, target.label.en]


def find_head(
    sheet: Sheet,
    ontology: Ontology,
    table: Table,
    rules: FileRules = NO_RULES,
) -> Head | None:
    """The head of a sheet known to be a table; None (with no heading at all) if there is none.

    Undeclared, the header row is the first that holds the required headings; of a two-row heading
    the lower cell is the column.
    """
    words = column_words(ontology, table, rules.rename)
    units = unit_words(ontology)
    rows = _first_rows(sheet)
    matched = [[match(cell, words, units) for cell in row] for row in rows]
    required = {c.name for c in table.columns if c.required}
    instead = {c.name: c.stands_in_for for c in table.columns if c.stands_in_for}
    if rules.header_row is not None:
        at = _index_of_row(sheet, rules.header_row)
    else:
        at = _find_row(matched, required, instead)
    if at is None or at >= len(rows):
        return None
    return _head_at(sheet, table, rows, matched, at, rules)


def _unit_words(code: Code) -> list[str]:
    return [fold(w) for w in (code.label.zh, code.label.en, *code.words)]


def _first_rows(sheet: Sheet) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]


def _index_of_row(sheet: Sheet, number: int) -> int | None:
    found = (sheet.rows == number).arg_true()
    return int(found[0]) if len(found) else None


def match(cell: str, words: Mapping[str, Column], units: set[str]) -> Column | None:
    """The column a heading means.

    Set aside are a unit in brackets behind it, a second word for the same column there, and that
    it is a part of another column (其中：…).
    """
    word = fold(cell)
    for begin in _PART_OF:
        word = word.removeprefix(begin)
    if word in words or not word.endswith(")"):
        return words.get(word)
    stem, _, behind = word[:-1].rpartition("(")
    column = words.get(stem)
    return column if behind in units or words.get(behind) is column else None


def unit_words(ontology: Ontology) -> set[str]:
    """Every word for a unit, as it may stand in brackets behind a heading."""
    return {word for c in ontology.code_lists["unit"].codes for word in _unit_words(c)}


def _find_row(
    matched: list[list[Column | None]], required: set[str], instead: Mapping[str, str]
) -> int | None:
    """The first row with all required headings; else the one with the most headings."""

    def given(row: list[Column | None]) -> set[str]:
        names = {c.name for c in row if c}
        return names | {instead[name] for name in names & instead.keys()}

    best, best_count = None, 0
    for index, row in enumerate(matched):
        here = given(row)
        below = given(matched[index + 1]) if index + 1 < len(matched) else set()
        if required <= here:
            return index
        if here and below and required <= here | below and not here >= below:
            return index
        if len(here) > best_count:
            best, best_count = index, len(here)
    return best


def _head_at(
    sheet: Sheet,
    table: Table,
    rows: list[list[str]],
    matched: list[list[Column | None]],
    at: int,
    rules: FileRules,
) -> Head:
    upper, upper_cells = matched[at], rows[at]
    lower: list[Column | None] = [None] * len(upper)
    lower_cells = [""] * len(upper)
    if _is_two_row(matched, rows, at):
        lower, lower_cells = matched[at + 1], rows[at + 1]
        at += 1
    head = Head([], at + 1)
    named: list[Heading] = []
    placed = _placed(table, rules.columns, sheet)
    renamed = {fold(word) for word in rules.rename}
    for index, (above, below) in enumerate(zip(upper, lower, strict=True)):
        column = placed.get(index) or below or (None if lower_cells[index] else above)
        written = (lower_cells[index] or upper_cells[index]).strip()
        if column is None:
            head.findings += _undeclared(sheet, at, index, written)
        else:
            is_declared = index in placed or fold(written) in renamed
            named.append(Heading(column, index, written, is_declared))
    head.headings, repeats = _each_once(sheet, at, named)
    head.findings += repeats
    taken = {h.column.name for h in named}
    taken |= {h.column.stands_in_for for h in head.headings if h.column.stands_in_for}
    head.findings += [
        Finding(
            "missing-heading",
            row=int(sheet.rows[at]),
            column=column.label.zh,
            values={
                "heading_zh": column.label.zh,
                "heading_en": column.name,
                "table_zh": table.label.zh,
                "table_en": table.name,
            },
        )
        for column in table.columns
        if column.required and column.name not in taken
    ]
    return head


def _each_once(sheet: Sheet, at: int, named: list[Heading]) -> tuple[list[Heading], list[Finding]]:
    """One heading a column, two for a reference by name and by code; which one counts is asked.

    A column that ``source.toml`` names counts before its namesakes, and an empty one not at all.
    """
    kept: list[Heading] = []
    findings: list[Finding] = []
    for name in dict.fromkeys(h.column.name for h in named):
        same = [h for h in named if h.column.name == name]
        if len(same) > 1:
            filled = [h for h in same if _body(sheet, at, h).drop_nulls().len()] or same[:1]
            chosen = [h for h in filled if h.is_declared] or filled
            distinct = [h for i, h in enumerate(chosen) if not _repeats(sheet, at, h, chosen[:i])]
            findings += [_said_once(sheet, at, h) for h in filled if h not in distinct]
            same = distinct
        if len(same) == 2 and _is_pair(same):
            first, second = sorted(same, key=lambda h: names_a_code(h.written))
            kept += [first, replace(second, column=second_of(second.column))]
        elif len(same) > 1:
            findings.append(_which(sheet, at, same))
        else:
            kept += same
    return sorted(kept, key=lambda h: h.index), findings


def _placed(table: Table, columns: Mapping[str, str], sheet: Sheet) -> dict[int, Column]:
    """What ``columns`` of source.toml says of columns by their letter."""
    return {
        column_index(letter.upper().encode()) - sheet.first_column: column
        for letter, name in columns.items()
        if (column := _by_word(table, name))
    }


def _by_word(table: Table, word: str) -> Column | None:
    """The column of a name or Chinese label."""
    return next((c for c in table.columns if fold(word) in (fold(c.name), fold(c.label.zh))), None)


def _body(sheet: Sheet, at: int, heading: Heading) -> pl.Series:
    """The cells below the head in a heading's column."""
    return sheet.cells[:, heading.index].slice(at + 1)


def _repeats(sheet: Sheet, at: int, heading: Heading, earlier: list[Heading]) -> bool:
    """Whether an earlier column holds the same cells throughout."""
    cells = _body(sheet, at, heading)
    return any(cells.equals(_body(sheet, at, other)) for other in earlier)


def _is_pair(same: list[Heading]) -> bool:
    """Whether two columns name one thing in two ways: by its name and by its code, say."""
    column, (one, two) = same[0].column, (fold(h.written) for h in same)
    return column.target_class is not None and not column.multiple and one != two


def _said_once(sheet: Sheet, at: int, heading: Heading) -> Finding:
    """What to say of a column that says what another one says, or is passed over for it."""
    label = heading.column.label
    return Finding(
        "unknown-heading",
        "info",
        row=int(sheet.rows[at]),
        column=heading.written,
        reason="unknown-heading.twice",
        values={"meaning_zh": label.zh, "meaning_en": label.en},
    )


def _which(sheet: Sheet, at: int, same: list[Heading]) -> Finding:
    """What to ask where several columns may be meant: none of them is read."""
    column = same[0].column
    letters = [column_letter(h.index + sheet.first_column) for h in same]
    values = {
        "meaning_zh": column.label.zh,
        "meaning_en": column.label.en,
        "name": column.name,
        "letters_zh": join(letters, "zh"),
        "letters_en": join(letters, "en"),
        "letter": letters[0],
    }
    rule = "missing-heading" if column.required else "unknown-heading"
    return Finding(
        rule,
        row=int(sheet.rows[at]),
        column=same[0].written,
        reason=f"{rule}.which",
        values=values,
    )


def _is_two_row(matched: list[list[Column | None]], rows: list[list[str]], at: int) -> bool:
    """Whether the row below continues the heading.

    It does when it names columns, and holds nothing under the columns that the upper row names for
    themselves (there the two cells are merged).
    """
    if at + 1 >= len(rows) or not any(matched[at + 1]):
        return False
    return all(
        below is not None or not cell
        for above, below, cell in zip(matched[at], matched[at + 1], rows[at + 1], strict=True)
        if above is not None
    )


def personal_columns(sheet: Sheet, searched: int) -> list[Finding]:
    """A finding for each personal column of a sheet that is no table; none if it has no such."""
    for index, row in enumerate(sheet.cells.head(searched).iter_rows()):
        found = [_personal(sheet, index, cell.strip()) for cell in row if cell]
        if len(found) > 1 and any(found):
            return [finding for finding in found if finding]
    return []


def _personal(sheet: Sheet, at: int, written: str) -> Finding | None:
    """What to say of a heading that announces personal data."""
    if (kind := heading_kind(written)) is None:
        return None
    return Finding(
        "personal-data",
        row=int(sheet.rows[at]),
        column=written,
        reason="personal-data.heading",
        values={"kind_zh": kind.zh, "kind_en": kind.en},
    )


def _undeclared(sheet: Sheet, at: int, index: int, written: str) -> list[Finding]:
    """A column nobody declared: said if it holds anything."""
    if written and (personal := _personal(sheet, at, written)):
        return [personal]
    filled = sheet.cells[:, index].slice(at + 1)
    holds = filled.len() - filled.null_count()
    if not holds:
        return []
    letter = column_letter(index + sheet.first_column)
    reason = None if written else "unknown-heading.none"
    if fold(written) in _COUNTERS:
        reason = "unknown-heading.counter"
    return [
        Finding(
            "unknown-heading",
            "info" if fold(written) in _COUNTERS else "warning",
            row=int(sheet.rows[at]),
            column=written or letter,
            reason=reason,
            values={"letter": letter, "cells": holds},
        )
    ]


def column_letter(index: int) -> str:
    """A column's letter in a spreadsheet.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
