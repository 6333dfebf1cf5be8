"""Codes that were renumbered: old code → the code that counts today, chains followed."""

from __future__ import annotations

import polars as pl

from graph.findings import Finding


def succession_maps(rows: pl.DataFrame) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    """Table → old code → newest code; an old code that leads back to itself is a conflict.

    >>> maps, found = succession_maps(pl.DataFrame(
    ...     {"table": ["majors"] * 2, "from": ["a", "b"], "to": ["b", "c"], "__row": [2, 3]}))
    >>> maps, found
    ({'majors': {'a': 'c', 'b': 'c'}}, [])
    """
    maps: dict[str, dict[str, str]] = {}
    findings: list[Finding] = []
    for (table,), part in rows.group_by("table", maintain_order=True):
        steps = dict(part.select("from", "to").iter_rows())
        maps[str(table)] = chain = {}
        for old, row in part.select("from", "__row").iter_rows():
            seen, code = {old}, steps[old]
            while code in steps and code not in seen:
                seen.add(code)
                code = steps[code]
            if code in seen:
                findings.append(
                    Finding("conflict", row=row, column="from", value=old, reason="conflict.cycle")
                )
            else:
                chain[old] = code
    return maps, findings
