"""A plan at first sight, and as tables for people: moves, colleges, years, differences."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from graph.plan.report import Move, Plan, PlanCut
from graph.telling.plan import NAIVE, changed, in_the_way, limit_met, major_of, reason
from graph.telling.sentences import assumption
from graph.words import join, say

FOUNDATIONS = (
    "plan_asked_change_pct_max",
    "plan_asked_change_places_max",
    "plan_asked_class_min",
    "plan_asked_places_max",
    "plan_asked_budget",
    "plan_fixed",
    "plan_class_min",
    "plan_no_class_min",
    "plan_new",
    "plan_new_none",
    "plan_filled",
    "plan_not_decided",
)
RISES = ("grow", "open")


def foundations(report: Plan, lang: str) -> list[str]:
    """Say what was set for this plan, and what unchanged places and the class minimum mean."""
    return [assumption(note, lang) for note in report.assumptions if note.key in FOUNDATIONS]


def obstacles(report: Plan, lang: str) -> list[str]:
    """Say which limit would bring most if looser, and how many decisions are at capacity."""
    first = in_the_way(report, lang)[:1] if any(limit.binds for limit in report.limits) else []
    return [*first, *at_capacity(report, lang)] or [say("plan.lead.no_obstacle", lang)]


def at_capacity(report: Plan, lang: str) -> list[str]:
    """Say how many decisions are at the capacity of their programme, which no step loosens."""
    full = [move for move in report.moves if move.limit == "capacity"]
    rising = sum(move.kind in RISES for move in full)
    return [say("plan.lead.capacity", lang, full=len(full), rising=rising)] if full else []


def code_of(move: Move) -> str:
    """Return a decision as the address has it: ``college/major[/track]@year``."""
    return "/".join(part for part in move.key if part) + f"@{move.year}"


def college_rows(moves: Sequence[Move], lang: str) -> pl.DataFrame:
    """Return places added and cut, and programmes opened and closed, by college.

    ``college, more, fewer, opens, closes, key``.
    """
    by_key: dict[str, list[Move]] = {}
    for move in changed(moves):
        by_key.setdefault(move.key[0], []).append(move)
    rows = [
        {
            "college": own[0].college.of(lang),
            "more": sum(max(move.change, 0) for move in own),
            "fewer": sum(max(-move.change, 0) for move in own),
            "opens": sum(move.kind == "open" for move in own),
            "closes": sum(move.kind == "close" for move in own),
            "key": key,
        }
        for key, own in sorted(
            by_key.items(), key=lambda item: (-sum(abs(m.change) for m in item[1]), item[0])
        )
    ]
    counts = dict.fromkeys(("more", "fewer", "opens", "closes"), pl.Int64)
    return pl.DataFrame(rows, schema={"college": pl.String, **counts, "key": pl.String})


def move_rows(moves: Sequence[Move], report: Plan, lang: str) -> pl.DataFrame:
    """Return moves with their sentence and the limit they meet.

    ``college, name, track, year, kind, places_before, places, change, reason, limit, code``.
    """
    rows = [
        {
            "college": move.college.of(lang),
            "name": major_of(move, lang),
            "track": move.key[2],
            "year": move.year,
            "kind": say(f"plan.kind.{move.kind}", lang),
            "places_before": move.before,
            "places": move.places,
            "change": move.change,
            "reason": reason(move, report, lang),
            "limit": limit_met(move, report, lang) or None,
            "code": move.key[1],
        }
        for move in moves
    ]
    texts = ("college", "name", "track", "kind", "reason", "limit", "code")
    figures = ("year", "places_before", "places", "change")
    schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(figures, pl.Int64)
    return pl.DataFrame(rows, schema=schema)


def year_rows(report: Plan, other: Plan | None = None) -> pl.DataFrame:
    """Return the empty places of each year: unchanged, planned, and under another plan.

    ``year, unchanged, planned, fewer_empty, supposed``; fewer: under the plan, or the other.
    """
    supposed = [None] * len(report.years) if other is None else [round(v) for v in other.planned]
    last = report.planned if other is None else other.planned
    rows = {
        "year": report.years,
        "unchanged": [round(value) for value in report.unchanged],
        "planned": [round(value) for value in report.planned],
        "supposed": supposed,
        "fewer_empty": [round(a) - round(b) for a, b in zip(report.unchanged, last, strict=True)],
    }
    return pl.DataFrame(rows, schema=dict.fromkeys(rows, pl.Int64))


def difference_rows(report: Plan, other: Plan, lang: str) -> pl.DataFrame:
    """Return the decisions in which two plans differ, the largest difference first.

    ``college, name, track, year, places, places_supposed, difference, code, move``.
    """
    plans = [{(move.key, move.year): move for move in plan.moves} for plan in (report, other)]
    rows = []
    for decision in plans[0] | plans[1]:
        places, supposed = (moves[decision].places if decision in moves else 0 for moves in plans)
        move = plans[1].get(decision) or plans[0][decision]
        if places != supposed:
            rows.append(
                {
                    "college": move.college.of(lang),
                    "name": major_of(move, lang),
                    "track": move.key[2],
                    "year": move.year,
                    "places": places,
                    "places_supposed": supposed,
                    "difference": supposed - places,
                    "code": move.key[1],
                    "move": code_of(move),
                }
            )
    rows.sort(key=lambda row: (-abs(int(row["difference"] or 0)), row["year"], str(row["college"])))
    schema = {
        "college": pl.String, "name": pl.String, "track": pl.String, "year": pl.Int64,
        "places": pl.Int64, "places_supposed": pl.Int64, "difference": pl.Int64,
        "code": pl.String, "move": pl.String,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema)


def naive_rows(report: Plan, lang: str) -> pl.DataFrame:
    """Return what stays empty and is moved under the usual ways, and under the plan.

    ``way, short, moved``.
    """
    rows = [
        {
            "way": say(f"plan.naive.{name}", lang),
            "short": round(report.naive[name].shortage),
            "moved": report.naive[name].change,
        }
        for name in (*NAIVE, "planned")
    ]
    return pl.DataFrame(rows, schema={"way": pl.String, "short": pl.Int64, "moved": pl.Int64})


def sums(move: Move, report: Plan, lang: str) -> tuple[list[str], dict[str, str]]:
    """Say why a decision was made: its cut as two sums, and all its occupations, key → name."""
    cut = cut_of(move, report)
    if cut is None:
        return [reason(move, report, lang)], {}
    values = {"demand": cut.demand, "supply": cut.supply, "short": cut.short}
    programmes = {"programmes": len(cut.programmes), "year": cut.year}
    sentence = say("plan.lead.sums", lang, **values, **programmes)
    names = {thing.key: f"{thing.of(lang)} ({thing.key})" for thing in cut.occupations}
    return [reason(move, report, lang), sentence], names


def cut_of(move: Move, report: Plan) -> PlanCut | None:
    """Return the cut that a move serves, None where it serves none."""
    return next((cut for cut in report.cuts if cut.id == move.cut), None)


def programme_label(college: str, major: str, track: str | None, lang: str) -> str:
    """Name a programme: college, major and track.

    >>> programme_label("A", "B", None, "en")
    'A, B'
    """
    return join([part for part in (college, major, track) if part], lang)
