"""People's decisions on names and codes: the table of aliases, and the renumbered codes."""

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
    """Decisions on names: table → frame :data:`DECIDED`; on codes: table → old → newest code."""

    aliases: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    successions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def decisions(
    frames: Mapping[str, pl.DataFrame], ontology: Ontology
) -> tuple[Decisions, list[PlacedFinding]]:
    """Return the decisions in the read frames, and findings on them."""
    findings: list[PlacedFinding] = []
    aliases: dict[str, pl.DataFrame] = {}
    chains: dict[str, dict[str, str]] = {}
    if "aliases" in frames:
        rows, unknown = _rows_of_known_tables(frames["aliases"], ontology)
        findings += unknown
        for (table,), part in rows.group_by("table", maintain_order=True):
            aliases[str(table)] = part.select(DECIDED)
    if "successions" in frames:
        rows, unknown = _rows_of_known_tables(frames["successions"], ontology)
        chains, cycles = succession_maps(rows)
        findings += unknown + cycles
    return Decisions(aliases, chains), findings


def report_without_effect(
    frames: Mapping[str, pl.DataFrame],
    keys: Mapping[str, pl.Series],
    ontology: Ontology,
    fault: Callable[[str, str, int | None], str | None],
) -> list[PlacedFinding]:
    """Report decisions without effect: on things in no table, or in conflict with the thing.

    ``keys``: table → its keys; of a chain of successions only the newest code must be there.
    ``fault``: table, key and level of a decision on a name → the reason why it has no effect.
    """
    findings: list[PlacedFinding] = []
    for target, part in _by_target(frames, "aliases", ontology):
        for place, row, key, level in part.select("__part", "__row", "key", "level").iter_rows():
            if (reason := fault(target.name, key, level)) is not None:
                findings.append((place, _has_no_effect(target, row, "key", key, reason)))
    for target, part in _by_target(frames, "successions", ontology):
        known_keys = {*keys.get(target.name, []), *part["from"]}
        findings += [
            (place, _has_no_effect(target, row, "to", key, "unknown-reference.decision"))
            for place, row, key in part.select("__part", "__row", "to").iter_rows()
            if key not in known_keys
        ]
    return findings


def _by_target(
    frames: Mapping[str, pl.DataFrame], name: str, ontology: Ontology
) -> Iterator[tuple[Table, pl.DataFrame]]:
    """Yield the rows of a table of decisions, by the table they are about."""
    if name in frames:
        rows, _ = _rows_of_known_tables(frames[name], ontology)
        for (table,), part in rows.group_by("table", maintain_order=True):
            yield ontology.tables[str(table)], part


def _has_no_effect(target: Table, row: int, column: str, key: str, reason: str) -> Finding:
    return Finding(
        reason, row=row, column=column, value=key, values={"target": of_tables([target])}
    )


def _rows_of_known_tables(
    rows: pl.DataFrame, ontology: Ontology
) -> tuple[pl.DataFrame, list[PlacedFinding]]:
    """Return rows of a table of decisions, their ``table`` by its declared name; and findings."""
    rows = rows.with_columns(pl.col("table").replace(ontology.called))
    unknown = ~pl.col("table").is_in(list(ontology.tables))
    reason = "unknown-reference.table"
    findings = [
        (part, Finding(reason, row=row, column="table", value=name))
        for part, row, name in rows.filter(unknown).select("__part", "__row", "table").iter_rows()
    ]
    return rows.filter(~unknown), findings


def succession_maps(rows: pl.DataFrame) -> tuple[dict[str, dict[str, str]], list[PlacedFinding]]:
    """Return table → old code → newest code; an old code that leads back to itself is a conflict.

    >>> maps, findings = succession_maps(pl.DataFrame({"table": ["majors"] * 2, "from": ["a", "b"],
    ...     "to": ["b", "c"], "__row": [2, 3], "__part": [0, 0]}))
    >>> maps, findings
    ({'majors': {'a': 'c', 'b': 'c'}}, [])
    """
    maps: dict[str, dict[str, str]] = {}
    findings: list[PlacedFinding] = []
    for (table,), part in rows.group_by("table", maintain_order=True):
        steps = dict(part.select("from", "to").iter_rows())
        maps[str(table)] = chain = {}
        for old, row, place in part.select("from", "__row", "__part").iter_rows():
            visited, code = {old}, steps[old]
            while code in steps and code not in visited:
                visited.add(code)
                code = steps[code]
            if code in visited:
                reason = "conflict.cycle"
                cycle = Finding(reason, row=row, column="from", value=old)
                findings.append((place, cycle))
            else:
                chain[old] = code
    return maps, findings
