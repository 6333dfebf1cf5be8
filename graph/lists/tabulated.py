"""The three lists as JSON and as rows."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graph.lists import sentences
from graph.lists.came import before_json, thing_json
from graph.lists.report import TOLD, Entry, Lists, Reason
from graph.rules.places import spans
from graph.rules.sentences import sentence
from graph.words import join, say

DIGITS = 4


def lists_json(lists: Lists, lang: str, build: str | None) -> dict[str, Any]:
    """Return the lists as the data contract has them."""
    return {
        "build": build,
        "year": lists.year,
        "newest": lists.newest,
        "to": lists.until,
        "probabilities_to": lists.probabilities_to,
        "basis": lists.basis,
        "basis_ahead": lists.basis_ahead,
        "area": lists.place.key if lists.place else None,
        "chain": lists.chain.key if lists.chain else None,
        "college": lists.college.key if lists.college else None,
        "grade": lists.grade,
        "headline": sentences.headline(lists, lang),
        "programmes": dict(lists.programmes),
        "outside": lists.outside,
        **{place: [entry_json(entry, lang) for entry in lists.of(place)] for place in TOLD},
        "plan": lists.plan_years and dict(zip(("from", "to"), lists.plan_years, strict=True)),
        "before": before_json(lists.before, lang),
        "notes": sentences.notes(lists, lang),
    }


def entry_json(entry: Entry, lang: str) -> dict[str, Any]:
    """Return an entry with its reasons, proof, leads and date."""
    standing = entry.standing
    return {
        "kind": entry.kind,
        "action": sentences.action(entry, lang),
        "major": thing_json(entry.major, lang),
        "level": entry.level,
        "area": entry.area.key if entry.area else None,
        "colleges": [thing_json(college, lang) for college in entry.colleges],
        "taught": not entry.is_new,
        "class": standing.now,
        "supply": standing.supply,
        "room": standing.room,
        "slack": standing.slack,
        "ahead": standing.ahead,
        "since": standing.since,
        "p_scarce": {str(year): round(chance, DIGITS) for year, chance in standing.scarce},
        "p_surplus": {str(year): round(chance, DIGITS) for year, chance in standing.surplus},
        "card": entry.card and entry.card.colour,
        "reason": sentences.reasons(entry, lang),
        "reasons": [_reason(reason, entry, lang) for reason in entry.reasons],
        "conflict": entry.conflict,
        "conflict_sentence": sentences.conflict(entry, lang) or None,
        "missing": list(entry.missing),
        "missing_sentence": sentences.missing(entry, lang) or None,
        "responsible": [
            {
                "policy": responsible.clause.policy,
                "measure": responsible.clause.measure,
                "heading": responsible.clause.heading,
                "words": responsible.clause.passage or responsible.clause.words,
                "leads": [thing_json(unit, lang) for unit in responsible.leads],
            }
            for responsible in entry.responsible
        ],
        "decide_by": entry.decide_by,
        "effect": entry.effect,
        "decision": sentences.decision(entry, lang) or None,
        "evidence": [
            {k: v for k, v in asdict(row).items() if k != "grade"} for row in entry.evidence
        ],
        "grade": entry.grade,
    }


def _reason(reason: Reason, entry: Entry, lang: str) -> dict[str, Any]:
    verdict = reason.verdict
    stated: dict[str, Any] = {
        "source": reason.source,
        "text": sentences.reason_text(reason, entry, lang),
    }
    if reason.source == "plan":
        stated |= {"change": reason.key, **reason.values}
    if block := reason.values.get("block"):
        stated["block"] = {
            "id": block.id,
            "demand": block.demand,
            "supply": block.supply,
            "short": block.short,
            "cause": block.cause,
        }
    if verdict is None:
        return stated
    return stated | {
        "rule": verdict.rule,
        "test": verdict.test,
        "verdict": verdict.outcome,
        "policy": verdict.clause.policy,
        "measure": verdict.clause.measure,
        "words": verdict.clause.words,
        "sentence": sentence(verdict, lang),
    }


def list_rows(lists: Lists, lang: str) -> list[dict[str, Any]]:
    """List the entries as flat rows, for CSV."""
    return [
        {
            "list": entry.place,
            "kind": entry.kind,
            "action": sentences.action(entry, lang),
            "code": entry.major.key,
            "name": entry.major.of(lang),
            "level": entry.level,
            "area": entry.area.key if entry.area else None,
            "colleges": [college.of(lang) for college in entry.colleges],
            "class": entry.standing.now,
            "room": entry.standing.room,
            "slack": entry.standing.slack,
            "ahead": entry.standing.ahead,
            "since": entry.standing.since,
            "card": sentences.card_word(entry, lang) or None,
            "reason": sentences.reasons(entry, lang),
            "conflict": sentences.conflict(entry, lang) or None,
            "missing": sentences.missing(entry, lang) or None,
            "leads": sentences.leads(entry, lang),
            "decide_by": entry.decide_by,
            "effect": entry.effect,
            "rows": places(entry, lang),
            "grade": entry.grade,
        }
        for entry in lists.entries
    ]


def places(entry: Entry, lang: str) -> str:
    """Say in which rows of which files the figures stand."""
    listed = [
        say("lists.label.rows_of", lang, file=file, rows=join(list(runs), lang))
        for file, runs in spans(entry.evidence).items()
    ]
    return join(listed, lang)
