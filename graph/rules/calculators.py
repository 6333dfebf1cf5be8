"""What the clauses on firms come to: tax credits, training funds, internship places and needs.

Each sums the verdicts of a clause on the firms that it surely holds for; unknown stays unknown and
is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

import polars as pl

from graph.rules.case import Case
from graph.rules.thresholds import exact
from graph.rules.verdicts import Clause, RuleParameters, Verdict
from graph.things import Thing

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class OfFirms:
    """The verdicts of a clause, a firm each."""

    clause: Clause
    lines: tuple[Verdict, ...]

    @property
    def year(self) -> int | None:
        """The year of the figures."""
        return self.lines[0].values["year"] if self.lines else None


class Credits(OfFirms):
    """Tax credits of pilot firms, in yuan."""

    @property
    def total_cny(self) -> Fraction:
        """The sum that all firms with figures may set off."""
        return sum((exact(line.value or 0) for line in self.lines), Fraction(0))

    @property
    def unknown(self) -> int:
        """Firms without figures, whose credit is not in the total."""
        return sum(line.value is None for line in self.lines)


class Funds(OfFirms):
    """Training funds of all firms that report, and the front-line part of them."""

    @property
    def complete(self) -> list[tuple[float, float]]:
        """Fund and part of the firms with both figures, in yuan."""
        figures = ((line.values["fund"], line.values["part"]) for line in self.lines)
        return [pair for pair in figures if None not in pair]

    @property
    def share_pct(self) -> float | None:
        """Front-line share over all firms with both figures; None where there is none."""
        total = sum(fund for fund, _ in self.complete)
        return 100 * sum(part for _, part in self.complete) / total if total else None

    @property
    def unknown(self) -> int:
        """Firms with a figure missing."""
        return len(self.lines) - len(self.complete)


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
class Internships(OfFirms):
    """Places for students: the quotas of firms above the scale, and the balance by field."""

    fields: tuple[FieldBalance, ...]

    @property
    def quota(self) -> Fraction:
        """Places all firms with figures should offer."""
        quotas = (line.values.get("quota") for line in self.lines)
        return sum((quota.value for quota in quotas if quota is not None), Fraction(0))

    @property
    def posts(self) -> int:
        """Places that these firms offer, where known."""
        return sum(line.values.get("posts") or 0 for line in self.lines)

    @property
    def unknown(self) -> int:
        """Firms whose staff or places are unknown."""
        return sum(line.values.get("posts") is None for line in self.lines)


def tax_credits(tables: Tables, verdicts: Iterable[Verdict]) -> list[Credits]:
    """Sum the tax credits of pilot firms, clause by clause."""
    return [Credits(*found) for found in _of_firms(tables, verdicts, "S11", "pilot")]


def training_funds(tables: Tables, verdicts: Iterable[Verdict]) -> list[Funds]:
    """Sum the training funds of all firms that report, clause by clause."""
    return [Funds(*found) for found in _of_firms(tables, verdicts, "S15")]


def internships(tables: Tables, verdicts: Iterable[Verdict]) -> list[Internships]:
    """Sum quotas of firms above the scale, and set places against cohorts by field and level."""
    case = Case(tables, RuleParameters())
    return [
        Internships(clause, lines, _fields(case, clause, lines[0].values["year"]) if lines else ())
        for clause, lines in _of_firms(tables, verdicts, "S14", "above_scale")
    ]


def _of_firms(
    tables: Tables, verdicts: Iterable[Verdict], rule: str, flag: str | None = None
) -> Iterator[tuple[Clause, tuple[Verdict, ...]]]:
    """Yield clauses with their verdicts on firms of their area, whose flag is surely set."""
    firms = tables["enterprises"]
    counted = set((firms.filter(flag) if flag else firms)["node_key"])
    own = (verdict for verdict in verdicts if verdict.rule == rule)
    for clause, listed in groupby(own, lambda verdict: verdict.clause):
        lines = (verdict for verdict in listed if verdict.subject.key in counted)
        yield clause, tuple(verdict for verdict in lines if verdict.reason != "area_unknown")


def _fields(case: Case, clause: Clause, year: int | None) -> tuple[FieldBalance, ...]:
    """Balance places and students of the clause's area by field and level, the worst first."""
    firms = {row["node_key"]: row["area"] for row in case.rows("enterprises")}
    posts: dict[tuple[str | None, int | None], int] = {}
    students: dict[tuple[str | None, int | None], list[int | None]] = {}
    for row in case.rows("internship_offers"):
        if row["year"] == year and case.covers(clause, firms.get(row["enterprise"])):
            key = _field(case, row["major"], row["level"])
            posts[key] = posts.get(key, 0) + (row["posts"] or 0)
    for (college, major, _), by_year in case.enrolment.items():
        if year in by_year and case.covers(clause, case.area_of(college)):
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
