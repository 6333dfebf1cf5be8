"""The head of a sheet: the row of its headings, and the column each heading means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import of_column, of_table, phrase
from ingest.chosen_rows import NO_COLUMN, headings_asked
from ingest.head_rows import MOST_ROWS, Cells, HeadRows, head_rows, merged_over
from ingest.meanings import FIGURES, Heading, meaning_of, with_blank_headings
from ingest.personal import heading_kind
from ingest.readers import Sheet
from ingest.readers.sheet_scan import column_index
from ingest.repeats import Place, choose_columns, column_letter
from ingest.rules import NO_RULES, FileRules
from ingest.scales import with_units
from ingest.text import fold
from ingest.units import UnitWords

SEARCHED_ROWS = 60
_COUNTERS = ("序号", "序", "行号", "no.", "no", "#")  # line numbers, which need not be read


@dataclass
class Head:
    """Head of a sheet: its headings and the index of the first row of data.

    undeclared: index of a column that no table declares → its heading; none that is personal.
    asked: columns of any kind that the source chooses rows by.
    """

    headings: list[Heading]
    data_from: int
    findings: list[Finding] = field(default_factory=list)
    undeclared: dict[int, str] = field(default_factory=dict)
    asked: list[Heading] = field(default_factory=list)

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing can be read below this head."""
        return any(f.rule == "missing-heading" or f.reason == NO_COLUMN for f in self.findings)


def table_names(ontology: Ontology) -> dict[str, Table]:
    """Return folded name, label or alias → table, for files and sheets."""
    names: dict[str, Table] = {}
    for table in ontology.input_tables():
        for word in (table.name, table.label.zh, table.label.en, table.class_name, *table.aliases):
            names.setdefault(fold(word), table)
    return names


def column_words(
    ontology: Ontology, table: Table, rename: Mapping[str, str] | None = None
) -> dict[str, Column]:
    """Return folded heading → column: declared renames first, then names, labels, aliases.

    A reference may also be headed by the label of its target, where that is unambiguous.
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
    """Return the labels of a column's target, and that table's headings for its code and name."""
    if not column.target_class or column.target_class in ontology.unions:
        return []
    (target,) = ontology.target_tables(column.target_class)
    naming = [c for c in target.columns if c.name in (*target.key, "name")]
    aliases = [word for c in naming for word in c.aliases if _is_only_of(ontology, word, target)]
    return [target.label.zh, target.label.en, *aliases]


def _is_only_of(ontology: Ontology, word: str, table: Table) -> bool:
    """Tell whether a heading stands above the codes or names of one kind of thing only."""
    return all(
        word not in c.aliases
        for other_table in ontology.input_tables()
        if other_table.group == "thing" and other_table.name != table.name
        for c in other_table.columns
        if c.name in (*other_table.key, "name")
    )


def find_head(
    sheet: Sheet,
    ontology: Ontology,
    table: Table,
    rules: FileRules = NO_RULES,
    constants: Collection[str] = (),
) -> Head | None:
    """Find the head of a sheet known to be a table; None where it has no heading at all.

    Undeclared, the header row is the first that holds the required headings; of a two-row heading
    the lower cell is the column. ``constants``: the columns that need no heading.
    """
    words = column_words(ontology, table, rules.rename)
    units = UnitWords(ontology)
    if rules.header_row == 0:
        no_rows = HeadRows(0, -1, [()] * sheet.cells.width)
        return _head_at(sheet, table, no_rows, words, units, rules, constants)
    if sheet.is_of_records:
        keys = [tuple((cell or "").split("/")) for cell in sheet.cells.row(0)]
        return _head_at(sheet, table, HeadRows(0, 0, keys), words, units, rules, constants)
    first = _index_of_row(sheet, rules.rows[0][0]) if rules.rows else None
    declared = _index_of_row(sheet, rules.header_row) if rules.header_row else None
    rows = _first_rows(sheet, max(first or 0, declared or 0))
    matched = [[match(cell, words, units) for cell in row] for row in rows]
    required = {c.name for c in table.columns if c.required and c.name not in constants}
    stand_ins = {c.name: c.stands_in_for for c in table.columns if c.stands_in_for}
    if rules.header_row is not None:
        head_row = declared
    elif first is not None:
        head_row = _find_row(matched[: first + 1], required, stand_ins, from_below=True)
    else:
        head_row = _find_row(matched, required, stand_ins)
    if head_row is None:
        return None
    needed = {c.name for c in table.columns if c.required and c.unit not in FIGURES}
    needed |= {name for name, wanted in stand_ins.items() if wanted in needed}
    cells = Cells(
        rows,
        [[column is not None for column in row] for row in matched],
        [[column is not None and column.name in needed for column in row] for row in matched],
        merged_over(sheet, len(rows)),
        lambda cell: units.of_heading(cell) is not None,
    )
    return _head_at(sheet, table, head_rows(cells, head_row), words, units, rules, constants)


def _first_rows(sheet: Sheet, wanted: int) -> list[list[str]]:
    """Return the texts of the rows to search, at least to the index ``wanted`` and a head."""
    height = max(SEARCHED_ROWS, wanted + MOST_ROWS)
    return [[cell or "" for cell in row] for row in sheet.cells.head(height).iter_rows()]


def _index_of_row(sheet: Sheet, number: int) -> int | None:
    positions = (sheet.rows == number).arg_true()
    return int(positions[0]) if len(positions) else None


def match(cell: str, words: Mapping[str, Column], units: UnitWords) -> Column | None:
    """Return the column that one cell means as a heading."""
    meaning = meaning_of((cell,), words, units)
    return meaning.column if meaning else None


def _find_row(
    matched: list[list[Column | None]],
    required: set[str],
    stand_ins: Mapping[str, str],
    from_below: bool = False,
) -> int | None:
    """Find the first row with all required headings, or the last; else the one with the most."""

    def covered(row: list[Column | None]) -> set[str]:
        names = {c.name for c in row if c}
        return names | {stand_ins[name] for name in names & stand_ins.keys()}

    best, best_count = None, 0
    indices = range(len(matched))
    for index in reversed(indices) if from_below else indices:
        covered_here = covered(matched[index])
        covered_below = covered(matched[index + 1]) if index + 1 < len(matched) else set()
        if required <= covered_here:
            return index
        if (
            covered_here
            and not required <= covered_below
            and required <= covered_here | covered_below
            and not covered_here >= covered_below
        ):
            return index
        if len(covered_here) > best_count:
            best, best_count = index, len(covered_here)
    return best


def _head_at(
    sheet: Sheet,
    table: Table,
    rows: HeadRows,
    words: Mapping[str, Column],
    units: UnitWords,
    rules: FileRules,
    constants: Collection[str],
) -> Head:
    last_row = rows.last
    head = Head([], last_row + 1)
    place = Place(sheet, last_row)
    headings, undeclared = _match_columns(sheet, table, rows, words, units, rules)
    for index, path in undeclared:
        head.findings += _report_undeclared(place, index, path, rules)
        written = _written(sheet, path)
        is_personal = any(heading_kind(cell) for cell in path)
        if written and fold(written) not in _COUNTERS and not is_personal:
            head.undeclared[index] = written
    head.headings, repeats = choose_columns(place, headings)
    head.headings, scaled = with_units(place, head.headings, rows, units, rules.unit)
    head.asked, not_there = headings_asked(sheet, head.headings, rows.paths, rules)
    head.findings += [*repeats, *scaled, *not_there]
    head.findings += _missing_headings(place, table, head, constants)
    return head


def _missing_headings(
    place: Place, table: Table, head: Head, constants: Collection[str]
) -> list[Finding]:
    """Report the required columns that have no heading, no stand-in and no constant."""
    present = {f.values.get("name") for f in head.findings if f.rule == "missing-heading"}
    present |= {h.column.name for h in head.headings} | set(constants)
    present |= {h.column.stands_in_for for h in head.headings if h.column.stands_in_for}
    return [
        Finding(
            "missing-heading",
            row=place.row,
            column=column.label.zh,
            values={"heading": of_column(column), "table": of_table(table)},
        )
        for column in table.columns
        if column.required and column.name not in present
    ]


def _match_columns(
    sheet: Sheet,
    table: Table,
    rows: HeadRows,
    words: Mapping[str, Column],
    units: UnitWords,
    rules: FileRules,
) -> tuple[list[Heading], list[tuple[int, tuple[str, ...]]]]:
    """Return the headings that mean a column, and index and path of those that mean none."""
    headings: list[Heading] = []
    undeclared: list[tuple[int, tuple[str, ...]]] = []
    placed = _columns_by_letter(table, rules.columns, sheet)
    renamed = {fold(word) for word in rules.rename}
    paths = with_blank_headings(sheet, rows, lambda path: meaning_of(path, words, units))
    for index, path in enumerate(paths):
        written = _written(sheet, path)
        if index in placed:
            column, parts = placed[index]
            heading = written or column_letter(index + sheet.first_column)
            headings.append(Heading(column, index, heading, path, True, parts=parts))
        elif meaning := meaning_of(path, words, units):
            heading = written if meaning.by_lowest else "/".join(path)
            is_declared = fold(heading) in renamed or fold(written) in renamed
            headings.append(
                Heading(meaning.column, index, heading, path, is_declared, part=meaning.part)
            )
        else:
            undeclared.append((index, path))
    return headings, undeclared


def _written(sheet: Sheet, path: tuple[str, ...]) -> str:
    """Return a heading as the file writes it: its lowest cell, or the whole key of a record."""
    return "/".join(path) if sheet.is_of_records else path[-1] if path else ""


def _columns_by_letter(
    table: Table, columns: Mapping[str, str], sheet: Sheet
) -> dict[int, tuple[Column, tuple[int, ...]]]:
    """Return what ``columns`` of source.toml says of columns by letter; ``D+E`` is their sum."""
    placed = {}
    for letters, name in columns.items():
        indices = [column_index(letter.strip().upper().encode()) for letter in letters.split("+")]
        places = tuple(index - sheet.first_column for index in indices)
        if (column := column_by_word(table, name)) and all(
            0 <= i < sheet.cells.width for i in places
        ):
            placed[places[0]] = (column, places if len(places) > 1 else ())
    return placed


def column_by_word(table: Table, word: str) -> Column | None:
    """Return the column of a name or Chinese label."""
    return next((c for c in table.columns if fold(word) in (fold(c.name), fold(c.label.zh))), None)


def personal_columns(sheet: Sheet, searched: int) -> list[Finding]:
    """Report each personal column of a sheet that is no table."""
    for index, row in enumerate(sheet.cells.head(searched).iter_rows()):
        place = Place(sheet, index)
        findings = [_report_personal(place, cell.strip()) for cell in row if cell]
        if len(findings) > 1 and any(findings):
            return [finding for finding in findings if finding]
    return []


def _report_personal(place: Place, written: str) -> Finding | None:
    """Report a heading that announces personal data."""
    if (kind := heading_kind(written)) is None:
        return None
    return Finding(
        "personal-data",
        row=place.row,
        column=written,
        reason="personal-data.heading",
        values={"kind": phrase(f"personal.{kind}")},
    )


def _report_undeclared(
    place: Place, index: int, path: tuple[str, ...], rules: FileRules
) -> list[Finding]:
    """Report a column that no table declares, if it holds anything."""
    for cell in path:
        if personal := _report_personal(place, cell):
            return [personal]
    if not place.holds(index):
        return []
    written = _written(place.sheet, path)
    filled = place.cells(index)
    letter = place.letter(index)
    reason, severity = None if written else "unknown-heading.none", "warning"
    if fold(written) in _COUNTERS:
        reason, severity = "unknown-heading.counter", "info"
    if rules.header_row == 0:
        reason, severity = "unknown-heading.not_named", "info"
    return [
        Finding(
            "unknown-heading",
            severity,
            row=place.row,
            column=written or letter,
            reason=reason,
            values={"letter": letter, "cells": filled.len() - filled.null_count()},
        )
    ]
