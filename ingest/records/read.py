"""Opens files of records: which of their columns mean what, and where the rows begin.

They are advertisements, or registrations of employment, which a key of the person tells apart.

Small files, workbooks and JSON go through the readers of ``ingest``; a large CSV file in UTF-8 or a
Parquet file is left to DuckDB, which reads the named columns only. No other column is ever loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from graph.errors import WrongInput
from graph.ontology import Ontology, Table, load
from graph.words import say
from ingest.datasets import Dataset, InputFile, open_dataset
from ingest.headings import Head, find_head
from ingest.headless import without_header_row
from ingest.personal import heading_kind, lists_persons
from ingest.pipeline import sheets_of
from ingest.readers import BadFileError, Sheet, delimited, stem_of
from ingest.records.columns import columns_by_content, lists_people
from ingest.records.levels import NAME as LEVELS
from ingest.records.levels import Levels
from ingest.repeats import column_letter
from ingest.rules import FileRules
from ingest.text import fold

POSTINGS, REGISTRATIONS = "postings", "registrations"
LARGE = 64 * 1024**2  # bytes; above, DuckDB reads
_SAMPLE = 1024**2
_NAMED = 5  # files in an error
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d{1,3}(?!\d))|(?<!\d)(20\d\d)(?=[01]\d[0-3]\d(?!\d))")
# What a file may say of a record; the rest of the table is worked out.
TEXTS = {POSTINGS: (
    "portal", "posting_id", "title", "enterprise", "area", "level", "wage_low_cny_month",
    "wage_high_cny_month", "persons_low", "persons_high", "experience_years", "seen_from",
    "seen_to", "industry", "firm_size", "agency",
), REGISTRATIONS: (
    "enterprise", "title", "occupation", "area", "level", "birth_year", "age", "start_date",
    "end_date", "industry",
)}  # fmt: skip
PERSON, START = "person", "start_date"
PLACE_PARTS = "place_part"  # of a place, where each has a column of its own


@dataclass(frozen=True)
class RecordSheet:
    """Sheet of advertisements or registrations: ``columns`` of the table → index in the sheet.

    cells: its rows, as texts ``c0 … cn``; of a large file none, and DuckDB skips ``data_from``
    lines of ``path``. names: of the columns of a Parquet file. state, district: index of
    the column of the state or province of the place, and of its part. unread: headings that mean
    nothing here. is_guessed: no row of headings; the cells told the columns.
    """

    file: str
    sheet: str | None
    columns: Mapping[str, int]
    constants: Mapping[str, str]
    year: int | None
    table: str = POSTINGS
    cells: pl.DataFrame | None = None
    rows: pl.Series | None = None
    path: Path | None = None
    data_from: int = 0
    delimiter: str = ","
    width: int = 0
    names: tuple[str, ...] = ()
    state: int | None = None
    district: int | None = None
    unread: tuple[str, ...] = ()
    personal: int = 0
    is_guessed: bool = False

    @property
    def settings(self) -> str:
        """Return the lines of source.toml that say what the cells told."""
        pairs = ", ".join(
            f'{column_letter(index)} = "{name}"' for name, index in self.columns.items()
        )
        return f'[files."{self.file}"]\nheader_row = 0\ncolumns = {{{pairs}}}'


@dataclass
class Opened:
    """Sheets of records of one table, and the files and sheets that are none, with the reason."""

    sheets: list[RecordSheet] = field(default_factory=list)
    refused: list[tuple[str, BadFileError]] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def table(self) -> str:
        """Return the table that all sheets are of."""
        return self.sheets[0].table


class NothingRead(WrongInput):
    """No file can be read as records; the message says what is wrong with each."""

    def __init__(self, refused: Sequence[tuple[str, BadFileError]], files: str) -> None:
        super().__init__("error.no_postings", files=files)
        self.refused = refused

    def text(self, lang: str) -> str:
        """Return the message, and of each refused file the reason, as the encoding tried."""
        return "\n".join([super().text(lang), *refusals(self.refused, lang)])


def refusals(refused: Iterable[tuple[str, BadFileError]], lang: str) -> Iterator[str]:
    """Yield why each file could not be read."""
    for file, fault in refused:
        problem = say(f"finding.{fault.reason}", lang, **fault.values)
        yield say("records.read.refused", lang, file=file, problem=problem)


def open_records(
    paths: Iterable[Path], ontology: Ontology, is_place: Callable[[str], bool]
) -> Opened:
    """Open files or folders of advertisements, or of registrations.

    Raises:
        WrongInput: there is no such path, nothing that can be read as records, or both kinds.
    """
    declared = replace(
        ontology,
        tables=ontology.tables | ontology.records,
        records={},
    )
    opened = Opened()
    for path in paths:
        dataset = open_dataset(path, None, declared)
        for file in dataset.files:
            rules = dataset.declaration.rules_of(file.name)
            if rules.skip:
                continue
            try:
                of_file = list(_sheets(path, dataset, file, rules, declared, is_place))
            except BadFileError as fault:
                opened.refused.append((file.name, fault))
                continue
            opened.sheets += of_file
            if not of_file:
                opened.strange.append(file.name)
    if not opened.sheets:
        names = [*(name for name, _ in opened.refused), *opened.strange]
        raise NothingRead(opened.refused[:_NAMED], files="、".join(names[:_NAMED]))
    if {sheet.table for sheet in opened.sheets} == set(TEXTS):
        of_people = sorted({s.file for s in opened.sheets if s.table == REGISTRATIONS})
        raise WrongInput("error.records_mixed", files="、".join(of_people[:_NAMED]))
    return opened


def _sheets(
    path: Path,
    dataset: Dataset,
    file: InputFile,
    rules: FileRules,
    ontology: Ontology,
    is_place: Callable[[str], bool],
) -> Iterator[RecordSheet]:
    on_disk = path / file.name if path.is_dir() else path
    is_large = on_disk.is_file() and on_disk.suffix != ".zip" and on_disk.stat().st_size > LARGE
    if is_large and file.suffix in (".csv", ".tsv"):
        sample = _sample(on_disk)
        for sheet in delimited.read(sample, file.name):
            if recognised := _recognise(sheet, file.name, rules, ontology, is_place):
                delimiter = delimited.find_delimiter(sample.decode("utf-8-sig", errors="replace"))
                yield replace(recognised, cells=None, rows=None, path=on_disk, delimiter=delimiter)
        return
    if is_large and file.suffix == ".parquet":
        names = tuple(pl.read_parquet_schema(on_disk))
        head = pl.DataFrame({f"c{i}": [name] for i, name in enumerate(names)})
        sheet = Sheet(None, head, pl.Series([1]))
        if recognised := _recognise(sheet, file.name, rules, ontology, is_place):
            yield replace(recognised, cells=None, rows=None, path=on_disk, names=names)
        return
    for sheet in sheets_of(dataset, file):
        of_sheet = rules.of_sheet(sheet.name)
        if not of_sheet.skip and (
            recognised := _recognise(sheet, file.name, of_sheet, ontology, is_place)
        ):
            yield recognised


def _sample(path: Path) -> bytes:
    """Return the first lines of a large file.

    Raises:
        BadFileError: it is not UTF-8; smaller files may be in any encoding.
    """
    with path.open("rb") as stream:
        content = stream.read(_SAMPLE)
    content = content[: content.rfind(b"\n") + 1] or content
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFileError("bad-file.large_encoding", megabytes=LARGE // 1024**2) from None
    return content


def _recognise(
    sheet: Sheet,
    file: str,
    rules: FileRules,
    ontology: Ontology,
    is_place: Callable[[str], bool],
) -> RecordSheet | None:
    """Return what the columns of a sheet mean; None where none is a title.

    Raises:
        BadFileError: it lists people in a way that is not taken.
    """
    is_bare = rules.header_row is None and without_header_row(sheet)
    if not is_bare and rules.table != POSTINGS:
        registrations = _registrations(sheet, file, rules, ontology)
        if registrations is not None:
            return registrations
    table = ontology.tables[POSTINGS]
    head = None if is_bare else find_head(sheet, ontology, table, rules, rules.constants, file)
    columns = _columns(head, TEXTS[POSTINGS])
    is_guessed = not columns.keys() & {"title"} and rules.header_row is None
    if is_guessed:
        if rules.table != POSTINGS and lists_people(sheet.cells):
            raise BadFileError("bad-file.people_without_headings")
        levels = Levels(ontology.code_lists[LEVELS])
        columns = columns_by_content(sheet.cells, {"level": levels.knows, "area": is_place})
        head = None
    if "title" not in columns and "title" not in rules.constants:
        return None
    constants = _constants(rules, table)
    return replace(_sheet(sheet, file, table, columns, constants, head), is_guessed=is_guessed)


def _registrations(
    sheet: Sheet, file: str, rules: FileRules, ontology: Ontology
) -> RecordSheet | None:
    """Return a sheet with a key of the person, a start, and a post; None for any other.

    Raises:
        BadFileError: people are listed by number or name, or the file is declared to be what it
            is not.
    """
    table = ontology.tables[REGISTRATIONS]
    head = find_head(sheet, ontology, table, rules, rules.constants, file)
    columns = _columns(head, (PERSON, *TEXTS[REGISTRATIONS]))
    constants = _constants(rules, table)
    known = columns.keys() | constants.keys()
    if head and columns.keys() >= {PERSON} and START in known and known & {"title", "occupation"}:
        return _sheet(sheet, file, table, columns, constants, head)
    if rules.table == REGISTRATIONS:
        raise BadFileError("bad-file.registration_columns")
    if head and known & {"title", "occupation"}:
        heads = sheet.cells.head(head.data_from)
        if any(lists_persons(text) for row in heads.iter_rows() for text in row if text):
            raise BadFileError("bad-file.person_unhashed")
        if PERSON in columns:
            raise BadFileError("bad-file.people_without_start")
    return None


def _columns(head: Head | None, names: Iterable[str]) -> dict[str, int]:
    columns = {h.column.name: h.index for h in head.headings} if head else {}
    return {name: index for name, index in columns.items() if name in names}


def _sheet(
    sheet: Sheet,
    file: str,
    table: Table,
    columns: Mapping[str, int],
    constants: Mapping[str, str],
    head: Head | None,
) -> RecordSheet:
    data_from = head.data_from if head else 0
    unread = {index: text for index, text in (head.undeclared if head else {}).items() if text}
    columns = dict(columns)
    state, city, district = _parts_of_place(sheet, data_from)
    area = columns.get("area")
    if city is not None and district is not None and area in (None, city, district):
        area = city
    elif area is not None:
        district = None
    elif district is not None:
        area, district = district, None
    elif state is not None:
        area, state = state, None
    if area is not None:
        columns["area"] = area
    unread = {i: text for i, text in unread.items() if i not in (state, district, area)}
    return RecordSheet(
        file,
        sheet.name,
        columns,
        constants,
        _year_in(sheet.name or "", *(head.titles if head else ()), stem_of(file)),
        table.name,
        cells=sheet.cells[data_from:],
        rows=sheet.rows[data_from:],
        data_from=data_from,
        width=sheet.cells.width,
        state=state,
        district=district,
        unread=tuple(unread.values()),
        personal=_count_personal(sheet, data_from),
    )


def _parts_of_place(sheet: Sheet, data_from: int) -> list[int | None]:
    """Return the columns of province, city and district by the last row of headings."""
    row = sheet.cells.row(data_from - 1) if data_from else ()
    headings = [fold(text or "") for text in row]
    return [
        next((i for i, text in enumerate(headings) if text in map(fold, part.spellings)), None)
        for part in load().code_lists[PLACE_PARTS].codes
    ]


def _constants(rules: FileRules, table: Table) -> dict[str, str]:
    words = {word: c.name for c in table.columns for word in (c.name, c.label.zh)}
    return {words[name]: text for name, text in rules.constants.items() if name in words}


def _year_in(*texts: str) -> int | None:
    """Return the only year that the names of a sheet and its file say.

    >>> _year_in("招聘2023", "2023-06"), _year_in("2022-2023"), _year_in("导出20230701")
    (2023, None, 2023)
    """
    years = {int(year) for text in texts for pair in _YEAR.findall(text) for year in pair if year}
    return years.pop() if len(years) == 1 else None


def _count_personal(sheet: Sheet, data_from: int) -> int:
    """Count the columns whose headings announce personal data; they are not loaded."""
    heads = sheet.cells.head(data_from)
    return sum(
        any(heading_kind(text) for text in heads[name].drop_nulls()) for name in heads.columns
    )
