"""Findings: faults in the data, their places, and the remedies.

A finding is a value, never an exception. Findings travel as one polars frame, so that a million of
them cost no more than a column; their sentences are worded only when read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from graph.masking import SUSPICIOUS, without_personal
from graph.references import worded
from graph.words import has, say

SEVERITIES = ("error", "warning", "info")
SCHEMA: dict[str, type[pl.DataType]] = {
    "rule": pl.String,
    "severity": pl.String,
    "dataset": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
    "values": pl.String,
}
OF_ROWS = {name: SCHEMA[name] for name in SCHEMA if name not in ("dataset", "file", "sheet")}
_EMPTY = pl.DataFrame(schema=SCHEMA)
PLACE = ("dataset", "file", "sheet", "row")
PUBLIC_KEYS = ("rule", "severity", "file", "sheet", "row", "column", "value", "message", "remedy")

LONGEST_VALUE = 120
MENTIONED = "unknown-reference.mentioned"  # the reason of a finding on a thing only mentioned


@dataclass(frozen=True)
class Finding:
    """A finding. ``reason`` picks the sentence; ``rule``: its part before a dot, unless given."""

    reason: str
    severity: str = "error"
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    rule: str = ""

    def __post_init__(self) -> None:
        if not self.rule:
            object.__setattr__(self, "rule", self.reason.partition(".")[0])


def frame(findings: Iterable[Finding]) -> pl.DataFrame:
    """Return findings as a frame of :data:`SCHEMA`, masked."""
    rows = [
        vars(f)
        | {
            "dataset": None,
            "values": json.dumps(f.values, ensure_ascii=False) if f.values else None,
        }
        for f in findings
    ]
    return _masked_frame(pl.DataFrame(rows, schema=SCHEMA)) if rows else empty()


def empty() -> pl.DataFrame:
    """Return a frame without findings."""
    return _EMPTY


def concat(frames: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Join several frames of findings, masked and in a stable order of place.

    Every finding passes through here or :func:`frame`: nothing else masks.
    """
    parts = [part.select(list(SCHEMA)) for part in frames if part.height]
    if not parts:
        return empty()
    combined = _masked_frame(pl.concat(parts, how="vertical_relaxed"))
    return combined.sort(PLACE, maintain_order=True, nulls_last=True)


def masked(value: str | None) -> str | None:
    """Mask identity and phone numbers in a value, and shorten it.

    >>> masked("tel 13800138000")
    'tel ***'
    """
    if value is None:
        return None
    value = without_personal(value)
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def _masked_frame(findings: pl.DataFrame) -> pl.DataFrame:
    """Mask everything that a frame of findings repeats from the data."""
    text_columns = ("value", "column", "values")
    tests = [pl.col(name).str.contains(SUSPICIOUS).fill_null(False) for name in text_columns]
    too_long = (pl.col("value").str.len_chars() > LONGEST_VALUE).fill_null(False)
    if not findings.select(pl.any_horizontal(*tests, too_long).any()).item():
        return findings
    return findings.with_columns(
        _rewritten("value", tests[0] | too_long, masked),
        _rewritten("column", tests[1], without_personal),
        _rewritten("values", tests[2], _masked_values),
    )


def _rewritten(name: str, condition: pl.Expr, rewrite: Callable[[str], str | None]) -> pl.Expr:
    new = pl.col(name).map_elements(rewrite, return_dtype=pl.String)
    return pl.when(condition).then(new).otherwise(name).alias(name)


def _masked_values(text: str) -> str:
    """Mask the texts among a sentence's values; numbers are our own counts."""

    def mask(value: Any) -> Any:
        if isinstance(value, str):
            return without_personal(value)
        if isinstance(value, dict):
            return {name: mask(item) for name, item in value.items()}
        return [mask(item) for item in value] if isinstance(value, list) else value

    return json.dumps(mask(json.loads(text)), ensure_ascii=False)


def has_errors(findings: pl.DataFrame) -> bool:
    """Tell whether any finding is of severity error."""
    return bool((findings["severity"] == "error").any())


def is_refused(findings: pl.DataFrame) -> bool:
    """Tell whether ``--strict`` refuses data: for an error, or a thing that is only mentioned."""
    return has_errors(findings) or bool((findings["reason"] == MENTIONED).any())


def sentence(record: dict[str, Any], lang: str, part: str = "finding") -> str:
    """Word the message (``finding``) or the remedy (``remedy``) of one record.

    Builds of 0.1 keep values in two languages as ``name_zh`` and ``name_en``.
    """
    stored = json.loads(record["values"]) if record.get("values") else {}
    values = {name.removesuffix(f"_{lang}"): worded(stored[name], lang) for name in stored}
    for name in ("file", "sheet", "row", "column", "value"):
        cell = "" if record.get(name) is None else record[name]
        values.setdefault(name, one_line(cell) if isinstance(cell, str) else cell)
    reason = record["reason"]
    key = f"{part}.{reason}" if has(f"{part}.{reason}") else f"{part}.{record['rule']}"
    return say(key, lang, **values)


def one_line(text: str) -> str:
    r"""Put a heading or value with line breaks on one line.

    >>> one_line("在校生\n（人）"), one_line("Students\nenrolled")
    ('在校生（人）', 'Students enrolled')
    """
    if "\n" not in text and "\r" not in text:
        return text
    text = re.sub(r"(?<=[^\x00-\x7f])\s*[\r\n]+\s*(?=[^\x00-\x7f])", "", text.strip())
    return re.sub(r"\s*[\r\n]+\s*", " ", text)


def to_records(findings: pl.DataFrame, lang: str) -> list[dict[str, Any]]:
    """Return findings as the JSON of the data contract."""
    records = []
    for record in findings.iter_rows(named=True):
        record["message"] = sentence(record, lang)
        record["remedy"] = sentence(record, lang, "remedy")
        records.append({key: record[key] for key in PUBLIC_KEYS})
    return records


@dataclass(frozen=True)
class Group:
    """Findings of one kind in one column of one sheet: number, first, commonest value.

    ``commonest`` is None where no value comes twice.
    """

    count: int
    first: dict[str, Any]
    commonest: str | None


def grouped(findings: pl.DataFrame) -> list[Group]:
    """Group findings that differ only in row and value; errors first.

    Findings about different tables stay apart, such as decisions on a college and on a major.
    """
    if not findings.height:
        return []
    keys = ["severity", "rule", "reason", "dataset", "file", "sheet", "column"]
    about = pl.col("values").str.json_path_match("$.target").alias("about")
    groups = []
    for _, part in findings.group_by(*keys, about, maintain_order=True):
        values = part["value"].drop_nulls()
        repeated = values.filter(values.is_duplicated())
        commonest = repeated.mode().sort()[0] if len(repeated) else None
        groups.append(Group(part.height, part.row(0, named=True), commonest))
    return sorted(groups, key=lambda g: SEVERITIES.index(g.first["severity"]))
