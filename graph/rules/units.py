"""Rules on responsible units: leads, coordination, and the load of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.rules.case import Case
from graph.rules.verdicts import Clause, Judgement, Subject, Verdict, judged
from graph.things import Thing


def lead_is_named(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S1: each measure (goals excepted) has a lead; one without any unit is reported.

    No clause asks for a unit at every measure, so none is a failure.
    """
    duties = [row for row in case.rows("duties") if row["policy"] == clause.policy]
    for row in case.rows("measures"):
        if row["policy"] != clause.policy or row["kind"] == "goal":
            continue
        own_duties = [duty for duty in duties if duty["path"] == row["path"]]
        leads = [duty for duty in own_duties if duty["role"] == "lead"]
        units = tuple(case.thing("units", duty["unit"]) for duty in leads)
        judgement = Judgement("pass", "pass", len(own_duties))
        if not duties:
            judgement = Judgement("unknown", "no_duties")
        elif not leads:
            reason = "no_lead" if own_duties else "no_units"
            judgement = Judgement("explain", reason, len(own_duties))
        elif any(duty["basis"] == "first-named" for duty in leads):
            judgement = Judgement("pass", "first_named", len(own_duties))
        measure_clause = replace(
            clause, path=row["path"], ordinal=row["ordinal"], heading=row["heading"]
        )
        name = row["heading"] or row["path"]
        subject = Subject("measures", row["node_key"], Thing(row["node_key"], name))
        rows = case.evidence("measures", [row]) + case.evidence("duties", leads or own_duties)
        values = {"measure": measure_clause.measure, "leads": units, "units": len(own_duties)}
        yield Verdict(measure_clause, subject, judgement, values, rows)


def member_has_duties(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S23: members of the coordination have a duty in the document; none must."""
    duties = [row for row in case.rows("duties") if row["policy"] == clause.policy]
    for row in case.rows("measure_members"):
        if (row["policy"], row["path"]) != clause.key:
            continue
        own_duties = [duty for duty in duties if duty["unit"] == row["unit"]]
        judgement = judged(bool(own_duties), "explain", len(own_duties))
        if row["unit"] is None:
            judgement = Judgement("unknown", "no_unit")
        elif not duties:
            judgement = Judgement("unknown", "no_duties")
        unit = case.thing("units", row["unit"]) if row["unit"] else None
        subject = Subject("measure_members", row["node_key"], Thing(row["node_key"], row["name"]))
        rows = case.evidence("measure_members", [row]) + case.evidence("duties", own_duties)
        yield Verdict(clause, subject, judgement, {"unit": unit, "count": len(own_duties)}, rows)


def load(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Show S24: the measures a unit carries and leads. There is no norm, so no verdict."""
    duties = [row for row in case.rows("duties") if row["policy"] == clause.policy]
    leads = [row for row in duties if row["role"] == "lead"]
    measures = len({row["path"] for row in duties})
    for key in dict.fromkeys(row["unit"] for row in duties):
        own_duties = [row for row in duties if row["unit"] == key]
        led = sum(1 for row in leads if row["unit"] == key)
        values = {
            "count": len(own_duties),
            "measures": measures,
            "leads": led,
            "share": 100 * led / len(leads) if leads else 0.0,
        }
        subject = Subject("units", key, case.thing("units", key))
        judgement = Judgement("unknown", "load" if led else "load_joint", len(own_duties))
        yield Verdict(clause, subject, judgement, values, case.evidence("duties", own_duties))
