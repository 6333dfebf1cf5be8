"""All sheets of all datasets → the tables of a build: references resolved, keys made, rows merged.

Two passes, because a reference can only be resolved once its target is known: first the references
that keys and required columns need, which gives every row its key; then all the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from graph.checks.structure import cycles
from graph.convert.iris import EMPTY_PART, encode, encoded, joined
from graph.findings import SCHEMA, Finding, concat, frame, mask_values
from graph.ontology import Column, Ontology, Table
from graph.schema.frames import columns_schema, frame_schema
from graph.tables import Tables
from graph.words import LANGUAGES, say
from ingest.datasets import SourceDeclaration
from ingest.derived import derive
from ingest.merge import merge
from ingest.references import AMBIGUOUS, BY_ZEROS, UNKNOWN, Register
from ingest.sheets import ROW, ReadTable
from ingest.successions import succession_maps
from ingest.text import normal_names

PART, DATASET, FOLLOWED = "__part", "__dataset", "__followed"
MARKS = (PART, DATASET, ROW, FOLLOWED)


@dataclass(frozen=True)
class Part:
    """One read sheet with the dataset it came from (its position and declaration)."""

    read: ReadTable
    dataset: str
    position: int
    declaration: SourceDeclaration
    sha256: str

    @cached_property
    def source_uri(self) -> str:
        """The IRI of the sheet."""
        parts = (self.dataset, self.read.file, self.read.sheet)
        path = "/".join(encode(part) if part else EMPTY_PART for part in parts)
        return f"{self.declaration.base}sources/{path}"


@dataclass
class Combined:
    """The tables, what was found on the way, and rows read and kept per table."""

    tables: Tables
    findings: pl.DataFrame
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def combine(parts: list[Part], ontology: Ontology) -> Combined:
    """The tables of a build from all that was read."""
    work = _Work(ontology, parts)
    work.take_decisions()
    for table in _in_order(ontology):
        work.give_keys(table)
    frames, contributions = work.finish()
    frames["sources"] = sources_frame(parts, ontology)
    counts = {
        name: {"read": read, "kept": frames[name].height if name in frames else 0}
        for name, read in work.read.items()
    }
    tables = Tables.of(ontology, frames)
    tables.contributions = contributions
    return Combined(tables, concat(work.findings), counts)


def _in_order(ontology: Ontology) -> list[Table]:
    """Tables such that what a key or required reference needs comes before it."""
    waiting = [t for t in ontology.input_tables() if t.group != "decision"]
    done: list[Table] = []
    while waiting:
        names = {t.name for t in waiting}
        ready = [t for t in waiting if not _needed(ontology, t) & (names - {t.name})]
        done += ready
        waiting = [t for t in waiting if t not in ready]
    return done


def _needed(ontology: Ontology, table: Table) -> set[str]:
    return {
        target.name
        for column in table.references
        if _first_pass(column)
        for target in ontology.target_tables(column.target_class or "")
    }


def _first_pass(column: Column) -> bool:
    return bool(column.target_class) and (column.required or column.key_part is not None)


class _Work:
    """The frames on their way; one method a step."""

    def __init__(self, ontology: Ontology, parts: list[Part]) -> None:
        self.ontology = ontology
        self.parts = parts
        self.findings: list[pl.DataFrame] = [part.read.findings for part in parts]
        self.frames: dict[str, pl.DataFrame] = {}
        self.read: dict[str, int] = {}
        for table in ontology.input_tables():
            mine = [(i, p) for i, p in enumerate(parts) if p.read.table == table.name]
            if mine:
                self.read[table.name] = sum(p.read.read for _, p in mine)
                self.frames[table.name] = pl.concat(_marked(i, p) for i, p in mine)
        self.register = Register(ontology)

    # Steps ----------------------------------------------------------------------------------

    def take_decisions(self) -> None:
        """The tables of decisions steer how all others are read."""
        decisions = {}
        for name in ("aliases", "successions"):
            if name not in self.frames:
                continue
            table = self.ontology.tables[name]
            self.frames[name] = self._with_key(table, self.frames[name])
        if "aliases" in self.frames:
            for (table_name,), rows in self._of_known_tables("aliases").group_by("table"):
                decisions[str(table_name)] = rows.select("alias", "key")
        chains: dict[str, dict[str, str]] = {}
        if "successions" in self.frames:
            chains, found = succession_maps(self._of_known_tables("successions"))
            self._say(self.frames["successions"], found)
        self.register = Register(self.ontology, decisions, chains)

    def _of_known_tables(self, name: str) -> pl.DataFrame:
        """Rows of a table of decisions, its ``table`` column by the declared name."""
        rows = self.frames[name]
        words: dict[str, str] = {}
        for table in self.ontology.tables.values():
            words |= {
                table.name: table.name,
                table.label.zh: table.name,
                table.label.en: table.name,
            }
        rows = rows.with_columns(pl.col("table").replace(words))
        unknown = ~pl.col("table").is_in(list(self.ontology.tables))
        for row in rows.filter(unknown).iter_rows(named=True):
            values = {"target_zh": "表名", "target_en": "table names", **_lost("row")}
            self._say(
                rows,
                [
                    Finding(
                        "unknown-reference",
                        row=row[ROW],
                        column="table",
                        value=row["table"],
                        values=values,
                    )
                ],
                row[PART],
            )
        return rows.filter(~unknown)

    def give_keys(self, table: Table) -> None:
        """Resolve what the key needs, leave out rows without one, make the rows known."""
        if table.name not in self.frames:
            return
        frame_now = self.frames[table.name]
        for column in table.references:
            if _first_pass(column) and not self._to_itself(table, column):
                frame_now = self._resolve(column, frame_now)
        frame_now = _with_defaults(table, frame_now)
        frame_now = self._with_key(table, frame_now)
        self.frames[table.name] = frame_now
        if table.is_node:
            self.register.add(table, frame_now)

    def finish(self) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
        """Resolve the rest, derive, merge rows of one key; frames as declared."""
        grades = [code.notation for code in self.ontology.code_lists["grade"].codes]
        done: dict[str, pl.DataFrame] = {}
        contributions: list[pl.DataFrame] = []
        for table in self.ontology.input_tables():
            if table.name not in self.frames:
                continue
            rows = self.frames[table.name]
            for column in table.references:
                if not _first_pass(column) or self._to_itself(table, column):
                    rows = self._resolve(column, rows)
            rows, derived = derive(table, rows)
            self._say_frame(derived)
            merged = merge(table, rows, grades)
            self._say_frame(merged.findings)
            rows = self._without_cycles(table, merged.rows)
            rows = self._with_uri(table, rows)
            contributions.append(self._contributions(table, rows, merged.contributions))
            done[table.name] = rows.select(list(frame_schema(table)))
        for table in self.ontology.input_tables():
            if table.name in done:
                self._check_composites(table, done, self.frames[table.name])
        given = [c for c in contributions if c.height]
        return done, pl.concat(given) if given else pl.DataFrame(schema=Tables.CONTRIBUTIONS)

    # Keys -----------------------------------------------------------------------------------

    def _to_itself(self, table: Table, column: Column) -> bool:
        return table in self.ontology.target_tables(column.target_class or "")

    def _with_key(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        if len(table.key) > 1:
            return rows.with_columns(joined([rows[name] for name in table.key]).alias("node_key"))
        column = table.by_name[table.key[0]]
        key = pl.col(column.name).cast(pl.String)
        if column.key_fallback:
            rows = rows.with_columns(normal_names(pl.col(column.key_fallback)).alias("__name"))
            coded = (
                rows.filter(key.is_not_null()).group_by("__name").agg(key.unique().alias("__codes"))
            )
            single = coded.filter(pl.col("__codes").list.len() == 1).with_columns(
                pl.col("__codes").list.first().alias("__code")
            )
            rows = rows.join(
                single.select("__name", "__code"), on="__name", how="left", maintain_order="left"
            )
            key = pl.coalesce(key, "__code", "__name")
            return rows.with_columns(key.alias("node_key")).drop("__name", "__code")
        return rows.with_columns(key.alias("node_key"))

    def _with_uri(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        path = rows["node_key"] if len(table.key) > 1 else encoded(rows["node_key"])
        bases = {i: p.declaration.base for i, p in enumerate(self.parts)}
        sources = {i: p.source_uri for i, p in enumerate(self.parts)}
        return rows.with_columns(
            (
                pl.col(PART).replace_strict(bases, return_dtype=pl.String)
                + pl.lit(f"{table.name}/")
                + path
            ).alias("uri"),
            pl.col(PART).replace_strict(sources, return_dtype=pl.String).alias("source_uri"),
            pl.col(ROW).alias("source_row"),
        )

    def _contributions(self, table: Table, rows: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
        """Contributions with the IRIs of the row and of the source."""
        if not given.height:
            return pl.DataFrame(schema=Tables.CONTRIBUTIONS)
        sources = {i: p.source_uri for i, p in enumerate(self.parts)}
        return given.join(rows.select("node_key", "uri"), on="node_key").select(
            pl.lit(table.name).alias("table"),
            "uri",
            pl.col(PART).replace_strict(sources, return_dtype=pl.String).alias("source_uri"),
            pl.col(ROW).alias("source_row"),
            "grade",
            "columns",
        )

    # References -----------------------------------------------------------------------------

    def _resolve(self, column: Column, rows: pl.DataFrame) -> pl.DataFrame:
        name = column.name
        if rows[name].null_count() == rows.height:
            return rows
        written = rows[name].explode() if column.multiple else rows[name]
        found = self.register.resolve(written, column.target_class or "")
        self._say_references(column, rows, found)
        meaning = found.select(pl.col("written").alias(name), "key", "followed")
        if column.multiple:
            keys = dict(found.select("written", "key").iter_rows())
            resolved = pl.col(name).list.eval(
                pl.element().replace_strict(keys, default=None, return_dtype=pl.String).drop_nulls()
            )
            rows = rows.with_columns(resolved.list.unique(maintain_order=True))
            return rows.with_columns(
                pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name)
            )
        order = rows.columns
        rows = rows.join(meaning, on=name, how="left", maintain_order="left")
        is_bad = pl.col(name).is_not_null() & pl.col("key").is_null()
        if _first_pass(column):
            rows = rows.filter(~is_bad)
        return rows.with_columns(
            pl.col("key").alias(name), pl.col(FOLLOWED) | pl.col("followed").fill_null(False)
        ).select(order)

    def _say_references(self, column: Column, rows: pl.DataFrame, found: pl.DataFrame) -> None:
        odd = found.filter(pl.col("how").is_in([UNKNOWN, AMBIGUOUS, BY_ZEROS]) | pl.col("followed"))
        if not odd.height:
            return
        places = rows.select(PART, ROW, pl.col(column.name).alias("written"))
        if column.multiple:
            places = places.explode("written")
        targets = self.ontology.target_tables(column.target_class or "")
        told = {
            "target_zh": "、".join(t.label.zh for t in targets),
            "target_en": ", ".join(t.name for t in targets),
        }
        hits = places.join(odd, on="written", how="inner", maintain_order="left")
        told |= _lost("row" if _first_pass(column) else "cell")
        values = pl.struct("key", "candidates").map_elements(
            lambda s: json.dumps(told | {k: v for k, v in s.items() if v}, ensure_ascii=False),
            return_dtype=pl.String,
        )
        rule = (
            pl.when(pl.col("how") == UNKNOWN)
            .then(pl.lit("unknown-reference"))
            .when(pl.col("how") == AMBIGUOUS)
            .then(pl.lit("ambiguous-reference"))
            .when(pl.col("how") == BY_ZEROS)
            .then(pl.lit("lost-zeros"))
            .otherwise(pl.lit("succession"))
        )
        severity = rule.replace_strict(
            {"lost-zeros": "warning", "succession": "info"}, default="error", return_dtype=pl.String
        )
        self._say_frame(
            hits.select(
                PART,
                rule.alias("rule"),
                severity.alias("severity"),
                pl.col(ROW).alias("row"),
                pl.lit(column.name).alias("column"),
                pl.col("written").alias("value"),
                rule.alias("reason"),
                values.alias("values"),
            ),
        )

    def _check_composites(
        self, table: Table, done: dict[str, pl.DataFrame], places: pl.DataFrame
    ) -> None:
        """References by several columns: a warning where they name nothing; the row stays."""
        for reference in table.composites:
            (target,) = self.ontology.target_tables(reference.target_class)
            rows = done[table.name]
            path = joined([rows[name] for name in reference.via])
            known = (
                done[target.name]["node_key"]
                if target.name in done
                else pl.Series([], dtype=pl.String)
            )
            lost = rows.with_columns(path.alias("__path")).filter(
                ~pl.col("__path").is_in(known.implode())
            )
            if table.name == "pathways" or not lost.height:
                continue  # a pathway may lead to a programme outside the region
            place = places.select("node_key", PART, ROW).unique("node_key", keep="first")
            hits = lost.join(place, on="node_key", how="left", maintain_order="left")
            values = json.dumps(
                {"target_zh": target.label.zh, "target_en": target.name}, ensure_ascii=False
            )
            self._say_frame(
                hits.select(
                    PART,
                    pl.lit("unknown-reference").alias("rule"),
                    pl.lit("warning").alias("severity"),
                    pl.col(ROW).alias("row"),
                    pl.lit(reference.via[-1]).alias("column"),
                    pl.col("__path").alias("value"),
                    pl.lit("unknown-reference.link").alias("reason"),
                    pl.lit(values).alias("values"),
                ),
            )

    def _without_cycles(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        """A thing above itself is a fault: the reference to the parent is left out."""
        if "parent" not in table.by_name:
            return rows
        looping = cycles(rows["node_key"], rows["parent"])
        if not len(looping):
            return rows
        bad = pl.col("node_key").is_in(looping.implode())
        self._say_frame(
            rows.filter(bad).select(
                PART,
                pl.lit("conflict").alias("rule"),
                pl.lit("error").alias("severity"),
                pl.col(ROW).alias("row"),
                pl.lit("parent").alias("column"),
                pl.col("parent").alias("value"),
                pl.lit("conflict.cycle").alias("reason"),
                pl.lit(None, pl.String).alias("values"),
            ),
        )
        return rows.with_columns(pl.when(~bad).then("parent").alias("parent"))

    # Findings ---------------------------------------------------------------------------------

    def _say(self, rows: pl.DataFrame, found: Iterable[Finding], part: int | None = None) -> None:
        told = frame(found)
        if not told.height:
            return
        if part is None:
            place = rows.select(pl.col(ROW).alias("row"), PART).unique("row", keep="first")
            told = told.join(place, on="row", how="left", maintain_order="left")
        else:
            told = told.with_columns(pl.lit(part, pl.Int64).alias(PART))
        self._say_frame(told)

    def _say_frame(self, found: pl.DataFrame) -> None:
        """Findings with ``__part`` as findings at their place, columns by their written heading."""
        if not found.height:
            return
        for part_id, told in found.group_by(PART, maintain_order=True):
            index: Any = part_id[0]
            part = self.parts[index]
            self.findings.append(
                mask_values(
                    told.with_columns(
                        pl.lit(part.dataset).alias("dataset"),
                        pl.lit(part.read.file).alias("file"),
                        pl.lit(part.read.sheet, pl.String).alias("sheet"),
                        pl.col("column").replace(part.read.headings),
                    ).select(list(SCHEMA))
                )
            )


def _marked(index: int, part: Part) -> pl.DataFrame:
    """A read frame with its part, its dataset, and the dataset's grade where a row has none."""
    rows = part.read.frame
    if "grade" in rows.columns:
        rows = rows.with_columns(
            pl.col("grade").fill_null(pl.lit(part.declaration.grade, pl.String))
        )
    return rows.with_columns(
        pl.lit(index, pl.Int64).alias(PART),
        pl.lit(part.position, pl.Int64).alias(DATASET),
        pl.lit(False).alias(FOLLOWED),
    )


def _lost(what: str) -> dict[str, str]:
    """What a finding costs, in both languages."""
    return {f"lost_{lang}": say(f"lost.{what}", lang) for lang in LANGUAGES}


def _with_defaults(table: Table, rows: pl.DataFrame) -> pl.DataFrame:
    """Empty cells of columns whose empty cell has a declared meaning."""
    schema = columns_schema(table)
    return rows.with_columns(
        pl.col(c.name).fill_null(pl.lit(c.default).cast(schema[c.name]))
        for c in table.columns
        if c.default is not None
    )


# Sources ------------------------------------------------------------------------------------------


def sources_frame(parts: list[Part], ontology: Ontology) -> pl.DataFrame:
    """The table ``sources``: one row a sheet that gave rows."""
    table = ontology.tables["sources"]
    rows = []
    for part in parts:
        told = part.declaration
        uri = part.source_uri
        rows.append(
            {
                "dataset": part.dataset,
                "file": part.read.file,
                "sheet": part.read.sheet,
                "title": told.title,
                "publisher": told.publisher,
                "date": told.date,
                "licence": told.licence,
                "url": told.url,
                "language": told.language,
                "grade": told.grade,
                "sha256": part.sha256,
                "node_key": uri.split("sources/", 1)[1],
                "uri": uri,
                "source_uri": None,
                "source_row": None,
            }
        )
    schema = frame_schema(table)
    texts = pl.DataFrame(
        rows, schema={**dict.fromkeys(schema, pl.String()), "source_row": pl.Int64()}
    )
    return (
        texts.with_columns(pl.col("date").str.to_date("%Y-%m-%d", strict=False))
        .select(list(schema))
        .unique("uri", keep="first", maintain_order=True)
    )
