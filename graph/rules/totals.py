"""Totals of the clauses on firms, as sentences: credits, funds, places for students."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from graph.rules.calculators import (
    EVERYTHING,
    FieldBalance,
    Internships,
    internships,
    tax_credits,
    training_funds,
)
from graph.rules.verdicts import Clause, RuleParameters
from graph.telling.sentences import word
from graph.words import join, say

FIELDS_SHOWN = 5
Key = tuple[str, str, str | None]  # rule, policy, path


def totals(
    tables: Mapping[str, pl.DataFrame], lang: str, parameters: RuleParameters = EVERYTHING
) -> dict[Key, tuple[str, ...]]:
    """Return clause → its total over all firms, and the balance of places by field and level."""
    sentences: dict[Key, tuple[str, ...]] = {}
    for credit in tax_credits(tables, parameters):
        if credit.lines:
            firms = len(credit.lines) - credit.unknown
            counts = {"firms": firms, "unknown": credit.unknown, "year": credit.year}
            total = float(credit.total_cny)
            sentences[key_of(credit.clause)] = (
                say("rules.total.credits", lang, total=total, **counts),
            )
    for fund in training_funds(tables, parameters):
        if fund.share_pct is not None:
            firms = len(fund.lines) - fund.unknown
            counts = {"firms": firms, "unknown": fund.unknown, "year": fund.year}
            sentences[key_of(fund.clause)] = (
                say("rules.total.funds", lang, share=fund.share_pct, **counts),
            )
    for place in internships(tables, parameters):
        if place.lines:
            sentences[key_of(place.clause)] = tuple(_places(place, lang))
    return sentences


def key_of(clause: Clause) -> Key:
    """Return the key that tells a rule's clause from others."""
    return clause.rule, clause.policy, clause.path


def _places(places: Internships, lang: str) -> Iterator[str]:
    """Yield the quota of all firms; then places against the students about to finish, by field."""
    firms = len(places.lines) - places.unknown
    yield say(
        "rules.total.quota",
        lang,
        firms=firms,
        unknown=places.unknown,
        year=places.year,
        quota=float(places.quota),
        posts=places.posts,
    )
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
