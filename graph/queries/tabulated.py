"""Answers as frames with a single type per column, so that they can be sorted and drawn."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from graph.queries.answers import Answer


def as_frame(answer: Answer) -> pl.DataFrame:
    """Return an answer as a frame; other values than numbers and truth values as text or JSON.

    >>> as_frame(Answer(["n", "x"], [[1, "a"], [2.5, ["b"]]])).rows()
    [(1.0, 'a'), (2.5, '["b"]')]
    """
    columns = zip(*answer.rows, strict=True) if answer.rows else ([] for _ in answer.columns)
    return pl.DataFrame(
        [
            _series(name, list(cells))
            for name, cells in zip(_unique(answer.columns), columns, strict=True)
        ]
    )


def _unique(names: list[str]) -> list[str]:
    """Add a number to names that occur again."""
    counts: dict[str, int] = {}
    unique = []
    for name in names:
        counts[name] = counts.get(name, 0) + 1
        unique.append(name if counts[name] == 1 else f"{name} ({counts[name]})")
    return unique


def _series(name: str, cells: list[Any]) -> pl.Series:
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pl.Series(name, cells, pl.Boolean)
    if kinds == {int} and all(abs(cell) < 2**63 for cell in cells if cell is not None):
        return pl.Series(name, cells, pl.Int64)
    if kinds and kinds <= {int, float}:
        return pl.Series(
            name, [None if cell is None else float(cell) for cell in cells], pl.Float64
        )
    return pl.Series(name, [_text(cell) for cell in cells], pl.String)


def _text(cell: Any) -> str | None:
    if cell is None or isinstance(cell, str):
        return cell
    return json.dumps(cell, ensure_ascii=False)


def chartable(rows: pl.DataFrame) -> tuple[str, str] | None:
    """Return the columns of a bar chart, the first text and the last number, or None without both.

    >>> chartable(pl.DataFrame({"year": [2024], "name": ["a"], "n": [1]}))
    ('name', 'n')
    """
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    numbers = [name for name, kind in rows.schema.items() if kind.is_numeric()]
    return (texts[0], numbers[-1]) if texts and numbers and len(rows) else None
