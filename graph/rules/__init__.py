"""Rules of policy documents, computed on the tables with the numbers that the documents set.

``judge`` answers with a verdict for each subject of each rule; ``warnings`` puts those of the exit
clause together; ``duties`` and ``calculators`` are read by themselves. All are pure: tables in,
frozen values out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl

from graph.errors import NoAnswer, WrongInput
from graph.gap.figures import worst
from graph.rules.case import Case
from graph.rules.clauses import clauses_of
from graph.rules.passages import guides, in_principle
from graph.rules.registry import (
    RULES,
    Binding,
    binding_of,
    load_rule_set,
    rule,
    rule_function,
    rule_sets,
)
from graph.rules.verdicts import (
    DEFAULT_SET,
    NO_PLACE,
    Clause,
    Evidence,
    Judgement,
    Note,
    RuleParameters,
    Subject,
    Verdict,
)
from graph.things import Thing

__all__ = [
    "RULES",
    "Binding",
    "Clause",
    "Evidence",
    "Judgement",
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
# The tables whose rows are figures of a year.
DATED = (
    "enrolment", "placements", "demand", "training", "internship_offers", "enterprise_years",
    "college_years",
)  # fmt: skip


def judge(
    tables: Mapping[str, pl.DataFrame],
    parameters: RuleParameters = EVERYTHING,
    rules: Iterable[str] | None = None,
) -> tuple[Verdict, ...]:
    """Judge every subject by every rule, in the order of the rules.

    ``rules``: only these ids (None: the default set and the sets of the parameters). A rule whose
    clause is in no document of the tables says nothing: see ``not_applied``.

    Raises:
        WrongInput: there is no such set or rule.
        NoAnswer: every figure is of a later year than the asked one.
    """
    _check_year(tables, parameters.year)
    by_sets = chosen(parameters)
    ids = by_sets if rules is None else tuple(rules)
    if unknown := [id for id in ids if id not in RULES]:
        for name in rule_sets():
            load_rule_set(name)
        unknown = [id for id in unknown if id not in RULES]
    if unknown:
        raise WrongInput("error.no_rule", rule=unknown[0], rules=", ".join(RULES))
    case = Case(tables, parameters)
    return tuple(verdict for id in ids for verdict in _verdicts(case, id))


def _check_year(tables: Mapping[str, pl.DataFrame], wanted: int | None) -> None:
    """Refuse a year before all figures: documents alone would be judged as if it had some."""
    years = {year for name in DATED for year in tables[name]["year"].drop_nulls().unique()}
    if wanted is not None and years and wanted < min(years):
        raise NoAnswer("error.rules_year", year=wanted, first=min(years), last=max(years))


def chosen(parameters: RuleParameters) -> tuple[str, ...]:
    """List the ids of the default set and of the sets asked for."""
    optional_sets = rule_sets()
    for name in parameters.sets:
        if name not in optional_sets:
            raise WrongInput("error.no_rule_set", name=name, sets=", ".join(optional_sets))
        load_rule_set(name)
    sets = {DEFAULT_SET, *parameters.sets}
    return tuple(id for id in RULES if binding_of(id).set in sets)


def not_applied(
    tables: Mapping[str, pl.DataFrame], parameters: RuleParameters = EVERYTHING
) -> tuple[str, ...]:
    """List the ids of the rules that no document of the tables has a clause for."""
    case = Case(tables, parameters)
    return tuple(id for id in chosen(parameters) if not clauses_of(case, id))


def _verdicts(case: Case, id: str) -> Iterator[Verdict]:
    """Yield a rule's verdicts on the subjects its clauses hold for, completed."""
    function, binding = rule_function(id), binding_of(id)
    for clause in clauses_of(case, id):
        origin = case.origin(clause)
        if not (binding.of_itself or case.has_place(clause)):
            for test in binding.tests or (None,):
                yield replace(_of_no_place(case, clause), test=test, evidence=origin)
            continue
        case.passed_over.clear()
        for verdict in function(case, clause):
            subject = verdict.subject
            covered = case.covers(clause, subject.area) if subject.placed else True
            if covered is False:
                continue
            if covered is None:
                judgement = Judgement("unknown", "area_unknown")
                verdict = replace(verdict, judgement=judgement, values={}, notes=())
            test = verdict.test or next(iter(binding.tests), None)
            verdict = _as_strict_as_worded(verdict, test)
            classes = case.classes(subject.major) if test and subject.major else ()
            evidence = (*origin, *verdict.evidence)
            grades = [verdict.grade or "official", *(row.grade for row in evidence)]
            grade = worst([*grades, case.gap_grade] if classes else grades)
            completed = replace(verdict, evidence=evidence, classes=classes, test=test, grade=grade)
            thin_notes = case.passed_over if covered else []
            yield replace(completed, notes=(*verdict.notes, *thin_notes))


def _of_no_place(case: Case, clause: Clause) -> Verdict:
    """Build the single verdict of a rule whose document holds nobody knows where."""
    (policy,) = (row for row in case.rows("policies") if row["node_key"] == clause.policy)
    name = Thing(clause.policy, policy["title"] or clause.policy)
    subject = Subject("policies", clause.policy, name)
    judgement = Judgement("unknown", NO_PLACE)
    return Verdict(clause, subject, judgement, {"policy": clause.policy}, grade=policy["grade"])


def _as_strict_as_worded(verdict: Verdict, test: str | None) -> Verdict:
    """Turn a failure into ``explain`` where the clause's own words ask for no more."""
    if verdict.outcome != "fail" or verdict.clause.anywhere:
        return verdict
    note = _softening(verdict.clause, test)
    if note is not None:
        judgement = replace(verdict.judgement, outcome="explain")
        return replace(verdict, judgement=judgement, notes=(note, *verdict.notes))
    if test is None and not verdict.clause.in_full:
        return replace(verdict, notes=(*verdict.notes, Note("not_in_full")))
    return verdict


def _softening(clause: Clause, test: str | None) -> Note | None:
    """Note why a clause may be missed: in principle, as guidance, or for want of its words.

    A clause that guides steps in by its conditions all the same (``test``), and what it allows up
    to a number it does not allow beyond it.
    """
    if word := in_principle(clause.passage):
        return Note("in_principle", {"word": word})
    is_cap = clause.threshold is not None and clause.threshold.comparator in ("<", "<=")
    word = guides(clause.passage, clause.words)
    if word and test is None and not is_cap:
        return Note("guides", {"word": word})
    if clause.passage is None and clause.threshold is None:
        return Note("no_words")
    return None
