"""The outline of a document: sections and items. Items with items are groups, leaves measures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graph.findings import Finding
from ingest.policy import markers
from ingest.policy.markers import Marker, marker
from ingest.policy.paragraphs import Paragraph
from ingest.policy.passages import Passage, joined
from ingest.policy.patterns import pattern
from ingest.policy.shapes import is_date_line, is_institution, title_pattern
from ingest.policy.spoken_lists import with_points


@dataclass
class Node:
    """A section or item. body: its own text behind the number, heading included."""

    rank: int
    ordinal: int
    first: Passage
    paragraphs: list[Passage] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    parent: Node | None = None
    line: int = 0
    number: str = ""  # as written

    @property
    def body(self) -> Passage:
        """Return all its own text, each paragraph on its own line."""
        return joined([self.first, *self.paragraphs], "\n")

    @property
    def heading(self) -> Passage:
        """Return the text up to the first full stop, or to the end of its line."""
        end = self.first.plain.find("。")
        return self.first.part(0, end if end >= 0 else None)

    @property
    def above(self) -> list[Node]:
        """List the groups and the section around it, the innermost first."""
        return [self.parent, *self.parent.above] if self.parent else []

    @property
    def top(self) -> Node:
        """Return its section, or the item itself if it is in none."""
        return [self, *self.above][-1]

    @property
    def path(self) -> str:
        """Return its place in the plan: the numbers from the outermost on."""
        return "/".join(str(node.ordinal) for node in reversed([self, *self.above]))

    def leaves(self) -> Iterator[Node]:
        """Yield the items without items, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass
class Part:
    """One plan of the document: its top nodes and the rows of its tables."""

    number: int
    nodes: list[Node] = field(default_factory=list)
    rows: list[Paragraph] = field(default_factory=list)


@dataclass
class Outline:
    """An outline. preface: paragraphs before the first number; parts: the plans, in order."""

    preface: list[Paragraph]
    parts: list[Part]
    findings: list[Finding]


def outline(paragraphs: list[Paragraph]) -> Outline:
    """Return the outline of a document."""
    return _Outliner().run(paragraphs)


class _Outliner:
    def __init__(self) -> None:
        self.parts: list[Part] = [Part(1)]
        self.open: list[Node] = []
        self.last: dict[int, int] = {}  # rank → its last number
        self.findings: list[Finding] = []
        self.preface: list[Paragraph] = []
        self.since: list[Paragraph] = []  # paragraphs since the last number
        self.closed = False  # date or closing line seen: no more text of the item
        self.in_list = False  # in a list of attachments
        self.new_part = False
        self.attachment, self.closing = (
            pattern("header", "attachment"),
            pattern("header", "closing"),
        )
        self.end, self.early = pattern("header", "end"), pattern("header", "end_after_body_only")
        self.title = title_pattern()

    @property
    def started(self) -> bool:
        return bool(self.open)

    def run(self, paragraphs: list[Paragraph]) -> Outline:
        """Return the outline of all paragraphs."""
        for paragraph, point in with_points(paragraphs):
            if self.started and self.end.search(paragraph.plain) and len(paragraph.plain) < 60:
                break
            if point and self.started:
                self._begin(point, paragraph)
            else:
                self._take(paragraph)
        parts = [part for part in self.parts if part.nodes or part.rows]
        return Outline(self.preface, parts, self.findings)

    def _take(self, paragraph: Paragraph) -> None:
        if paragraph.cells:
            self._row(paragraph)
        elif self.attachment.search(paragraph.plain):
            self.in_list = ":" in paragraph.plain
            self.closed = True
            self.new_part = self.new_part or (self.started and not self.in_list)
            self.since.append(paragraph)
            if not self.started:
                self.preface.append(paragraph)
        elif (number_marker := self._number(paragraph.plain)) and not self._is_listed(
            number_marker
        ):
            self._begin(number_marker, paragraph)
        else:
            self._text(paragraph)

    def _row(self, paragraph: Paragraph) -> None:
        self.parts[-1].rows.append(paragraph)
        if not self.started:
            self.preface.append(paragraph)

    def _is_listed(self, number_marker: Marker) -> bool:
        """Tell whether a number belongs to the list of attachments."""
        self.in_list = self.in_list and number_marker.rank == markers.POINT
        return self.in_list

    def _text(self, paragraph: Paragraph) -> None:
        plain = paragraph.plain
        self.in_list = self.in_list and markers.marker(plain) is not None
        if not self.started:
            self.preface.append(paragraph)
            return
        if is_date_line(plain) or self.closing.search(plain):
            self._close()
        self.since.append(paragraph)
        if not self.closed:
            self.open[-1].paragraphs.append(paragraph.text)

    def _close(self) -> None:
        """End the text; the names above its date do not belong to the last item."""
        texts = self.open[-1].paragraphs
        while texts and not self.closed and is_institution(texts[-1].plain):
            texts.pop()
        self.closed = True

    # Numbers --------------------------------------------------------------------------------

    def _number(self, plain: str) -> Marker | None:
        if (intact := marker(plain)) is not None:
            return intact
        for damaged in markers.damaged_markers(plain):
            for rank in (damaged.rank, markers.ITEM):
                if damaged.ordinal > 1 and self.last.get(rank) == damaged.ordinal - 1:
                    return replace(damaged, rank=rank)
        return None

    def _begin(self, number_marker: Marker, paragraph: Paragraph) -> None:
        if self._is_new_part(number_marker):
            self._start_part()
        if number_marker.damaged:
            self.findings.append(
                Finding(
                    "damaged-text.number",
                    "info",
                    row=paragraph.line,
                    value=paragraph.text.original[:12],
                )
            )
        self._check_order(number_marker, paragraph)
        while self.open and self.open[-1].rank >= number_marker.rank:
            self.open.pop()
        parent = self.open[-1] if self.open else None
        node = Node(
            number_marker.rank,
            number_marker.ordinal,
            paragraph.text.part(number_marker.length),
            parent=parent,
            line=paragraph.line,
            number=paragraph.text.original[: number_marker.length],
        )
        (parent.children if parent else self.parts[-1].nodes).append(node)
        self.open.append(node)
        self.last = {
            rank: ordinal
            for rank, ordinal in self.last.items()
            if rank <= number_marker.rank or rank in (markers.ITEM, markers.POINT, markers.ARTICLE)
        }
        self.last[number_marker.rank] = number_marker.ordinal
        self.since, self.closed = [], False

    def _is_new_part(self, number_marker: Marker) -> bool:
        if not self.parts[-1].nodes or number_marker.ordinal != 1:
            return False
        if self.new_part:
            return True
        top = min(node.rank for node in self.parts[-1].nodes)
        if number_marker.rank != top:
            return False
        return top <= markers.SECTION or any(
            self.title.fullmatch(paragraph.plain) for paragraph in self.since
        )

    def _start_part(self) -> None:
        lost = [paragraph.text for paragraph in self._since_title()]
        for node in self.open:
            node.paragraphs = [
                paragraph
                for paragraph in node.paragraphs
                if not any(paragraph is text for text in lost)
            ]
        self.parts.append(Part(len(self.parts) + 1))
        self.open, self.last, self.new_part = [], {}, False

    def _since_title(self) -> list[Paragraph]:
        for at, paragraph in enumerate(self.since):
            if self.title.fullmatch(paragraph.plain) or self.attachment.search(paragraph.plain):
                return self.since[at:]
        return []

    def _check_order(self, number_marker: Marker, paragraph: Paragraph) -> None:
        last = self.last.get(number_marker.rank)
        expected = {1} if last is None else {1, last + 1}
        if number_marker.ordinal in expected:
            return
        values = {"number": number_marker.ordinal, "before": last or 0}
        self.findings.append(
            Finding(
                "numbering",
                "info",
                row=paragraph.line,
                value=paragraph.text.original[:20],
                values=values,
            )
        )


def opening(preface: list[Paragraph]) -> Passage | None:
    """Return the sentences that open a plan, right before its first number."""
    texts: list[Passage] = []
    for paragraph in reversed(preface):
        if (
            paragraph.cells
            or is_date_line(paragraph.plain)
            or not paragraph.plain.endswith(("。", ":", ";"))
        ):
            break
        texts.insert(0, paragraph.text)
    return joined(texts, "\n") if texts else None


def all_nodes(nodes: list[Node]) -> Iterator[Node]:
    """Yield all nodes in the order of the text."""
    for node in nodes:
        yield node
        yield from all_nodes(node.children)


def sections_and_leaves(part: Part) -> tuple[list[Node], list[Node]]:
    """Return the sections of a plan and its measures.

    A section without items is no measure, unless the plan has only such sections.
    """
    top = [node for node in part.nodes if node.rank <= markers.SECTION]
    if any(node.children for node in top):
        leaves = [
            leaf for node in part.nodes for leaf in node.leaves() if leaf.rank > markers.SECTION
        ]
        return top, leaves
    return [], [leaf for node in part.nodes for leaf in node.leaves()]
