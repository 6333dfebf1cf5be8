"""Who leads and joins an item: names with their prefix, roles, the standing rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from graph.findings import Finding
from ingest.policy.passages import Passage
from ingest.policy.patterns import pattern, patterns
from ingest.policy.prefixes import Carrier
from ingest.policy.unit_lists import PLAIN, statements, unread_brackets
from ingest.policy.unit_names import (
    EDGES,
    JOINT,
    LEAD,
    LONGEST,
    ends_as_unit,
    is_time,
    names,
    without_role,
)

_LONGEST_QUOTE = 60
LABELLED, STANDING, FIRST = "labelled", "standing-rule", "first-named"
_AND_SO_ON = re.compile(r"[,、;。(]*(?:以)?下同\)?。?$")


@dataclass(frozen=True)
class Unit:
    """One unit of an item.

    written: as it stands; name: with the prefix that was carried to it, in the document's own
    script; plain: the same for matching.
    """

    written: Passage
    name: str
    plain: str
    role: str
    basis: str


@dataclass
class StandingRule:
    """Whether the document has said that the first named leads, for all that follows."""

    holds: bool = False


@dataclass
class UnitList:
    """The units of one item. findings: what was noted.

    spans: where they stand in its text; opens: where their brackets begin, times included.
    """

    units: list[Unit] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_units(body: Passage, rule: StandingRule, place: str | None = None) -> UnitList:
    """The units of an item's text; ``rule`` is raised where the text states it for later items."""
    reader = _Reader(rule, place)
    found = statements(body.plain, place)
    for told in found:
        reader.found.spans.append((told.start, told.end))
        reader.found.opens.append(told.start if told.opens is None else told.opens)
        for start, end, kind in told.segments:
            reader.carrier.restart()
            reader.take(body, start, end, kind)
        if not told.closed:
            reader.note(body, told.start, "damaged-text", "damaged-text.bracket")
    for bracket in unread_brackets(body.plain, found):
        reader.note(body, bracket.opens, "unread-text", "unread-text.bracket", bracket.closes)
    return reader.done()


def read_cells(cells: list[tuple[Passage, str]], rule: StandingRule, place: str | None) -> UnitList:
    """The units of the cells of a row, each with the role its column says (or ``plain``)."""
    reader = _Reader(rule, place)
    for cell, role in cells:
        reader.take(cell, 0, len(cell), role)
    return reader.done()


def read_for_following(body: Passage, rule: StandingRule, place: str | None = None) -> UnitList:
    """The units that a group's text gives to all its items: 以下任务均需A、B按职责分工负责."""
    reader = _Reader(rule, place)
    for hit in pattern("units", "for_following").finditer(body.plain):
        reader.carrier.restart()
        reader.take(body, *hit.span("names"), PLAIN)
        reader.found.spans.append(hit.span())
    return reader.done()


@dataclass(frozen=True)
class _Said:
    written: Passage
    plain: str
    name: str
    role: str | None
    joins: bool = False


class _Reader:
    """Takes the lists of one item and decides the roles."""

    def __init__(self, rule: StandingRule, place: str | None) -> None:
        self.rule = rule
        self.rule_here = False
        self.carrier = Carrier(place)
        self.said: list[_Said] = []
        self.found = UnitList()

    def take(self, body: Passage, start: int, end: int, kind: str) -> None:
        """One list of names; ``kind``: what its label says."""
        end = start + self._without_rule(body.plain[start:end])
        plain = body.plain[start:end]
        label_role = kind if kind in (LEAD, JOINT) else None
        group: list[_Said] = []
        before, last = len(self.said) + len(self.found.findings), 0
        for a, b in names(plain):
            bare, role, closes_group = without_role(plain[a:b])
            joins = bool(group) and plain[last:a] in patterns("units")["with_words"]
            last = b
            if bare and (told := self._name(body, start + plain.index(bare[:1], a), bare)):
                group.append(_Said(*told, role or label_role, joins))
            if closes_group:
                self._close(group, role)
                group = []
        self._close(group, None)
        is_nobody = pattern("units", "nobody").fullmatch(plain.strip(EDGES))
        if len(self.said) + len(self.found.findings) == before and not is_nobody:
            self.note(body, max(0, start - 8), "unread-text", "unread-text.nobody", end)

    def _close(self, group: list[_Said], role: str | None) -> None:
        """A group whose last member said the role of all; 会同 leads to those that join."""
        for s in group:
            own = JOINT if s.joins and role == LEAD else role or s.role
            self.said.append(_Said(s.written, s.plain, s.name, own))

    def _without_rule(self, plain: str) -> int:
        """Where the list ends: before a rule for all lists, or before 下同."""
        if hit := pattern("units", "standing_rule").search(plain):
            self.rule_here = True
            if "下同" in plain[hit.start() :]:
                self.rule.holds = True
        else:
            hit = _AND_SO_ON.search(plain)
        return len(plain[: hit.start()].rstrip("( ")) if hit else len(plain)

    def _name(self, body: Passage, at: int, bare: str) -> tuple[Passage, str, str] | None:
        """One name, its open end dropped and noted: as written, and whole in both scripts."""
        if hit := pattern("units", "open_end").search(bare):
            self.note(body, at, "open-list")
            bare = bare[: hit.start()]
        lead = len(bare) - len(bare.lstrip(EDGES))
        bare = bare.strip(EDGES)
        if bare.startswith("由") or (bare.startswith("(") and bare.count("(") > bare.count(")")):
            bare, lead = bare[1:], lead + 1
        if bare.endswith(")") and bare.count(")") > bare.count("("):
            bare = bare[:-1].rstrip(EDGES)
        if not bare or pattern("units", "nobody").fullmatch(bare) or is_time(bare):
            return None
        if len(bare) > LONGEST or bare in patterns("units")["prefixes"]:
            reason = "unread-text.units" if len(bare) > LONGEST else "unread-text.cut_name"
            self.note(body, at, "unread-text", reason)
            return None
        if not ends_as_unit(bare):
            self.note(body, at + lead, "unread-text", "unread-text.no_name", at + lead + len(bare))
            return None
        written = body.part(at + lead, at + lead + len(bare))
        return written, *self.carrier.whole_name(bare, written.shown)

    def note(
        self, body: Passage, at: int, rule: str, reason: str | None = None, end: int | None = None
    ) -> None:
        """Notes something at a place of the text; ``end``: of the words to quote."""
        line = body.lines[at] if at < len(body) else body.line
        start = max(0, at - 2) if end is None else at
        value = body.shown[start : min(end or at + 16, start + _LONGEST_QUOTE)].strip()
        self.found.findings.append(Finding(rule, "info", row=line, value=value, reason=reason))

    def done(self) -> UnitList:
        """Roles decided: what is labelled, else the first named."""
        leads = any(s.role == LEAD for s in self.said)
        by_rule = self.rule.holds or self.rule_here
        basis = LABELLED if leads else STANDING if by_rule else FIRST
        first = next((s.plain for s in self.said if s.role is None), None)
        strongest = {s.plain: s.role for s in sorted(self.said, key=lambda s: s.role == LEAD)}
        seen: set[str] = set()
        for said in self.said:
            if said.plain in seen:
                continue
            seen.add(said.plain)
            role, why = strongest[said.plain], LABELLED
            if role is None:
                role, why = (LEAD if not leads and said.plain == first else JOINT), basis
            self.found.units.append(Unit(said.written, said.name, said.plain, role, why))
        return self.found
