"""The years of a sheet: in a column, side by side in its headings, or told elsewhere.

Years side by side are read as one row a year: the columns of each year with those of no year. What
cannot be told is refused, with the settings that would settle it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from graph.findings import Finding
from graph.ontology import Table
from graph.references import of_column, of_meaning, of_table
from ingest.cells import Habits, read_year
from ingest.heading_words import YEAR
from ingest.headings import Head
from ingest.meanings import FIGURES, Heading
from ingest.repeats import Place
from ingest.source_lines import of_sheet
from ingest.years import YearElsewhere, is_year, year_elsewhere

SCHOOL_YEARS = ['school_year = "end"', 'school_year = "start"']


@dataclass
class YearsOfSheet:
    """The heads by which a sheet is read, one for each year, and how the years were found.

    heads: year → head; the year is None where a column or a setting says it. elsewhere: what says
    the year of columns that have none. letters: column of the sheet → year, where side by side.
    """

    heads: dict[str | None, Head]
    findings: list[Finding] = field(default_factory=list)
    elsewhere: YearElsewhere | None = None
    letters: dict[str, str] = field(default_factory=dict)


def years_of_sheet(
    place: Place, head: Head, table: Table, constants: Mapping[str, str], file: str, habits: Habits
) -> YearsOfSheet:
    """Find the years of a sheet's columns; ``constants``: columns that ``source.toml`` fills."""
    if YEAR not in table.key:
        return YearsOfSheet({None: head})
    elsewhere = year_elsewhere(place.sheet.name, head.titles, file, habits)
    column = next((h for h in head.headings if h.column.name == YEAR), None)
    yeared = [h for h in head.headings if h.year is not None]
    if column is not None and not place.holds(column.index) and (yeared or elsewhere.year):
        head = _without(head, [column])
        column = None
    if not yeared and (column is not None or YEAR in constants):
        return YearsOfSheet({None: head})
    if not yeared:
        return _of_one_year(place, head, table, elsewhere)
    if column is not None:
        return _beside_a_column(place, head, column, habits)
    of_others = read_year(constants[YEAR], habits) if YEAR in constants else elsewhere.year
    return _side_by_side(place, head, table, replace(elsewhere, year=of_others), habits)


def _without(head: Head, left_out: Collection[Heading]) -> Head:
    return replace(head, headings=[h for h in head.headings if h not in left_out])


def _of_one_year(place: Place, head: Head, table: Table, elsewhere: YearElsewhere) -> YearsOfSheet:
    """Return the sheet as of the year that is told elsewhere, or refuse it."""
    if elsewhere.year is not None:
        return YearsOfSheet({elsewhere.year: head}, elsewhere=elsewhere)
    alone = {i: h for i, h in head.undeclared.items() if is_year(h)}
    figures = sorted(
        (c for c in table.columns if c.unit in FIGURES), key=lambda c: not c.counts_persons
    )
    if alone:
        head.findings = [f for f in head.findings if f.column not in alone.values()]
        renamed = ", ".join(f'"{written}" = "{figures[0].name}"' for written in alone.values())
        return _refused(
            place, head, table, "missing-heading.year_of_what",
            [f"rename = {{{renamed}}}"],
            letters=[place.letter(i) for i in alone],
            choices=[of_meaning(column) for column in figures],
        )  # fmt: skip
    if elsewhere.school_year:
        return _refused(
            place, head, table, "missing-heading.school_year", SCHOOL_YEARS,
            written=elsewhere.school_year, of_dataset=True,
        )  # fmt: skip
    if elsewhere.years:
        settings = [f"constants = {{year = {year}}}" for year in elsewhere.years]
        years = [str(year) for year in elsewhere.years]
        return _refused(place, head, table, "missing-heading.years", settings, years=years)
    return _refused(place, head, table, "missing-heading.year", ["constants = {year = …}"])


def _beside_a_column(place: Place, head: Head, column: Heading, habits: Habits) -> YearsOfSheet:
    """Return the years of the column, where those of the headings do not contradict them."""
    yeared = [h for h in head.headings if h.year is not None]
    cells = {read_year(cell, habits) for cell in place.cells(column.index).drop_nulls().unique()}
    declared = {h.column.name for h in yeared if h.is_declared}
    left_out = [h for h in yeared if h.column.name in declared and not h.is_declared]
    counting = [h for h in yeared if h not in left_out]
    is_one_each = len({h.column.name for h in counting}) == len(counting)
    if is_one_each and all(h.is_declared or cells == {h.year} for h in counting):
        headings = [replace(h, year=None) for h in _without(head, left_out).headings]
        return YearsOfSheet({None: replace(head, headings=headings)})
    contested = [h for h in counting if not h.is_declared]
    names = dict.fromkeys(h.column.name for h in contested)
    findings = [
        _report_contested(place, [h for h in contested if h.column.name == name], column)
        for name in names
    ]
    return YearsOfSheet({None: _without(head, [*left_out, *contested])}, findings)


def _report_contested(place: Place, alike: list[Heading], years: Heading) -> Finding:
    """Report columns of years beside a column with other years: none of them is read."""
    figure, letters = alike[0].column, [place.letter(h.index) for h in alike]
    settings = [f'columns = {{{letter} = "{figure.name}"}}' for letter in letters]
    rule = "missing-heading" if figure.required else "unknown-heading"
    return Finding(
        f"{rule}.years_twice",
        row=place.row,
        column="/".join(alike[0].path),
        values={
            "letters": letters,
            "years": years.written,
            "name": figure.name,
            "settings": [*settings, f'rename = {{"{years.written}" = "note"}}'],
            "of_sheet": of_sheet(place.sheet),
        },
    )


def _side_by_side(
    place: Place, head: Head, table: Table, elsewhere: YearElsewhere, habits: Habits
) -> YearsOfSheet:
    """Return one head a year, with the columns that are of no year in each."""
    sheet = YearsOfSheet({})
    headings: list[Heading] = []
    for heading in head.headings:
        written = heading.year
        year = written and read_year(written, habits)
        if written and not year:
            return _refused(
                place, head, table, "missing-heading.school_year", SCHOOL_YEARS,
                written=written, of_dataset=True,
            )  # fmt: skip
        headings.append(replace(heading, year=year))
    years = list(dict.fromkeys(h.year for h in headings if h.year))
    yeared = {(h.column.name, h.year) for h in headings if h.year}
    for position, heading in enumerate(headings):
        if heading.year or heading.column.unit not in FIGURES:
            continue
        if elsewhere.year in years and (heading.column.name, elsewhere.year) not in yeared:
            headings[position] = replace(heading, year=elsewhere.year)
            sheet.elsewhere = elsewhere if elsewhere.origin else None
        else:
            sheet.findings.append(_report_without_year(place, heading))
    kept = [h for h in headings if h.year or h.column.unit not in FIGURES]
    sheet.heads = {
        year: replace(head, headings=[h for h in kept if h.year in (None, year)]) for year in years
    }
    sheet.letters = {place.letter(i): h.year for h in kept if h.year for i in h.parts or (h.index,)}
    return sheet


def _report_without_year(place: Place, heading: Heading) -> Finding:
    return Finding(
        "unknown-heading.no_year",
        "warning",
        row=place.row,
        column=heading.written,
        values={"letter": place.letter(heading.index), "of_sheet": of_sheet(place.sheet)},
    )


def _refused(
    place: Place,
    head: Head,
    table: Table,
    reason: str,
    settings: list[str],
    **values: object,
) -> YearsOfSheet:
    year = table.by_name[YEAR]
    finding = Finding(
        reason,
        row=place.row,
        column=year.label.zh,
        values={
            "heading": of_column(year),
            "table": of_table(table),
            "settings": settings,
            "of_sheet": of_sheet(place.sheet),
            **values,
        },
    )
    return YearsOfSheet({None: head}, [finding])
