"""Rules of policy documents, computed on the tables with the numbers that the documents set.

``judge`` answers with a verdict for each subject of each rule; ``warnings`` puts those of the exit
clause together; ``duties`` and ``calculators`` are read by themselves. All are pure: tables in,
frozen values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from graph.analysis.figures import worst
from graph.errors import WrongInput
from graph.rules.case import Case
from graph.rules.clauses import clauses_of
from graph.rules.registry import RULES, Binding, binding_of, rule, rule_function, rule_sets
from graph.rules.verdicts import (
    DEFAULT_SET,
    Clause,
    Evidence,
    Judged,
    Note,
    RuleParameters,
    Subject,
    Verdict,
)

__all__ = [
    "RULES",
    "Binding",
    "Clause",
    "Evidence",
    "Judged",
    "Note",
    "RuleParameters",
    "Subject",
    "Verdict",
    "chosen",
    "judge",
    "not_applied",
    "rule",
    "rule_sets",
]

EVERYTHING = RuleParameters()


def judge(
    tables: Mapping[str, pl.DataFrame],
    parameters: RuleParameters = EVERYTHING,
    rules: Iterable[str] | None = None,
) -> tuple[Verdict, ...]:
    """What every rule says of every subject, in the order of the rules.

    ``rules``: only these ids (None: the default set and the sets of the parameters). A rule whose
    clause is in no document of the tables says nothing: see ``not_applied``.

    Raises:
        WrongInput: there is no such set or rule.
    """
    ids = chosen(parameters) if rules is None else tuple(rules)
    for id in ids:
        if id not in RULES:
            raise WrongInput("error.no_rule", rule=id, rules=", ".join(RULES))
    case = Case(tables, parameters)
    return tuple(verdict for id in ids for verdict in _verdicts(case, id))


def chosen(parameters: RuleParameters) -> tuple[str, ...]:
    """Ids of the default set and of the sets asked for."""
    known = rule_sets()
    for name in parameters.sets:
        if name not in known:
            raise WrongInput("error.no_rule_set", name=name, sets=", ".join(known))
    sets = {DEFAULT_SET, *parameters.sets}
    return tuple(id for id in RULES if binding_of(id).set in sets)


def not_applied(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters = EVERYTHING
) -> tuple[str, ...]:
    """Ids of the rules that no document of the tables has a clause for."""
    case = Case(tables, parameters)
    return tuple(id for id in chosen(parameters) if not clauses_of(case, id))


def _verdicts(case: Case, id: str) -> Iterator[Verdict]:
    """A rule's verdicts on the subjects its clauses hold for, completed."""
    function, test = rule_function(id), binding_of(id).test
    for clause in clauses_of(case, id):
        origin = case.origin(clause)
        for verdict in function(case, clause):
            subject = verdict.subject
            covered = case.covers(clause, subject.area) if subject.placed else True
            if covered is False:
                continue
            if covered is None:
                judged = Judged("unknown", "area_unknown")
                verdict = replace(verdict, judged=judged, values={}, notes=())
            test_of = verdict.test or test
            classes = case.classes(clause, subject.major) if test_of and subject.major else ()
            evidence = (*origin, *verdict.evidence)
            grades = [verdict.grade or "official", *(row.grade for row in evidence)]
            grade = worst([*grades, case.gap_grade] if classes else grades)
            yield replace(verdict, evidence=evidence, classes=classes, test=test_of, grade=grade)
