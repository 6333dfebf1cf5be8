"""Rules on firms: investment credit, internship quota, training money, support."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Any

from graph.rules.amounts import credit_of, quota_of
from graph.rules.case import Case, Row, grouped
from graph.rules.digits import Exactly
from graph.rules.shares import share_of, share_values
from graph.rules.thresholds import holds
from graph.rules.verdicts import Clause, Judgement, Subject, Verdict, judged


def _firm(case: Case, row: Row) -> Subject:
    return case.subject("enterprises", row["node_key"], row["area"])


def _reports(case: Case, *figures: str) -> tuple[int | None, dict[str, Row]]:
    """Return the newest year in which a figure is known, and each firm's report of it."""
    year = case.year_of("enterprise_years", *figures)
    rows = case.rows("enterprise_years")
    return year, {row["enterprise"]: row for row in rows if row["year"] == year}


def investment_credit(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S11: the credit of a pilot firm against its surcharges of the year, in yuan."""
    year, reports = _reports(case, "education_investment_cny")
    for firm in case.rows("enterprises"):
        report = reports.get(firm["node_key"])
        invested = report["education_investment_cny"] if report else None
        if firm["pilot"] is False or (firm["pilot"] is None and not invested):
            continue
        rows = case.evidence("enterprises", [firm])
        rows += case.evidence("enterprise_years", [report] if report else [])
        credit = credit_of(report, clause.threshold) if report else None
        values = {"year": year, "invested": invested, "rate": clause.number}
        if clause.threshold is None or clause.number is None or not clause.threshold.is_share:
            judgement = Judgement("unknown", "no_threshold")
        elif firm["pilot"] is None:
            judgement = Judgement("unknown", "pilot_unknown")
        elif credit is None:
            judgement = Judgement("unknown", "missing")
        else:
            values |= {"credit": float(credit.amount_cny), "due": float(credit.due_cny)}
            capped = "capped" if credit.capped else "pass"
            judgement = Judgement("pass", capped, float(credit.amount_cny))
            if credit.amount_cny == 0:
                judgement = Judgement("pass", "nothing_to_set_off", 0)
        yield Verdict(clause, _firm(case, firm), judgement, values, rows)


def internship_quota(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S14: places for students against a share of the staff, of firms above the scale."""
    year, reports = _reports(case, "employees")
    of_year = (row for row in case.rows("internship_offers") if row["year"] == year)
    offers = grouped(of_year, lambda row: row["enterprise"])
    for firm in case.rows("enterprises"):
        key, report = firm["node_key"], reports.get(firm["node_key"])
        if firm["above_scale"] is False or (firm["above_scale"] is None and report is None):
            continue
        offered = quota_of(report, offers.get(key, []), clause.threshold)
        rows = case.evidence("enterprises", [firm])
        rows += case.evidence("enterprise_years", [report] if report else [])
        if report is None or report["internship_posts"] is None:
            rows += case.evidence("internship_offers", offers.get(key, []))
        values: dict[str, Any] = {"year": year, "rate": clause.number}
        if offered is not None:
            quota = Exactly(offered.quota, offered.posts, places=True)
            values |= {"staff": offered.employees, "posts": offered.posts, "quota": quota}
        judgement = Judgement("unknown", "missing")
        reading = clause.threshold.reading("at_least") if clause.threshold else None
        if reading is None:
            judgement = Judgement("unknown", "no_threshold")
        elif firm["above_scale"] is None:
            judgement = Judgement("unknown", "scale_unknown")
        elif offered is not None and offered.posts is not None:
            is_kept = holds(Fraction(offered.posts), reading[0], offered.quota)
            needed = ceil(offered.quota) if reading[0] == ">=" else floor(offered.quota) + 1
            values["needed"] = needed
            value = 100 * offered.posts / offered.employees if offered.employees else None
            judgement = judged(is_kept, value=value)
        yield Verdict(clause, _firm(case, firm), judgement, values, rows)


def frontline_training(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S15: the share of the training fund that went to the front line."""
    year, reports = _reports(case, "training_fund_cny", "training_fund_frontline_cny")
    firms = {row["node_key"]: row for row in case.rows("enterprises")}
    for key, report in reports.items():
        fund, part = report["training_fund_cny"], report["training_fund_frontline_cny"]
        judgement = share_of(part, fund, clause, "at_least")
        values = {"year": year, "fund": fund, "part": part, **share_values(part, fund, clause)}
        subject = case.subject("enterprises", key, firms.get(key, {}).get("area"))
        rows = case.evidence("enterprise_years", [report])
        yield Verdict(clause, subject, judgement, values, rows)


def support_is_open(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S22: pilot firms, and the kinds of support that the document opens to them."""
    for firm in case.rows("enterprises"):
        if firm["pilot"] is not False:
            unknown = Judgement("unknown", "pilot_unknown")
            judgement = judged(True) if firm["pilot"] else unknown
            rows = case.evidence("enterprises", [firm])
            yield Verdict(clause, _firm(case, firm), judgement, {}, rows)
