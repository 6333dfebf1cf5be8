"""The decisions of a home: a CSV to which everybody adds, and which becomes one build on request.

``decisions/decisions.csv`` has the columns of the table ``decisions``. Rows are only ever added, so
that two people at once lose nothing; what a spreadsheet program saved otherwise is kept beside it.
"""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from graph.builds.home import Home
from graph.builds.opened import Build
from graph.errors import NoAnswer, WrongInput
from graph.export.csv_text import harmless
from graph.findings import empty, has_errors, to_records
from graph.ontology import load
from graph.review.decided import ID, MATTER, NO, OPEN, YES, latest
from graph.tables import Tables
from graph.telling.review import matter_of, things_said
from ingest import proposals, uploads
from ingest.build import BuildOutcome, BuildProgress
from ingest.cells import LEVEL_SUFFIX, read_number
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.decided import TABLE
from ingest.pipeline import read_file
from ingest.readers import BadFileError
from ingest.readers.delimited import read
from ingest.text import fold

PERCENT = frozenset({"", "%"})
ANSWERS = {
    "pair": "yes 是 | related 相关 | no 否 | open 待定",
    "required_level": "0–8 | 高职 … | no 否",
    "college_area": "450400 … | no 否",
    "further_study": "0–100 % | no 否",
    "local_share": "0–100 % | no 否",
}
FILE, NAME, BOM = "decisions.csv", "decisions", "\ufeff"
TEXTS = ("reviewer", "about", "note")  # typed by people, opened in spreadsheets
SHARED = ("grade", "ref")  # columns of every table that a decision does not use
Row = Mapping[str, Any]


class ReviewLog:
    """The decisions of a home."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        self.folder = home / "decisions"

    def rows(self) -> pl.DataFrame:
        """Return all decisions, in the order in which they were made; faulty rows are left out."""
        parts = [read_decisions(file.read_bytes())[0] for file in self._files()]
        return pl.concat([no_decisions(), *parts], how="diagonal_relaxed")

    def add(self, rows: Iterable[Row], today: date) -> None:
        """Add decisions, each with an id and, where it has none, the day.

        Raises:
            BuildFailed: the home cannot be written.
        """
        columns = _columns()
        added = [
            {"date": today.isoformat(), **{k: v for k, v in row.items() if v is not None}}
            | {ID: uuid.uuid4().hex[:12]}
            for row in rows
        ]
        with self.home.locked(self.folder / "lock"), self.home.as_build_failed():
            file = self.folder / FILE
            head = _csv([dict(zip(columns, columns, strict=True))], columns)
            if file.exists() and not file.read_bytes().startswith((BOM + head).encode()):
                file.rename(self._free())
            with file.open("ab") as stream:
                text = _csv(added, columns)
                stream.write((text if stream.tell() else BOM + head + text).encode())

    def pending(self, build: Build) -> pl.DataFrame:
        """Return the decisions that count and that a build does not have."""
        built = build.tables[TABLE]
        counting = latest(self.rows()).filter(~pl.col(ID).is_in(built[ID].implode()))
        taken_back = counting.filter(pl.col("answer") == OPEN).join(
            built, on=MATTER, how="anti", nulls_equal=True
        )
        return counting.filter(~pl.col(ID).is_in(taken_back[ID].implode()))

    def all_of(self, build: Build) -> pl.DataFrame:
        """Return the decisions of a build and those of the home, each once."""
        own = build.tables[TABLE].select(no_decisions().columns)
        both = pl.concat([own, self.rows()], how="diagonal_relaxed")
        return both.unique(ID, keep="first", maintain_order=True)

    def publish(self, progress: BuildProgress = lambda _step, _what, _share: None) -> BuildOutcome:
        """Make one build of the published datasets and all decisions.

        Raises:
            NoAnswer: there are no decisions.
            TwinChainError: as for :func:`ingest.proposals.plan` and ``publish``.
        """
        files = list(self._files())
        if not files:
            raise NoAnswer("error.review_nothing")
        content = files[0].read_bytes() if len(files) == 1 else self._joined()
        kept = uploads.keep(self.home.path, FILE, content)
        own = next(
            (
                dataset.name
                for dataset in proposals.published_datasets(self.home.path)
                if dataset.path.name == FILE
                and dataset.path.parent.parent == self.home.sources.resolve()
            ),
            None,
        )
        how = proposals.REPLACE if own else proposals.ADD
        return proposals.publish(proposals.plan(self.home.path, kept, how, own), progress)

    def _joined(self) -> bytes:
        columns = _columns()
        head = dict(zip(columns, columns, strict=True))
        return (BOM + _csv([head, *self.rows().to_dicts()], columns)).encode()

    def _files(self) -> list[Path]:
        """List the files of decisions, those set aside first."""
        aside = sorted(self.folder.glob("decisions-*.csv"))
        return [file for file in (*aside, self.folder / FILE) if file.is_file()]

    def _free(self) -> Path:
        """Return a name for what somebody saved in another form."""
        number = len(list(self.folder.glob("decisions-*.csv"))) + 1
        return self.folder / f"decisions-{number:03}.csv"


def no_decisions() -> pl.DataFrame:
    """Return the table of decisions without rows or places."""
    return Tables.of(load(), {})[TABLE].select(
        column.name for column in load().tables[TABLE].columns
    )


def read_decisions(content: bytes) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read a file of decisions as the table, with the findings."""
    given = InputFile(FILE, lambda: content)
    dataset = Dataset(NAME, SourceDeclaration(), (given,))
    frames, findings = [no_decisions()], [empty()]
    for sheet in read_file(dataset, given, load()):
        if sheet.table == TABLE:
            frames.append(sheet.frame.select(no_decisions().columns))
        findings.append(sheet.findings)
    return pl.concat(frames, how="diagonal_relaxed"), pl.concat(findings, how="diagonal_relaxed")


def from_file(file: Path, tables: Mapping[str, pl.DataFrame], lang: str) -> list[Row]:
    """Read decisions that somebody wrote into a file, to be added; ids are given to them.

    Raises:
        WrongInput: the file is no such table, or a row cannot be taken; then none is.
    """
    if not file.is_file():
        raise WrongInput("error.no_such_path", path=str(file))
    rows, findings = read_decisions(_with_ids(file))
    if rows.is_empty() or has_errors(findings):
        first = next(iter(to_records(findings, lang)), {"message": "–", "row": "–"})
        values = {"file": str(file), "row": first["row"], "problem": first["message"]}
        raise WrongInput("error.review_file", **values)
    return [_resolved(row, tables) for row in rows.drop(ID).to_dicts()]


def _with_ids(file: Path) -> bytes:
    """Return a file of decisions with a column of ids where it has none."""
    content = file.read_bytes()
    try:
        (sheet,) = read(content, file.name)
    except BadFileError:
        return content
    column = load().tables[TABLE].by_name[ID]
    heads = {fold(cell or "") for cell in sheet.cells.row(0)}
    if heads & {fold(name) for name in (column.name, column.label.zh, column.label.en)}:
        return content
    ids = pl.Series(ID, [ID, *map(str, range(1, sheet.cells.height))])
    return sheet.cells.with_columns(ids).write_csv(include_header=False).encode()


def _resolved(row: dict[str, Any], tables: Mapping[str, pl.DataFrame]) -> Row:
    """Return a decision with the keys of the things that it names.

    Raises:
        WrongInput: there is no such thing, or several have the name.
    """
    ontology = load()
    for column in ontology.tables[TABLE].references:
        if (written := row[column.name]) is not None:
            (table,) = ontology.target_tables(column.target_class or "")
            row[column.name] = key_of(tables, table.name, written)
    return row | {"about": row.get("about") or things_said(row, tables)}


def answered(
    name: str, answer: str, reviewer: str, note: str | None, tables: Mapping[str, pl.DataFrame]
) -> Row:
    """Return the decision on an item: yes, related, no or open, or the unknown level, area, share.

    Raises:
        WrongInput: there is no such item, or it cannot be answered so.
    """
    matter = matter_of(name)
    if matter is None:
        raise WrongInput("error.review_item", item=name)
    row: dict[str, Any] = dict(zip(MATTER, matter, strict=True))
    kind = row["kind"]
    row |= {"reviewer": reviewer, "note": note}
    word = _notation("decision_answer", answer)
    if word in (NO, OPEN) or (kind == "pair" and word):
        row["answer"] = word
    elif kind == "required_level" and (level := _notation("level", answer)):
        row |= {"answer": YES, "level": int(level)}
    elif kind == "college_area":
        row |= {"answer": YES, "area": key_of(tables, "areas", answer)}
    elif kind in ("further_study", "local_share") and (share := read_number(answer, PERCENT)):
        row |= {"answer": YES, "share_pct": float(share)}
    if "answer" not in row or not 0 <= row.get("share_pct", 0) <= 100:
        values = {"answer": answer, "kind": kind, "allowed": ANSWERS[kind]}
        raise WrongInput("error.review_answer", **values)
    return _resolved({"area": None, **row}, tables)


def _notation(code_list: str, written: str) -> str | None:
    """Return the value of a code list that a word means."""
    written = LEVEL_SUFFIX.sub("", written)
    for code in load().code_lists[code_list].codes:
        if fold(written) in map(fold, (code.notation, code.label.zh, code.label.en, *code.words)):
            return str(code.notation)
    return None


def key_of(tables: Mapping[str, pl.DataFrame], table: str, written: str) -> str:
    """Return the key of the thing with a key, or with a name that is its alone.

    Raises:
        WrongInput: there is none, or several have the name.
    """
    rows = tables[table]
    by_key = rows.filter(pl.col("node_key") == written)
    fitting = by_key if by_key.height else rows.filter(pl.col("name") == written)
    if fitting.height != 1:
        keys = ", ".join(fitting["node_key"].head(5)) or "–"
        raise WrongInput("error.review_thing", value=written, keys=keys)
    return str(fitting["node_key"][0])


def _columns() -> list[str]:
    return [name for name in no_decisions().columns if name not in SHARED]


def _csv(rows: Iterable[Row], columns: list[str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n", extrasaction="ignore")
    writer.writerows(
        {name: harmless(cell) if name in TEXTS else cell for name, cell in row.items()}
        for row in rows
    )
    return text.getvalue()
