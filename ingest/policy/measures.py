"""The measures of a document's plans: items and rows of tables, each with units and aims."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from graph.findings import Finding
from ingest.policy import markers
from ingest.policy.aims import Aims
from ingest.policy.assignments import Row, rows
from ingest.policy.deadlines import due, is_ongoing
from ingest.policy.entities import entities
from ingest.policy.outline import Node, Part, all_nodes, sections_and_leaves
from ingest.policy.passages import Passage
from ingest.policy.patterns import any_of, pattern, patterns
from ingest.policy.prefixes import full_form
from ingest.policy.records import EntityRecord, Measure, Member, Reading, Section, UnitRole
from ingest.policy.units import StandingRule, UnitList, read_cells, read_for_following, read_units

_EDGES = " :;,、*_"
_LONGEST_QUOTE = 60
PREAMBLE = "0"  # the path of the text before the first number


class Measures:
    """The measures of one document, plan by plan. place: its own place, without the level."""

    def __init__(self, reading: Reading, aims: Aims, place: str | None) -> None:
        self.reading = reading
        self.aims = aims
        self.place = place
        self.rule = StandingRule()
        self.paths: set[str] = set()
        self.last: dict[str, int] = {}  # path → the last number put behind it
        self.names: set[str] = set()  # of units

    def take_preamble(self, text: Passage) -> None:
        """Add the aims in the sentences that open the plan, before the first number."""
        self._take_goal(text, [], Measure(None, PREAMBLE, None, None, None, "goal", "", 0))

    def take(self, part: Part, *, first: bool) -> None:
        """Add one plan: its sections and items, then its tables of tasks."""
        lead = "" if first else f"附{part.number}/"
        sections, leaves = sections_and_leaves(part)
        units = self._units_of(part)
        alone = [
            section for section in sections if not section.children and units[id(section)].units
        ]
        self.reading.sections += [_section(node, part.number) for node in sections]
        for leaf in sorted([*leaves, *alone], key=lambda node: node.line):
            self._take_leaf(leaf, units[id(leaf)], lead, flat=not sections)
        measured = {id(node) for node in [*leaves, *alone]}
        for node in all_nodes(part.nodes):
            if id(node) not in measured:
                self._take_group(node, units[id(node)], lead)
        table_rows, findings = rows(part.rows)
        self.reading.findings += findings
        for row in table_rows:
            self._take_row(row, lead)

    # Units ------------------------------------------------------------------------------------

    def _units_of(self, part: Part) -> dict[int, UnitList]:
        """Return the units of each node; items without units take those of their group."""
        units_by_node: dict[int, UnitList] = {}
        for node in all_nodes(part.nodes):
            units_by_node[id(node)] = read_units(node.body, self.rule, self.place)
            self.reading.findings += units_by_node[id(node)].findings
        for node in all_nodes(part.nodes):
            if node.children:
                self._hand_down(node, units_by_node)
        return units_by_node

    def _hand_down(self, group: Node, units_by_node: dict[int, UnitList]) -> None:
        leaves = list(group.leaves())
        own = units_by_node[id(group)].units
        if not own:
            own = read_for_following(group.body, self.rule, self.place).units
        if not own and len(leaves) > 1 and all(leaf.parent is group for leaf in leaves):
            last = leaves[-1]
            if (
                any(units_by_node[id(leaf)].units for leaf in leaves[:-1])
                or not units_by_node[id(last)].units
            ):
                return
            start = min(
                (start_of_span for start_of_span, _ in units_by_node[id(last)].spans), default=0
            )
            if not last.body.plain[:start].endswith("\n"):
                return
            own = units_by_node[id(last)].units
        for leaf in leaves:
            if own and not units_by_node[id(leaf)].units:
                units_by_node[id(leaf)].units = list(own)

    # Items ------------------------------------------------------------------------------------

    def _take_leaf(self, leaf: Node, units: UnitList, lead: str, *, flat: bool) -> None:
        section = None if flat or leaf.top is leaf else _section(leaf.top, 1)
        heading = _heading(leaf, units)
        titles = [heading.plain, *(node.heading.plain for node in leaf.above)]
        is_goal = not units.units and any(is_goal_title(title) for title in titles)
        self._add(
            Measure(
                ordinal=leaf.ordinal,
                path=self._unique(lead + leaf.path),
                heading=heading.original or None,
                section=section.title if section else None,
                section_written=section.written if section else None,
                kind="goal" if is_goal else "measure",
                text=leaf.body.original,
                line=leaf.line,
                units=_roles(units),
            ),
            leaf.body,
            units,
        )

    def _take_group(self, node: Node, units: UnitList, lead: str) -> None:
        top, title = _section(node.top, 1), _title(node) or None
        goal = Measure(
            node.ordinal, lead + node.path, title, top.title, top.written, "goal", "", node.line
        )
        self._take_goal(node.body, units.spans, goal)

    def _take_goal(
        self, body: Passage, excluded_spans: list[tuple[int, int]], goal: Measure
    ) -> None:
        """Add aims outside items; their text becomes a goal if it has any."""
        before = len(self.aims)
        self.aims.take(body, excluded_spans, None, goal.path)
        if len(self.aims) > before:
            record = replace(goal, text=body.original, line=goal.line or body.line or 0)
            self.reading.goals.append(record)

    # Rows -------------------------------------------------------------------------------------

    def _take_row(self, row: Row, lead: str) -> None:
        units = read_cells(row.units, self.rule, self.place) if row.units else UnitList()
        if not units.units:
            units = read_units(row.text, self.rule, self.place)
        section = row.section
        number_marker = markers.marker(section.plain)
        number = row.ordinal if row.ordinal is not None else len(self.reading.measures) + 1
        place = f"{number_marker.ordinal}/{number}" if number_marker else str(number)
        if lead + place in self.paths:
            place = f"表/{place}"
        measure = Measure(
            ordinal=row.ordinal,
            path=self._unique(lead + place),
            heading=row.heading.original or None,
            section=section.part(number_marker.length if number_marker else 0).original or None,
            section_written=section.original or None,
            kind="measure",
            text=row.text.original,
            line=row.line,
            units=_roles(units),
        )
        self._add(measure, row.text, units)
        dates = due(row.deadline, self.aims.issued)
        if row.deadline and not dates and not is_ongoing(row.deadline):
            line, value = row.deadline.line, row.deadline.original[:_LONGEST_QUOTE]
            self.reading.findings.append(
                Finding("unread-text.due", "warning", row=line, value=value)
            )
        for deadline in dates:
            self.aims.take_deadline(
                deadline, row.deadline, row.ordinal, measure.path, has_quantity=False
            )

    # Both -------------------------------------------------------------------------------------

    def _add(self, measure: Measure, body: Passage, units: UnitList) -> None:
        self.reading.measures.append(measure)
        self.aims.take(body, units.spans, measure.ordinal, measure.path)
        self.names |= {unit.plain for unit in measure.units}
        self.reading.members += members(body, measure.path, self.names)
        self.reading.entities += [
            EntityRecord(
                measure.ordinal,
                measure.path,
                entity.kind,
                entity.name,
                body.lines[entity.start],
                entity.start + 1,
            )
            for entity in entities(body)
        ]

    def _unique(self, path: str) -> str:
        free = path
        while free in self.paths:
            self.last[path] = self.last.get(path, 1) + 1
            free = f"{path}-{self.last[path]}"
        self.paths.add(free)
        return free


def _roles(units: UnitList) -> list[UnitRole]:
    def without_breaks(text: str) -> str:
        return text.replace("\n", "")

    return [
        UnitRole(
            without_breaks(unit.written.original),
            without_breaks(unit.name),
            without_breaks(unit.plain),
            unit.role,
            unit.basis,
        )
        for unit in units.units
    ]


def _heading(leaf: Node, units: UnitList) -> Passage:
    """Return the heading without the list of units that may stand before its full stop."""
    heading = leaf.heading
    first = min(units.opens, default=len(heading))
    return heading.part(0, min(first, len(heading))).stripped(_EDGES)


def _title(node: Node) -> str:
    return node.heading.stripped(_EDGES).original


def _section(node: Node, part: int) -> Section:
    title = _title(node)
    return Section(node.ordinal, title, f"{node.number}{title}", node.line, part)


@cache
def _goal_title() -> re.Pattern[str]:
    word = any_of(patterns("outline")["goal_words"])
    return re.compile(rf"(?:明确|把握)?{word}(?:(?:和|与|及|、){word})*(?:[:。].*)?")


def is_goal_title(plain: str) -> bool:
    """Tell whether a heading announces goals or principles instead of tasks.

    >>> is_goal_title("总体目标"), is_goal_title("指导思想:以服务为宗旨"), is_goal_title("工作重点")
    (True, True, False)
    """
    return bool(_goal_title().fullmatch(plain.split("\n")[0].strip(" :")))


# Members of a coordination ------------------------------------------------------------------------

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
