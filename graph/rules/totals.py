"""What clauses on firms come to all together, as sentences: credits, funds, places for students."""

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
    """Clause → what it comes to over all firms, and the balance of places by field and level."""
    found: dict[Key, tuple[str, ...]] = {}
    for credit in tax_credits(tables, parameters):
        if credit.lines:
            known = len(credit.lines) - credit.unknown
            told = {"firms": known, "unknown": credit.unknown, "year": credit.year}
            total = float(credit.total_cny)
            found[key_of(credit.clause)] = (say("rules.total.credits", lang, total=total, **told),)
    for fund in training_funds(tables, parameters):
        if fund.share_pct is not None:
            known = len(fund.lines) - fund.unknown
            told = {"firms": known, "unknown": fund.unknown, "year": fund.year}
            found[key_of(fund.clause)] = (
                say("rules.total.funds", lang, share=fund.share_pct, **told),
            )
    for place in internships(tables, parameters):
        if place.lines:
            found[key_of(place.clause)] = tuple(_places(place, lang))
    return found


def key_of(clause: Clause) -> Key:
    """What tells a rule's clause from others."""
    return clause.rule, clause.policy, clause.path


def _places(found: Internships, lang: str) -> Iterator[str]:
    """The quota of all firms; then places against the students about to finish, by field."""
    known = len(found.lines) - found.unknown
    yield say(
        "rules.total.quota",
        lang,
        firms=known,
        unknown=found.unknown,
        year=found.year,
        quota=float(found.quota),
        posts=found.posts,
    )
    fields = [one for one in found.fields if one.field is not None and one.balance is not None]
    short = [one for one in fields if (one.balance or 0) < 0]
    if short:
        yield say(
            "rules.total.fields",
            lang,
            short=len(short),
            fields=len(fields),
            named=join([_field(one, lang) for one in short[:FIELDS_SHOWN]], lang),
        )


def _field(one: FieldBalance, lang: str) -> str:
    field = one.field.of(lang) if one.field else ""
    return say(
        "rules.total.field",
        lang,
        field=field,
        level="" if one.level is None else word("level", one.level, lang),
        posts=one.posts,
        students=one.students,
    )
