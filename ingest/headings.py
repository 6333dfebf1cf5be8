"""The head of a sheet: the row of its headings, and the column each heading means."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import of_column, of_table
from ingest.chosen_rows import NO_COLUMN, filter_headings
from ingest.head_rows import (
    MOST_ROWS,
    Cells,
    HeadRows,
    head_rows,
    is_sex,
    is_whole,
    level_of,
    merged_over,
)
from ingest.heading_words import YEAR, figure_named, match, meanings_of
from ingest.meanings import FIGURES, Heading, Meanings, with_blank_headings, year_of
from ingest.personal import heading_kind
from ingest.readers import Sheet, stem_of
from ingest.readers.sheet_scan import column_index
from ingest.repeats import Place, choose_columns, column_letter
from ingest.rules import NO_RULES, FileRules
from ingest.scales import with_units
from ingest.text import fold
from ingest.undeclared import as_one, is_counter, report_undeclared

SEARCHED_ROWS = 60


@dataclass
class Head:
    """Head of a sheet: its headings and the index of the first row of data.

    undeclared: index of a column that no table declares → its heading; none that is personal.
    filters: columns of any kind that the source chooses rows by.
    titles: the texts above it.
    """

    headings: list[Heading]
    data_from: int
    findings: list[Finding] = field(default_factory=list)
    undeclared: dict[int, str] = field(default_factory=dict)
    filters: list[Heading] = field(default_factory=list)
    titles: tuple[str, ...] = ()

    @property
    def is_refused(self) -> bool:
        """Tell whether nothing can be read below this head."""
        return any(f.rule == "missing-heading" or f.reason == NO_COLUMN for f in self.findings)


def find_head(
    sheet: Sheet,
    ontology: Ontology,
    table: Table,
    rules: FileRules = NO_RULES,
    constants: Collection[str] = (),
    file: str = "",
) -> Head | None:
    """Find the head of a sheet known to be a table; None where it has no heading at all.

    Undeclared, the header row is the first that holds the required headings; of a two-row heading
    the lower cell is the column. ``constants``: the columns that need no heading. The year needs
    none either: it may stand in other headings, or elsewhere.
    """
    meanings = meanings_of(ontology, table, rules.rename)
    needless = {*constants, YEAR}
    if rules.header_row == 0:
        no_rows = HeadRows(0, -1, [()] * sheet.cells.width)
        return _head_at(sheet, table, no_rows, meanings, rules, needless)
    if sheet.is_of_records:
        keys = [tuple((cell or "").split("/")) for cell in sheet.cells.row(0)]
        return _head_at(sheet, table, HeadRows(0, 0, keys), meanings, rules, needless)
    first = _index_of_row(sheet, rules.rows[0][0]) if rules.rows else None
    declared = _index_of_row(sheet, rules.header_row) if rules.header_row else None
    rows = _first_rows(sheet, max(first or 0, declared or 0))
    matched = [[match(cell, meanings) for cell in row] for row in rows]
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
        lambda cell: meanings.units.of_heading(cell) is not None,
    )
    found_rows = head_rows(cells, head_row)
    titles = tuple(cell for row in rows[: found_rows.first] for cell in row if fold(cell))
    if meanings.has_years:
        named = figure_named((sheet.name or "", *titles, stem_of(file)), table)
        under_years = meanings.under_years or named
        meanings = replace(meanings, under_years=under_years, of_title=named)
    head = _head_at(sheet, table, found_rows, meanings, rules, needless)
    head.titles = titles
    return head


def _first_rows(sheet: Sheet, wanted: int) -> list[list[str]]:
    """Return the texts of the rows to search, at least to the index ``wanted`` and a head."""
    height = max(SEARCHED_ROWS, wanted + MOST_ROWS)
    return [[cell or "" for cell in row] for row in sheet.cells.head(height).iter_rows()]


def _index_of_row(sheet: Sheet, number: int) -> int | None:
    positions = (sheet.rows == number).arg_true()
    return int(positions[0]) if len(positions) else None


def _find_row(
    matched: list[list[Column | None]],
    required: set[str],
    stand_ins: Mapping[str, str],
    from_below: bool = False,
) -> int | None:
    """Find the first row with all required headings, or with all but the year's, or the last.

    Where there is none, it is the one with the most.
    """

    def covered(row: list[Column | None]) -> set[str]:
        names = {c.name for c in row if c}
        return names | {stand_ins[name] for name in names & stand_ins.keys()}

    rows = [covered(row) for row in matched]
    places = list(range(len(rows)))
    if from_below:
        places.reverse()
    for wanted in (required, required - {YEAR}):
        for place in places:
            here, below = rows[place], rows[place + 1] if place + 1 < len(rows) else set()
            is_in_two = wanted <= here | below and not wanted <= below and not here >= below
            if wanted <= here or (here and is_in_two):
                return place
    places.sort(key=lambda i: len(rows[i]), reverse=True)
    return places[0] if places and rows[places[0]] else None


def _head_at(
    sheet: Sheet,
    table: Table,
    rows: HeadRows,
    meanings: Meanings,
    rules: FileRules,
    constants: Collection[str],
) -> Head:
    last_row = rows.last
    head = Head([], last_row + 1)
    place = Place(sheet, last_row)
    headings, undeclared = _match_columns(sheet, table, rows, meanings, rules)
    head.filters, not_there = filter_headings(sheet, headings, rows.paths, rules)
    filters = {heading.index for heading in head.filters}
    unread: list[Finding] = []
    for index, path in undeclared:
        written = _written(sheet, path)
        if index not in filters:
            unread += report_undeclared(place, index, path, written, rules)
        is_personal = any(heading_kind(cell) for cell in path)
        if written and not is_counter(written) and not is_personal:
            head.undeclared[index] = written
    head.findings += as_one(unread, sheet, rules)
    head.headings, repeats = choose_columns(place, headings)
    head.headings, scaled = with_units(place, head.headings, rows, meanings.units, rules.unit)
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
    meanings: Meanings,
    rules: FileRules,
) -> tuple[list[Heading], list[tuple[int, tuple[str, ...]]]]:
    """Return the headings that mean a column, and index and path of those that mean none."""
    headings: list[Heading] = []
    undeclared: list[tuple[int, tuple[str, ...]]] = []
    placed = _columns_by_letter(table, rules.columns, sheet)
    renamed = {fold(word) for word in rules.rename}
    paths = with_blank_headings(sheet, rows, meanings)
    for index, path in enumerate(paths):
        written = _written(sheet, path)
        if rules.sets_aside(column_letter(index + sheet.first_column), path):
            undeclared.append((index, path))
        elif index in placed:
            column, parts = placed[index]
            heading = written or column_letter(index + sheet.first_column)
            year = year_of(path) if meanings.has_years and column.unit in FIGURES else None
            headings.append(Heading(column, index, heading, path, True, parts=parts, year=year))
        elif meaning := meanings.of(*path):
            is_whole_path = meaning.year is not None or not meaning.by_lowest
            heading = "/".join(path) if is_whole_path else written
            is_declared = fold(heading) in renamed or fold(written) in renamed
            part, year = meaning.part, meaning.year
            headings.append(
                Heading(meaning.column, index, heading, path, is_declared, part, year=year)
            )
        else:
            undeclared.append((index, path))
    return _under_title(headings, undeclared, meanings)


def _under_title(
    headings: list[Heading], undeclared: list[tuple[int, tuple[str, ...]]], meanings: Meanings
) -> tuple[list[Heading], list[tuple[int, tuple[str, ...]]]]:
    """Take 本科, 专科 and 小计 alone for what the title names, where no heading means it."""
    column = meanings.of_title
    if column is None or any(h.column.name == column.name for h in headings):
        return headings, undeclared
    parts = [
        Heading(column, index, path[0], path, part=() if is_whole(path[0]) else path)
        for index, path in undeclared
        if len(path) == 1 and (is_whole(path[0]) or is_sex(path[0]) or level_of(path[0]))
    ]
    part_columns = {heading.index for heading in parts}
    return [*headings, *parts], [(i, path) for i, path in undeclared if i not in part_columns]


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
