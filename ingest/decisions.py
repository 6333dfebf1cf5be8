"""Decisions of people on names and codes: the table of aliases, the codes that were renumbered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from graph.findings import Finding
from graph.ontology import Ontology, Table
from graph.references import of_tables

DECIDED = ("alias", "level", "college", "key")
PlacedFinding = tuple[int, Finding]  # with the part (sheet) it is about


@dataclass(frozen=True)
class Decisions:
    """What was decided: table → frame :data:`DECIDED`; table → old code → newest code."""

    aliases: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    successions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def decisions(
    frames: Mapping[str, pl.DataFrame], ontology: Ontology
) -> tuple[Decisions, list[PlacedFinding]]:
    """The decisions that the read frames hold, and what is wrong with them."""
    found: list[PlacedFinding] = []
    aliases: dict[str, pl.DataFrame] = {}
    chains: dict[str, dict[str, str]] = {}
    if "aliases" in frames:
        rows, unknown = _of_known_tables(frames["aliases"], ontology)
        found += unknown
        for (table,), part in rows.group_by("table", maintain_order=True):
            aliases[str(table)] = part.select(DECIDED)
    if "successions" in frames:
        rows, unknown = _of_known_tables(frames["successions"], ontology)
        chains, cycles = succession_maps(rows)
        found += unknown + cycles
    return Decisions(aliases, chains), found


def without_target(
    frames: Mapping[str, pl.DataFrame],
    known: Mapping[str, pl.Series],
    ontology: Ontology,
    fault: Callable[[str, str, int | None], str | None],
) -> list[PlacedFinding]:
    """Decisions that have no effect: for something that is in no table, or that they contradict.

    ``known``: table → its keys; of a chain of successions only the newest code must be there.
    ``fault``: table, key and level of a decision on a name → the reason why it has no effect.
    """
    found: list[PlacedFinding] = []
    for target, part in _by_target(frames, "aliases", ontology):
        for place, row, key, level in part.select("__part", "__row", "key", "level").iter_rows():
            if (reason := fault(target.name, key, level)) is not None:
                found.append((place, _has_no_effect(target, row, "key", key, reason)))
    for target, part in _by_target(frames, "successions", ontology):
        meant = {*known.get(target.name, []), *part["from"]}
        found += [
            (place, _has_no_effect(target, row, "to", key, "unknown-reference.decision"))
            for place, row, key in part.select("__part", "__row", "to").iter_rows()
            if key not in meant
        ]
    return found


def _by_target(
    frames: Mapping[str, pl.DataFrame], name: str, ontology: Ontology
) -> Iterator[tuple[Table, pl.DataFrame]]:
    """The rows of a table of decisions, by the table they are about."""
    if name in frames:
        rows, _ = _of_known_tables(frames[name], ontology)
        for (table,), part in rows.group_by("table", maintain_order=True):
            yield ontology.tables[str(table)], part


def _has_no_effect(target: Table, row: int, column: str, key: str, reason: str) -> Finding:
    return Finding(
        reason.split(".")[0],
        row=row,
        column=column,
        value=key,
        reason=reason,
        values={"target": of_tables([target])},
    )


def _of_known_tables(
    rows: pl.DataFrame, ontology: Ontology
) -> tuple[pl.DataFrame, list[PlacedFinding]]:
    """Rows of a table of decisions, its ``table`` column by the declared name."""
    words = {
        word: table.name
        for table in ontology.tables.values()
        for word in (table.name, table.label.zh, table.label.en)
    }
    rows = rows.with_columns(pl.col("table").replace(words))
    unknown = ~pl.col("table").is_in(list(ontology.tables))
    reason = "unknown-reference.table"
    found = [
        (part, Finding("unknown-reference", row=row, column="table", value=name, reason=reason))
        for part, row, name in rows.filter(unknown).select("__part", "__row", "table").iter_rows()
    ]
    return rows.filter(~unknown), found


def succession_maps(rows: pl.DataFrame) -> tuple[dict[str, dict[str, str]], list[PlacedFinding]]:
    """Table → old code → newest code; an old code that leads back to itself is a conflict.

    >>> maps, found = succession_maps(pl.DataFrame({"table": ["majors"] * 2, "from": ["a", "b"],
    ...     "to": ["b", "c"], "__row": [2, 3], "__part": [0, 0]}))
    >>> maps, found
    ({'majors': {'a': 'c', 'b': 'c'}}, [])
    """
    maps: dict[str, dict[str, str]] = {}
    findings: list[PlacedFinding] = []
    for (table,), part in rows.group_by("table", maintain_order=True):
        steps = dict(part.select("from", "to").iter_rows())
        maps[str(table)] = chain = {}
        for old, row, place in part.select("from", "__row", "__part").iter_rows():
            seen, code = {old}, steps[old]
            while code in steps and code not in seen:
                seen.add(code)
                code = steps[code]
            if code in seen:
                reason = "conflict.cycle"
                cycle = Finding("conflict", row=row, column="from", value=old, reason=reason)
                findings.append((place, cycle))
            else:
                chain[old] = code
    return maps, findings
