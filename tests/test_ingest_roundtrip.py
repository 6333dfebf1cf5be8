"""Any valid dataset, written as people write it, is read back as it was meant, without a finding.

The datasets are drawn from the declaration alone: a new table or column is covered once declared.
"""

from __future__ import annotations

import csv
import datetime
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from graph.checks.digits import credit_code_is_valid
from graph.ontology import Column, Ontology, Table, load
from graph.schema.frames import columns_schema
from ingest import mentions
from ingest.datasets import Dataset, InputFile, SourceDeclaration
from ingest.pipeline import Ingested, ingest
from ingest.text import normal_name

Row = dict[str, Any]
LETTERS = "甲乙丙丁戊己庚辛壬癸abXY"
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]  # a seed does not shrink
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


ONE_LEVEL = {("colleges", "level"), ("majors", "level")}


@dataclass
class City:
    """A drawn dataset: table → rows, as meant (typed, keys) and as written (words, names)."""

    ontology: Ontology
    chance: random.Random
    meant: dict[str, list[Row]] = field(default_factory=dict)
    written: dict[str, list[Row]] = field(default_factory=dict)
    count: int = 0

    def tables(self) -> list[Table]:
        """In an order in which what is referred to comes first, where that is possible."""
        return [t for t in self.ontology.input_tables() if t.group != "decision"]

    def draw(self) -> City:
        waiting = self.tables()
        while waiting:
            names = {t.name for t in waiting}
            ready = [t for t in waiting if not self._needs(t) & (names - {t.name})] or waiting[:1]
            for table in ready:
                self._draw_table(table)
            waiting = [t for t in waiting if t not in ready]
        return self

    def _needs(self, table: Table) -> set[str]:
        needed = {r.target_class for r in table.composites if table.name != "pathways"}
        needed |= {c.target_class for c in table.references if c.target_class is not None}
        tables = {t.name for name in needed if name for t in self.ontology.target_tables(name)}
        if table.name == mentions.TABLE:
            tables |= {name for several in mentions.TABLES.values() for name in several}
        return tables

    def _draw_table(self, table: Table) -> None:
        self.meant[table.name], self.written[table.name] = [], []
        keys = set()
        for _ in range(self.chance.randint(1, 3)):
            meant, written = self._draw_row(table)
            key = tuple(meant[name] for name in table.key)
            if key not in keys:
                keys.add(key)
                self.meant[table.name].append(meant)
                self.written[table.name].append(written)

    def _draw_row(self, table: Table) -> tuple[Row, Row]:
        meant: Row = {}
        written: Row = {}
        for column in table.columns:
            meant[column.name], written[column.name] = self._draw_cell(table, column)
        for reference in table.composites:
            (target,) = self.ontology.target_tables(reference.target_class)
            if table.name != "pathways":
                known = self.chance.choice(self.meant[target.name])
                for name, key in zip(reference.via, target.key, strict=True):
                    meant[name] = written[name] = known[key]
        if table.name == mentions.TABLE:
            self._draw_link(meant, written)
        self._keep_order(table, meant, written)
        for column in table.columns:
            if column.default is not None and meant[column.name] is None:
                meant[column.name] = columns_schema(table)[column.name].to_python()(column.default)
        if table.name == "demand" and None not in (meant["expansion"], meant["replacement"]):
            written["openings"] = None
            meant["openings"] = meant["expansion"] + meant["replacement"]
        return meant, written

    def _draw_link(self, meant: Row, written: Row) -> None:
        """What is mentioned: a thing of a table that its kind allows, or nothing known."""
        name = self.chance.choice(mentions.TABLES[meant["kind"]])
        table, known = self.ontology.tables[name], self.meant[name]
        key = self._key(table, self.chance.choice(known)) if self.chance.random() < 0.7 else None
        meant |= {"thing_table": key and name, "thing_key": key}
        word = self.chance.choice([name, table.label.zh, table.label.en])
        written |= {"thing_table": key and word, "thing_key": key}

    @staticmethod
    def _keep_order(table: Table, meant: Row, written: Row) -> None:
        """A cell that must not be above another of its row is left empty where it would be."""
        paths = {c.path: c.name for c in table.columns}
        for column in table.columns:
            for constraint in column.constraints:
                if constraint.component == "lessThanOrEquals":
                    low, high = meant[column.name], meant[paths[constraint.value]]
                    if None not in (low, high) and low > high:
                        meant[column.name] = written[column.name] = None

    # Cells ----------------------------------------------------------------------------------

    def _draw_cell(self, table: Table, column: Column) -> tuple[Any, Any]:
        if column.name == "mentioned_only":  # a row with facts is none
            return None, None
        if not column.required and self.chance.random() < 0.3:
            return None, self.chance.choice([None, None, "—", "/", " "])
        if column.target_class:
            return self._draw_reference(column)
        if words := self.ontology.words_of(column):
            code = self.chance.choice(words.codes)
            if (table.name, column.name) in ONE_LEVEL:  # no college teaches above its level
                code = words.by_notation["6"]
            word = self.chance.choice([code.notation, code.label.zh, code.label.en, *code.words])
            return self._typed(table, column, code.notation), word
        if column.multiple:
            values = [self._text() for _ in range(self.chance.randint(1, 3))]
            return values, self.chance.choice(";；、").join(values)
        if column.checked_by:
            code = self._credit_code()
            return code, code
        return self._draw_plain(column)

    def _typed(self, table: Table, column: Column, notation: str) -> Any:
        if column.datatype == "boolean":
            return notation in ("true", "1")
        return columns_schema(table)[column.name].to_python()(notation)

    def _draw_reference(self, column: Column) -> tuple[Any, Any]:
        targets = self.ontology.target_tables(column.target_class or "")
        known = [
            (self._key(t, row), row.get("name"))
            for t in targets
            for row in self.meant.get(t.name, [])
        ]
        if not known:
            return None, None
        chosen = self.chance.sample(known, self.chance.randint(1, len(known)))
        if not column.multiple:
            chosen = chosen[:1]
        keys = [key for key, _ in chosen]
        words = [self.chance.choice([key, name or key]) for key, name in chosen]
        if column.multiple:
            return keys, self.chance.choice(";；、").join(words)
        return keys[0], words[0]

    @staticmethod
    def _key(table: Table, row: Row) -> str:
        return str(row[table.key[0]] or normal_name(row["name"]))

    def _draw_plain(self, column: Column) -> tuple[Any, Any]:
        low, high = self._bounds(column)
        match column.datatype:
            case "integer":
                number = self.chance.randint(int(low), int(high))
                return number, number
            case "decimal":
                least = low if high <= 2 else max(low, 2)
                figure = round(self.chance.uniform(least, high), 2)
                return figure, figure
            case "date":
                day = datetime.date(2000, 1, 1) + datetime.timedelta(self.chance.randrange(20000))
                return day, day
            case "gYearMonth":
                month = f"{self.chance.randint(2000, 2050)}-{self.chance.randint(1, 12):02d}"
                return month, month
        text = self._text()
        return text, text

    @staticmethod
    def _bounds(column: Column) -> tuple[float, float]:
        limits = {
            c.component: float(c.value) for c in column.constraints if "clusive" in c.component
        }
        low = limits.get("minInclusive", limits.get("minExclusive", -1) + 1)
        most = 9_999 if column.unit == "person" else 10**6  # more persons may be doubted
        return low, limits.get("maxInclusive", low + most)

    def _text(self) -> str:
        """A text that stands nowhere else, so that names and keys are unique."""
        self.count += 1
        drawn = "".join(self.chance.choices(LETTERS, k=self.chance.randint(1, 4)))
        return f"{drawn}{self.chance.choice(['', ' ', '-', '·'])}{self.count}"

    def _credit_code(self) -> str:
        body = "".join(self.chance.choices(CREDIT_ALPHABET[:10], k=16))
        return next(code for c in CREDIT_ALPHABET if credit_code_is_valid(code := f"9{body}{c}"))


# Writing ------------------------------------------------------------------------------------------


def headings(table: Table, lang: str) -> list[str]:
    return [c.label.zh if lang == "zh" else c.name for c in table.columns]


def lines(city: City, table: Table, lang: str) -> list[list[Any]]:
    rows = city.written[table.name]
    return [headings(table, lang), *([row[c.name] for c in table.columns] for row in rows)]


def as_csvs(city: City, lang: str, encoding: str) -> list[InputFile]:
    files = []
    for table in city.tables():
        out = io.StringIO()
        csv.writer(out).writerows(lines(city, table, lang))
        name = table.label.zh if lang == "zh" else table.name
        content = out.getvalue().encode(encoding)
        files.append(InputFile(f"{name}.csv", lambda content=content: content))  # type: ignore[misc]
    return files


def as_workbook(city: City, lang: str) -> list[InputFile]:
    out = io.BytesIO()
    options = {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}
    with xlsxwriter.Workbook(out, options) as book:
        for table in city.tables():
            sheet = book.add_worksheet(table.label.zh if lang == "zh" else table.name)
            for i, row in enumerate(lines(city, table, lang)):
                sheet.write_row(i, 0, [cell if cell is not None else "" for cell in row])
    return [InputFile("city.xlsx", out.getvalue)]


def read(files: Iterable[InputFile]) -> Ingested:
    return ingest([Dataset("city", SourceDeclaration(), tuple(files))], load())


def check(found: Ingested, city: City) -> None:
    odd = found.findings.filter(pl.col("severity").is_in(["error", "warning"]))
    assert not odd.height, odd.rows()
    for table in city.tables():
        columns = [c.name for c in table.columns]
        rows = found.tables[table.name].sort("source_row").select(columns).rows(named=True)
        assert rows == city.meant[table.name], table.name


# Properties ---------------------------------------------------------------------------------------


@given(st.integers(0, 2**32), st.sampled_from(["zh", "en"]), st.sampled_from(["utf-8", "gb18030"]))
@settings(max_examples=2, phases=PHASES)
def test_a_csv_dataset_is_read_back_as_it_was_meant(seed: int, lang: str, encoding: str) -> None:
    city = City(load(), random.Random(seed)).draw()
    check(read(as_csvs(city, lang, encoding)), city)


@given(st.integers(0, 2**32), st.sampled_from(["zh", "en"]))
@settings(max_examples=2, phases=PHASES)
def test_a_workbook_is_read_back_as_it_was_meant(seed: int, lang: str) -> None:
    city = City(load(), random.Random(seed)).draw()
    check(read(as_workbook(city, lang)), city)


@given(st.integers(0, 2**32))
@settings(max_examples=2, phases=PHASES)
def test_a_bad_row_never_costs_a_good_one(seed: int) -> None:
    """One row of rubbish in each table: the others are all there, and the rubbish is named."""
    chance = random.Random(seed)
    city = City(load(), chance).draw()
    rubbish = ["约60人", "无此物", "#N/A", "2024-13-45", "!!", "9.1E+17", "", "－１", "1" * 30]
    spoiled = {}
    for table in city.tables():
        at = chance.randint(0, len(city.written[table.name]))
        bad = {
            c.name: "合计不是" if c.name in ("name", "title") else chance.choice(rubbish)
            for c in table.columns
        }
        needed = next(c.name for c in table.columns if c.required)
        city.written[table.name].insert(at, bad | {needed: ""})
        spoiled[table.name] = at + 2
    found = read(as_csvs(city, "en", "utf-8"))
    for table in city.tables():
        columns = [c.name for c in table.columns]
        rows = found.tables[table.name].sort("source_row").select(columns).rows(named=True)
        assert rows == city.meant[table.name], table.name
        here = found.findings.filter(pl.col("file") == f"{table.name}.csv")
        said = here.filter(pl.col("severity") != "info")
        assert set(said["row"]) == {spoiled[table.name]}, (table.name, said.rows())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_order_of_columns_and_undeclared_ones_do_not_matter(lang: str) -> None:
    city = City(load(), random.Random(7)).draw()
    files = []
    for table in city.tables():
        turned = [[*reversed(line)] for line in lines(city, table, lang)]
        turned = [["extra" if i == 0 else None, *line] for i, line in enumerate(turned)]
        out = io.StringIO()
        csv.writer(out).writerows(turned)
        content = out.getvalue().encode()
        files.append(InputFile(f"{table.name}.csv", lambda content=content: content))  # type: ignore[misc]
    check(read(files), city)
