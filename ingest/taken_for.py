"""What a sheet was taken for, where something had to be understood: one finding, in one line.

Its values are for programs too: ``name`` of the table, ``by``, ``header_row``, ``year`` and
``year_from``, ``columns`` (letter → column), ``years`` (letter → year), ``settings`` (the lines of
``source.toml`` that say the same).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from graph.findings import Finding
from graph.ontology import Table
from graph.references import Reference, of_code, of_meaning, of_table, phrase
from ingest.headings import Head
from ingest.level_columns import OfLevel
from ingest.readers import stem_of
from ingest.repeats import Place
from ingest.side_by_side import YearsOfSheet
from ingest.source_lines import of_sheet
from ingest.text import fold
from ingest.years import LONGEST

BY_NAME, BY_HEADINGS = "name", "headings"
BASIS = "basis"
_BASES = {
    "postings": re.compile(r"招聘会|双选会|交流会|招聘信息|招聘岗位|招聘公告|jobfair|jobpostings"),
    "projection": re.compile(r"预测|预计|forecast|projection|projected"),
}


def report_taken_for(
    place: Place,
    table: Table,
    by: str,
    years: YearsOfSheet,
    basis: Basis | None,
    levels: Sequence[OfLevel] = (),
) -> list[Finding]:
    """Report what a sheet was taken for; nothing where it says so itself, or was refused.

    ``basis``: of its demand, where a name or a title says it. ``levels``: side by side.
    """
    heads = list(years.heads.values())
    faults = [*years.findings, *(f for head in heads for f in head.findings)]
    if any(f.rule == "missing-heading" for f in faults) or not (
        by == BY_HEADINGS or years.elsewhere or years.letters or basis or levels
    ):
        return []
    elsewhere = years.elsewhere
    columns = {
        place.letter(index): heading.column.name
        for head in heads
        for heading in head.headings
        for index in heading.parts or (heading.index,)
    }
    values = {
        "table": of_table(table),
        "name": table.name,
        "by": by,
        "header_row": place.row,
        "of_head": phrase("taken.header_row", row=place.row) if place.row else "",
        "year": elsewhere.year if elsewhere else None,
        "year_from": elsewhere.origin if elsewhere else None,
        "columns": {"data": columns},
        "years": {"data": years.letters},
        "levels": {"data": {place.letter(o.figure.index): o.level for o in levels if o.figure}},
        "settings": _settings(table, by, years, basis),
        "of_sheet": of_sheet(place.sheet),
        "of_year": _said_of_year(years),
        "of_years": _said_of_years(heads, years),
        "of_basis": _said_of_basis(basis),
        "of_levels": _said_of_levels(place, levels),
    }
    return [Finding("taken-for", "info", row=place.row, values=values)]


def _settings(table: Table, by: str, years: YearsOfSheet, basis: Basis | None) -> list[str]:
    lines = [f'table = "{table.name}"'] if by == BY_HEADINGS else []
    year = years.elsewhere.year if years.elsewhere and not years.letters else None
    constants = [f"year = {year}"] if year else []
    constants += [f'{BASIS} = "{basis.notation}"'] if basis else []
    return lines + ([f"constants = {{{', '.join(constants)}}}"] if constants else [])


@dataclass(frozen=True)
class Basis:
    """Basis of the demand in a sheet, and the text that says it."""

    notation: str
    text: str


def basis_of(place: Place, head: Head, table: Table, file: str) -> Basis | None:
    """Return the basis of demand that a name or a title says, where no column does."""
    if BASIS not in table.by_name or any(h.column.name == BASIS for h in head.headings):
        return None
    texts = (place.sheet.name or "", *head.titles, stem_of(file))
    bases = (
        Basis(notation, text[:LONGEST])
        for text in texts
        for notation, words in _BASES.items()
        if words.search(fold(text))
    )
    return next(bases, None)


def _said_of_year(years: YearsOfSheet) -> Reference | str:
    elsewhere = years.elsewhere
    if elsewhere is None or elsewhere.year is None:
        return ""
    return phrase(f"taken.year_from_{elsewhere.origin}", year=elsewhere.year, text=elsewhere.text)


def _said_of_levels(place: Place, levels: Sequence[OfLevel]) -> Reference | str:
    figures = [of_level.figure for of_level in levels if of_level.figure]
    if not figures:
        return ""
    return phrase(
        "taken.levels",
        letters=[place.letter(figure.index) for figure in figures],
        levels=[figure.written for figure in figures],
        column=of_meaning(figures[0].column),
    )


def _said_of_basis(basis: Basis | None) -> Reference | str:
    if basis is None:
        return ""
    return phrase("taken.basis", basis=of_code(BASIS, basis.notation), text=basis.text)


def _said_of_years(heads: list[Head], years: YearsOfSheet) -> Reference | str:
    if not years.letters:
        return ""
    columns = {
        h.column.name: of_meaning(h.column) for head in heads for h in head.headings if h.year
    }
    return phrase(
        "taken.side_by_side",
        letters=list(years.letters),
        years=list(dict.fromkeys(years.letters.values())),
        columns=list(columns.values()),
    )
