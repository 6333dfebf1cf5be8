"""Verdicts on one thing: on itself, or on programmes that are its."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import unquote

import polars as pl

from graph.rules.verdicts import TO_ACT_ON, Verdict, gravest_first

PROGRAMMES = "programmes"
OWNERS = {"colleges": "college", "majors": "major"}  # whose a programme is


def college_of(tables: Mapping[str, pl.DataFrame], key: str) -> str | None:
    """Return the college of a programme by the programme's key; None where there is none."""
    return owners(tables, key).get("colleges")


def owners(tables: Mapping[str, pl.DataFrame], key: str) -> dict[str, str]:
    """Return whose a programme is: table → key, of those that the data have.

    One that is known by its figures alone has both keys in its own.
    """
    row = next(tables[PROGRAMMES].filter(pl.col("node_key") == key).iter_rows(named=True), None)
    parts = dict(zip(OWNERS.values(), map(unquote, key.split("/")), strict=False))
    keys = {table: str((row or parts).get(column)) for table, column in OWNERS.items()}
    return {table: k for table, k in keys.items() if k in tables[table]["node_key"]}


def verdicts_on(
    verdicts: Iterable[Verdict], tables: Mapping[str, pl.DataFrame], table: str, key: str
) -> tuple[Verdict, ...]:
    """List the verdicts to act on that concern a thing, the gravest first.

    A college and a major also answer for their programmes.
    """
    rows = tables[PROGRAMMES].clear()
    if table == PROGRAMMES:  # a major's verdict stands at the first of its tracks
        own = tables[PROGRAMMES].filter(pl.col("node_key") == key)
        rows = tables[PROGRAMMES].join(own, on=["college", "major"], how="semi")
    if table in OWNERS:
        rows = tables[PROGRAMMES].filter(pl.col(OWNERS[table]) == key)
    keys = {(table, key), *((PROGRAMMES, programme) for programme in rows["node_key"])}
    to_act_on = [
        verdict
        for verdict in verdicts
        if (verdict.subject.table, verdict.subject.key) in keys and verdict.standing in TO_ACT_ON
    ]
    return tuple(gravest_first(to_act_on))
