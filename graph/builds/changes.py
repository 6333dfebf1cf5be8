"""What changed, for people: how many rows of each table, and some of them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import polars as pl

from graph.builds.diff import TableDiff
from graph.ontology import Ontology, Table
from graph.tables import Tables

SAMPLES = 200  # of each kind and table
LONGEST_CELL = 80
KINDS = ("added", "removed", "changed")


@dataclass(frozen=True)
class Sample:
    """One row that was added or removed, or one cell of it that changed (``column``)."""

    kind: str
    key: str
    name: str
    column: str | None = None
    old: str | None = None
    new: str | None = None


@dataclass(frozen=True)
class TableChange:
    """How many rows of a table came, went and differ, and the first :data:`SAMPLES` of each."""

    table: str
    added: int
    removed: int
    changed: int
    samples: tuple[Sample, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> TableChange:
        """The change of :meth:`as_json`."""
        samples = tuple(Sample(**one) for one in told["samples"])
        return cls(**{**told, "samples": samples})


def changes(
    diffs: Mapping[str, TableDiff], old: Tables, new: Tables, ontology: Ontology
) -> list[TableChange]:
    """The differences of :func:`graph.builds.diff.diff_tables`, in the order of the tables."""
    return [
        TableChange(
            name,
            len(found.added),
            len(found.removed),
            len(found.changed),
            tuple(_samples(ontology.tables[name], found, old[name], new[name])),
        )
        for name, found in diffs.items()
    ]


def _samples(
    table: Table, found: TableDiff, old: pl.DataFrame, new: pl.DataFrame
) -> Iterator[Sample]:
    added, removed = found.added[:SAMPLES], found.removed[:SAMPLES]
    changed = list(found.changed)[:SAMPLES]
    names = _names(table, old, removed) | _names(table, new, [*added, *changed])
    for kind, keys in (("added", added), ("removed", removed)):
        yield from (Sample(kind, key, names[key]) for key in keys)
    for key in changed:
        for column, (before, after) in found.changed[key].items():
            yield Sample("changed", key, names[key], column, _shown(before), _shown(after))


def _names(table: Table, frame: pl.DataFrame, keys: list[str]) -> dict[str, str]:
    """What rows are called; their key where they have no name."""
    if table.title is None:
        return dict(zip(keys, keys, strict=True))
    rows = frame.filter(pl.col("node_key").is_in(keys)).select("node_key", table.title)
    return dict(zip(keys, keys, strict=True)) | {key: name or key for key, name in rows.iter_rows()}


def _shown(value: Any) -> str | None:
    """A cell as a short text."""
    if value is None:
        return None
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
