"""The wording of a clause and who leads it, as far as the build has the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from graph.rules.duties import LEAD, Duty
from graph.rules.verdicts import Clause
from graph.things import Thing


def whole_text(tables: Mapping[str, pl.DataFrame], clause: Clause) -> str:
    """Return the text of the measure; empty where nobody handed in the document."""
    return "\n".join(tables["measures"].filter(_of_clause(clause))["text"].drop_nulls().to_list())


def _of_clause(clause: Clause) -> pl.Expr:
    return (pl.col("policy") == clause.policy) & (pl.col("path") == clause.path)


def leads(duties: Sequence[Duty], clause: Clause) -> tuple[Thing, ...]:
    """List the units that lead the measure of a clause, in the order of the document."""
    return tuple(
        duty.unit
        for duty in duties
        if (duty.measure.policy, duty.measure.path) == (clause.policy, clause.path)
        and duty.role == LEAD
    )
