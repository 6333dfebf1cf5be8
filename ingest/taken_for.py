"""What a sheet was taken for, where something had to be understood: one finding, in one line.

Its values are for programs too: ``name`` of the table, ``by``, ``header_row``, ``year`` and
``year_from``, ``columns`` (letter → column), ``years`` (letter → year), ``settings`` (the lines of
``source.toml`` that say the same).
"""

from __future__ import annotations

import re

from graph.findings import Finding
from graph.ontology import Table
from graph.references import Reference, of_meaning, of_table, phrase
from ingest.headings import Head
from ingest.readers import stem_of
from ingest.repeats import Place
from ingest.side_by_side import YearsOfSheet
from ingest.source_lines import of_sheet
from ingest.text import fold
from ingest.years import LONGEST

BY_NAME, BY_HEADINGS = "name", "headings"
BASIS, POSTINGS = "basis", "postings"
_POSTINGS = re.compile(r"招聘会|双选会|交流会|招聘信息|招聘岗位|招聘公告|jobfair|jobpostings")


def report_taken_for(
    place: Place, table: Table, by: str, years: YearsOfSheet, postings: str | None
) -> list[Finding]:
    """Report what a sheet was taken for; nothing where it says so itself, or was refused.

    ``postings``: the text by which its demand is of posts on offer.
    """
    is_refused = any(f.rule == "missing-heading" for f in years.findings)
    if is_refused or not (by == BY_HEADINGS or years.elsewhere or years.letters or postings):
        return []
    elsewhere = years.elsewhere
    heads = list(years.heads.values())
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
        "year": elsewhere.year if elsewhere else None,
        "year_from": elsewhere.origin if elsewhere else None,
        "columns": {"data": columns},
        "years": {"data": years.letters},
        "settings": _settings(table, by, years, postings),
        "of_sheet": of_sheet(place.sheet),
        "of_year": _said_of_year(years),
        "of_years": _said_of_years(heads, years),
        "of_basis": phrase("taken.postings", text=postings) if postings else "",
    }
    return [Finding("taken-for", "info", row=place.row, values=values)]


def _settings(table: Table, by: str, years: YearsOfSheet, postings: str | None) -> list[str]:
    lines = [f'table = "{table.name}"'] if by == BY_HEADINGS else []
    year = years.elsewhere.year if years.elsewhere and not years.letters else None
    constants = [f"year = {year}"] if year else []
    constants += [f'{BASIS} = "{POSTINGS}"'] if postings else []
    return lines + ([f"constants = {{{', '.join(constants)}}}"] if constants else [])


def text_of_postings(place: Place, head: Head, table: Table, file: str) -> str | None:
    """Return the text that says that a sheet lists posts on offer, where no column says so."""
    if BASIS not in table.by_name or any(h.column.name == BASIS for h in head.headings):
        return None
    texts = (place.sheet.name or "", *head.titles, stem_of(file))
    return next((text[:LONGEST] for text in texts if _POSTINGS.search(fold(text))), None)


def _said_of_year(years: YearsOfSheet) -> Reference | str:
    found = years.elsewhere
    if found is None or found.year is None:
        return ""
    return phrase(f"taken.year_from_{found.origin}", year=found.year, text=found.text)


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
