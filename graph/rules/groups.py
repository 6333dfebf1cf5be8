"""S4: major groups that the document wants strong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from graph.rules.case import Case, Key
from graph.rules.outcomes import rows_of
from graph.rules.verdicts import Clause, Judgement, Note, Subject, Verdict
from graph.things import Thing


def group_is_taught(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S4: each major group has a programme that enrols; note its share and growth.

    Those that the clause names; all there are where the data have no names from it, with a note.
    """
    year = case.year_of("enrolment", "enrolled")
    keys_in_area = [
        key for key in case.open_programmes(year) if case.covers(clause, case.area_of(key[0]))
    ]
    mentioned = case.mentions(clause, "major_group")
    mention_of = {
        row["thing_key"]: row for row in mentioned if row["thing_table"] == "major_groups"
    }
    for group in case.rows("major_groups"):
        row = mention_of.get(group["node_key"])
        if row is not None or not mentioned:
            verdict = _group(case, clause, group, keys_in_area, year)
            if row is None:
                yield replace(verdict, notes=(*verdict.notes, Note("groups_not_named")))
            else:
                rows = case.evidence("mentions", [row])
                yield replace(verdict, evidence=rows + verdict.evidence)
    for row in mentioned:
        if row["thing_key"] is None:
            subject = Subject("mentions", row["node_key"], Thing(row["node_key"], row["name"]))
            rows = case.evidence("mentions", [row])
            yield Verdict(clause, subject, Judgement("unknown", "no_group"), {}, rows)


def _group(
    case: Case, clause: Clause, group: Mapping[str, Any], keys_in_area: list[Key], year: int | None
) -> Verdict:
    majors = set(group["majors"] or [])
    declared = {k for k, row in case.programmes.items() if row["major_group"] == group["node_key"]}
    group_keys = [key for key in keys_in_area if key[1] in majors or key in declared]
    key = group["node_key"]
    subject = Subject("major_groups", key, case.thing("major_groups", key))
    rows = case.evidence("major_groups", [group])
    rows += case.evidence("enrolment", rows_of(case, group_keys, year))
    enrolled, in_all = (_enrolled(case, keys, year) for keys in (group_keys, keys_in_area))
    values: dict[str, Any] = {"year": year, "programmes": len(group_keys), "persons": enrolled}
    if enrolled:
        values["share"] = 100 * enrolled / (in_all or enrolled)
        notes = _growth(case, group_keys, year, enrolled)
        return Verdict(clause, subject, Judgement("pass", "pass", enrolled), values, rows, notes)
    if not majors and not group_keys:
        return Verdict(clause, subject, Judgement("unknown", "no_majors"), values, rows)
    if (group_keys and enrolled is None) or year is None:
        return Verdict(clause, subject, Judgement("unknown", "missing"), values, rows)
    return Verdict(clause, subject, Judgement("fail", "fail", 0), values, rows)


def _enrolled(case: Case, keys: list[Key], year: int | None) -> int | None:
    """Add up known enrolment; None where none is known."""
    cells = [row["enrolled"] for row in rows_of(case, keys, year)]
    enrolled = [cell for cell in cells if isinstance(cell, int)]
    return sum(enrolled) if enrolled else None


def _growth(case: Case, group_keys: list[Key], year: int | None, enrolled: int) -> tuple[Note, ...]:
    before = _enrolled(case, group_keys, (year or 0) - 1)
    if not before:
        return ()
    return (Note("growth", {"before": before, "change": 100 * (enrolled - before) / before}),)
