"""Rules on responsible units: who leads, who coordinates, who carries how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graph.rules.case import Case
from graph.rules.verdicts import Clause, Judged, Subject, Verdict
from graph.things import Thing


def lead_is_named(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S1: who leads each measure (goals excepted); one to whom nobody is assigned is reported.

    No clause asks for a unit at every measure, so none is a failure.
    """
    duties = [row for row in case.rows("duties") if row["policy"] == clause.policy]
    for row in case.rows("measures"):
        if row["policy"] != clause.policy or row["kind"] == "goal":
            continue
        own = [one for one in duties if one["path"] == row["path"]]
        leads = [one for one in own if one["role"] == "lead"]
        named = tuple(case.thing("units", one["unit"]) for one in leads)
        judged = Judged("pass", "pass", len(own))
        if not duties:
            judged = Judged("unknown", "no_duties")
        elif not leads:
            judged = Judged("explain", "no_lead" if own else "no_units", len(own))
        elif any(one["basis"] == "first-named" for one in leads):
            judged = Judged("pass", "first_named", len(own))
        of = replace(clause, path=row["path"], ordinal=row["ordinal"], heading=row["heading"])
        name = row["heading"] or row["path"]
        subject = Subject("measures", row["node_key"], Thing(row["node_key"], name))
        rows = case.evidence("measures", [row]) + case.evidence("duties", leads or own)
        values = {"measure": of.measure, "leads": named, "units": len(own)}
        yield Verdict(of, subject, judged, values, rows)


def member_has_duties(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S23: which members of the coordination have a duty in the document; none must have one."""
    duties = [row for row in case.rows("duties") if row["policy"] == clause.policy]
    for row in case.rows("measure_members"):
        if (row["policy"], row["path"]) != (clause.policy, clause.path):
            continue
        own = [one for one in duties if one["unit"] == row["unit"]]
        judged = Judged(*(("pass", "pass") if own else ("explain", "explain")), len(own))
        if row["unit"] is None:
            judged = Judged("unknown", "no_unit")
        elif not duties:
            judged = Judged("unknown", "no_duties")
        unit = case.thing("units", row["unit"]) if row["unit"] else None
        subject = Subject("measure_members", row["node_key"], Thing(row["node_key"], row["name"]))
        rows = case.evidence("measure_members", [row]) + case.evidence("duties", own)
        yield Verdict(clause, subject, judged, {"unit": unit, "count": len(own)}, rows)


def load(case: Case, clause: Clause) -> Iterator[Verdict]:
    """S24: how many measures a unit carries and leads. No norm, so no verdict."""
    duties = [row for row in case.rows("duties") if row["policy"] == clause.policy]
    leads = [row for row in duties if row["role"] == "lead"]
    measures = len({row["path"] for row in duties})
    for key in dict.fromkeys(row["unit"] for row in duties):
        own = [row for row in duties if row["unit"] == key]
        led = sum(1 for row in leads if row["unit"] == key)
        values = {
            "count": len(own),
            "measures": measures,
            "leads": led,
            "share": 100 * led / len(leads) if leads else 0.0,
        }
        subject = Subject("units", key, case.thing("units", key))
        judged = Judged("unknown", "load" if led else "load_joint", len(own))
        yield Verdict(clause, subject, judged, values, case.evidence("duties", own))
