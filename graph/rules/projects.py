"""S10: projects in the fields that come first."""

from __future__ import annotations

from collections.abc import Iterator

from graph.rules.case import Case, Row
from graph.rules.registry import declared
from graph.rules.verdicts import Clause, Judgement, Subject, Verdict


def field_has_priority(case: Case, clause: Clause) -> Iterator[Verdict]:
    """Judge S10: a project's field is one of those the clause names; others are not refused."""
    text = case.text(clause.policy, clause.path)
    listed = [
        mention for mention in case.mentions(clause, "industry") if _comes_first(mention, text)
    ]
    for row in case.rows("projects"):
        subject = Subject("projects", row["node_key"], case.thing("projects", row["node_key"]))
        matching = [
            mention for mention in listed if row["field"] and mention["name"] in row["field"]
        ]
        values = {"field": row["field"], "fields": tuple(mention["name"] for mention in listed)}
        if row["field"] is None:
            judgement = Judgement("unknown", "no_field")
        elif not listed:
            judgement = Judgement("unknown", "no_list")
        elif matching:
            judgement = Judgement("pass", "pass")
        else:
            judgement = Judgement("explain", "explain")
        rows = case.evidence("projects", [row]) + case.evidence("mentions", matching)
        yield Verdict(clause, subject, judgement, values, rows)


def _comes_first(mention: Row, text: str) -> bool:
    """Tell whether the sentence that names a field puts it first; so if its words are not held."""
    position = mention["text_position"]
    if not text or position is None:
        return True
    sentence = text[text.rfind("。", 0, position) + 1 :].partition("。")[0]
    return any(word in sentence.casefold() for word in declared()["words"]["priority"])
