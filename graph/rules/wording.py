"""What a clause says and who leads it: the words of the document as far as the build has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from graph.rules.duties import LEAD, Duty
from graph.rules.verdicts import Clause
from graph.things import Thing


def whole_text(tables: Mapping[str, pl.DataFrame], clause: Clause) -> str:
    """The text of the measure; empty where nobody handed in the document."""
    return "\n".join(tables["measures"].filter(_here(clause))["text"].drop_nulls().to_list())


def _here(clause: Clause) -> pl.Expr:
    return (pl.col("policy") == clause.policy) & (pl.col("path") == clause.path)


def leads(every: Sequence[Duty], clause: Clause) -> tuple[Thing, ...]:
    """The units that lead the measure of a clause, in the order of the document."""
    return tuple(
        one.unit
        for one in every
        if (one.measure.policy, one.measure.path) == (clause.policy, clause.path)
        and one.role == LEAD
    )
