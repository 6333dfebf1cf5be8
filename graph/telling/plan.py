"""A plan as JSON, as rows, and in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any

from graph.plan.limits import worded
from graph.plan.report import LimitEffect, Move, Plan, PlanCut
from graph.telling.plan_regret import drawn, regret_json
from graph.telling.sentences import assumption
from graph.words import first_few, say

NAIVE = ("unchanged", "proportional", "close_warned")
DIGITS = 1


def plan_json(report: Plan, lang: str, build: str | None) -> dict[str, Any]:
    """Return the plan as the data contract has it."""
    return {
        "build": build,
        "from": report.first,
        "to": report.until,
        "grade": report.grade,
        "seed": report.seed,
        "assumptions": notes(report, lang),
        "years": list(report.years),
        "reached": list(report.reached),
        "shortage": {
            "unchanged": [_tenth(value) for value in report.unchanged],
            "planned": [_tenth(value) for value in report.planned],
        },
        "objective": _tenth(report.objective),
        "bound_objective": _tenth(report.bound),
        "gap_persons": _tenth(report.gap),
        "gap_pct": round(report.gap_pct, 2),
        "cost_cny": report.cost,
        "way": report.way,
        "ran_out": report.ran_out,
        "moves": [_move(move, report, lang) for move in report.moves],
        "cuts": [_cut(cut, lang) for cut in report.cuts],
        "limits": [
            {
                "id": entry.limit.id,
                "kind": entry.limit.kind,
                "scope": entry.limit.scope,
                "key": entry.limit.key,
                "value": entry.limit.value,
                "source": entry.limit.source,
                "binding": entry.binds,
                "step": entry.step,
                "effect_of_one_step": None if entry.effect is None else _tenth(entry.effect),
            }
            for entry in report.limits
        ],
        "front_by": report.front_by,
        "front": [
            {
                "change": point.change,
                "cost": point.cost,
                "shortage": _tenth(point.shortage),
                "bound_objective": _tenth(point.bound),
                "low": None,
                "high": None,
            }
            for point in report.front
        ],
        "closing": _closing(report, lang),
        "robust": [
            {
                "year": entry.year,
                **dict(zip(("low", "median", "high"), entry.planned, strict=True)),
                "unchanged": dict(zip(("low", "median", "high"), entry.unchanged, strict=True)),
                "better_in_pct": _tenth(entry.better),
            }
            for entry in report.robust
        ],
        "regret": None
        if report.regret is None
        else regret_json(report.regret)
        | {"moves": [_move(move, report, lang) for move in report.regret.moves]},
        "naive": {name: _tenth(report.naive[name].shortage) for name in NAIVE},
    }


def _closing(report: Plan, lang: str) -> dict[str, Any] | None:
    closed = report.closing
    if closed is None:
        return None
    return {
        "cut": closed.block.id,
        "change": closed.change,
        "change_at_least": closed.least,
        "change_anyway": closed.anyway,
        "left": _tenth(closed.left),
        "stays_at_least": closed.stays,
        "shortage": _tenth(closed.shortage),
        "sentence": " ".join(closing(report, lang)),
        "moves": [_move(move, report, lang) for move in closed.moves],
    }


def plan_rows(report: Plan, lang: str) -> list[dict[str, Any]]:
    """List the decisions as rows with the same columns."""
    return [_move(move, report, lang) for move in report.moves]


def marks(report: Plan, lang: str) -> list[str]:
    """Return the mark of a plan from invented figures, if it is one."""
    is_invented = report.grade == "illustrative"
    return [say("gap.terminal.illustrative", lang)] if is_invented else []


def totals(report: Plan, lang: str) -> list[str]:
    """Say what the plan fills, and how far it may be from the best."""
    unchanged, planned = (round(report.total(name)) for name in ("unchanged", "planned"))
    sentences = [
        say(
            "plan.totals",
            lang,
            years=span(report),
            unchanged=unchanged,
            planned=planned,
            filled=unchanged - planned,
        ),
        say(
            "plan.best" if report.is_best else "plan.gap",
            lang,
            gap=ceil(report.gap),
            percent=report.gap_pct,
            objective=report.objective,
            bound=report.bound,
        ),
    ]
    if report.ran_out:
        sentences.append(say("plan.ran_out", lang))
    return sentences


def span(report: Plan) -> str:
    """Return the first and the last year that a plan reaches."""
    return "–".join(str(year) for year in sorted({report.reached[0], report.reached[-1]}))


def moves_in_all(report: Plan, lang: str) -> str:
    """Count the places added and cut, and what opens and closes."""
    if all(move.kind == "keep" for move in report.moves):
        return say("plan.moves.none", lang)
    cost = "" if report.cost is None else say("plan.moves.cost", lang, cost=report.cost)
    counted = say(
        "plan.moves.all",
        lang,
        more=sum(max(move.change, 0) for move in report.moves),
        fewer=sum(max(-move.change, 0) for move in report.moves),
        opened=sum(move.kind == "open" for move in report.moves),
        closed=sum(move.kind == "close" for move in report.moves),
    )
    return counted + cost


def largest_moves(moves: Sequence[Move], report: Plan, lang: str, most: int) -> list[str]:
    """Say the largest of some moves, each with its reason and the limit it meets."""
    return [
        say(
            "plan.move",
            lang,
            college=move.college.of(lang),
            major=major_of(move, lang),
            before=move.before,
            places=move.places,
            year=move.year,
            reason=reason(move, report, lang),
            limit=_met(move, report, lang),
        )
        for move in changed(moves)[:most]
    ]


def changed(moves: Sequence[Move]) -> list[Move]:
    """Return the moves that change something, the largest first."""
    moved = [move for move in moves if move.change]
    return sorted(moved, key=lambda move: (-abs(move.change), move.year, move.key[:2]))


def major_of(move: Move, lang: str) -> str:
    """Name the major of a move; one that nobody here teaches yet is marked as new."""
    name = move.major.of(lang)
    return say("plan.new_major", lang, major=name) if move.is_new else name


def reason(move: Move, report: Plan, lang: str) -> str:
    """Say why a programme's places change, and of a new one why it is feasible."""
    return _why(move, report, lang) + _why_new(move, lang)


def _why_new(move: Move, lang: str) -> str:
    candidate = move.candidate
    if candidate is None:
        return ""
    values: dict[str, Any] = {"college": move.college.of(lang)}
    key = "near"
    if candidate.peers is not None and "peers" in candidate.bases:
        key = "similar"
        values |= {"nearest": candidate.peers.nearest, "teaching": len(candidate.peers.teaching)}
    peers = say(f"lists.reason.peers.{key}", lang, **values)
    return say("plan.reason.new", lang, peers=peers)


def _why(move: Move, report: Plan, lang: str) -> str:
    cut = next((cut for cut in report.cuts if cut.id == move.cut), None)
    if move.reason != "short" or cut is None:
        return say(f"plan.reason.{move.reason}", lang)
    values = {"names": _names(cut, lang), "year": cut.year}
    return say("plan.reason.short", lang, demand=cut.demand, supply=cut.supply, **values)


def unfilled(report: Plan, lang: str, most: int) -> list[str]:
    """Say which jobs no plan within the limits can fill, in the last year, the most first."""
    cuts = [cut for cut in report.cuts if cut.least and cut.year == report.until]
    cuts.sort(key=lambda cut: -(cut.least or 0))
    return [
        say(
            "plan.unfilled.cut",
            lang,
            year=cut.year,
            names=_names(cut, lang),
            demand=cut.demand,
            most=cut.most,
            least=cut.least,
        )
        for cut in cuts[:most]
    ] or [say("plan.unfilled.none", lang)]


def closing(report: Plan, lang: str) -> list[str]:
    """Say which change closes the block that was asked for, nothing where none was."""
    closed = report.closing
    if closed is None:
        return []
    values: dict[str, Any] = {name: getattr(closed, name) for name in ("change", "least", "left")}
    opened = sum(move.kind == "open" for move in closed.moves)
    values |= {"year": closed.block.year, "short": closed.block.short, "opened": opened}
    values |= {"names": _names(closed.block, lang), "stays": closed.stays}
    key = "least" if not closed.left else "never" if closed.stays else "unknown"
    sentence = say(f"plan.closing.{key}", lang, **values)
    if closed.anyway:
        sentence += say("plan.closing.anyway", lang, anyway=closed.anyway)
    unchanged = report.total("unchanged")
    return [
        sentence + say("plan.closing.beside", lang, shortage=closed.shortage, unchanged=unchanged)
    ]


def robust(report: Plan, lang: str) -> list[str]:
    """Say what stays empty over the draws of each year, nothing where none was drawn."""
    return drawn(report.robust, "plan.robust.year", lang)


def in_the_way(report: Plan, lang: str) -> list[str]:
    """Say what each limit costs, the dearest first."""
    entries = sorted(report.limits, key=lambda entry: -(entry.effect or 0.0))
    return [_effect(entry, lang) for entry in entries]


def notes(report: Plan, lang: str) -> list[str]:
    """Put the assumptions into sentences, those on the plan first."""
    return [assumption(note, lang) for note in report.assumptions]


def _effect(entry: LimitEffect, lang: str) -> str:
    values: dict[str, Any] = {"limit": worded(entry.limit, lang), "step": entry.step}
    if entry.effect is None:
        return say("plan.limits.unknown", lang, limit=values["limit"])
    if entry.effect < 0.05:
        return say("plan.limits.idle", lang, **values)
    return say("plan.limits.effect", lang, effect=entry.effect, **values)


def _met(move: Move, report: Plan, lang: str) -> str:
    limit = limit_met(move, report, lang)
    return say("plan.met", lang, limit=limit) if limit else ""


def limit_met(move: Move, report: Plan, lang: str) -> str:
    """Name the limit that a move meets; nothing where it meets none."""
    if move.limit is None:
        return ""
    if move.limit == "capacity":
        return say("plan.limit.capacity", lang)
    entry = next((entry for entry in report.limits if entry.limit.id == move.limit), None)
    if entry is None:
        return say("plan.limit.fixed", lang, id=move.limit)
    return worded(entry.limit, lang)


def block_name(cut: PlanCut, lang: str) -> str:
    """Name a block by its first occupations and its empty jobs."""
    return say("plan.closing.block", lang, names=_names(cut, lang), short=cut.short)


def _names(cut: PlanCut, lang: str) -> str:
    return first_few(list(dict.fromkeys(thing.of(lang) for thing in cut.occupations)), lang)


def _move(move: Move, report: Plan, lang: str) -> dict[str, Any]:
    college, major, track = move.key
    return {
        "college": college,
        "college_name": move.college.of(lang),
        "major": major,
        "major_name": move.major.of(lang),
        "track": track,
        "year": move.year,
        "places_before": move.before,
        "places": move.places,
        "change": move.change,
        "kind": move.kind,
        "new": move.is_new,
        "reason": reason(move, report, lang),
        "cut": move.cut,
        "limit": move.limit,
    }


def _cut(cut: PlanCut, lang: str) -> dict[str, Any]:
    values = {"demand": cut.demand, "supply": cut.supply, "short": cut.short}
    return {
        "id": cut.id,
        "of": cut.of,
        "year": cut.year,
        "occupations": [{"code": thing.key, "name": thing.of(lang)} for thing in cut.occupations],
        "programmes": ["/".join(part for part in key if part) for key in cut.programmes],
        **values,
        "supply_at_most": cut.most,
        "sentence": say("plan.cut", lang, year=cut.year, names=_names(cut, lang), **values),
    }


def _tenth(value: float) -> float:
    return round(value, DIGITS)
