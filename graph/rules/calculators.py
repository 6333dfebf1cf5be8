"""Calculators of the clauses on firms: tax credits, training funds, internship places and needs.

Each answers once a clause, with one line a firm and its rows; unknown stays unknown and is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from graph.gap.figures import worst
from graph.rules.amounts import Credit, Quota, credit_of, quota_of
from graph.rules.case import Case
from graph.rules.clauses import clauses_of
from graph.rules.verdicts import Clause, Evidence, RuleParameters
from graph.things import Thing

Tables = Mapping[str, pl.DataFrame]
EVERYTHING = RuleParameters()


@dataclass(frozen=True)
class CreditLine:
    """A pilot firm and what it may set off; None where a figure is missing."""

    enterprise: Thing
    credit: Credit | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class Credits:
    """Tax credits of a year under a clause, in yuan."""

    clause: Clause
    year: int | None
    lines: tuple[CreditLine, ...]

    @property
    def total_cny(self) -> Fraction:
        """The sum that all firms with figures may set off."""
        return sum((line.credit.amount_cny for line in self.lines if line.credit), Fraction(0))

    @property
    def unknown(self) -> int:
        """Firms without figures, whose credit is not in the total."""
        return sum(1 for line in self.lines if line.credit is None)

    @property
    def grade(self) -> str | None:
        """The worst grade of the rows behind the credits."""
        return _grade(self.lines)


@dataclass(frozen=True)
class FundLine:
    """A firm's training fund and the front-line part of it, in yuan; None where unknown."""

    enterprise: Thing
    fund_cny: float | None
    frontline_cny: float | None
    evidence: tuple[Evidence, ...]

    @property
    def is_complete(self) -> bool:
        """Tell whether both figures are there."""
        return self.fund_cny is not None and self.frontline_cny is not None


@dataclass(frozen=True)
class Funds:
    """Training funds of a year under a clause."""

    clause: Clause
    year: int | None
    lines: tuple[FundLine, ...]

    @property
    def share_pct(self) -> float | None:
        """Front-line share over all firms with both figures; None where there is none."""
        complete = [line for line in self.lines if line.is_complete]
        total = sum(line.fund_cny or 0 for line in complete)
        return 100 * sum(line.frontline_cny or 0 for line in complete) / total if total else None

    @property
    def unknown(self) -> int:
        """Firms with a figure missing."""
        return sum(1 for line in self.lines if not line.is_complete)

    @property
    def grade(self) -> str | None:
        """The worst grade of the rows behind the funds."""
        return _grade(self.lines)


@dataclass(frozen=True)
class QuotaLine:
    """A firm above the scale: places it should offer and offers; None: its staff is unknown."""

    enterprise: Thing
    quota: Quota | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class FieldBalance:
    """Places offered in a field and level against the students about to finish in it.

    ``field``: the class of majors, or the major where it has none; None: offers for any major.
    ``students``: graduates of the year; None where unknown.
    """

    field: Thing | None
    level: int | None
    posts: int
    students: int | None

    @property
    def balance(self) -> int | None:
        """Places minus students; negative where places are lacking."""
        return None if self.students is None else self.posts - self.students


@dataclass(frozen=True)
class Internships:
    """Places for students: the quotas of firms, and the balance by field and level."""

    clause: Clause
    year: int | None
    lines: tuple[QuotaLine, ...]
    fields: tuple[FieldBalance, ...]

    @property
    def quota(self) -> Fraction:
        """Places all firms with figures should offer."""
        return sum((line.quota.quota for line in self.lines if line.quota), Fraction(0))

    @property
    def posts(self) -> int:
        """Places that these firms offer, where known."""
        return sum(line.quota.posts or 0 for line in self.lines if line.quota)

    @property
    def unknown(self) -> int:
        """Firms whose staff or places are unknown."""
        return sum(1 for line in self.lines if line.quota is None or line.quota.posts is None)

    @property
    def grade(self) -> str | None:
        """The worst grade of the rows behind the quotas."""
        return _grade(self.lines)


def tax_credits(tables: Tables, parameters: RuleParameters = EVERYTHING) -> tuple[Credits, ...]:
    """Compute the tax credit of each pilot firm, clause by clause."""
    case = Case(tables, parameters)
    year = case.year_of("enterprise_years", "education_investment_cny")
    reports = _reports(case, year)
    results = []
    for clause in clauses_of(case, "S11"):
        lines = []
        for firm in _firms(case, clause, "pilot"):
            report = reports.get(firm["node_key"])
            credit = credit_of(report, clause.threshold) if report else None
            lines.append(
                CreditLine(
                    case.thing("enterprises", firm["node_key"]), credit, _rows(case, firm, report)
                )
            )
        results.append(Credits(clause, year, tuple(lines)))
    return tuple(results)


def training_funds(tables: Tables, parameters: RuleParameters = EVERYTHING) -> tuple[Funds, ...]:
    """Collect the training funds of all firms that report, clause by clause."""
    case = Case(tables, parameters)
    year = case.year_of("enterprise_years", "training_fund_cny", "training_fund_frontline_cny")
    reports = _reports(case, year)
    results = []
    for clause in clauses_of(case, "S15"):
        lines = []
        for firm in _firms(case, clause):
            report = reports.get(firm["node_key"])
            if report is not None:
                fund, part = report["training_fund_cny"], report["training_fund_frontline_cny"]
                line = FundLine(
                    case.thing("enterprises", firm["node_key"]),
                    fund,
                    part,
                    _rows(case, firm, report),
                )
                lines.append(line)
        results.append(Funds(clause, year, tuple(lines)))
    return tuple(results)


def internships(tables: Tables, parameters: RuleParameters = EVERYTHING) -> tuple[Internships, ...]:
    """Compute quotas of firms above the scale, and places against cohorts by field and level."""
    case = Case(tables, parameters)
    year = case.year_of("enterprise_years", "employees")
    reports = _reports(case, year)
    offers: dict[str, list[dict[str, Any]]] = {}
    for row in case.rows("internship_offers"):
        if row["year"] == year:
            offers.setdefault(row["enterprise"], []).append(row)
    results = []
    for clause in clauses_of(case, "S14"):
        lines = []
        for firm in _firms(case, clause, "above_scale"):
            report, firm_offers = reports.get(firm["node_key"]), offers.get(firm["node_key"], [])
            quota = quota_of(report, firm_offers, clause.threshold)
            lines.append(
                QuotaLine(
                    case.thing("enterprises", firm["node_key"]), quota, _rows(case, firm, report)
                )
            )
        fields = _fields(case, clause, year, [row for rows in offers.values() for row in rows])
        results.append(Internships(clause, year, tuple(lines), fields))
    return tuple(results)


def _fields(
    case: Case, clause: Clause, year: int | None, offers: list[dict[str, Any]]
) -> tuple[FieldBalance, ...]:
    """Balance places and students of the clause's area by field and level, the worst first."""
    firms = {row["node_key"]: row["area"] for row in case.rows("enterprises")}
    posts: dict[tuple[str | None, int | None], int] = {}
    students: dict[tuple[str | None, int | None], list[int | None]] = {}
    for row in offers:
        if case.covers(clause, firms.get(row["enterprise"])):
            key = _field(case, row["major"], row["level"])
            posts[key] = posts.get(key, 0) + (row["posts"] or 0)
    for (college, major, _), by_year in case.enrolment.items():
        area = case.colleges.get(college, {}).get("area")
        if year in by_year and case.covers(clause, area):
            cells = students.setdefault(_field(case, major, None), [])
            cells.append(by_year[year]["graduates"])
    lines = []
    for field, level in sorted({*posts, *students}, key=str):
        graduates = [cell for cell in students.get((field, level), []) if cell is not None]
        unreported = (field, level) in students and not graduates
        thing = None if field is None else case.thing("majors", field)
        number = None if unreported or field is None else sum(graduates)
        lines.append(FieldBalance(thing, level, posts.get((field, level), 0), number))
    return tuple(sorted(lines, key=lambda line: line.balance if line.balance is not None else 0))


def _field(case: Case, major: str | None, level: int | None) -> tuple[str | None, int | None]:
    """Return the class of a major, else the major, and its level, else that of the offer."""
    row = case.majors.get(major or "", {})
    return row.get("parent") or major, row.get("level", level)


def _reports(case: Case, year: int | None) -> dict[str, dict[str, Any]]:
    rows = case.rows("enterprise_years")
    return {row["enterprise"]: row for row in rows if row["year"] == year}


def _firms(case: Case, clause: Clause, flag: str | None = None) -> Iterable[dict[str, Any]]:
    """Yield firms of the clause's area, if asked only those whose flag is surely set."""
    for firm in case.rows("enterprises"):
        if case.covers(clause, firm["area"]) and (flag is None or firm[flag]):
            yield firm


def _rows(
    case: Case, firm: Mapping[str, Any], report: Mapping[str, Any] | None
) -> tuple[Evidence, ...]:
    rows = case.evidence("enterprises", [firm])
    return rows + (case.evidence("enterprise_years", [report]) if report else ())


def _grade(lines: Iterable[CreditLine | FundLine | QuotaLine]) -> str | None:
    return worst([row.grade for line in lines for row in line.evidence])
