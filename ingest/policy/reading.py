"""A document, stage by stage: lines → paragraphs → header, outline → units, figures, deadlines."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from graph.findings import Finding
from ingest.policy import markers
from ingest.policy.assignments import Row, rows
from ingest.policy.citations import citations
from ingest.policy.deadlines import Deadline, deadlines, due
from ingest.policy.documents import Line
from ingest.policy.entities import entities
from ingest.policy.header import Header, read_header
from ingest.policy.members import members
from ingest.policy.notices import first_notice
from ingest.policy.outline import Node, Part, outline, sections_and_leaves
from ingest.policy.paragraphs import paragraphs
from ingest.policy.passages import HAN, Passage, can_convert, is_traditional, plain_form
from ingest.policy.patterns import any_of, patterns
from ingest.policy.quantities import Quantity, quantities
from ingest.policy.records import (
    CitationRecord,
    DeadlineRecord,
    EntityRecord,
    Measure,
    QuantityRecord,
    Reading,
    Section,
    UnitRole,
)
from ingest.policy.units import StandingRule, UnitList, read_cells, read_for_following, read_units

_LEAST_HAN_SHARE = 0.2


def read(lines: list[Line]) -> Reading:
    """All that a document says, as far as it can be read."""
    text = "\n".join(line.text for line in lines)
    notes: list[Finding] = []
    convert = is_traditional(text)
    if convert and not can_convert():
        convert = False
        notes.append(Finding("unread-script", "warning"))
    found = paragraphs(lines, convert=convert)
    found, second = first_notice(found)
    notes += second
    plan = outline(found)
    header = read_header(plan.preface, found[len(plan.preface) :][-12:])
    reader = _Reader(header, convert)
    reader.reading.findings = [*notes, *header.findings, *plan.findings]
    for part in plan.parts:
        reader.take_part(part, first=part is plan.parts[0])
    reader.take_citations([p.text for p in found])
    reader.note_what_is_missing(text, [p.plain for p in found])
    return reader.reading


class _Reader:
    def __init__(self, header: Header, convert: bool) -> None:
        self.header = header
        self.convert = convert
        self.rule = StandingRule()
        self.reading = Reading(
            header.title, header.doc_number, header.issuer, header.issued, header.published
        )
        plain = plain_form(header.issuer or header.title or "", convert=convert)
        self.reading.place = place_of(plain)
        self.stem = place_stem(self.reading.place)
        self.issued_year = int(header.issued[:4]) if header.issued else _year_of(header.doc_number)
        self.paths: set[str] = set()
        self.names: set[str] = set()  # of units
        self.dated: set[tuple[str, int | None, int | None]] = set()

    # Parts ----------------------------------------------------------------------------------

    def take_part(self, part: Part, *, first: bool) -> None:
        """One plan of the document: its sections and items, then its tables of tasks."""
        lead = "" if first else f"附{part.number}/"
        sections, leaves = sections_and_leaves(part)
        units = self._units_of(part)
        alone = [s for s in sections if not s.children and units[id(s)].units]
        for node in sections:
            self.reading.sections.append(_section(node, part.number))
        for leaf in sorted([*leaves, *alone], key=lambda n: n.line):
            self._take_leaf(leaf, units[id(leaf)], lead, flat=not sections)
        measured = {id(n) for n in [*leaves, *alone]}
        for node in _all_nodes(part.nodes):
            if id(node) not in measured:
                self._take_loose(node, units[id(node)], lead + _path(node))
        found, findings = rows(part.rows)
        self.reading.findings += findings
        for row in found:
            self._take_row(row, lead)

    def _units_of(self, part: Part) -> dict[int, UnitList]:
        """The units of each node; those a group states are its items' that have none."""
        found: dict[int, UnitList] = {}
        for node in _all_nodes(part.nodes):
            found[id(node)] = read_units(node.body, self.rule, self.stem)
            self.reading.findings += found[id(node)].findings
        for node in _all_nodes(part.nodes):
            if node.children:
                self._hand_down(node, found)
        return found

    def _hand_down(self, group: Node, found: dict[int, UnitList]) -> None:
        leaves = list(group.leaves())
        own = found[id(group)].units
        if not own:
            own = read_for_following(group.body, self.rule, self.stem).units
        if not own and len(leaves) > 1 and all(leaf.parent is group for leaf in leaves):
            last = leaves[-1]
            if any(found[id(leaf)].units for leaf in leaves[:-1]) or not found[id(last)].units:
                return
            start = min((a for a, _ in found[id(last)].spans), default=0)
            if not last.body.plain[:start].endswith("\n"):
                return
            own = found[id(last)].units
        for leaf in leaves:
            if own and not found[id(leaf)].units:
                found[id(leaf)].units = list(own)

    def _take_leaf(self, leaf: Node, units: UnitList, lead: str, *, flat: bool) -> None:
        path = self._unique(lead + _path(leaf))
        section = None if flat else _top(leaf)
        heading = _heading(leaf, units)
        titles = [heading.plain, *(n.heading.plain for n in _above(leaf))]
        is_goal = not units.units and any(is_goal_title(t) for t in titles)
        body = leaf.body
        measure = Measure(
            leaf.ordinal,
            path,
            heading.shown or None,
            _title(section) if section and section is not leaf else None,
            _section(section, 1).written if section and section is not leaf else None,
            "goal" if is_goal else "measure",
            body.shown,
            leaf.line,
            _roles(units),
        )
        self._add(measure, body, units)

    def _take_row(self, row: Row, lead: str) -> None:
        units = read_cells(row.units, self.rule, self.stem) if row.units else UnitList()
        if not units.units:
            units = read_units(row.text, self.rule, self.stem)
        section = row.section
        found = markers.marker(section.plain)
        title = section.part(found.length).shown if found else section.shown
        number = row.ordinal if row.ordinal is not None else len(self.reading.measures) + 1
        place = f"{found.ordinal}/{number}" if found else str(number)
        if lead + place in self.paths:
            place = f"表/{place}"
        path = self._unique(lead + place)
        measure = Measure(
            row.ordinal,
            path,
            row.heading.shown or None,
            title or None,
            section.shown or None,
            "measure",
            row.text.shown,
            row.line,
            _roles(units),
        )
        self._add(measure, row.text, units)
        for deadline in due(row.deadline):
            self._put_deadline(deadline, row.deadline, row.ordinal, path, has_quantity=False)

    def _unique(self, path: str) -> str:
        free, count = path, 1
        while free in self.paths:
            count += 1
            free = f"{path}-{count}"
        self.paths.add(free)
        return free

    # What an item holds -----------------------------------------------------------------------

    def _add(self, measure: Measure, body: Passage, units: UnitList) -> None:
        self.reading.measures.append(measure)
        self._take_figures(body, units.spans, measure.ordinal, measure.path)
        self.names |= {u.plain for u in measure.units}
        self.reading.members += members(body, measure.path, self.names)
        for e in entities(body, units):
            self.reading.entities.append(
                EntityRecord(measure.ordinal, measure.path, e.kind, e.name, e.line)
            )

    def _take_figures(
        self, body: Passage, spans: list[tuple[int, int]], number: int | None, path: str
    ) -> None:
        counted = quantities(body, spans)
        dates = deadlines(body, spans, self.issued_year)
        used = set()
        for q in counted:
            by = _deadline_of(q, dates, body.plain)
            used |= {id(by)} if by else set()
            self._put_quantity(q, number, path, by)
        for d in dates:
            self._put_deadline(d, body, number, path, has_quantity=id(d) in used)

    def _take_loose(self, node: Node, units: UnitList, path: str) -> None:
        """Figures of a section or group, which is a goal where it has any."""
        before = len(self.reading.quantities) + len(self.reading.deadlines)
        self._take_figures(node.body, units.spans, None, path)
        if len(self.reading.quantities) + len(self.reading.deadlines) > before:
            top = _section(_top(node), 1)
            goal = Measure(
                node.ordinal,
                path,
                _title(node) or None,
                top.title,
                top.written,
                "goal",
                node.body.shown,
                node.line,
            )
            self.reading.goals.append(goal)

    def _put_quantity(
        self, q: Quantity, number: int | None, path: str, by: Deadline | None
    ) -> None:
        low, high = q.value if isinstance(q.value, tuple) else (q.value, None)
        self.reading.quantities.append(
            QuantityRecord(
                number,
                path,
                q.text.shown.replace("\n", ""),
                q.indicator.replace("\n", ""),
                q.comparator,
                low,
                high,
                q.unit,
                q.text.line or 0,
                by.year if by else None,
            )
        )

    def _put_deadline(
        self, d: Deadline, body: Passage, number: int | None, path: str, *, has_quantity: bool
    ) -> None:
        record = DeadlineRecord(
            number,
            path,
            d.year,
            d.span_years,
            d.text.shown.replace("\n", ""),
            d.text.line or 0,
            _about(body, d),
            has_quantity,
        )
        if (path, d.year, d.span_years) not in self.dated:
            self.dated.add((path, d.year, d.span_years))
            self.reading.deadlines.append(record)

    # The whole --------------------------------------------------------------------------------

    def take_citations(self, texts: list[Passage]) -> None:
        """What the document cites, anywhere in it."""
        found, findings = citations(texts, self.header.own_titles, self.reading.doc_number)
        self.reading.cites = [CitationRecord(c.title, c.number, c.line) for c in found]
        self.reading.findings += findings

    def note_what_is_missing(self, text: str, plain: list[str]) -> None:
        """A document that is no plan says so."""
        letters = sum(c.isalpha() for c in text)
        han = len(re.findall(f"[{HAN}]", text))
        if letters and han < _LEAST_HAN_SHARE * letters:
            self.reading.findings.append(
                Finding("not-a-plan", "warning", reason="not-a-plan.language")
            )
        elif not self.reading.measures:
            digits = sum(c.isdigit() for c in text)
            letter = any(re.search(patterns("header")["salutation"], p) for p in plain)
            reason = "letter" if letter else "figures" if digits > han else "nothing"
            self.reading.findings.append(
                Finding(
                    "not-a-plan",
                    "warning",
                    reason=f"not-a-plan.{reason}",
                    values={"characters": len(text)},
                )
            )


def _roles(units: UnitList) -> list[UnitRole]:
    return [
        UnitRole(
            u.written.shown.replace("\n", ""),
            u.name.replace("\n", ""),
            u.plain.replace("\n", ""),
            u.role,
            u.basis,
        )
        for u in units.units
    ]


def _heading(leaf: Node, units: UnitList) -> Passage:
    """The heading, without the list of units that may stand before its full stop."""
    heading = leaf.heading
    first = min((a for a, _ in units.spans), default=len(heading))
    return heading.part(0, min(first, len(heading))).stripped(" :;,、*_")


def _all_nodes(nodes: list[Node]) -> list[Node]:
    """All nodes in the order of the text."""
    found: list[Node] = []
    todo = list(reversed(nodes))
    while todo:
        node = todo.pop()
        found.append(node)
        todo += reversed(node.children)
    return found


def _above(node: Node) -> list[Node]:
    found = []
    while node.parent:
        node = node.parent
        found.append(node)
    return found


def _top(node: Node) -> Node:
    return ([node, *_above(node)])[-1]


def _path(node: Node) -> str:
    return "/".join(str(n.ordinal) for n in reversed([node, *_above(node)]))


def _title(node: Node) -> str:
    return node.heading.stripped(" :;,、*_").shown


def _section(node: Node, part: int) -> Section:
    title = _title(node)
    return Section(node.ordinal, title, f"{node.number}{title}", node.line, part)


def _deadline_of(q: Quantity, dates: list[Deadline], plain: str) -> Deadline | None:
    """The last deadline before a figure in its sentence."""
    start = max(
        plain.rfind("。", 0, q.start), plain.rfind(";", 0, q.start), plain.rfind("\n", 0, q.start)
    )
    before = [d for d in dates if start <= d.start <= q.start and d.year]
    return before[-1] if before else None


def _about(body: Passage, d: Deadline) -> str:
    """What is to be reached: the clause behind the deadline."""
    rest = body.part(d.end, d.end + 80)
    rest = rest.stripped(",: \n")
    end = re.search(r"[,。;\n]", rest.plain)
    return rest.part(0, end.start() if end else None).shown or d.text.shown


@cache
def _goal_title() -> re.Pattern[str]:
    word = any_of(patterns("outline")["goal_words"])
    return re.compile(rf"(?:明确|把握)?{word}(?:(?:和|与|及|、){word})*(?:[:。].*)?")


def is_goal_title(plain: str) -> bool:
    """Whether a heading announces goals or principles, no task.

    >>> is_goal_title("总体目标"), is_goal_title("指导思想:以服务为宗旨"), is_goal_title("工作重点")
    (True, True, False)
    """
    return bool(_goal_title().fullmatch(plain.split("\n")[0].strip(" :")))


def place_of(issuer: str) -> str | None:
    """The place a body belongs to, by its name.

    >>> place_of("梧州市人民政府办公室"), place_of("教育部办公厅"), place_of("广西壮族自治区教育厅")
    ('梧州市', None, '广西壮族自治区')
    """
    hit = re.match(
        rf"[{HAN}]{{2,10}}?(?:自治区|自治州|自治县|省|市|县|区|州|盟|旗)(?![场政])", issuer
    )
    if (
        hit
        and hit[0].endswith("区")
        and re.match(".*自治$", hit[0][:-1]) is None
        and "自治区" in issuer[:14]
    ):
        return issuer[: issuer.find("自治区") + 3]
    return hit[0] if hit else None


def place_stem(place: str | None) -> str | None:
    """A place's name without its level, if anything long enough is left."""
    if not place:
        return None
    stem = re.sub("(自治区|自治州|自治县|省|市|县|区|州|盟|旗)$", "", place)
    return stem if len(stem) >= 2 else None


def _year_of(number: str | None) -> int | None:
    hit = re.search(r"(?:19|20)\d{2}", number or "")
    return int(hit[0]) if hit else None


def without_path(reading: Reading) -> Reading:
    """Figures and deadlines without path where their number alone identifies the item."""
    if reading.restarts:
        return reading
    return replace(
        reading,
        quantities=[replace(q, path=None) for q in reading.quantities],
        deadlines=[replace(d, path=None) for d in reading.deadlines],
    )
