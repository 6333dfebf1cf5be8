"""Rows that include others: a city beside its districts, an occupation group beside its members.

They are found by the parents of areas, occupations, industries and majors, and by their sums. A row
that is the sum of the rows below it is left out; one that may include them but is not their sum is
not added to them.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from graph.ontology import Column, Ontology, Table
from graph.references import Reference, lost, of_meaning, phrase
from ingest.finer import NEARLY, summed_columns

ROW, PART = "__row", "__part"
TOLERANCE = 1e-6
SHOWN_ROWS = 6
# How a row stands to the rows below it.
SUM, UNCLEAR, APART = "total-row.sum", "conflict.wider", "conflict.wider_apart"
ADMISSION = frozenset({"planned", "enrolled"})  # students of a class of majors enter none of them


@dataclass(frozen=True)
class Judged:
    """Rows that count, and findings on those that include others."""

    rows: pl.DataFrame
    findings: pl.DataFrame


def without_totals(
    table: Table,
    rows: pl.DataFrame,
    ontology: Ontology,
    frames: Mapping[str, pl.DataFrame],
    apart: Collection[int],
) -> Judged:
    """Leave out rows that are the sum of others, or may be.

    ``frames``: the tables with parents, as read. ``apart``: sheets whose wider rows do not hold
    the narrower ones, as their source says.
    """
    figures = [c.name for c in summed_columns(table)]
    if table.group != "link" or not figures or rows.height < 2:
        return Judged(rows, pl.DataFrame())
    rows = rows.with_row_index("__at")
    judgements = []
    below = []
    for name in table.key:
        column = table.by_name[name]
        pairs = [
            _pairs_below(table, column, rows, ontology, frames),
            _pairs_with_empty(table, column, rows),
        ]
        for pair, by_parent in zip(pairs, (True, False), strict=True):
            if pair.height:
                judgements.append(_judge(rows, pair, column, figures, by_parent))
        below.append(pairs[0])
    for column, pair in _pairs_below_in_two(table, rows, ontology, frames, pl.concat(below)):
        judgements.append(_judge(rows, pair, column, figures, by_parent=False))
    if not judgements:
        return Judged(rows.drop("__at"), pl.DataFrame())
    order = {SUM: 0, UNCLEAR: 1, APART: 2}
    verdicts = pl.concat(judgements).filter(pl.col("verdict").is_not_null())
    verdicts = verdicts.filter(~pl.col(PART).is_in(list(apart)))
    verdicts = verdicts.sort(
        pl.col("verdict").replace_strict(order, return_dtype=pl.Int8), maintain_order=True
    ).unique("__at", keep="first", maintain_order=True)
    left_out = verdicts.filter(pl.col("verdict") != APART)["__at"]
    counting = rows.filter(~pl.col("__at").is_in(left_out.implode())).drop("__at")
    return Judged(counting, _findings(table, verdicts.sort(PART, ROW), ontology, frames))


def _parents(
    column: Column, ontology: Ontology, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame | None:
    """Return ``key, parent`` of the things a column may mean; None where they have no parents."""
    targets = ontology.targets_of(column)
    if len(targets) != 1 or "parent" not in targets[0].by_name or targets[0].name not in frames:
        return None
    things = frames[targets[0].name]
    return things.select(pl.col("node_key").alias("key"), "parent").drop_nulls()


def _pairs_below(
    table: Table,
    column: Column,
    rows: pl.DataFrame,
    ontology: Ontology,
    frames: Mapping[str, pl.DataFrame],
) -> pl.DataFrame:
    """Return ``whole, part``: rows and those next below them, the rest of the key being equal."""
    no_pairs = pl.DataFrame(schema={"whole": pl.UInt32, "part": pl.UInt32})
    parents = _parents(column, ontology, frames)
    if parents is None or not parents.height:
        return no_pairs
    name = column.name
    present = rows.select(pl.col(name).unique().drop_nulls())[name]
    other_keys = [k for k in table.key if k != name]
    wholes = rows.select(pl.col("__at").alias("whole"), pl.col(name).alias("__up"), *other_keys)
    todo = rows.filter(pl.col(name).is_not_null()).select(
        pl.col("__at").alias("part"), pl.col(name).alias("__up"), *other_keys
    )
    pairs = []
    up = parents.rename({"key": "__up"})
    for _ in range(parents.height):  # as deep as the tree may be; cycles were cut
        todo = todo.join(up, on="__up").drop("__up").rename({"parent": "__up"})
        if not todo.height:
            break
        if not todo["__up"].is_in(present.implode()).any():
            continue
        hits = todo.join(wholes, on=["__up", *other_keys], nulls_equal=True).select("whole", "part")
        pairs.append(hits)
        todo = todo.join(hits, on="part", how="anti")
    return pl.concat(pairs) if pairs else no_pairs


def _pairs_below_in_two(
    table: Table,
    rows: pl.DataFrame,
    ontology: Ontology,
    frames: Mapping[str, pl.DataFrame],
    below: pl.DataFrame,
) -> list[tuple[Column, pl.DataFrame]]:
    """Return pairs as :func:`_pairs_below`, of rows above others in two columns: group and city.

    Rows that include others in one column (``below``) are left out: they are found already.
    """
    higher = {}
    for name in table.key:
        parents = _parents(table.by_name[name], ontology, frames)
        if parents is not None and parents.height:
            higher[name] = _ancestors(parents, rows[name])
    pairs_by_column = []
    for a, b in combinations([name for name in higher if higher[name].height], 2):
        other_keys = [k for k in table.key if k not in (a, b)]
        wholes = rows.select(pl.col("__at").alias("whole"), a, b, *other_keys).join(
            below, on="whole", how="anti"
        )
        parts = rows.select(pl.col("__at").alias("part"), a, b, *other_keys)
        for name in (a, b):
            wholes = wholes.filter(pl.col(name).is_in(higher[name]["up"].implode()))
        if not wholes.height:
            continue
        for name in (a, b):
            parts = parts.join(higher[name].rename({"key": name}), on=name).drop(name)
            parts = parts.rename({"up": name})
        hits = parts.join(wholes, on=[a, b, *other_keys], nulls_equal=True).select("whole", "part")
        indirect = hits.join(below.rename({"whole": "between"}), on="part").join(
            hits.rename({"part": "between"}), on=["whole", "between"], how="semi"
        )
        hits = hits.join(indirect, on=["whole", "part"], how="anti")
        if hits.height:
            pairs_by_column.append((table.by_name[a], hits))
    return pairs_by_column


def _ancestors(parents: pl.DataFrame, present: pl.Series) -> pl.DataFrame:
    """Return ``key, up``: the things of a column with all above them that it names too."""
    present_keys = present.drop_nulls().unique().implode()
    steps = parents.rename({"parent": "up"})
    levels = [steps.clear()]
    todo = steps.filter(pl.col("key").is_in(present_keys))
    for _ in range(parents.height):  # as deep as the tree may be; cycles were cut
        if not todo.height:
            break
        levels.append(todo.filter(pl.col("up").is_in(present_keys)))
        todo = todo.join(parents, left_on="up", right_on="key").select("key", up="parent")
    return pl.concat(levels)


def _pairs_with_empty(table: Table, column: Column, rows: pl.DataFrame) -> pl.DataFrame:
    """Return ``whole, part``: rows where the column is empty, with those where it is filled."""
    name = column.name
    other_keys = [k for k in table.key if k != name]
    empty = rows.filter(pl.col(name).is_null())
    if column.required or not empty.height or empty.height == rows.height or not other_keys:
        return pl.DataFrame(schema={"whole": pl.UInt32, "part": pl.UInt32})
    filled = rows.filter(pl.col(name).is_not_null()).select(
        pl.col("__at").alias("part"), *other_keys
    )
    wholes = empty.select(pl.col("__at").alias("whole"), *other_keys)
    return wholes.join(filled, on=other_keys, nulls_equal=True).select("whole", "part")


def _judge(
    rows: pl.DataFrame, pairs: pl.DataFrame, column: Column, figures: list[str], by_parent: bool
) -> pl.DataFrame:
    """Return each row that may include others: its verdict, the column, the rows below it."""
    parts = pairs.join(
        rows.select(pl.col("__at").alias("part"), pl.col(ROW).alias("__below"), *figures),
        on="part",
    )
    sums = parts.group_by("whole").agg(
        pl.len().alias("count"),
        pl.col("__below").sort().head(SHOWN_ROWS).alias("below"),
        *(pl.col(n).sum().alias(f"sum:{n}") for n in figures),
        *((pl.col(n).null_count() == 0).alias(f"known:{n}") for n in figures),
        *((pl.col(n).count() > 0).alias(f"any:{n}") for n in figures),
    )
    wholes = sums.join(rows.with_columns(pl.col("__at").alias("whole")), on="whole").sort("__at")
    compared = {n: pl.col(n).is_not_null() & pl.col(f"any:{n}") for n in figures}
    equal = {
        n: pl.col(f"known:{n}") & ((pl.col(n) - pl.col(f"sum:{n}")).abs() <= TOLERANCE)
        for n in figures
    }
    may_hold = {n: pl.col(n) >= NEARLY * pl.col(f"sum:{n}") for n in figures}

    def holds_throughout(tests: Mapping[str, pl.Expr], names: list[str]) -> pl.Expr:
        """Test that all figures that are compared, at least one, pass their test."""
        some = pl.any_horizontal(pl.lit(False), *(compared[n] for n in names))
        return some & pl.all_horizontal(pl.lit(True), *(~compared[n] | tests[n] for n in names))

    is_sum = holds_throughout(equal, figures)
    tested = [n for n in figures if column.target_class != "Major" or n not in ADMISSION]
    has_several = pl.col("count") > 1
    # An empty cell says less than a parent: only where it is so throughout the sheet.
    verdict: pl.Expr = pl.when((is_sum & has_several).all().over(PART)).then(pl.lit(SUM))
    if by_parent:
        verdict = (
            pl.when(is_sum)
            .then(pl.lit(SUM))
            .when(holds_throughout(may_hold, tested))
            .then(pl.lit(UNCLEAR))
            .when(pl.any_horizontal(*compared.values()))
            .then(pl.lit(APART))
        )
    figure = pl.coalesce(
        *(pl.when(compared[n]).then(pl.lit(n)) for n in figures), pl.lit(figures[0])
    )
    judged = wholes.with_columns(verdict.alias("verdict"), figure.alias("figure"))
    when_figure = {n: pl.when(pl.col("figure") == n) for n in figures}
    return judged.select(
        "__at",
        PART,
        ROW,
        "verdict",
        pl.lit(column.name).alias("column"),
        pl.col(column.name).cast(pl.String).alias("value"),
        "figure",
        pl.coalesce(
            *(when.then(pl.col(n).cast(pl.Float64)) for n, when in when_figure.items())
        ).alias("own"),
        pl.coalesce(
            *(when.then(pl.col(f"sum:{n}").cast(pl.Float64)) for n, when in when_figure.items())
        ).alias("sum"),
        "count",
        "below",
    )


def _findings(
    table: Table, verdicts: pl.DataFrame, ontology: Ontology, frames: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    severity = {SUM: "info", UNCLEAR: "error", APART: "warning"}
    names: dict[str, dict[str, str]] = {}
    rows = []
    for row in verdicts.iter_rows(named=True):
        column = table.by_name[row["column"]]
        if column.name not in names:
            names[column.name] = _names_by_key(column, ontology, frames)
        name = names[column.name].get(row["value"], "")
        whole, total = _format_figure(row["own"]), _format_figure(row["sum"])
        listed: Reference | list[int] = row["below"]
        if row["count"] > len(row["below"]):
            listed = phrase("total.more", rows=row["below"])
        values = {
            "own": whole,
            "sum": total,
            "count": row["count"],
            "figure": of_meaning(table.by_name[row["figure"]]),
            "what": " ".join(t for t in (row["value"], name) if t)
            or phrase("total.empty", column=of_meaning(column)),
            "rows": listed,
            "lost": lost("row"),
        }
        reason = row["verdict"]
        rows.append(
            (
                row[PART],
                reason.split(".")[0],
                severity[reason],
                row[ROW],
                column.name,
                row["value"],
                reason,
                json.dumps(values, ensure_ascii=False),
            )
        )
    columns = [PART, "rule", "severity", "row", "column", "value", "reason", "values"]
    schema = dict.fromkeys(columns, pl.String()) | {PART: pl.Int64(), "row": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _names_by_key(
    column: Column, ontology: Ontology, frames: Mapping[str, pl.DataFrame]
) -> dict[str, str]:
    targets = ontology.targets_of(column)
    things = [frames[t.name] for t in targets if t.name in frames and "name" in t.by_name]
    return {key: name for f in things for key, name in f.select("node_key", "name").rows()}


def _format_figure(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.6f}".rstrip("0").rstrip(".")
