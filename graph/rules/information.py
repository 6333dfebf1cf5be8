"""S9 and S21: the information that is to be published exists, and is fresh."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import polars as pl

from graph.rules.case import Case, Row
from graph.rules.registry import declared
from graph.rules.verdicts import Clause, Evidence, Judgement, Subject, Verdict, judged
from graph.things import Thing
from graph.words import say

FIGURES = {"enrolment": ("enrolled", "graduates"), "demand": ("openings",)}


def figures_are_fresh(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S9: the age of the newest figures of each side.

    The clause asks for publication, which the data do not show: old figures are to be explained.
    """
    day = case.as_of
    for table, names in FIGURES.items():
        subject = Subject(table, table, _word(f"rules.side.{table}"))
        rows = [row for row in case.rows(table) if any(row[name] is not None for name in names)]
        rows = [row for row in rows if case.covers(clause, _area(case, row))]
        rows = [row for row in rows if day is None or row["year"] <= day.year]
        published = [row for row in rows if row.get("basis") != "projection"]
        rows = published or rows  # a projection of today speaks of years to come
        if day is None or not rows:
            yield Verdict(clause, subject, Judgement("unknown", "no_date" if rows else "missing"))
            continue
        case.passed_over.clear()  # each side has a year of its own
        keys = [row["node_key"] for row in rows]
        of_rows = case.tables[table].filter(pl.col("node_key").is_in(keys))
        year = case.newest(table, of_rows)
        newest = next(row for row in rows if row["year"] == year)
        late = day > date(newest["year"] + 1, 12, 31)
        judgement = Judgement(*(("explain", "late") if late else ("pass", "pass")), newest["year"])
        values = {"year": newest["year"], "day": day.isoformat()}
        yield Verdict(clause, subject, judgement, values, case.evidence(table, [newest]))


def kinds_are_held(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S21: the six kinds of information that the tables hold, with one row of each.

    The clause asks for a platform; what is not in this graph may well be on it.
    """
    for kind, tables in KINDS.items():
        rows_of = {
            table: [r for r in case.rows(table) if is_of_kind(r)] for table, is_of_kind in tables
        }
        word = _word(f"rules.kind.{kind}")
        subject = Subject("measures", f"{clause.policy}/{clause.path}/{kind}", word)
        filled = [rows for rows in rows_of.values() if rows]
        count = sum(map(len, filled))
        is_held = len(filled) == len(rows_of) if kind == BOTH_SIDES else bool(filled)
        evidence: tuple[Evidence, ...] = ()
        for table, rows in rows_of.items():
            evidence += case.evidence(table, rows[:1])
        judgement = judged(is_held, "explain", count)
        yield Verdict(clause, subject, judgement, {"count": count}, evidence)


def _area(case: Case, row: Row) -> str | None:
    """Return the area of a figure: its own, else that of its college."""
    area: str | None = row["area"] if "area" in row else case.area_of(row["college"])
    return area


def _has(*columns: str) -> Callable[[Row], bool]:
    return lambda row: any(row[column] is not None for column in columns)


def _is(column: str, *values: str) -> Callable[[Row], bool]:
    return lambda row: row[column] in values


def _called(words: str) -> Callable[[Row], bool]:
    def called(row: Row) -> bool:
        return any(word in (row["kind"] or "").casefold() for word in declared()["words"][words])

    return called


BOTH_SIDES = "supply_demand"
# Kind → tables, each with a test whether a row is of the kind.
KINDS: dict[str, tuple[tuple[str, Callable[[Row], bool]], ...]] = {
    BOTH_SIDES: (("enrolment", _has("graduates")), ("demand", _has("openings"))),
    "posts": (
        ("demand", _has("enterprise", "post")),
        ("internship_offers", _has("posts")),
        ("monitoring", _has("vacancies")),
    ),
    "graduates": (
        ("enrolment", _has("employed", "employed_pct")),
        ("placements", _has("persons")),
    ),
    "cooperation": (("cooperations", _has("kind")),),
    "research": (("cooperations", _is("kind", "research")), ("projects", _called("research"))),
    "services": (
        ("labs", _is("kind", "service_centre")),
        ("projects", _called("service")),
        ("college_years", _has("service_income_cny")),
    ),
}


def _word(key: str) -> Thing:
    return Thing(key, say(key, "zh"), say(key, "en"))
