"""What is known of each major: its standing, its verdicts and card, its rows, who leads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from math import ceil
from typing import Any

import polars as pl

from graph.gap.apart import apart
from graph.gap.report import Block, GapReport
from graph.gap.scope import GapParameters, find, only_top, subtree
from graph.lists.report import Chances, ListParameters, Responsible, Standing
from graph.ontology import load
from graph.outlook.parameters import OutlookParameters
from graph.outlook.report import MajorAhead, Outlook
from graph.rules import judge
from graph.rules.cards import Card, cards
from graph.rules.case import Case, Key, grouped
from graph.rules.clauses import clauses_of, leads
from graph.rules.duties import Duty, duties
from graph.rules.exits import RULES as EXIT_RULES
from graph.rules.verdicts import TO_ACT_ON, Clause, Evidence, RuleParameters, Verdict
from graph.things import Thing

Class = tuple[str, int | None, str | None]  # major, level, area (where each is its own market)
Taught = tuple[str, str]  # college, major
OPENING_RULE, NEW_RULE = "S4", "S12"  # on majors to strengthen, and on what a new one needs
YEARS_OF_INTAKE = 3  # years whose rows stand behind an entry


@dataclass(frozen=True)
class Facts:
    """The answers that lists are made of, each computed once.

    ``project`` makes the outlook, ``solve`` the gap.
    """

    tables: Mapping[str, pl.DataFrame]
    parameters: ListParameters
    project: Callable[[OutlookParameters], Outlook]
    solve: Callable[[GapParameters], GapReport]

    @cached_property
    def region(self) -> GapReport:
        """The gap of the whole region: a class does not depend on the part that is looked at."""
        return self.solve(replace(self.parameters.gap, area=None, chain=None))

    @cached_property
    def chain(self) -> GapReport:
        """The gap of the chain asked for, in the whole region."""
        question = self.parameters.gap
        if not question.chain:
            return self.region
        return self.solve(replace(question, area=None))

    @cached_property
    def area(self) -> Thing | None:
        """The area asked for."""
        return find(self.tables["areas"], self.parameters.gap.area, "area")

    @cached_property
    def ahead(self) -> Outlook:
        """The outlook of the whole region."""
        question = replace(self.parameters.gap, area=None, chain=None, draws=None, seed=None)
        own = self.parameters
        parameters = OutlookParameters(gap=question, draws=own.draws, seed=own.seed)
        return self.project(parameters)

    @cached_property
    def case(self) -> Case:
        """The tables as rules look at them."""
        return Case(self.tables, self.rule_parameters)

    @property
    def rule_parameters(self) -> RuleParameters:
        """The parameters of judging."""
        return RuleParameters(year=self.parameters.gap.year, gap=self.parameters.gap)

    @cached_property
    def college(self) -> Thing | None:
        """The college asked for."""
        return find(self.tables["colleges"], self.parameters.college, "college")

    # Programmes ----------------------------------------------------------------------------------

    @cached_property
    def taught(self) -> dict[Taught, list[Key]]:
        """The majors at each college that take students, with their tracks."""
        year = self.case.year_of("enrolment", "enrolled", "graduates")
        return self.case.taught_majors(year)

    def class_of(self, taught: Taught) -> Class:
        """Return the supply class of a major at a college."""
        college, major = taught
        level = self.case.majors.get(major, {}).get("level")
        area = self.case.area_of(college) if self.region.market == "own" else None
        return major, level, area

    def is_inside(self, taught: Taught) -> bool:
        """Tell whether a major at a college is of the part asked for."""
        college, _ = taught
        if self.college is not None and college != self.college.key:
            return False
        if self._areas is not None and self.case.area_of(college) not in self._areas:
            return False
        return self.class_of(taught) not in self._outside

    @cached_property
    def _areas(self) -> set[str | None] | None:
        """The areas of the part, None where every college is of it."""
        if self.area is None or self.area == only_top(self.tables["areas"]):
            return None
        return set(subtree(self.area.key, self.case.parents))

    @cached_property
    def _outside(self) -> set[Class]:
        return {_class(major) for major in self.chain.majors if not major.enters}

    # Standing ------------------------------------------------------------------------------------

    @cached_property
    def standing(self) -> Callable[[Class], Standing]:
        """How a major stands; nothing is known of one without graduates."""
        return cache(self._standing)

    def _standing(self, key: Class) -> Standing:
        major, ahead = self._majors.get(key), self._ahead.get(key)
        length = ahead.length if ahead else None
        standing = Standing(length=length or self._usual_length(key[0]))
        if major is not None:
            blocks = self._blocks.get(key, [])
            standing = replace(
                standing,
                now=major.group,
                supply=major.supply,
                room=major.room,
                slack=major.slack,
                blocks=tuple(sorted(blocks, key=lambda block: (-block.short, block.id))),
            )
        return standing if ahead is None else _with_years(standing, ahead)

    @cached_property
    def _majors(self) -> dict[Class, Any]:
        return {_class(major): major for major in self.region.majors}

    @cached_property
    def _ahead(self) -> dict[Class, MajorAhead]:
        return {_class(major): major for major in self.ahead.majors}

    @cached_property
    def _blocks(self) -> dict[Class, list[Block]]:
        blocks: dict[Class, list[Block]] = defaultdict(list)
        below = apart(self.region)
        for block in self.region.blocks:
            for major in () if below.whole(block) else block.majors:
                blocks[_class(major)].append(block)
        return blocks

    def _usual_length(self, major: str) -> int | None:
        """Return the years of study of a major, else of its level; None where unknown."""
        row = self.case.majors.get(major, {})
        years = row.get("length_years") or self._usual_lengths.get(row.get("level", -1))
        return ceil(years) if years else None

    @cached_property
    def _usual_lengths(self) -> dict[int, float | None]:
        return {int(code.notation): code.usual_years for code in load().code_lists["level"].codes}

    def missing(self, key: Class) -> tuple[str, ...]:
        """Name the data without which nothing can be said of a major."""
        if not self._pairs.get(key[0]):
            return ("no_crosswalk",)
        if key not in self._majors:
            return ("no_graduates",)
        if self._majors[key].group == "unknown":
            return ("not_surveyed",)
        return () if self.standing(key).scarce else ("no_probability",)

    # Rules ---------------------------------------------------------------------------------------

    @cached_property
    def verdicts(self) -> dict[str, list[Verdict]]:
        """Subject → the verdicts of the exit clause to act on."""
        own = (verdict for verdict in self._judged if not verdict.of_no_place)
        to_act_on = (verdict for verdict in own if verdict.standing in TO_ACT_ON)
        return grouped(to_act_on, lambda verdict: verdict.subject.key)

    @cached_property
    def cards(self) -> dict[str, Card]:
        """Subject → its card."""
        return cards(self.tables, self.rule_parameters, self._judged)

    @cached_property
    def _judged(self) -> tuple[Verdict, ...]:
        return judge(self.tables, self.rule_parameters, EXIT_RULES)

    @property
    def has_rules(self) -> bool:
        """Tell whether the exit clause of a document was judged."""
        return any(not verdict.of_no_place for verdict in self._judged)

    def responsible(
        self, opens: bool, area: str | None, is_new: bool = False
    ) -> tuple[Responsible, ...]:
        """Return the clauses on opening, or on adjusting and leaving, and who leads them.

        Of each document the first that holds in the area, and that on new majors for a new one.
        """
        rules = (OPENING_RULE, *EXIT_RULES) if opens else EXIT_RULES
        clauses: dict[tuple[str, bool], Clause] = {}
        for rule in (*rules, NEW_RULE) if is_new else rules:
            for clause in self._clauses(rule):
                if self.case.covers(clause, area):
                    clauses.setdefault((clause.policy, rule == NEW_RULE), clause)
        return tuple(
            Responsible(clause, leads(self._duties, clause))
            for clause in sorted(clauses.values(), key=lambda clause: clause.policy)
        )

    @cached_property
    def _clauses(self) -> Callable[[str], tuple[Clause, ...]]:
        return cache(partial(clauses_of, self.case))

    def able(self, college: Thing | None, level: int) -> Thing | None:
        """Return a college if it may teach a level; one of unknown level may."""
        own = self.case.colleges.get(college.key, {}).get("level") if college else None
        return None if own is not None and own < level else college

    @cached_property
    def _duties(self) -> tuple[Duty, ...]:
        return duties(self.tables)

    # Rows ----------------------------------------------------------------------------------------

    def rows(self, majors: Iterable[str], keys: Iterable[Key]) -> tuple[Evidence, ...]:
        """Return the rows of intake and graduates, and of demand for what the majors lead to."""
        first = self.region.year - YEARS_OF_INTAKE + 1
        enrolled = [
            row
            for key in keys
            for year, row in sorted(self.case.enrolment.get(key, {}).items())
            if first <= year <= self.region.year
        ]
        occupations = dict.fromkeys(
            row["occupation"] for major in majors for row in self._pairs.get(major, [])
        )
        wanted = [row for occupation in occupations for row in self._demand.get(occupation, [])]
        return self.case.evidence("enrolment", enrolled) + self.case.evidence("demand", wanted)

    @cached_property
    def _pairs(self) -> dict[str, list[Any]]:
        return grouped(self.case.rows("crosswalk"), lambda row: row["major"])

    @cached_property
    def _demand(self) -> dict[str, list[Any]]:
        year, basis = self.region.year, self.region.basis
        rows = [
            row
            for row in self.case.rows("demand")
            if row["year"] == year
            and (row["basis"] or "survey") == basis
            and row["openings"] is not None
        ]
        return grouped(rows, lambda row: row["occupation"])


def _class(major: Any) -> Class:
    return major.thing.key, major.level, major.area.key if major.area else None


def _with_years(standing: Standing, ahead: MajorAhead) -> Standing:
    return replace(
        standing,
        ahead=ahead.warned,
        since=ahead.since,
        scarce=_chances(ahead, "p_scarce"),
        surplus=_chances(ahead, "p_surplus"),
    )


def _chances(ahead: MajorAhead, name: str) -> Chances:
    chances = ((year.year, getattr(year, name)) for year in ahead.years)
    return tuple((year, chance) for year, chance in chances if chance is not None)
