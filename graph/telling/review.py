"""The review in words and as rows: what to decide, why, what it would change, and how."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, unquote

import polars as pl

from graph.review.decided import MATTER, VALUES, YES
from graph.review.items import Item, Value
from graph.review.names import FEW
from graph.review.pairs import Reason
from graph.review.review import PAIR, Review
from graph.telling.sentences import level_in_short, word
from graph.things import Thing, names_of
from graph.words import join, say


def item_name(matter: tuple[Any, ...]) -> str:
    """Return how people refer to what a decision is about.

    >>> item_name(("pair", "520201", "4-14", None, None))
    'pair/520201/4-14'
    """
    return "/".join(quote(str(part), safe="") for part in matter if part is not None)


def matter_of(name: str) -> tuple[Any, ...] | None:
    """Return what a decision is about, from its name; None if it is no such name.

    >>> matter_of("further_study/C1/2024"), matter_of("pair/520201")
    (('further_study', None, None, 'C1', 2024), None)
    """
    kind, *keys = (unquote(part) for part in name.split("/"))
    if kind == PAIR and len(keys) == 2:
        return kind, *keys, None, None
    if kind == "required_level" and len(keys) == 1:
        return kind, None, keys[0], None, None
    if kind == "college_area" and len(keys) == 1:
        return kind, None, None, keys[0], None
    if kind in ("further_study", "local_share") and len(keys) == 2 and keys[1].isdecimal():
        return kind, None, None, keys[0], int(keys[1])
    return None


def about(item: Item, lang: str) -> str:
    """Name what is to be decided: the pair, or whose value is unknown."""
    if item.major is not None and item.occupation is not None:
        level = "" if item.level is None else level_in_short(item.level, lang)
        major, occupation = item.major.of(lang), item.occupation.of(lang)
        return say("review.about.pair", lang, major=major, level=level, occupation=occupation)
    thing = item.college or item.occupation
    name = thing.of(lang) if thing else ""
    return say(f"review.about.{item.kind}", lang, name=name, year=item.year or "")


def effect(item: Item, lang: str) -> str:
    """Say by how much the item alone would move the shortage."""
    kind = "pair" if item.kind == PAIR else "first" if item.is_first else "unknown"
    return say(f"review.effect.{kind}", lang, persons=item.effect)


def reasons(item: Item, lang: str) -> list[str]:
    """Say why it is worth deciding: what suggests a pair, or what an unknown value may be."""
    if item.kind == PAIR:
        return [_reason(reason, lang) for reason in item.reasons]
    tried = [
        say("review.tried", lang, value=value_word(item, value, lang), shortage=shortage)
        for value, shortage in item.values
    ]
    key = f"first_{item.kind}" if item.is_first else item.kind
    if not item.is_known_elsewhere and not item.is_first:
        key = "all_possible"
    return [say(f"review.unknown.{key}", lang, persons=item.persons, values=join(tried, lang))]


def value_word(item: Item, value: Value, lang: str) -> str:
    """Word a value of an unknown: a level, an area, or a share."""
    if isinstance(value, Thing):
        return value.of(lang)
    return word("level", value, lang) if item.kind == "required_level" else f"{value:g}%"


def _reason(reason: Reason, lang: str) -> str:
    values = {
        name: join([thing.of(lang) for thing in value], lang)
        if isinstance(value, tuple)
        else value.of(lang)
        if isinstance(value, Thing)
        else value
        for name, value in reason.values.items()
    }
    key: str = reason.ground
    if key == "other_level":
        values["level"] = level_in_short(reason.values["level"], lang)
    if key == "name":
        key = "name_measured" if reason.values["pairs"] >= FEW else "name"
    return say(f"review.reason.{key}", lang, **values)


def allowed(kind: str, lang: str) -> list[str]:
    """List what may be answered: words for a pair, a value for an unknown."""
    answers = ("yes", "related", "no") if kind == PAIR else ("no",)
    words = [word("decision_answer", answer, lang) for answer in answers]
    return words if kind == PAIR else [say(f"review.value.{kind}", lang), *words]


def item_row(item: Item, lang: str) -> dict[str, Any]:
    """Return an item as a flat row."""
    return {
        "item": item_name(item.matter),
        "kind": item.kind,
        "about": about(item, lang),
        "effect": item.effect,
        "persons": item.persons,
        "reasons": "；".join(reasons(item, lang))
        if lang == "zh"
        else "; ".join(reasons(item, lang)),
        "answers": " | ".join(allowed(item.kind, lang)),
    }


def item_json(item: Item, lang: str) -> dict[str, Any]:
    """Return an item as JSON."""
    things = {"major": item.major, "occupation": item.occupation, "college": item.college}
    return {
        "item": item_name(item.matter),
        "kind": item.kind,
        "about": about(item, lang),
        "effect": item.effect,
        "persons": item.persons,
        **{
            name: None if thing is None else {"code": thing.key, "name": thing.of(lang)}
            for name, thing in things.items()
        },
        "year": item.year,
        "reasons": reasons(item, lang),
        "values": [
            {"value": value.key if isinstance(value, Thing) else value, "shortage": shortage}
            for value, shortage in item.values
        ],
    }


def notes(review: Review, lang: str) -> list[str]:
    """Say what the figures mean, and what is not listed."""
    sentences = [say("review.alone", lang)]
    if review.without_effect:
        sentences.append(say("review.without_effect", lang, pairs=review.without_effect))
    if review.untried:
        sentences.append(say("review.untried", lang, items=review.untried))
    return sentences


def things_said(
    row: Mapping[str, Any], tables: Mapping[str, pl.DataFrame], lang: str = "zh"
) -> str:
    """Name the things that a decision is about."""
    things = [
        names_of(tables, f"{name}s", lang).get(row[name], row[name])
        for name in ("major", "occupation", "college")
        if row[name] is not None
    ]
    return " → ".join(things)


def decision_sentences(
    decisions: pl.DataFrame, tables: Mapping[str, pl.DataFrame], lang: str
) -> list[str]:
    """Word decisions: what about, the answer, by whom and when."""
    return [
        say(
            "review.decision",
            lang,
            kind=word("decision_kind", row["kind"], lang),
            about=things_said(row, tables, lang),
            answer=_answer(row, tables, lang),
            reviewer=row["reviewer"],
            date=row["date"] or "–",
        )
        for row in decisions.iter_rows(named=True)
    ]


def _answer(row: Mapping[str, Any], tables: Mapping[str, pl.DataFrame], lang: str) -> str:
    if row["level"] is not None:
        return word("level", row["level"], lang)
    if row["area"] is not None:
        return names_of(tables, "areas", lang).get(row["area"], str(row["area"]))
    if row["share_pct"] is not None:
        return f"{row['share_pct']:g}%"
    return word("decision_answer", row["answer"] or YES, lang)


def decision_json(row: dict[str, Any]) -> dict[str, Any]:
    """Return a decision as JSON."""
    return {
        "item": item_name(tuple(row[name] for name in MATTER)),
        "answer": row["answer"],
        **{name: row[name] for name in VALUES},
        "reviewer": row["reviewer"],
        "date": None if row["date"] is None else str(row["date"]),
        "note": row["note"],
    }
