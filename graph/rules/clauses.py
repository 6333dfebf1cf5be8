"""The clauses of the build's documents that each rule is bound to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from graph.rules.case import Case
from graph.rules.duties import LEAD, Duty
from graph.rules.passages import conditions, exit_passage, holding
from graph.rules.registry import Binding, binding_of
from graph.rules.thresholds import Threshold
from graph.rules.verdicts import Clause
from graph.things import Thing


def clauses_of(case: Case, id: str) -> tuple[Clause, ...]:
    """List the clauses a rule applies under: none where no document of the build has one.

    Several policies are each a clause of their own, and so is each target of the rule's indicator.
    """
    binding = binding_of(id)
    if binding.document is not None:
        return (Clause(id, binding.document, threshold=binding.threshold, anywhere=True),)
    return tuple(
        clause for policy in case.rows("policies") for clause in _bound_clauses(case, id, policy)
    )


def _bound_clauses(case: Case, id: str, policy: dict[str, Any]) -> list[Clause]:
    """List the clauses of one policy, by the first method of the binding that finds some."""
    binding, key = binding_of(id), policy["node_key"]
    measures = [row for row in case.rows("measures") if row["policy"] == key]
    targets = [row for row in case.rows("targets") if row["policy"] == key]
    by_path = {row["path"]: row for row in measures}
    if binding.every:
        return [_clause(id, policy, None)] if measures else []
    if binding.indicator is not None:
        own_targets = [row for row in targets if has_name(row["indicator"], binding.indicator)]
        clauses = [_clause(id, policy, by_path.get(row["path"]), row) for row in own_targets]
        return [_quoting(case, clause, binding) for clause in clauses]
    for path in _paths(case, binding, measures, targets):
        return [_quoting(case, _clause(id, policy, by_path.get(path), path=path), binding)]
    return []


def _quoting(case: Case, clause: Clause, binding: Binding) -> Clause:
    """Add to a clause its own words and their sentence, as far as the build has them."""
    text = case.text(clause.policy, clause.path)
    if clause.threshold is not None:
        words = (clause.threshold.row or {}).get("text")
        passage = (text and words and holding(text, [[words]])) or words
        if binding.tests:
            passage = exit_passage(text, words) or words
        return replace(clause, words=words, passage=passage)
    if binding.tests:
        passage = exit_passage(text, _number_beside(case, clause, binding))
        return of_test(replace(clause, passage=passage), binding.tests[0])
    sentence = holding(text, binding.own)
    return replace(clause, words=sentence, passage=sentence)


def of_test(clause: Clause, test: str) -> Clause:
    """Return the exit clause with the words of one of its conditions."""
    return replace(clause, words=conditions(clause.passage).get(test))


def _number_beside(case: Case, clause: Clause, binding: Binding) -> str | None:
    """Return the words of the number that stands in the exit clause."""
    for row in case.rows("targets"):
        is_own = (row["policy"], row["path"]) == clause.key
        if is_own and any(has_name(row["indicator"], name) for name in binding.beside):
            words: str | None = row["text"]
            return words
    return None


def _paths(
    case: Case,
    binding: Binding,
    measures: list[dict[str, Any]],
    targets: list[dict[str, Any]],
) -> Iterator[str]:
    """Yield paths of measures the binding finds, the surest first."""
    for name in binding.beside:
        yield from (row["path"] for row in targets if has_name(row["indicator"], name))
    headings = [(row["path"], _heading_text(row, targets)) for row in measures]
    texts = [(row["path"], case.text(row["policy"], row["path"]).casefold()) for row in measures]
    for places in (headings, texts):  # a heading says what a clause is about, a text much besides
        for words in binding.phrases:
            for path, text in places:
                if all(word.casefold() in text for word in words):
                    yield path
    if binding.members:
        keys = {(row["policy"], row["path"]) for row in measures}
        for row in case.rows("measure_members"):
            if (row["policy"], row["path"]) in keys:
                yield row["path"]


def has_name(indicator: str, pattern: str) -> bool:
    """Tell whether an indicator has the name, in which ``{years}`` stands for any whole number.

    >>> has_name("mean_annual_enrolment_2y", "mean_annual_enrolment_{years}y")
    True
    """
    name = re.escape(pattern).replace(re.escape("{years}"), r"[1-9]\d?")
    return re.fullmatch(name, indicator) is not None


def _heading_text(measure: dict[str, Any], targets: list[dict[str, Any]]) -> str:
    """Join heading and targets of a measure, to search for a phrase."""
    own_targets = [row for row in targets if row["path"] == measure["path"]]
    parts = [
        measure["heading"],
        *(part for row in own_targets for part in (row["indicator"], row["text"])),
    ]
    return "\n".join(part for part in parts if part).casefold()


def _clause(
    id: str,
    policy: dict[str, Any],
    measure: dict[str, Any] | None,
    target: dict[str, Any] | None = None,
    path: str | None = None,
) -> Clause:
    measure = measure or {}
    day = policy["issued"] or policy["published"]
    return Clause(
        id,
        policy["node_key"],
        measure.get("path") or (target["path"] if target else path),
        measure.get("ordinal"),
        measure.get("heading"),
        policy["area"],
        day.year if day else None,
        Threshold.of(target) if target else None,
    )


def whole_text(tables: Mapping[str, pl.DataFrame], clause: Clause) -> str:
    """Return the text of the measure; empty where nobody handed in the document."""
    is_of_clause = pl.col("policy") == clause.policy, pl.col("path") == clause.path
    return "\n".join(tables["measures"].filter(*is_of_clause)["text"].drop_nulls().to_list())


def leads(duties: Sequence[Duty], clause: Clause) -> tuple[Thing, ...]:
    """List the units that lead the measure of a clause, in the order of the document."""
    own = (duty for duty in duties if duty.measure.key == clause.key)
    return tuple(duty.unit for duty in own if duty.role == LEAD)
