"""S10: projects in the fields that come first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graph.rules.case import Case
from graph.rules.registry import declared
from graph.rules.verdicts import Clause, Judged, Subject, Verdict

Row = Mapping[str, Any]


def field_has_priority(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Whether a project's field is one of those the clause names; others are not refused."""
    said = case.text(clause.policy, clause.path)
    listed = [one for one in case.mentions(clause, "industry") if _comes_first(one, said)]
    for row in case.rows("projects"):
        subject = Subject("projects", row["node_key"], case.thing("projects", row["node_key"]))
        own = [one for one in listed if row["field"] and one["name"] in row["field"]]
        values = {"field": row["field"], "fields": tuple(one["name"] for one in listed)}
        if row["field"] is None:
            judged = Judged("unknown", "no_field")
        elif not listed:
            judged = Judged("unknown", "no_list")
        elif own:
            judged = Judged("pass", "pass")
        else:
            judged = Judged("explain", "explain")
        rows = case.evidence("projects", [row]) + case.evidence("mentions", own)
        yield Verdict(clause, subject, judged, values, rows)


def _comes_first(mention: Row, said: str) -> bool:
    """Whether the sentence that names a field puts it first, as far as the build has the words."""
    at = mention["text_position"]
    if not said or at is None:
        return True
    sentence = said[said.rfind("。", 0, at) + 1 :].partition("。")[0]
    return any(word in sentence.casefold() for word in declared()["words"]["priority"])
