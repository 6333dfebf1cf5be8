"""The leading and joint units of an item: names with their prefix, roles, the standing rule."""

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

    written: as in the text; name: with the prefix of its list, in the document's own script;
    plain: the same for matching.
    """

    written: Passage
    name: str
    plain: str
    role: str
    basis: str


@dataclass
class StandingRule:
    """The rule of a document that the first unit named leads, in force for all following items."""

    holds: bool = False


@dataclass
class UnitList:
    """The units of one item, and the findings on them.

    spans: of their lists in the text; opens: the beginnings of their brackets, times included.
    """

    units: list[Unit] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    opens: list[int] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_units(body: Passage, rule: StandingRule, place: str | None = None) -> UnitList:
    """Return the units of an item's text; ``rule`` is set if the text states it for later items."""
    reader = _Reader(rule, place)
    unit_statements = statements(body.plain, place)
    for statement in unit_statements:
        reader.result.spans.append((statement.start, statement.end))
        reader.result.opens.append(statement.start if statement.opens is None else statement.opens)
        for start, end, kind in statement.segments:
            reader.carrier.restart()
            reader.take(body, start, end, kind)
        if not statement.closed:
            reader.note(body, statement.start, "damaged-text.bracket")
    for bracket in unread_brackets(body.plain, unit_statements):
        reader.note(body, bracket.opens, "unread-text.bracket", bracket.closes)
    return reader.done()


def read_cells(cells: list[tuple[Passage, str]], rule: StandingRule, place: str | None) -> UnitList:
    """Return the units in the cells of a row, each with the role of its column (or ``plain``)."""
    reader = _Reader(rule, place)
    for cell, role in cells:
        reader.take(cell, 0, len(cell), role)
    return reader.done()


def read_for_following(body: Passage, rule: StandingRule, place: str | None = None) -> UnitList:
    """Return the units that a group's text states for all items: 以下任务均需A、B负责."""
    reader = _Reader(rule, place)
    for match in pattern("units", "for_following").finditer(body.plain):
        reader.carrier.restart()
        reader.take(body, *match.span("names"), PLAIN)
        reader.result.spans.append(match.span())
    return reader.done()


@dataclass(frozen=True)
class _NamedUnit:
    written: Passage
    plain: str
    name: str
    role: str | None
    joins: bool = False


class _Reader:
    """The reader of the lists of one item, which decides the roles."""

    def __init__(self, rule: StandingRule, place: str | None) -> None:
        self.rule = rule
        self.rule_here = False
        self.carrier = Carrier(place)
        self.named_units: list[_NamedUnit] = []
        self.result = UnitList()

    def take(self, body: Passage, start: int, end: int, kind: str) -> None:
        """Read a list of names; ``kind``: the role on its label."""
        end = start + self._without_rule(body.plain[start:end])
        plain = body.plain[start:end]
        label_role = kind if kind in (LEAD, JOINT) else None
        group: list[_NamedUnit] = []
        before, last = len(self.named_units) + len(self.result.findings), 0
        for name_start, name_end in names(plain):
            bare, role, closes_group = without_role(plain[name_start:name_end])
            joins = bool(group) and plain[last:name_start] in patterns("units")["with_words"]
            last = name_end
            if bare and (
                parts_of_name := self._name(body, start + plain.index(bare[:1], name_start), bare)
            ):
                group.append(_NamedUnit(*parts_of_name, role or label_role, joins))
            if closes_group:
                self._close(group, role)
                group = []
        self._close(group, None)
        is_nobody = pattern("units", "nobody").fullmatch(plain.strip(EDGES))
        if len(self.named_units) + len(self.result.findings) == before and not is_nobody:
            self.note(body, max(0, start - 8), "unread-text.nobody", end)

    def _close(self, group: list[_NamedUnit], role: str | None) -> None:
        """Add a group whose last member states the role of all; those behind 会同 join."""
        for unit in group:
            own = JOINT if unit.joins and role == LEAD else role or unit.role
            self.named_units.append(_NamedUnit(unit.written, unit.plain, unit.name, own))

    def _without_rule(self, plain: str) -> int:
        """Return the end of the list: before a rule for all lists, or before 下同."""
        if match := pattern("units", "standing_rule").search(plain):
            self.rule_here = True
            if "下同" in plain[match.start() :]:
                self.rule.holds = True
        else:
            match = _AND_SO_ON.search(plain)
        return len(plain[: match.start()].rstrip("( ")) if match else len(plain)

    def _name(self, body: Passage, at: int, bare: str) -> tuple[Passage, str, str] | None:
        """Return a name as written and complete in both scripts; an open end becomes a finding."""
        if match := pattern("units", "open_end").search(bare):
            self.note(body, at, "open-list")
            bare = bare[: match.start()]
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
            self.note(body, at, reason)
            return None
        if not ends_as_unit(bare):
            self.note(body, at + lead, "unread-text.no_name", at + lead + len(bare))
            return None
        written = body.part(at + lead, at + lead + len(bare))
        return written, *self.carrier.complete_name(bare, written.original)

    def note(self, body: Passage, at: int, reason: str, end: int | None = None) -> None:
        """Add a finding at a place of the text; ``end``: of the words to quote."""
        line = body.lines[at] if at < len(body) else body.line
        start = max(0, at - 2) if end is None else at
        value = body.original[start : min(end or at + 16, start + _LONGEST_QUOTE)].strip()
        self.result.findings.append(Finding(reason, "info", row=line, value=value))

    def done(self) -> UnitList:
        """Return the units with their roles: as labelled, else the first unit named leads."""
        leads = any(unit.role == LEAD for unit in self.named_units)
        by_rule = self.rule.holds or self.rule_here
        basis = LABELLED if leads else STANDING if by_rule else FIRST
        first = next((unit.plain for unit in self.named_units if unit.role is None), None)
        strongest = {
            unit.plain: unit.role
            for unit in sorted(self.named_units, key=lambda unit: unit.role == LEAD)
        }
        names: set[str] = set()
        for unit in self.named_units:
            if unit.plain in names:
                continue
            names.add(unit.plain)
            role, reason = strongest[unit.plain], LABELLED
            if role is None:
                role, reason = (LEAD if not leads and unit.plain == first else JOINT), basis
            self.result.units.append(Unit(unit.written, unit.name, unit.plain, role, reason))
        return self.result
