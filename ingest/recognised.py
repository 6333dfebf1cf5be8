"""The table that a sheet is, told by its headings where neither settings nor its name say so.

A table is recognised where all its required columns have headings, and where no other table
accounts for as many columns of the sheet. Words in the names of the sheet and of its file decide
between tables that are equally likely. Else the sheet is not read, and the finding says which
tables it could be, with the settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from graph.findings import Finding
from graph.ontology import Column, Ontology, Table
from graph.references import of_column, of_table, of_tables
from ingest.heading_words import YEAR, figure_named, is_only_of, match, meanings_of
from ingest.headings import Head, column_by_word, find_head
from ingest.headless import report_without_header_row, without_header_row
from ingest.meanings import FIGURES
from ingest.personal import lists_persons
from ingest.readers import Sheet, stem_of
from ingest.rules import NO_RULES, FileRules
from ingest.source_lines import of_sheet
from ingest.text import fold
from ingest.undeclared import is_counter, personal_columns
from ingest.years import is_year

_FILLED_IN = ("thing", "link")  # groups of tables that people fill in as sheets
_RECORDS = (
    ("registrations", {"person", "start_date"}, "unknown-table.registrations"),
    ("postings", {"title", "seen_from"}, "unknown-table.postings"),
)
_POSTS = {"title", "occupation"}
_LEAST_COLUMNS = 2  # in common; fewer say nothing, as a name or a year is everywhere
_SHORTEST_NAME = 2
_SEARCHED_ROWS = 20
_LONGEST = 60  # characters of a heading
_NUMBER = re.compile(r"[\d.,%\s]{5,}|[\d.,%\s]{1,3}")  # but no year


@dataclass(frozen=True)
class _Likeness:
    """Table with the columns of the sheet that it accounts for, and what of it is missing.

    is_whole: a table of figures has some. is_named: the sheet or its file bears words for it.
    """

    table: Table
    columns: frozenset[int]
    lacks: tuple[Column, ...]
    is_whole: bool
    is_named: bool
    is_own: bool

    @property
    def is_likely(self) -> bool:
        """Tell whether the sheet may be read as the table, if no other is as likely."""
        return not self.lacks and len(self.columns) >= _LEAST_COLUMNS and self.is_own


def recognised(
    sheet: Sheet, file: str, ontology: Ontology, rules: FileRules = NO_RULES
) -> tuple[Table | None, list[Finding]]:
    """Return the table that a sheet is; None with findings where that is not clear."""
    name = sheet.name if sheet.name is not None else stem_of(file)
    if without_header_row(sheet):
        return None, [report_without_header_row(sheet, ontology, None, name)]
    rows = [
        [cell for cell in row if cell and len(cell) <= _LONGEST and not _NUMBER.fullmatch(cell)]
        for row in sheet.cells.head(_SEARCHED_ROWS).iter_rows()
    ]
    words = (fold(sheet.name or ""), fold(stem_of(file)))
    likenesses = [
        likeness
        for table in ontology.input_tables()
        if table.group in _FILLED_IN
        and (likeness := _likeness(sheet, rows, table, ontology, rules, words, file))
    ]
    best = _most_likely([like for like in likenesses if like.is_likely])
    if len(best) == 1 and not any(lists_persons(cell) for row in rows for cell in row):
        return best[0].table, []
    personal = personal_columns(sheet, _SEARCHED_ROWS)
    return None, [_unknown(name, sheet, best or likenesses, ontology), *personal]


def records_in(
    sheet: Sheet, file: str, ontology: Ontology, rules: FileRules, is_unread: bool
) -> Finding | None:
    """Report registrations, and advertisements that could not be read as anything else.

    They are made demand before they are built. Single people are refused even where their columns
    look like those of a table; advertisements may be a list of demand.
    """
    for name, own, reason in _RECORDS if is_unread else _RECORDS[:1]:
        head = find_head(sheet, ontology, ontology.records[name], rules, rules.constants, file)
        columns = {h.column.name for h in head.headings} if head else set()
        if own <= columns and columns & _POSTS:
            value = sheet.name if sheet.name is not None else stem_of(file)
            return Finding(reason, "error", value=value)
    return None


def _likeness(
    sheet: Sheet,
    rows: Sequence[Sequence[str]],
    table: Table,
    ontology: Ontology,
    rules: FileRules,
    words: Sequence[str],
    file: str,
) -> _Likeness | None:
    """Return how well a table accounts for a sheet; None where it shares hardly a heading."""
    meanings = meanings_of(ontology, table, rules.rename)
    named = [{c.name for cell in row if (c := match(cell, meanings))} for row in rows]
    most = max(named, key=len, default=set())
    has_bare_years = YEAR in table.key and any(map(is_year, chain.from_iterable(rows)))
    if len(most) + has_bare_years < _LEAST_COLUMNS:
        return None
    constants = {c.name for name in rules.constants if (c := column_by_word(table, name))}
    head = find_head(sheet, ontology, table, rules, constants, file=file)
    if head is None:
        return None
    present: set[str | None] = {*constants, *(h.column.name for h in head.headings)}
    present |= {h.column.stands_in_for for h in head.headings if h.column.stands_in_for}
    present |= {f.values.get("name") for f in head.findings if f.rule == "missing-heading"}
    required = [c for c in table.columns if c.required and c.name != YEAR]
    columns = frozenset(i for h in head.headings for i in h.parts or (h.index,))
    if YEAR in table.key:
        columns |= {i for i, written in head.undeclared.items() if is_year(written)}
    is_named = any(
        fold(name) in word
        for word in words
        for name in (table.name, table.label.zh, table.label.en, *table.aliases)
        if len(fold(name)) >= _SHORTEST_NAME
    )
    return _Likeness(
        table,
        columns,
        tuple(c for c in required if c.name not in present),
        not _holds_years(table)
        or _has_figures(head, table, (sheet.name or "", *head.titles, file)),
        is_named,
        is_named or _has_own_headings(head, table, ontology),
    )


def _holds_years(table: Table) -> bool:
    """Tell whether the rows of a table are figures of a time."""
    return any(c.name in (YEAR, "period") for c in table.columns if c.key_part is not None)


def _has_figures(head: Head, table: Table, texts: Iterable[str]) -> bool:
    """Tell whether headings, or a title above years alone, name figures of the table."""
    figures = [h for h in head.headings if h.column.unit in FIGURES]
    if any(h.year is None or not all(map(is_year, h.path)) for h in figures):
        return True
    return bool(figures) and figure_named(texts, table) is figures[0].column


def _has_own_headings(head: Head, table: Table, ontology: Ontology) -> bool:
    """Tell whether the headings say more than names that any list may hold.

    Of things, one says what kind of thing it is; of links, most columns of the sheet are known.
    """
    if table.group == "thing":
        naming = [h for h in head.headings if h.column.name in (*table.key, "name")]
        return any(is_only_of(ontology, h.path[-1] if h.path else h.written, table) for h in naming)
    unknown = [w for w in head.undeclared.values() if not is_counter(w) and not is_year(w)]
    own = {h.column.name for h in head.headings if not h.column.required}
    return bool(own) or 2 * len(unknown) < len(head.headings)


def _most_likely(likenesses: Sequence[_Likeness]) -> list[_Likeness]:
    """Return the likenesses that none surpasses: whole tables first, then columns, then names."""
    for quality in (lambda like: like.is_whole, lambda like: len(like.columns)):
        best = max(map(quality, likenesses), default=0)
        likenesses = [like for like in likenesses if quality(like) == best]
    return [like for like in likenesses if like.is_named] or list(likenesses)


def _unknown(
    name: str, sheet: Sheet, likenesses: Sequence[_Likeness], ontology: Ontology
) -> Finding:
    """Report a sheet that was not read, with the tables that it could be."""
    most = max((len(like.columns) for like in likenesses), default=0)
    # One that lacks more than it has resembles nothing.
    nearest = [like for like in likenesses if len(like.columns) == most >= len(like.lacks)]
    nearest = [like for like in nearest if not like.lacks] or nearest
    if most < _LEAST_COLUMNS or not nearest or not any(like.is_own for like in nearest):
        tables = [table for table in ontology.input_tables() if table.group in _FILLED_IN]
        return Finding("unknown-table", "warning", value=name, values={"tables": of_tables(tables)})
    like = nearest[0]
    values = {
        "tables": [of_table(like.table) for like in nearest],
        "table": of_table(like.table),
        "columns": most,
        "missing": [of_column(column) for column in like.lacks],
        "settings": [f'table = "{like.table.name}"' for like in nearest],
        "of_sheet": of_sheet(sheet),
    }
    reason = "several" if len(nearest) > 1 else "lacks" if like.lacks else "like"
    reason = f"unknown-table.{reason}"
    return Finding(reason, "warning", value=name, values=values)
