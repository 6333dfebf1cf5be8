"""Values carried down within a block into empty cells and 同上 that mean the cell above.

A block ends at a row of totals, at an empty row and at a heading of a section: what comes after may
belong to something else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from graph.findings import Finding, frame
from graph.ontology import Column
from ingest.headings import Head
from ingest.rows import BANNER, BLOCK
from ingest.rules import FileRules
from ingest.text import fold, trimmed

ROW = "__row"
DITTO = frozenset(
    fold(word) for word in ("同上", "同前", "上同", "〃", "″", "〞", '"', "ditto", "do.")
)
LONGEST_DITTO = 12
PLACES = {"index": pl.Int64, "column": pl.String}
_COLLEGE = re.compile(r".+(?:学院|大学|学校|中专|职校|技校|职院|职高)")


@dataclass(frozen=True)
class Carried:
    """Cells filled from above, with findings.

    cut: places that stayed empty because a block ended; above: places where ``carry_down`` would
    find a cell above. ``index``: of the row in the sheet.
    """

    cells: pl.DataFrame
    findings: pl.DataFrame
    cut: pl.DataFrame
    above: pl.DataFrame


def carry_down(cells: pl.DataFrame, head: Head, rules: FileRules) -> Carried:
    """Fill columns that the source declares under ``carry_down``, and cells like 同上."""
    declared = {fold(name) for name in rules.carry_down}
    findings = []
    cut, above = [pl.DataFrame(schema=PLACES)], [pl.DataFrame(schema=PLACES)]
    gaps_and_dittos = _gaps_and_dittos(cells, [heading.column for heading in head.headings])
    for heading in head.headings:
        column, name = heading.column, heading.column.name
        if name not in gaps_and_dittos:
            continue
        has_gaps, dittos = gaps_and_dittos[name]
        is_carried = bool(
            declared & {fold(column.name), fold(column.label.zh), fold(heading.written)}
        )
        repeats = cells[name].is_in(dittos).fill_null(False) if dittos else None
        if column.target_class == "College" and column.required and not is_carried:
            cells, note = _from_banner(cells, name, heading.written)
            findings += note
        if repeats is None and not has_gaps:
            continue
        own_text = pl.when(trimmed(pl.col(name)) != "").then(name)
        if dittos:
            own_text = pl.when(~pl.col(name).is_in(dittos)).then(own_text)
        above_cells = cells.select(
            own_text.alias("own"),
            own_text.forward_fill().over(BLOCK).alias("here"),
            own_text.forward_fill().alias("ever"),
        )
        is_filled = pl.Series([is_carried] * cells.height, dtype=pl.Boolean)
        if repeats is not None:
            is_filled |= repeats
            filled_dittos = repeats & above_cells["here"].is_not_null()
            if filled_dittos.any():
                first_index = int(filled_dittos.arg_true()[0])
                findings.append(
                    Finding(
                        "ditto",
                        "info",
                        row=int(cells[ROW][first_index]),
                        column=heading.written,
                        value=cells[name][first_index],
                        values={"count": int(filled_dittos.sum())},
                    )
                )
        open_ = above_cells["own"].is_null()
        cut.append(
            _places(
                cells,
                is_filled
                & open_
                & above_cells["here"].is_null()
                & above_cells["ever"].is_not_null(),
                name,
            )
        )
        above.append(_places(cells, ~is_filled & open_ & above_cells["here"].is_not_null(), name))
        if is_filled.any():
            filled = cells[name].zip_with(~is_filled, above_cells["here"])
            cells = cells.with_columns(filled.alias(name))
    return Carried(cells.drop(BLOCK), frame(findings), pl.concat(cut), pl.concat(above))


def _gaps_and_dittos(
    cells: pl.DataFrame, columns: list[Column]
) -> dict[str, tuple[bool, list[str]]]:
    """Return for each column of texts whether cells are empty, and its words for 同上."""
    texts = {c.name: c for c in columns if cells.schema[c.name] == pl.String}
    if not texts:
        return {}
    every_text = pl.col(list(texts))
    gaps = cells.select((trimmed(every_text) == "").fill_null(True).any()).row(0, named=True)
    short = [name for name, column in texts.items() if column.is_name and not column.multiple]
    brief = pl.col(short)
    words = cells.select(brief.filter(brief.str.len_chars() < LONGEST_DITTO).unique().implode())
    short_words = words.row(0, named=True) if short else {}
    return {
        name: (gaps[name], [word for word in short_words.get(name, ()) if fold(word) in DITTO])
        for name in texts
    }


def _places(cells: pl.DataFrame, hits: pl.Series, column: str) -> pl.DataFrame:
    at = cells["__index"].filter(hits).cast(pl.Int64)
    return pl.DataFrame(
        [at.alias("index"), pl.Series("column", [column]).new_from_index(0, len(at))]
    )


def _from_banner(
    cells: pl.DataFrame, name: str, written: str
) -> tuple[pl.DataFrame, list[Finding]]:
    """Fill empty cells of colleges from the heading of their section, where it names a college."""
    names = [text for text in cells[BANNER].drop_nulls().unique() if _COLLEGE.fullmatch(text)]
    if not names:
        return cells, []
    empty = cells[name].is_null() | (cells[name].str.strip_chars() == "")
    is_taken = empty & cells[BANNER].is_in(names).fill_null(False)
    if not is_taken.any():
        return cells, []
    first_index = int(is_taken.arg_true()[0])
    note = Finding(
        "from-banner",
        "info",
        row=int(cells[ROW][first_index]),
        column=written,
        value=cells[BANNER][first_index],
        values={"count": int(is_taken.sum())},
    )
    filled = cells[name].zip_with(~is_taken, cells[BANNER])
    return cells.with_columns(filled.alias(name)), [note]


def missing_after(bad: pl.DataFrame, carried: Carried, rows: pl.Series) -> pl.DataFrame:
    """Return violations whose missing values say whether the row above could help.

    ``rows``: of each row of data, its index in the sheet.
    """
    if not bad.height:
        return bad
    columns = bad.columns
    bad = bad.with_columns(rows.cast(pl.Int64).gather(bad["index"]).alias("__at"))
    for places, reason in (
        (carried.cut, "missing-value.cut"),
        (carried.above, "missing-value.above"),
    ):
        if not places.height:
            continue
        marked = bad.join(
            places.select(pl.col("index").alias("__at"), "column", pl.lit(True).alias("__here")),
            on=["__at", "column"],
            how="left",
            maintain_order="left",
        )
        plain = pl.col("reason").is_null() | (pl.col("reason") == "missing-value")
        hit = pl.col("__here").fill_null(False) & (pl.col("rule") == "missing-value") & plain
        bad = marked.with_columns(
            pl.when(hit).then(pl.lit(reason)).otherwise("reason").alias("reason")
        ).drop("__here")
    return bad.select(columns)
