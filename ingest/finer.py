"""Rows finer than their table: the same key in a row for 男, one for 女, or in one for each campus.

What tells such rows apart stands in a column that the table does not have, or that is no part of
its key. The row of the total counts, else the sum; never one of the parts. Rows that nothing tells
apart are repetitions, and are treated as such.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from graph.findings import OF_ROWS
from graph.ontology import Column, Table
from graph.references import Reference, lost, of_meaning, phrase
from ingest.additions import ADDITION
from ingest.text import fold

ROW, PART, DATASET, OLD, KEY = "__row", "__part", "__dataset", "__old", "node_key"
ONE_KEY = [KEY, DATASET, OLD]  # rows of one key in one dataset, by the code they were written with
TUPLE = "__tuple"  # a hash of the cells that tell rows of one key apart
SUMMED_UNITS = {"person", "post", "yuan"}  # rates, wages, years and levels do not add up
ONLY_TOTAL, TOTAL_DIFFERS = "finer-rows.total", "finer-rows.total_differs"
TOTAL = 0  # stands for 合计 in an undeclared column, where other texts are hashes
_TOTAL_WORDS = re.compile(r"(?:.*\()?(?:合计|小计|总计|共计|总数|全部|合計|总体|total|all|both)\)?")
# Headings of columns about the making of a row (date, state, remarks), not about its subject.
_ABOUT_THE_ROW = re.compile(
    r"日期|时间|更新|填报|版本|状态|审核|备注|说明|来源|排名|名次|date|time|version|status|updat|remark"
)
_CODE = re.compile(r"代码|代号|编号|编码|号|组|批|班|码|code|group|batch|class|no\.?$|id$")
_NUMERIC = r"^\s*[-+]?[\d,.]+\s*%?\s*$"
# Rate → what it is a share of: a count, else persons at work by the rate of employment.
_SHARE_OF = {"employed_pct": "graduates", "local_pct": "working", "in_field_pct": "working"}


def summed_columns(table: Table) -> list[Column]:
    """Return the columns of a table that add up."""
    return [c for c in table.columns if c.unit in SUMMED_UNITS and c.key_part is None]


def may_tell_rows_apart(heading: str) -> bool:
    """Tell whether a column under a heading may tell finer rows apart."""
    return not _ABOUT_THE_ROW.search(fold(heading))


def hashes_beside(cells: pl.DataFrame, headings: dict[str, str]) -> pl.DataFrame:
    """Return hashes of the cells under undeclared headings that may tell rows apart.

    The cells themselves are kept out: they may be personal. ``headings``: column → heading.
    """
    hashes = []
    for column, heading in headings.items():
        texts = cells[column].str.strip_chars()
        texts = texts.set(texts == "", None)
        filled = texts.drop_nulls()
        if not len(filled) or not may_tell_rows_apart(heading):
            continue
        if filled.str.contains(_NUMERIC).all() and not _CODE.search(fold(heading)):
            continue
        totals = [text for text in filled.unique() if _TOTAL_WORDS.fullmatch(fold(text))]
        hashed = texts.hash(seed=1)
        hashed = hashed.set(texts.is_in(totals).fill_null(False), TOTAL)
        hashes.append(hashed.set(texts.is_null(), None).alias(heading))
    return pl.DataFrame(hashes)


def with_tuples(table: Table, rows: pl.DataFrame, around: pl.DataFrame) -> pl.DataFrame:
    """Return rows with what tells them apart in ``beside:…`` columns and :data:`TUPLE`.

    ``around``: ``__part, __row`` and the columns of :func:`hashes_beside`.
    """
    if not summed_columns(table):
        return rows.with_columns(pl.lit(0, pl.UInt64).alias(TUPLE))
    names = [name for name in around.columns if name not in (PART, ROW)]
    extended = rows.join(
        around.rename({name: f"beside:{name}" for name in names}),
        on=[PART, ROW],
        how="left",
        maintain_order="left",
    )
    word_columns = [c for c in table.columns if _is_word(c)]
    extended = extended.with_columns(
        *(pl.col(c.name).hash(seed=1).alias(f"beside:{c.name}") for c in word_columns),
        pl.col(ADDITION).hash(seed=1).alias(f"beside:{ADDITION}"),
    )
    extended = extended.with_columns(
        pl.when(pl.col(c).is_not_null()).then(f"beside:{c}").alias(f"beside:{c}")
        for c in [*(c.name for c in word_columns), ADDITION]
    )
    return extended.with_columns(pl.struct(_beside_columns(extended)).hash(seed=1).alias(TUPLE))


def _is_word(column: Column) -> bool:
    """Tell whether a declared column outside the key may tell rows apart by its words."""
    return (
        column.key_part is None
        and column.datatype == "string"
        and not column.multiple
        and not column.target_class
        and column.code_list is None
        and column.name not in ("ref", "note", "grade")
    )


def _beside_columns(rows: pl.DataFrame) -> list[str]:
    return [name for name in rows.columns if name.startswith("beside:")]


def without_tuples(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows as they were before :func:`with_tuples`."""
    return rows.drop(*_beside_columns(rows), TUPLE)


def merge_finer_rows(
    table: Table, rows: pl.DataFrame, grades: Sequence[str]
) -> tuple[pl.DataFrame, pl.DataFrame, list[pl.DataFrame]]:
    """Bring finer rows together: one row a key, the rows that went into others, findings.

    ``rows``: of :func:`with_tuples`, no two of one key alike in :data:`TUPLE`.
    """
    is_finer = rows.select(pl.len().over(ONE_KEY) > 1).to_series()
    if not is_finer.any():
        return rows, rows.clear(), []
    alone, finer = rows.filter(~is_finer), rows.filter(is_finer)
    finer = finer.with_columns(_differing_columns(finer).alias("__by"))
    counting, unclear, notes = _drop_parts(table, finer)
    summed = _sum_rows(table, counting, grades)
    findings = _findings(table, finer, counting, unclear, notes)
    absorbed = counting.filter(pl.int_range(pl.len()).over(ONE_KEY) > 0)
    whole = pl.concat([alone, summed.select(alone.columns)])
    return whole, absorbed.select(rows.columns), findings


def _differing_columns(rows: pl.DataFrame) -> pl.Expr:
    """Return the names of the columns in which rows of one key differ."""
    return pl.concat_list(
        pl.when(pl.col(name).n_unique().over(ONE_KEY) > 1).then(
            pl.lit(name.removeprefix("beside:"))
        )
        for name in _beside_columns(rows)
    ).list.drop_nulls()


def _drop_parts(
    table: Table, rows: pl.DataFrame
) -> tuple[pl.DataFrame, list[tuple[Any, ...]], dict[tuple[Any, ...], str]]:
    """Leave out rows that a row of the total stands for.

    Returns:
        The rows that count; the keys whose total is unclear; key → reason of the finding on it.
    """
    names = [n for n in _beside_columns(rows) if n != f"beside:{ADDITION}"]
    varied = [pl.col(name).n_unique().over(ONE_KEY) > 1 for name in names]
    open_ = [
        ((pl.col(name).is_null() | (pl.col(name) == TOTAL)) & varies).any().over(ONE_KEY)
        for name, varies in zip(names, varied, strict=True)
    ]
    mixed = rows.select(pl.any_horizontal(open_) if open_ else pl.lit(False)).to_series()
    if len(mixed) != rows.height or not mixed.any():
        return rows, [], {}
    figures = [c.name for c in summed_columns(table)]
    plain = [rows.filter(~mixed)]
    unclear: list[tuple[Any, ...]] = []
    notes: dict[tuple[Any, ...], str] = {}
    for key, group in rows.filter(mixed).group_by(ONE_KEY, maintain_order=True):
        positions, reason = _choose_counting_rows(group, names, figures)
        if positions is None:
            unclear.append(key)
        else:
            plain.append(group[positions])
            if reason:
                notes[key] = reason
    return pl.concat(plain), unclear, notes


def _choose_counting_rows(
    group: pl.DataFrame, names: list[str], figures: list[str]
) -> tuple[list[int] | None, str]:
    """Return the positions of the rows of a group that count, and a reason where one is a total.

    An empty cell is a total where its figures are the sum of the others, and a kind of its own
    where they are well below it; else it is unclear what the row is: None.
    """
    positions, reason = list(range(group.height)), ""
    cells = {name: group[name].to_list() for name in names if group[name].n_unique() > 1}
    values = group.select(figures).rows()
    whole = [i for i in positions if all(column[i] == TOTAL for column in cells.values())]
    leaves = [i for i in positions if all(column[i] != TOTAL for column in cells.values())]
    if whole and leaves:
        equal = _is_sum(values[whole[0]], [values[i] for i in leaves])
        return whole[:1], ONLY_TOTAL if equal else TOTAL_DIFFERS
    for name in cells:
        if len({cells[name][i] for i in positions}) < 2:
            continue
        other_names = [n for n in cells if n != name]
        blocks: dict[tuple[Any, ...], list[int]] = {}
        for i in positions:
            blocks.setdefault(tuple(cells[n][i] for n in other_names), []).append(i)
        chosen: list[int] = []
        for block in blocks.values():
            totals = [i for i in block if cells[name][i] == TOTAL]
            empty = [i for i in block if cells[name][i] is None]
            if len(block) == 1 or not (totals or empty):
                chosen += block
                continue
            total = (totals or empty)[0]
            part_rows = [i for i in block if i != total]
            parts = [values[i] for i in part_rows]
            equal = _is_sum(values[total], parts)
            if not totals and not equal:
                if not _is_less(values[total], parts):
                    return None, ""
                chosen += block
                continue
            reason = reason if reason == TOTAL_DIFFERS else ONLY_TOTAL
            reason = reason if equal else TOTAL_DIFFERS
            chosen.append(total)
        positions = sorted(chosen)
    return positions, reason


NEARLY = 0.9  # share of a sum: less can be no total of it, whatever was rounded or left out


def _is_less(whole: tuple[Any, ...], parts: list[tuple[Any, ...]]) -> bool:
    """Tell whether all figures that can be compared are well below the sum of the parts."""
    compared = [
        (figure, sum(part[i] for part in parts))
        for i, figure in enumerate(whole)
        if figure is not None and all(part[i] is not None for part in parts)
    ]
    return bool(compared) and all(figure < NEARLY * total for figure, total in compared)


def _is_sum(total: tuple[Any, ...], parts: list[tuple[Any, ...]]) -> bool:
    """Tell whether all figures that can be compared, at least one, are sums of the parts."""
    compared = [
        abs(whole - sum(part[i] for part in parts)) < 1e-6
        for i, whole in enumerate(total)
        if whole is not None and all(part[i] is not None for part in parts)
    ]
    return bool(compared) and all(compared)


def _sum_rows(table: Table, rows: pl.DataFrame, grades: Sequence[str]) -> pl.DataFrame:
    """Return one row a key: figures added, rates weighted, other cells kept where they are equal.

    A sum is unknown where one of its figures is.
    """
    names = {c.name: c for c in table.columns if c.key_part is None}
    counted = rows.with_columns(_graduates_at_work(rows).alias("__working"))
    aggregates = []
    for name, column in names.items():
        cell = pl.col(name)
        if column.unit in SUMMED_UNITS:
            aggregates.append(pl.when(cell.null_count() == 0).then(cell.sum()).alias(name))
        elif name in _SHARE_OF:
            aggregates.append(_weighted_mean(name))
        elif name in ("note", "ref") or _is_word(column):
            texts = cell.drop_nulls().unique(maintain_order=True)
            joined = texts.str.join("；")
            aggregates.append(pl.when(joined != "").then(joined).alias(name))
        elif name == "grade":
            aggregates.append(worst_grade(cell, grades).alias(name))
        else:
            same = cell.n_unique() == 1
            aggregates.append(pl.when(same).then(cell.first()).alias(name))
    other_names = [n for n in rows.columns if n not in (*ONE_KEY, *names)]
    alone = rows.filter(pl.len().over(ONE_KEY) == 1)
    repeated = counted.filter(pl.len().over(ONE_KEY) > 1)
    if not repeated.height:
        return alone
    sums = repeated.group_by(ONE_KEY, maintain_order=True).agg(
        *aggregates, *(pl.col(n).first() for n in other_names)
    )
    return pl.concat([alone, sums.select(rows.columns).cast(rows.schema)])


def worst_grade(cells: pl.Expr, grades: Sequence[str]) -> pl.Expr:
    """Return the worst grade; ``grades`` runs from best to worst."""
    rank = {grade: i for i, grade in enumerate(grades)}
    return cells.sort_by(cells.replace_strict(rank, default=-1, return_dtype=pl.Int64)).last()


def _graduates_at_work(rows: pl.DataFrame) -> pl.Expr:
    """Return the graduates at work, persons: as counted, else by the rate."""
    if not {"employed", "graduates", "employed_pct"} <= set(rows.columns):
        return pl.lit(None, pl.Float64)
    rated = pl.col("graduates") * pl.col("employed_pct") / 100
    return pl.coalesce(pl.col("employed").cast(pl.Float64), rated)


def _weighted_mean(name: str) -> pl.Expr:
    base = _SHARE_OF[name]
    weight = pl.col("__working" if base == "working" else base)
    rate = pl.col(name)
    is_complete = (rate.null_count() == 0) & (weight.null_count() == 0) & (weight.sum() > 0)
    mean = ((rate * weight).sum() / weight.sum()).round(6)
    return pl.when(rate.n_unique() == 1).then(rate.first()).when(is_complete).then(mean).alias(name)


# Findings -----------------------------------------------------------------------------------------


def _findings(
    table: Table,
    finer: pl.DataFrame,
    counting: pl.DataFrame,
    unclear: list[tuple[Any, ...]],
    notes: dict[tuple[Any, ...], str],
) -> list[pl.DataFrame]:
    groups = finer.group_by(ONE_KEY, maintain_order=True).agg(
        pl.col(ROW), pl.col(PART), pl.col("__by").first(), *(pl.col(k).first() for k in table.key)
    )
    counted_rows = dict(
        counting.group_by(ONE_KEY, maintain_order=True)
        .agg(pl.col(ROW).first())
        .select(pl.concat_list(pl.col(ONE_KEY).cast(pl.String)).list.join("\x00"), ROW)
        .rows()
    )
    bad = set(unclear)
    rows = []
    for group in groups.iter_rows(named=True):
        key = tuple(group[name] for name in ONE_KEY)
        values: dict[str, Any] = {"by": _headings(table, group["__by"])}
        value = " / ".join(str(group[k]) for k in table.key if group[k] is not None)
        if key in bad:
            places = zip(group[PART], group[ROW], strict=True)
            values |= {"lost": lost("row")}
            rows += [
                (
                    part,
                    "duplicate-key",
                    "error",
                    row,
                    table.key[0],
                    value,
                    "duplicate-key.unclear",
                    values,
                )
                for part, row in places
            ]
            continue
        counted_row = counted_rows["\x00".join(map(str, key))]
        other_rows = [row for row in group[ROW] if row != counted_row]
        values |= {"rows": _list_numbers(other_rows), "count": len(other_rows)}
        reason = notes.get(key, "finer-rows")
        severity = "warning" if reason == TOTAL_DIFFERS else "info"
        place = group[PART][group[ROW].index(counted_row)]
        rows.append(
            (place, "finer-rows", severity, counted_row, table.key[0], value, reason, values)
        )
    return [
        pl.DataFrame(
            [(*row[:-1], json.dumps(row[-1], ensure_ascii=False)) for row in rows],
            schema={PART: pl.Int64, **OF_ROWS},
            orient="row",
        )
    ]


_SHOWN_ROWS = 6


def _list_numbers(rows: Iterable[int]) -> str:
    numbers = [str(row) for row in rows]
    more = "…" if len(numbers) > _SHOWN_ROWS else ""
    return ", ".join(numbers[:_SHOWN_ROWS]) + more


def _headings(table: Table, names: list[str]) -> list[Reference | str]:
    """Return the distinct headings of the columns that tell rows apart."""
    headings = [_heading(table, name) for name in names]
    return [
        heading for position, heading in enumerate(headings) if heading not in headings[:position]
    ]


def _heading(table: Table, name: str) -> Reference | str:
    if name == ADDITION:
        return phrase("finer.addition")
    column = table.by_name.get(name)
    return name if column is None else of_meaning(column)
