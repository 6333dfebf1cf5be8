"""Verdicts as sentences and as the contract's JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from graph.rules.digits import rounded
from graph.rules.thresholds import exact
from graph.rules.verdicts import YEAR_THIN, Clause, Evidence, Verdict
from graph.things import Thing
from graph.words import has, join, say

ILLUSTRATIVE = "illustrative"
EXIT = "exit"  # the rule of verdicts that put the tests of the exit clause together
# Reasons that any rule may have.
COMMON = ("no_place", "area_unknown", "no_threshold", "missing", "nothing", "contradiction")


def sentence(verdict: Verdict, lang: str, *, marked: bool = True) -> str:
    """Put a verdict into a sentence with its notes; ``marked``: mark invented figures as such."""
    placeholders = {"subject": verdict.subject.thing.of(lang), **_texts(verdict.values, lang)}
    key = f"rules.sentence.{verdict.rule}.{verdict.reason}"
    if not has(key) and verdict.reason in COMMON:
        key = f"rules.common.{verdict.reason}"
    by_class = [f"{key}_{group}" for group in verdict.classes if has(f"{key}_{group}")]
    if by_class:  # the sentence itself says what the gap finds
        key = by_class[0]
    notes = [
        say(f"rules.note.{note.key}", lang, **_texts(note.values, lang)) for note in verdict.notes
    ]
    if verdict.outcome in ("fail", "explain") and not by_class:
        notes += [say(f"rules.class_note.{group}", lang) for group in verdict.classes]
    if marked and verdict.grade == ILLUSTRATIVE:
        notes.append(say("rules.illustrative", lang))
    text = say(key, lang, **placeholders)
    for addition in notes:
        text = say("rules.with_note", lang, text=text, note=addition)
    return text


def common_sentences(verdicts: Iterable[Verdict], lang: str) -> list[str]:
    """List what holds for many verdicts: documents of no known place, and thin years."""
    listed = list(verdicts)
    placeless = {verdict.clause.policy: verdict for verdict in listed if verdict.of_no_place}
    thin = {
        (note.values["table"], note.values["year"], note.values["taken"]): note.values
        for verdict in reversed(listed)  # the first of each is said
        for note in verdict.notes
        if note.key == YEAR_THIN
    }
    return [
        *(sentence(verdict, lang, marked=False) for verdict in placeless.values()),
        *(say("rules.year_thin", lang, **_texts(values, lang)) for values in thin.values()),
    ]


def verdict_word(verdict: Verdict, lang: str) -> str:
    """Return the standing in a word; a test of the exit clause warns or does not."""
    exits = verdict.test is not None or verdict.rule == EXIT
    return say(f"rules.{'exit_verdict' if exits else 'verdict'}.{verdict.standing}", lang)


def quoted(clause: Clause, lang: str) -> str:
    """Quote the document's words for a clause, or say that the build does not hold them."""
    if clause.words is None:
        return say("rules.words_not_found", lang)
    return say("rules.words", lang, words=clause.words)


def clause_name(clause: Clause, lang: str) -> str:
    """Name the clause as people refer to it: the document's number and the item."""
    if clause.path is None:
        return clause.policy
    heading = clause.heading or ""
    return say(
        "rules.clause", lang, policy=clause.policy, measure=clause.measure, heading=heading
    ).strip()


def verdict_json(verdict: Verdict, lang: str) -> dict[str, Any]:
    """Return a verdict as the data contract has it."""
    subject = verdict.subject
    return {
        "rule": verdict.rule,
        "policy": verdict.clause.policy,
        "measure": verdict.clause.measure,
        "subject": {
            "table": subject.table,
            "key": subject.key,
            "name": subject.thing.of(lang),
        },
        "verdict": verdict.outcome,
        "early": verdict.early,
        "value": _number(verdict.value, verdict.threshold),
        "threshold": _number(verdict.threshold),
        "words": verdict.clause.words,
        "classes": list(verdict.classes),
        "evidence": [
            {name: getattr(row, name) for name in ("table", "key", "file", "sheet", "row")}
            for row in verdict.evidence
        ],
        "sentence": sentence(verdict, lang),
    }


def verdict_row(verdict: Verdict, lang: str) -> dict[str, Any]:
    """Return a verdict as one flat row (for CSV); evidence as ``file#row``."""
    row = verdict_json(verdict, lang)
    subject = row.pop("subject")
    flat = {"rule": row.pop("rule"), "policy": row.pop("policy"), "measure": row.pop("measure")}
    flat |= {f"subject_{name}": value for name, value in subject.items()}
    row["evidence"] = [place(evidence) for evidence in verdict.evidence]
    return flat | row


def place(evidence: Evidence) -> str:
    """Return the place of a row, as people write it.

    >>> place(Evidence("targets", "k", "targets.csv", None, 2))
    'targets.csv#2'
    """
    sheet = f"[{evidence.sheet}]" if evidence.sheet else ""
    return f"{evidence.file or evidence.table}{sheet}#{evidence.row or evidence.key}"


def _number(value: float | None, against: float | None = None) -> float | int | None:
    """Return a number as JSON readers like it: whole if it is; on its side of ``against``."""
    if value is None:
        return None
    if value == int(value):
        return int(value)
    return rounded(exact(value), () if against is None else (exact(against),), 6)


def _texts(values: Mapping[str, Any], lang: str) -> dict[str, Any]:
    return {name: _as_text(value, lang) for name, value in values.items()}


def _as_text(value: Any, lang: str) -> Any:
    """Return things by name and several of anything as running text; the rest as it is."""
    if isinstance(value, Thing):
        return value.of(lang)
    if isinstance(value, tuple):
        return join([str(_as_text(member, lang)) for member in value], lang)
    return value
