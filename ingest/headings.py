"""Which table a sheet is, which row its headings are, and which column each heading means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import of_column, of_table, phrase
from ingest.head_rows import Cells, HeadRows, head_rows, merged_over
from ingest.meanings import FIGURES, Heading, meaning_of, with_headless
from ingest.personal import heading_kind
from ingest.readers import Sheet
from ingest.readers.sheet_scan import column_index
from ingest.repeats import Place, column_letter, each_once
from ingest.rules import NO_RULES, FileRules
from ingest.scales import with_units
from ingest.text import fold
from ingest.units import UnitWords

SEARCHED_ROWS = 60
_COUNTERS = ("序号", "序", "行号", "no.", "no", "#")  # numbers of lines, which nobody misses


@dataclass
class Head:
    """The head of a sheet: headings found and the index of the first row of data.

    others: columns that nobody declared, by place, with their heading; none that is personal.
    """

    headings: list[Heading]
    data_from: int
    findings: list[Finding] = field(default_factory=list)
    others: dict[int, str] = field(default_factory=dict)


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
    """The label of what a column points to, and how its own table heads its code and its name."""
    if not column.target_class or column.target_class in ontology.unions:
        return []
    (target,) = ontology.target_tables(column.target_class)
    naming = [c for c in target.columns if c.name in (*target.key, "name")]
    own = [word for c in naming for word in c.aliases if _only_of(ontology, word, target)]
    return [target.label.zh, target.label.en, *own]


def _only_of(ontology: Ontology, word: str, table: Table) -> bool:
    """Whether a heading stands above the codes or names of one kind of thing only."""
    return all(
        word not in c.aliases
        for other in ontology.input_tables()
        if other.group == "thing" and other.name != table.name
        for c in other.columns
        if c.name in (*other.key, "name")
    )


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
    units = UnitWords(ontology)
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
    needed = {c.name for c in table.columns if c.required and c.unit not in FIGURES}
    needed |= {name for name, wanted in instead.items() if wanted in needed}
    cells = Cells(
        rows,
        [[column is not None for column in row] for row in matched],
        [[column is not None and column.name in needed for column in row] for row in matched],
        merged_over(sheet, len(rows)),
        lambda cell: units.of_heading(cell) is not None,
    )
    return _head_at(sheet, table, head_rows(cells, at), words, units, rules)


def _first_rows(sheet: Sheet) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in sheet.cells.head(SEARCHED_ROWS).iter_rows()]


def _index_of_row(sheet: Sheet, number: int) -> int | None:
    found = (sheet.rows == number).arg_true()
    return int(found[0]) if len(found) else None


def match(cell: str, words: Mapping[str, Column], units: UnitWords) -> Column | None:
    """The column that one cell means as a heading."""
    meaning = meaning_of((cell,), words, units)
    return meaning.column if meaning else None


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
        if here and not required <= below and required <= here | below and not here >= below:
            return index
        if len(here) > best_count:
            best, best_count = index, len(here)
    return best


def _head_at(
    sheet: Sheet,
    table: Table,
    found: HeadRows,
    words: Mapping[str, Column],
    units: UnitWords,
    rules: FileRules,
) -> Head:
    at = found.last
    head = Head([], at + 1)
    named, undeclared = _named(sheet, table, found, words, units, rules)
    for index, path in undeclared:
        head.findings += _undeclared(sheet, at, index, path)
        written = path[-1] if path else ""
        is_personal = any(heading_kind(cell) for cell in path)
        if written and fold(written) not in _COUNTERS and not is_personal:
            head.others[index] = written
    place = Place(sheet, at)
    head.headings, repeats = each_once(place, named)
    head.headings, scaled = with_units(place, head.headings, found, units, rules.unit)
    head.findings += [*repeats, *scaled]
    lost = {f.values.get("name") for f in head.findings if f.rule == "missing-heading"}
    taken = {h.column.name for h in head.headings} | lost
    taken |= {h.column.stands_in_for for h in head.headings if h.column.stands_in_for}
    head.findings += [
        Finding(
            "missing-heading",
            row=int(sheet.rows[at]),
            column=column.label.zh,
            values={
                "heading": of_column(column),
                "table": of_table(table),
            },
        )
        for column in table.columns
        if column.required and column.name not in taken
    ]
    return head


def _named(
    sheet: Sheet,
    table: Table,
    found: HeadRows,
    words: Mapping[str, Column],
    units: UnitWords,
    rules: FileRules,
) -> tuple[list[Heading], list[tuple[int, tuple[str, ...]]]]:
    """The columns that mean something, and what stands above those that mean nothing."""
    named: list[Heading] = []
    undeclared: list[tuple[int, tuple[str, ...]]] = []
    placed = _placed(table, rules.columns, sheet)
    renamed = {fold(word) for word in rules.rename}
    paths = with_headless(sheet, found, lambda path: meaning_of(path, words, units))
    for index, path in enumerate(paths):
        written = path[-1] if path else ""
        if index in placed:
            column, parts = placed[index]
            named.append(Heading(column, index, written, path, True, parts=parts))
        elif meaning := meaning_of(path, words, units):
            told = written if meaning.by_lowest else "/".join(path)
            is_declared = fold(told) in renamed or fold(written) in renamed
            named.append(Heading(meaning.column, index, told, path, is_declared, part=meaning.part))
        else:
            undeclared.append((index, path))
    return named, undeclared


def _placed(
    table: Table, columns: Mapping[str, str], sheet: Sheet
) -> dict[int, tuple[Column, tuple[int, ...]]]:
    """What ``columns`` of source.toml says of columns by their letters; ``D+E`` is their sum."""
    placed = {}
    for letters, name in columns.items():
        indices = [column_index(letter.strip().upper().encode()) for letter in letters.split("+")]
        at = tuple(index - sheet.first_column for index in indices)
        if (column := _by_word(table, name)) and all(0 <= i < sheet.cells.width for i in at):
            placed[at[0]] = (column, at if len(at) > 1 else ())
    return placed


def _by_word(table: Table, word: str) -> Column | None:
    """The column of a name or Chinese label."""
    return next((c for c in table.columns if fold(word) in (fold(c.name), fold(c.label.zh))), None)


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
        values={"kind": phrase(f"personal.{kind}")},
    )


def _undeclared(sheet: Sheet, at: int, index: int, path: tuple[str, ...]) -> list[Finding]:
    """A column nobody declared: said if it holds anything."""
    for cell in path:
        if personal := _personal(sheet, at, cell):
            return [personal]
    written = path[-1] if path else ""
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
