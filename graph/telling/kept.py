"""Outlooks to keep: as JSON, read again with nothing believed, and what came of them in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from graph.errors import WrongInput
from graph.gap.scope import GapParameters
from graph.outlook.parameters import OutlookParameters
from graph.outlook.report import Interval, OneSide, Outlook
from graph.outlook.score import (
    DEMAND,
    SHORT,
    SUPPLY,
    TOTALS,
    Kept,
    Outcome,
    Promise,
    Scored,
    Scores,
    share_held,
)
from graph.telling.outlook import outlook_json
from graph.things import Thing
from graph.words import say

VERSION = 1
MOST_PROMISES = 200_000
_SCOPE = ("area", "chain", "min_level", "tier", "market", "basis", "entrants")
_FIGURES = ((DEMAND, "occupations"), (SHORT, "occupations"), (SUPPLY, "majors"))
_SIDES = (DEMAND, SHORT, SUPPLY)


def to_keep(report: Outlook | OneSide, parameters: OutlookParameters, build: str) -> dict[str, Any]:
    """Return an outlook with its question, as it is kept; without the rows of single programmes.

    Raises:
        WrongInput: it has one side alone.
    """
    if isinstance(report, OneSide):
        raise WrongInput("error.outlook_keep_side")
    record = outlook_json(report, "zh", build)
    for name in ("cohorts", "backtest", "conservation", "assumptions"):
        del record[name]
    scope = {name: getattr(parameters.gap, name) for name in _SCOPE}
    return {"version": VERSION, "asked": scope, "outlook": record}


def kept_of(id_: str, data: Any) -> Kept:
    """Read a kept outlook.

    Raises:
        ValueError: it is not one.
    """
    try:
        record, scope = data["outlook"], data["asked"]
        if data["version"] != VERSION:
            raise ValueError(data["version"])
        promises = tuple(_promises(record))
        if not promises or len(promises) > MOST_PROMISES:
            raise ValueError(len(promises))
        return Kept(
            build=str(record["build"]),
            id=id_,
            parameters=GapParameters(**{name: scope[name] for name in _SCOPE}),
            scenarios=tuple(map(str, record["scenario"])),
            basis=str(record["basis"]),
            newest=_whole(record["from"]) - 1,
            cover=float(record["cover"]),
            promises=promises,
        )
    except (KeyError, TypeError, AttributeError, IndexError) as fault:
        raise ValueError(str(fault)) from None


def _promises(record: Mapping[str, Any]) -> Iterator[Promise]:
    for year in record["years"]:
        for figure in TOTALS:
            yield Promise(figure, None, None, _whole(year["year"]), _interval(year[figure]))
    for figure, listed in _FIGURES:
        for entry in record[listed]:
            area = entry["area"]
            key = str(entry["code"]), _whole(entry["level"]), None if area is None else str(area)
            thing = Thing(key[0], str(entry["name"]))
            for year in entry["years"]:
                yield Promise(figure, key, thing, _whole(year["year"]), _interval(year[figure]))


def _interval(figures: Mapping[str, Any]) -> Interval:
    low, high = (None if figures[end] is None else _whole(figures[end]) for end in ("low", "high"))
    return Interval(low, _whole(figures["median"]), high)


def _whole(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -1 <= value < 2**31:
        raise ValueError(value)
    return value


# In words and as JSON -----------------------------------------------------------------------------


def scored_json(scores: Scores, lang: str, build: str) -> dict[str, Any]:
    """Return what came of all kept outlooks, those that wait for a newer year, and bad files."""
    return {
        "build": build,
        "outlooks": [
            _kept(entry.kept)
            | {
                "years": [
                    {"year": year, "basis": basis} for year, basis in sorted(entry.bases.items())
                ],
                "totals": [
                    _outcome(o, lang) for name in TOTALS for o in entry.of(name, totals=True)
                ],
                "sides": [_side(entry, figure) for figure in _SIDES],
                "unreported": entry.unreported,
                "figures": [_outcome(o, lang) for figure in _SIDES for o in entry.of(figure)],
            }
            for entry in scores.scored
        ],
        "waiting": [_kept(kept) for kept in scores.waiting],
        "unread": [{"file": file, "reason": reason.text(lang)} for file, reason in scores.unread],
    }


def scored_rows(scored: Sequence[Scored], lang: str) -> list[dict[str, Any]]:
    """List what came, a row a figure."""
    return [
        {"kept_build": entry.kept.build, "kept": entry.kept.id, **_outcome(outcome, lang)}
        for entry in scored
        for outcome in entry.outcomes
    ]


def kept_heading(kept: Kept, lang: str) -> str:
    """Say which outlook was kept: its build, years, scope and scenario."""
    scope = [str(part) for part in (kept.parameters.area, kept.parameters.chain) if part]
    parts = [*scope, *(say("outlook.score.scenario", lang, id=id_) for id_ in kept.scenarios)]
    values = {"build": kept.build, "newest": kept.newest, "until": kept.years[-1]}
    heading = say("outlook.score.kept", lang, **values)
    return say("gap.terminal.part", lang).join([heading, *parts])


def score_sentences(entry: Scored, lang: str) -> list[str]:
    """Say how many bands held of each side, and what was not reported."""
    sentences = []
    for figure in _SIDES:
        outcomes = entry.of(figure)
        count, held = share_held(outcomes)
        if count:
            values = {"count": count, "held": held, "share": 100 * held / count}
            values["nominal"] = 100 * entry.kept.cover
            sentences.append(say(f"outlook.score.held.{figure}", lang, **values))
        elif outcomes:
            values = {"count": len(outcomes), "share": 100 * _error(outcomes)}
            sentences.append(say(f"outlook.score.no_band.{figure}", lang, **values))
    if entry.unreported:
        sentences.append(say("outlook.score.unreported", lang, count=entry.unreported))
    return sentences


def worst_missed(entry: Scored) -> list[Outcome]:
    """Return the figures of classes that missed their band, the farthest first."""
    missed = [o for figure in _SIDES for o in entry.of(figure) if o.held is False]
    return sorted(missed, key=lambda o: (-o.outside, o.promise.year, str(o.promise.key)))


def waiting_sentences(scores: Scores, lang: str) -> list[str]:
    """Say what cannot be scored yet, and which files are not read."""
    sentences = [
        say("outlook.score.waiting", lang, what=kept_heading(kept, lang), year=kept.years[0])
        for kept in scores.waiting
    ]
    return sentences + [
        say("outlook.score.unread", lang, file=file, reason=reason.text(lang))
        for file, reason in scores.unread
    ]


def _kept(kept: Kept) -> dict[str, Any]:
    scope = {name: getattr(kept.parameters, name) for name in _SCOPE}
    return {
        "kept_build": kept.build,
        "kept": kept.id,
        "asked": scope,
        "scenario": list(kept.scenarios),
        "from": kept.newest + 1,
        "to": kept.years[-1],
        "cover": kept.cover,
    }


def _outcome(outcome: Outcome, lang: str) -> dict[str, Any]:
    promise = outcome.promise
    code, level, area = promise.key or (None, None, None)
    return {
        "figure": promise.figure,
        "code": code,
        "name": promise.thing.of(lang) if promise.thing else None,
        "level": level,
        "area": area,
        "year": promise.year,
        **asdict(promise.promised),
        "came": outcome.came,
        "held": outcome.held,
    }


def _side(entry: Scored, figure: str) -> dict[str, Any]:
    outcomes = entry.of(figure)
    count, held = share_held(outcomes)
    return {
        "figure": figure,
        "n": len(outcomes),
        "bands": count,
        "held": held,
        "share": round(held / count, 4) if count else None,
        "nominal": entry.kept.cover,
        "error": round(_error(outcomes), 4) if outcomes else None,
    }


def _error(outcomes: Sequence[Outcome]) -> float:
    """Return the mean miss ÷ the mean of what came."""
    came = sum(outcome.came for outcome in outcomes)
    missed = sum(abs(outcome.came - outcome.promise.promised.median) for outcome in outcomes)
    return missed / came if came else float(missed > 0)
