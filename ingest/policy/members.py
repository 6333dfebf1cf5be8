"""Members of a coordinating body that an item sets up: 由教育、财政等部门组成的联席会议."""

from __future__ import annotations

import re

from ingest.policy.passages import Passage
from ingest.policy.patterns import pattern
from ingest.policy.prefixes import full_form
from ingest.policy.records import Member

_LEAST = 2


def members(body: Passage, path: str, units: set[str]) -> list[Member]:
    """The members an item names; ``units``: names of units of the document, for matching."""
    hit = pattern("outline", "members").search(body.plain)
    if not hit:
        return []
    found: list[Member] = []
    start, end = hit.span("members")
    at = start
    for piece in re.split("([、,])", body.plain[start:end]):
        name = piece.removesuffix("等")
        if piece not in ("、", ",") and name:
            found.append(_member(body, at, name, path, units))
        at += len(piece)
    if len(found) < _LEAST:
        return []
    start = hit.start("more")
    for other in re.finditer(
        r"(?P<name>[^,、。;和]{2,16}?)(?=、|和|,|积极参与|参与|参加|配合|的|$)", hit["more"]
    ):
        told = re.match(r"(?:密切|积极|共同)?(?:配合|参与|参加)?$", other["name"])
        if not told and other["name"].strip(",、的"):
            found.append(_member(body, start + other.start("name"), other["name"], path, units))
    return found


def _member(body: Passage, at: int, name: str, path: str, units: set[str]) -> Member:
    bare = name.removesuffix("部门")
    unit = _unit_of(bare, units)
    length = len(bare if unit else name)
    return Member(path, body.shown[at : at + length].replace("\n", ""), unit, body.lines[at])


def _unit_of(name: str, units: set[str]) -> str | None:
    """The one unit whose name is a place or level, the member's word, and a kind of office."""
    if full_form(name) in (known := {full_form(u): u for u in units}):
        return known[full_form(name)]
    shape = re.compile(rf".{{0,8}}{re.escape(name)}(?:和[^局委]{{2,6}})?(?:局|委|委员会|厅|办|部)")
    fitting = [u for u in units if shape.fullmatch(full_form(u))]
    return fitting[0] if len(fitting) == 1 else None
