"""Tables of a build from all sheets of all datasets: references resolved, keys made, rows merged.

Two passes, because a reference can only be resolved once its target is known: first the references
that keys and required columns need, which gives every row its key; then all the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import polars as pl

from graph.checks.structure import cycles
from graph.convert.iris import encoded
from graph.findings import SCHEMA, concat, frame
from graph.ontology import Column, Ontology, Table
from graph.schema.frames import columns_schema, frame_schema
from graph.tables import Tables
from ingest.additions import ADDITION
from ingest.banners import areas_from_banners
from ingest.cell_findings import row_findings
from ingest.datasets import PackRows
from ingest.decided import TABLE as DECIDED
from ingest.decided import findings_on, with_decided
from ingest.decisions import PlacedFinding, decisions, report_without_effect
from ingest.derived import derive
from ingest.forms import IN_PACK
from ingest.keys import with_defaults, with_key
from ingest.left_out import figures_of, no_rows
from ingest.levels import HINT, LEVEL
from ingest.linking import DATASET, LOST, OLD, PART, ROW, composite_findings, is_needed, link
from ingest.mentioned import MARK, is_mentionable, made_things, with_true_marks
from ingest.mentions import TABLE as MENTIONS
from ingest.mentions import link_mentions
from ingest.merge import merge
from ingest.packs import with_referred
from ingest.references import AREAS, Register
from ingest.rows import BANNER
from ingest.sources import Part, sources_frame
from ingest.spellings import settle_spellings
from ingest.surroundings import declared_areas
from ingest.totals import without_totals


@dataclass
class Combined:
    """Tables with findings, and the numbers of rows read and kept per table.

    ``offered``: table → all rows of those tables that reference packs have.
    """

    tables: Tables
    findings: pl.DataFrame
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    left_out: pl.DataFrame = field(default_factory=no_rows)
    offered: dict[str, pl.DataFrame] = field(default_factory=dict)


def combine(parts: list[Part], ontology: Ontology) -> Combined:
    """Combine all that was read into the tables of a build."""
    work = _Work(ontology, parts)
    work.take_decisions()
    for table in _ordered_tables(ontology):
        work.give_keys(table)
    work.link_mentions()
    frames, contributions = work.finish()
    used = {*work.used_parts()}
    frames["sources"] = sources_frame([p for i, p in enumerate(parts) if i in used], ontology)
    counts = {
        name: {"read": count, "kept": _kept(frames[name]) if name in frames else 0}
        for name, count in work.read.items()
    }
    tables = Tables.of(ontology, frames)
    tables.contributions = contributions
    return Combined(tables, concat(work.findings), counts, work.left_out, work.offered)


def _kept(rows: pl.DataFrame) -> int:
    """Count the rows of a table that are more than a mention."""
    return rows.height - (int(rows[MARK].sum()) if MARK in rows.columns else 0)


def _ordered_tables(ontology: Ontology) -> list[Table]:
    """Return the tables in an order in which needed references come after their targets."""
    waiting = [t for t in ontology.input_tables() if t.group != "decision"]
    done: list[Table] = []
    while waiting:
        names = {t.name for t in waiting}
        ready = [t for t in waiting if not _needed_tables(ontology, t) & (names - {t.name})]
        done += ready
        waiting = [t for t in waiting if t not in ready]
    return done


def _needed_tables(ontology: Ontology, table: Table) -> set[str]:
    return {
        target.name
        for column in table.references
        if is_needed(column)
        for target in ontology.targets_of(column)
    }


class _Work:
    """State of the frames between steps; each step is a method."""

    def __init__(self, ontology: Ontology, parts: list[Part]) -> None:
        self.ontology = ontology
        self.parts = parts
        self.findings: list[pl.DataFrame] = [  # how a pack is read is nothing to tell
            part.read.findings.filter(pl.lit(not part.pack) | (pl.col("severity") != "info"))
            for part in parts
        ]
        self.pack_parts = {i for i, part in enumerate(parts) if part.pack}
        self.frames: dict[str, pl.DataFrame] = {}
        self.read: dict[str, int] = {}
        for table in ontology.input_tables():
            of_table = [(i, p) for i, p in enumerate(parts) if p.read.table == table.name]
            if of_table:
                self.read[table.name] = sum(p.read.read for _, p in of_table if not p.pack)
                self.frames[table.name] = pl.concat(
                    (_mark_rows(i, p) for i, p in of_table), how="diagonal"
                )
        self.frames_as_read = {
            name: rows.filter(~pl.col(IN_PACK)) for name, rows in self.frames.items()
        }
        self.lost: dict[str, pl.DataFrame] = {}  # rows without a key
        self.left_out = no_rows()
        self.offered: dict[str, pl.DataFrame] = {}
        self.register = Register(ontology)
        self.areas: dict[int, str] = {}  # sheet → key of the area that it is declared to be of

    # Steps ----------------------------------------------------------------------------------

    def take_decisions(self) -> None:
        """Take people's decisions, which steer how all other tables are read."""
        for table in self.ontology.input_tables():
            if table.group == "decision" and table.name in self.frames:
                self.frames[table.name] = with_key(table, self.frames[table.name])
        decided, findings = decisions(self.frames, self.ontology)
        self._report(findings)
        self.register = Register(self.ontology, decided)

    def give_keys(self, table: Table) -> None:
        """Resolve references that keys need, leave out rows without a key, register the rows."""
        if table.name not in self.frames:
            return
        rows = self.frames[table.name]
        for column in table.references:
            if is_needed(column) and not self._refers_to_itself(table, column):
                rows = self._link(column, rows)
        self.lost[table.name] = rows.filter(pl.col(LOST))
        rows = with_true_marks(table, with_defaults(table, rows.filter(~pl.col(LOST))))
        rows = with_key(table, rows)
        self.frames[table.name] = rows
        if table.is_node:
            self.register.add(table, rows)
        if table.name == AREAS:
            self.areas, findings = declared_areas(self.register, self._written_areas())
            self._report(findings)

    def link_mentions(self) -> None:
        """Link names in the texts of measures to the things registered by now."""
        count, findings = link_mentions(self.register, self.frames, self.ontology)
        if count:
            self.read[MENTIONS] = self.read.get(MENTIONS, 0) + count
        self._report(findings)

    def finish(self) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
        """Resolve the other references, derive figures, merge rows of one key.

        Returns:
            The frames as declared, and the contributions of rows to others.
        """
        grades = [code.notation for code in self.ontology.code_lists["grade"].codes]
        places = {i: part.place for i, part in enumerate(self.parts)}
        done: dict[str, pl.DataFrame] = {}
        contributions: list[pl.DataFrame] = []
        self._report(
            report_without_effect(
                self.frames,
                self.register.keys(),
                self.ontology,
                self.register.decision_fault,
            )
        )
        tables = [t for t in self.ontology.input_tables() if t.name in self.frames]
        for table in tables:
            # Rows without a key are looked at once more, so that all their faults come in one wave.
            rows = self._with_lost_rows(table, self.frames[table.name])
            for column in table.references:
                if not is_needed(column) or self._refers_to_itself(table, column):
                    rows = self._link(column, rows)
            self.frames[table.name] = rows.filter(~pl.col(LOST))
        self._complete_by_decisions()
        tables = [t for t in self.ontology.input_tables() if t.name in self.frames]
        self._take_from_packs()
        for table in tables:
            rows, derived = derive(table, self.frames[table.name])
            self._report_frame(derived)
            merged = merge(table, rows, grades, places, self._beside)
            self._report_frame(merged.findings)
            judged = without_totals(
                table, merged.rows, self.ontology, done, self._parts_with_wider_rows_apart
            )
            self._report_frame(judged.findings)
            used = [judged.rows.select(PART, ROW), merged.contributions.select(PART, ROW)]
            left_out = self.frames_as_read.get(table.name, judged.rows).join(
                pl.concat(used), on=[PART, ROW], how="anti"
            )
            self.left_out.extend(figures_of(table, left_out))
            rows = self._cut_cycles(table, judged.rows)
            rows = self._add_uris(table, rows)
            if table.is_node:
                contributions.append(self._contributions(table, rows, merged.contributions))
            done[table.name] = rows.select(list(frame_schema(table)))
        self._add_mentioned(done)
        for table in tables:
            for warnings in composite_findings(self.ontology, table, done, self.frames[table.name]):
                self._report_frame(warnings)
        filled = [c for c in contributions if c.height]
        return done, pl.concat(filled) if filled else pl.DataFrame(schema=Tables.CONTRIBUTIONS)

    def _complete_by_decisions(self) -> None:
        """Add the rows that reviewers' decisions make, which come after those of the data."""
        if DECIDED not in self.frames:
            return
        as_read = self.frames_as_read[DECIDED]
        self._report(findings_on(self.frames[DECIDED], as_read))
        added, counts = with_decided(self.frames, self.ontology, len(self.parts))
        self.frames |= added
        for name, count in counts.items():
            self.read[name] = self.read.get(name, 0) + count

    def _take_from_packs(self) -> None:
        """Leave out the rows of reference packs that nothing refers to."""
        if not self.pack_parts:
            return
        names = {part.read.table for part in self.parts if part.pack}
        self.offered = {name: self.frames[name] for name in names}
        is_whole = PackRows.REFERRED not in {part.pack for part in self.parts}
        self.frames, replaced = with_referred(self.frames, self.ontology, is_whole)
        self._report(replaced)
        for name in names:
            rows = self.frames[name]
            own_keys = rows.filter(~pl.col(IN_PACK))["node_key"].implode()
            self.read[name] += rows.filter(
                pl.col(IN_PACK) & ~pl.col("node_key").is_in(own_keys)
            ).height

    def _written_areas(self) -> dict[int, str]:
        """Return sheet → the area that its source declares it to be of."""
        areas = {
            i: part.declaration.rules_of(part.read.file, part.read.sheet).area
            or part.declaration.area
            for i, part in enumerate(self.parts)
        }
        return {i: area for i, area in areas.items() if area}

    @cached_property
    def _parts_with_wider_rows_apart(self) -> list[int]:
        """The sheets whose rows for wider areas and groups do not include narrower ones."""
        return [
            i
            for i, part in enumerate(self.parts)
            if part.declaration.rules_of(part.read.file, part.read.sheet).wider_rows_apart
        ]

    def used_parts(self) -> Iterator[int]:
        """Yield the sheets that are the user's own, and those of packs that gave a row."""
        for i, part in enumerate(self.parts):
            rows = self.frames.get(part.read.table)
            if not part.pack or (rows is not None and (rows[PART] == i).any()):
                yield i

    def _beside(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return what stands beside rows in columns that their table does not have."""
        places = rows.select(PART, ROW)
        frames = [
            part.read.beside.with_columns(pl.lit(i, pl.Int64).alias(PART)).join(
                places, on=[PART, ROW], how="semi"
            )
            for i, part in enumerate(self.parts)
            if i in set(places[PART]) and part.read.beside.width
        ]
        return pl.concat(frames, how="diagonal") if frames else places.clear()

    # Parts of steps ---------------------------------------------------------------------------

    def _with_lost_rows(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        lost_rows = self.lost.get(table.name, rows.clear())
        all_rows = pl.concat([rows, lost_rows], how="diagonal")
        is_lost = pl.col(LOST).fill_null(False) if LOST in all_rows.columns else pl.lit(False)
        return all_rows.with_columns(is_lost.alias(LOST))

    def _add_mentioned(self, done: dict[str, pl.DataFrame]) -> None:
        """Add the things that rows name and no table holds."""
        if not self.register.mentioned:
            return
        places = pl.concat(self.register.mentioned)
        for table in filter(is_mentionable, self.ontology.input_tables()):
            schema = (
                columns_schema(table)
                | {"node_key": pl.String}
                | dict.fromkeys([PART, ROW], pl.Int64)
            )
            rows = made_things(table, places, schema, self._named_keys(table, done))
            if rows.height:
                rows = self._add_uris(table, rows).select(list(frame_schema(table)))
                done[table.name] = pl.concat([done.get(table.name, rows.clear()), rows])

    def _named_keys(self, table: Table, done: dict[str, pl.DataFrame]) -> pl.Series:
        """Return the keys by which rows name things of a table."""
        keys = [
            done[name][column.name].explode() if column.multiple else done[name][column.name]
            for name in done
            for column in self.ontology.tables[name].references
            if column.target_class == table.class_name
        ]
        return pl.concat([pl.Series([], dtype=pl.String), *keys]).unique()

    def _refers_to_itself(self, table: Table, column: Column) -> bool:
        return table in self.ontology.targets_of(column)

    def _link(self, column: Column, rows: pl.DataFrame) -> pl.DataFrame:
        rows, findings = areas_from_banners(self.register, column, rows)
        self._report_frame(findings)
        rows, findings = settle_spellings(self.register, column, rows, is_needed(column))
        self._report_frame(findings)
        rows, findings = link(self.register, column, rows, self.areas)
        self._report_frame(findings)
        return rows

    def _add_uris(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        path = rows["node_key"] if len(table.key) > 1 else encoded(rows["node_key"])
        bases = {i: p.declaration.base for i, p in enumerate(self.parts)}
        base = pl.col(PART).replace_strict(bases, return_dtype=pl.String)
        return rows.with_columns(
            (base + pl.lit(f"{table.name}/") + path).alias("uri"),
            self._source_uris().alias("source_uri"),
            pl.col(ROW).alias("source_row"),
        )

    def _contributions(
        self, table: Table, rows: pl.DataFrame, contributed: pl.DataFrame
    ) -> pl.DataFrame:
        """Return contributions with the IRIs of the row and of the source."""
        if not contributed.height:
            return pl.DataFrame(schema=Tables.CONTRIBUTIONS)
        return contributed.join(
            rows.select("node_key", "uri"), on="node_key", how="inner", maintain_order="left"
        ).select(
            pl.lit(table.name).alias("table"),
            "uri",
            self._source_uris().alias("source_uri"),
            pl.col(ROW).alias("source_row"),
            "grade",
            "columns",
        )

    def _source_uris(self) -> pl.Expr:
        sources = {i: p.source_uri for i, p in enumerate(self.parts)}
        return pl.col(PART).replace_strict(sources, return_dtype=pl.String)

    def _cut_cycles(self, table: Table, rows: pl.DataFrame) -> pl.DataFrame:
        """Leave out references to parents that put a thing above itself, with findings."""
        if "parent" not in table.by_name:
            return rows
        looping = cycles(rows["node_key"], rows["parent"])
        if not len(looping):
            return rows
        bad = pl.col("node_key").is_in(looping.implode())
        self._report_frame(
            row_findings(rows.filter(bad), "conflict.cycle", "error", "parent", "parent")
        )
        return rows.with_columns(pl.when(~bad).then("parent").alias("parent"))

    # Findings ---------------------------------------------------------------------------------

    def _report(self, findings: Iterable[PlacedFinding]) -> None:
        placed = list(findings)
        rows = frame(finding for _, finding in placed)
        parts = pl.Series(PART, [part for part, _ in placed], dtype=pl.Int64)
        self._report_frame(rows.with_columns(parts))

    def _report_frame(self, findings: pl.DataFrame) -> None:
        """Add findings with ``__part`` at their place, columns by their written heading."""
        if not findings.height:
            return
        for part_id, of_part in findings.group_by(PART, maintain_order=True):
            index: Any = part_id[0]
            part = self.parts[index]
            self.findings.append(
                of_part.with_columns(
                    pl.lit(part.dataset).alias("dataset"),
                    pl.lit(part.read.file).alias("file"),
                    pl.lit(part.read.sheet, pl.String).alias("sheet"),
                    pl.col("column").replace(part.read.headings),
                ).select(list(SCHEMA))
            )


def _mark_rows(index: int, part: Part) -> pl.DataFrame:
    """Return a read frame with its part, dataset, and the dataset's grade where a row has none."""
    rows = part.read.frame
    if "grade" in rows.columns:
        rows = rows.with_columns(
            pl.col("grade").fill_null(pl.lit(part.declaration.grade, pl.String))
        )
    return rows.select(
        pl.exclude(LEVEL, HINT, BANNER),
        (pl.col(BANNER) if BANNER in rows.columns else pl.lit(None, pl.String)).alias(BANNER),
        *(
            (pl.col(name) if name in rows.columns else pl.lit(None)).cast(pl.Int64).alias(name)
            for name in (LEVEL, HINT)
        ),
        pl.lit(index, pl.Int64).alias(PART),
        pl.lit(part.position, pl.Int64).alias(DATASET),
        pl.lit("").alias(OLD),
        pl.lit(False).alias(LOST),
        pl.lit(None, pl.String).alias(ADDITION),
        pl.lit(part.pack is not None).alias(IN_PACK),
    )
