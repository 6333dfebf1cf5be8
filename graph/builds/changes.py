"""What changed, for people: how many rows of each table, and some of them by name."""

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
    """How many rows of a table came, went and differ, and the first :data:`SAMPLES` of each.

    ``new_years``: how many of the added ones are of years that had no row before.
    """

    table: str
    added: int
    removed: int
    changed: int
    samples: tuple[Sample, ...] = ()
    new_years: int = 0

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
            tuple(_samples(ontology, name, found, old, new)),
            len(found.new_years),
        )
        for name, found in diffs.items()
    ]


def _samples(
    ontology: Ontology, table_name: str, found: TableDiff, old: Tables, new: Tables
) -> Iterator[Sample]:
    """Rows by name; revisions of years that were there before come first."""
    table = ontology.tables[table_name]
    added = sorted(found.added, key=lambda key: key in found.new_years)[:SAMPLES]
    removed = found.removed[:SAMPLES]
    changed = list(found.changed)[:SAMPLES]
    names = row_names(table, old, removed, ontology)
    names |= row_names(table, new, [*added, *changed], ontology)
    for kind, keys in (("added", added), ("removed", removed)):
        yield from (Sample(kind, key, names[key]) for key in keys)
    for key in changed:
        for column, (before, after) in found.changed[key].items():
            yield Sample("changed", key, names[key], column, _shown(before), _shown(after))


def _shown(value: Any) -> str | None:
    """A cell as a short text."""
    if value is None:
        return None
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
