"""Totals of the clauses on firms, as sentences: credits, funds, places for students."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from graph.rules.calculators import (
    Credits,
    FieldBalance,
    Funds,
    Internships,
    internships,
    tax_credits,
    training_funds,
)
from graph.rules.verdicts import Clause, Verdict
from graph.telling.sentences import word
from graph.words import join, say

FIELDS_SHOWN = 5
Key = tuple[str, str, str | None]  # rule, policy, path


def totals(
    tables: Mapping[str, pl.DataFrame], verdicts: Sequence[Verdict], lang: str
) -> dict[Key, tuple[str, ...]]:
    """Return clause → its total over all firms, and the balance of places by field and level."""
    sentences: dict[Key, tuple[str, ...]] = {}
    for credit in tax_credits(tables, verdicts):
        if credit.lines:
            text = _sum("credits", credit, lang, total=float(credit.total_cny))
            sentences[key_of(credit.clause)] = (text,)
    for fund in training_funds(tables, verdicts):
        if fund.share_pct is not None:
            text = _sum("funds", fund, lang, share=fund.share_pct)
            sentences[key_of(fund.clause)] = (text,)
    for place in internships(tables, verdicts):
        if place.lines:
            sentences[key_of(place.clause)] = tuple(_places(place, lang))
    return sentences


def _sum(name: str, found: Credits | Funds | Internships, lang: str, **values: float) -> str:
    """Say what the firms with figures come to; count them, and those without."""
    counts = {"firms": len(found.lines) - found.unknown, "unknown": found.unknown}
    return say(f"rules.total.{name}", lang, year=found.year, **counts, **values)


def key_of(clause: Clause) -> Key:
    """Return the key that tells a rule's clause from others."""
    return clause.rule, clause.policy, clause.path


def _places(places: Internships, lang: str) -> Iterator[str]:
    """Yield the quota of all firms; then places against the students about to finish, by field."""
    yield _sum("quota", places, lang, quota=float(places.quota), posts=places.posts)
    fields = [
        field for field in places.fields if field.field is not None and field.balance is not None
    ]
    short = [field for field in fields if (field.balance or 0) < 0]
    if short:
        yield say(
            "rules.total.fields",
            lang,
            short=len(short),
            fields=len(fields),
            named=join([_field(field, lang) for field in short[:FIELDS_SHOWN]], lang),
        )


def _field(balance: FieldBalance, lang: str) -> str:
    field = balance.field.of(lang) if balance.field else ""
    return say(
        "rules.total.field",
        lang,
        field=field,
        level="" if balance.level is None else word("level", balance.level, lang),
        posts=balance.posts,
        students=balance.students,
    )
