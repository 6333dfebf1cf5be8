"""Members of a coordinating body that an item sets up: 由教育、财政等部门组成的联席会议."""

from __future__ import annotations

import re

from ingest.policy.passages import Passage
from ingest.policy.patterns import pattern
from ingest.policy.prefixes import full_form
from ingest.policy.records import Member

_LEAST = 2


def members(body: Passage, path: str, units: set[str]) -> list[Member]:
    """List the members that an item names; ``units``: plain names of the document's units."""
    match = pattern("outline", "members").search(body.plain)
    if not match:
        return []
    result: list[Member] = []
    start, end = match.span("members")
    at = start
    for piece in re.split("([、,])", body.plain[start:end]):
        name = piece.removesuffix("等")
        if piece not in ("、", ",") and name:
            result.append(_member(body, at, name, path, units))
        at += len(piece)
    if len(result) < _LEAST:
        return []
    start = match.start("more")
    for joining_member in re.finditer(
        r"(?P<name>[^,、。;和]{2,16}?)(?=、|和|,|积极参与|参与|参加|配合|的|$)", match["more"]
    ):
        is_role_only = re.match(r"(?:密切|积极|共同)?(?:配合|参与|参加)?$", joining_member["name"])
        if not is_role_only and joining_member["name"].strip(",、的"):
            result.append(
                _member(
                    body, start + joining_member.start("name"), joining_member["name"], path, units
                )
            )
    return result


def _member(body: Passage, at: int, name: str, path: str, units: set[str]) -> Member:
    word = name.removesuffix("部门")
    unit = _unit_of(word, units)
    length = len(word if unit else name)
    return Member(path, body.original[at : at + length].replace("\n", ""), unit, body.lines[at])


def _unit_of(name: str, units: set[str]) -> str | None:
    """Return the only unit whose name is a place or level, the member's word, and an office."""
    if full_form(name) in (units_by_full_name := {full_form(unit): unit for unit in units}):
        return units_by_full_name[full_form(name)]
    shape = re.compile(rf".{{0,8}}{re.escape(name)}(?:和[^局委]{{2,6}})?(?:局|委|委员会|厅|办|部)")
    fitting = [unit for unit in units if shape.fullmatch(full_form(unit))]
    return fitting[0] if len(fitting) == 1 else None
