"""What came of earlier lists, as sentences and as JSON."""

from __future__ import annotations

from typing import Any

from graph.lists.before import RESULTS, Before, Outcome, Promise
from graph.lists.sentences import date_short, decide_sentence, list_name, with_level
from graph.things import Thing
from graph.words import first_few, say

COLLEGES_NAMED = 3


def origin(before: Before, lang: str) -> str:
    """Say where the earlier lists are from."""
    values = {"year": before.year, "now": before.now, "build": before.earlier.build or "–"}
    return say(f"lists.before.{before.earlier.origin}", lang, **values)


def counts(before: Before, lang: str) -> str:
    """Count what came of the entries; the counts add up."""
    each = {result: before.count(result) for result in RESULTS}
    return say("lists.before.counts", lang, year=before.year, whole=len(before.outcomes), **each)


def promised(promise: Promise, lang: str) -> str:
    """Say what an entry asked for."""
    return say(f"lists.kind.{promise.kind}", lang)


def due(promise: Promise, lang: str) -> str:
    """Say by when an entry asked to decide."""
    return decide_sentence(promise.kind, promise.decide_by, promise.effect, lang)


def intake_of(promise: Promise, lang: str) -> str:
    """Name the intake that an entry asked to decide by."""
    return date_short(promise.decide_by, None, lang)


def major_of(promise: Promise, lang: str) -> str:
    """Name the major with its level."""
    return with_level(promise.major.of(lang), promise.level, lang)


def came(outcome: Outcome, lang: str) -> str:
    """Say what the data of now tell of an entry, with the places of both years."""
    if outcome.came == "opened":
        names = [college.of(lang) for college in outcome.colleges]
        return say("lists.came.opened", lang, colleges=first_few(names, lang, COLLEGES_NAMED))
    if outcome.measure is None:
        return say(f"lists.came.{outcome.came}", lang)
    measure = say(f"lists.measure.{outcome.measure}", lang)
    values = {"measure": measure, "before": outcome.before, "after": outcome.after}
    came_key = "to_none" if outcome.came == "stopped" else outcome.came
    return say(f"lists.came.{came_key}", lang, **values)


def result(outcome: Outcome, lang: str) -> str:
    """Say whether what came is what was asked for."""
    return say(f"lists.result.{outcome.result}", lang)


def outcome_sentence(outcome: Outcome, lang: str) -> str:
    """Say in a line what was asked for, and what came."""
    promise = outcome.promise
    return say(
        "lists.before.outcome",
        lang,
        list=list_name(promise.place, lang),
        action=promised(promise, lang),
        came=came(outcome, lang),
        result=result(outcome, lang),
    )


def before_json(before: Before | None, lang: str) -> dict[str, Any] | None:
    """Return what came of earlier lists, entry by entry; None where there are none."""
    if before is None:
        return None
    return {
        "year": before.year,
        "now": before.now,
        "origin": before.earlier.origin,
        "build": before.earlier.build,
        "sentence": origin(before, lang),
        "results": {name: before.count(name) for name in RESULTS},
        "entries": [_outcome_json(outcome, lang) for outcome in before.outcomes],
    }


def _outcome_json(outcome: Outcome, lang: str) -> dict[str, Any]:
    promise = outcome.promise
    return {
        "list": promise.place,
        "kind": promise.kind,
        "action": promised(promise, lang),
        "major": thing_json(promise.major, lang),
        "level": promise.level,
        "college": promise.college and thing_json(promise.college, lang),
        "decide_by": promise.decide_by,
        "effect": promise.effect,
        "came": outcome.came,
        "measure": outcome.measure,
        "before": outcome.before,
        "after": outcome.after,
        "taught_at": [thing_json(college, lang) for college in outcome.colleges],
        "text": came(outcome, lang),
        "result": outcome.result,
        "now": outcome.now,
    }


def thing_json(thing: Thing, lang: str) -> dict[str, str]:
    """Return the code and the name of a thing."""
    return {"code": thing.key, "name": thing.of(lang)}
