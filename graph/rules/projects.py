"""S10: projects in the fields that come first."""

from __future__ import annotations

from collections.abc import Iterator

from graph.rules.case import Case
from graph.rules.registry import declared
from graph.rules.verdicts import Clause, Judged, Subject, Verdict


def field_has_priority(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Whether a project's field is one of those the document names; others are not refused."""
    fields = declared()["priority_fields"].get(clause.policy)
    for row in case.rows("projects"):
        subject = Subject("projects", row["node_key"], case.thing("projects", row["node_key"]))
        values = {"field": row["field"], "fields": tuple(fields or ())}
        if fields is None:
            judged = Judged("unknown", "no_list")
        elif row["field"] is None:
            judged = Judged("unknown", "no_field")
        elif any(field in row["field"] for field in fields):
            judged = Judged("pass", "pass")
        else:
            judged = Judged("explain", "explain")
        yield Verdict(clause, subject, judged, values, case.evidence("projects", [row]))
