"""Rules on colleges: alliances and centres of demonstration colleges, pathways, performance pay."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from graph.rules.case import Case, Row
from graph.rules.passages import guides
from graph.rules.registry import declared
from graph.rules.shares import share_of, share_values
from graph.rules.thresholds import holds
from graph.rules.verdicts import Clause, Judgement, Note, Outcome, Subject, Verdict
from graph.things import Thing

SECONDARY = 3  # ISCED level


def demonstration_has_both(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S13: an alliance of any kind and a service centre that the college hosts."""
    alliances, labs = case.rows("alliances"), case.rows("labs")
    centres = [row for row in labs if row["kind"] == "service_centre"]
    for key, college in case.colleges.items():
        if college["demonstration"] is False or not case.is_vocational(key):
            continue
        allied = [r for r in alliances if key == r["lead"] or key in (r["members"] or [])]
        served = [row for row in centres if key in (row["hosts"] or [])]
        rows = case.evidence("colleges", [college])
        rows += case.evidence("alliances", allied) + case.evidence("labs", served)
        values = {
            "alliances": tuple(case.thing("alliances", row["node_key"]) for row in allied),
            "centres": tuple(case.thing("labs", row["node_key"]) for row in served),
        }
        judgement = _judge_both(bool(allied), bool(served), (bool(alliances), bool(labs)))
        if college["demonstration"] is None:
            judgement = Judgement("unknown", "demonstration_unknown")
        yield Verdict(clause, case.at_college(key), judgement, values, rows)


def _judge_both(allied: bool, served: bool, has_rows: tuple[bool, bool]) -> Judgement:
    """Judge by both; a table without any row says nothing of anybody."""
    if allied and served:
        return Judgement("pass", "pass")
    if (not allied and has_rows[0]) or (not served and has_rows[1]):
        lacks = "alliance" if served or not has_rows[1] else "centre" if allied else "both"
        if not allied and not has_rows[0]:
            lacks = "centre"
        return Judgement("fail", f"lacks_{lacks}")
    return Judgement("unknown", "missing")


def pathway_is_allowed(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S18: a joint track has the stars and the double-high partner of the clause.

    A clause that supports some forbids no others: a failure only where its sentence orders.
    """
    words = declared()["words"]["joint_track"]
    reading = clause.threshold.reading("at_least") if clause.threshold else None
    for row in case.rows("pathways"):
        kind = (row["kind"] or "").casefold()
        school, partner = (
            case.colleges.get(row[name], {}) for name in ("from_college", "to_college")
        )
        joint = any(word in kind for word in words)
        if school.get("level") != SECONDARY or (kind and not joint):
            continue
        stars, high = school.get("stars"), partner.get("double_high")
        enough = None if stars is None or not reading else holds(Fraction(stars), *reading)
        values = {"stars": stars, "threshold": clause.number}
        values |= {"partner": case.thing("colleges", row["to_college"])}
        orders = clause.in_full and guides(clause.passage, clause.words) is None
        judgement = _judge_support(enough, high, stars, bool(kind), "fail" if orders else "explain")
        if reading is None:
            judgement = Judgement("unknown", "no_threshold")
        notes: tuple[Note, ...] = ()
        if judgement.outcome == "explain":
            notes = (Note("not_in_full" if not clause.in_full else "supports"),)
        rows = case.evidence("pathways", [row])
        rows += case.evidence("colleges", [college for college in (school, partner) if college])
        yield Verdict(clause, _pathway(case, row), judgement, values, rows, notes)


def _judge_support(
    enough: bool | None, high: bool | None, stars: int | None, kind_known: bool, missed: Outcome
) -> Judgement:
    """Judge by stars and partner: both must hold; one that surely does not settles it."""
    if not kind_known:
        return Judgement("unknown", "kind_unknown", stars)
    if enough is False or high is False:
        reason = "neither" if enough is high else "stars" if enough is False else "partner"
        return Judgement(missed, reason, stars)
    if enough is None or high is None:
        return Judgement("unknown", "stars_unknown" if enough is None else "partner_unknown", stars)
    return Judgement("pass", "pass", stars)


def _pathway(case: Case, row: Row) -> Subject:
    ends = [("colleges", "from_college"), ("majors", "from_major"), ("colleges", "to_college")]
    things = [case.thing(table, row[name]) for table, name in ends]
    zh, en = (
        f"{things[0].of(lang)} {things[1].of(lang)} → {things[2].of(lang)}" for lang in ("zh", "en")
    )
    thing, area = Thing(row["node_key"], zh, en), case.area_of(row["from_college"])
    return Subject("pathways", row["node_key"], thing, area, placed=True)


def performance_pay(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S19: the part of the service income that was paid out as performance pay."""
    year = case.year_of("college_years", "service_income_cny", "performance_pay_cny")
    for row in case.rows("college_years"):
        if row["year"] != year:
            continue
        income, paid = row["service_income_cny"], row["performance_pay_cny"]
        judgement = share_of(paid, income, clause, "at_most")
        if judgement.reason == "contradiction" and paid >= 0 and income > 0:
            judgement = Judgement("fail", "fail", 100 * paid / income)  # pay may exceed the income
        values = {"year": year, "income": income, "paid": paid}
        values |= share_values(paid, income, clause)
        rows = case.evidence("college_years", [row])
        yield Verdict(clause, case.at_college(row["college"]), judgement, values, rows)
