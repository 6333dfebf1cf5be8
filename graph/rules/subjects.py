"""What the rules say of one thing: of itself, or of programmes that are its."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from graph.rules.verdicts import OUTCOMES, Verdict

PROGRAMMES = "programmes"
OWNERS = {"colleges": "college", "majors": "major"}  # whose a programme is


def verdicts_on(
    verdicts: Iterable[Verdict], tables: Mapping[str, pl.DataFrame], table: str, key: str
) -> tuple[Verdict, ...]:
    """The verdicts to act on that concern a thing, the gravest first.

    A college and a major also answer for their programmes.
    """
    keys = {(table, key)}
    if table in OWNERS:
        rows = tables[PROGRAMMES].filter(pl.col(OWNERS[table]) == key)
        keys |= {(PROGRAMMES, each) for each in rows["node_key"]}
    found = [
        one
        for one in verdicts
        if (one.subject.table, one.subject.key) in keys
        and (one.outcome in ("fail", "explain") or one.early)
    ]
    return tuple(sorted(found, key=lambda one: OUTCOMES.index(one.outcome)))
