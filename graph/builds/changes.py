"""Changes for people: how many rows of each table changed, and some of them by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph.builds.diff import TableDiff
from graph.builds.row_names import row_names
from graph.ontology import Ontology
from graph.tables import Tables

SAMPLES = 200  # of each kind and table
LONGEST_CELL = 80


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
    """The rows of a table that came, went and differ, counted, with :data:`SAMPLES` of each.

    ``new_years``: how many of the added ones are of years that had no row before.
    """

    table: str
    added: int
    removed: int
    changed: int
    samples: tuple[Sample, ...] = ()
    new_years: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return the change as JSON for another process."""
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> TableChange:
        """Read the change that :meth:`as_json` wrote."""
        samples = tuple(Sample(**sample) for sample in fields["samples"])
        return cls(**{**fields, "samples": samples})


def changes(
    diffs: Mapping[str, TableDiff], old: Tables, new: Tables, ontology: Ontology
) -> list[TableChange]:
    """List the differences of :func:`graph.builds.diff.diff_tables`, in the order of the tables."""
    return [
        TableChange(
            name,
            len(table_diff.added),
            len(table_diff.removed),
            len(table_diff.changed),
            tuple(_samples(ontology, name, table_diff, old, new)),
            len(table_diff.new_years),
        )
        for name, table_diff in diffs.items()
    ]


def _samples(
    ontology: Ontology, table_name: str, table_diff: TableDiff, old: Tables, new: Tables
) -> Iterator[Sample]:
    """Yield rows by name; revisions of years that were there before come first."""
    table = ontology.tables[table_name]
    added = sorted(table_diff.added, key=lambda key: key in table_diff.new_years)[:SAMPLES]
    removed = table_diff.removed[:SAMPLES]
    changed = list(table_diff.changed)[:SAMPLES]
    names = row_names(table, old, removed, ontology)
    names |= row_names(table, new, [*added, *changed], ontology)
    for kind, keys in (("added", added), ("removed", removed)):
        yield from (Sample(kind, key, names[key]) for key in keys)
    for key in changed:
        for column, (before, after) in table_diff.changed[key].items():
            yield Sample("changed", key, names[key], column, _cell_text(before), _cell_text(after))


def _cell_text(value: Any) -> str | None:
    """Return a cell as a short text."""
    if value is None:
        return None
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
