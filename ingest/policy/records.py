"""Records of a reading: plain values, so that a reading can come from another process."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from graph.findings import Finding


@dataclass(frozen=True)
class Section:
    """A section of a plan. part: which plan of the document, from 1."""

    ordinal: int
    title: str
    written: str
    line: int
    part: int = 1


@dataclass(frozen=True)
class UnitRole:
    """A unit of a measure. written: in the text; name: with its prefix; plain: for matching."""

    written: str
    name: str
    plain: str
    role: str
    basis: str


@dataclass(frozen=True)
class Measure:
    """An item that sets a goal or a task. section: its title without number, or None."""

    ordinal: int | None
    path: str
    heading: str | None
    section: str | None
    section_written: str | None
    kind: str
    text: str
    line: int
    units: list[UnitRole] = field(default_factory=list)

    @property
    def lead_unit(self) -> str | None:
        """Return the leading unit, or the first of them."""
        return next((unit.name for unit in self.units if unit.role == "lead"), None)


@dataclass(frozen=True)
class QuantityRecord:
    """A figure. measure: the item's number, None outside items; high: of a range, else None."""

    measure: int | None
    path: str | None
    text: str
    indicator: str
    comparator: str
    value: float | None
    high: float | None
    unit: str | None
    line: int
    deadline: int | None = None


@dataclass(frozen=True)
class DeadlineRecord:
    """A target year, or a span of years from the issue."""

    measure: int | None
    path: str | None
    year: int | None
    span_years: int | None
    text: str
    line: int
    about: str
    has_quantity: bool = False


@dataclass(frozen=True)
class CitationRecord:
    """A cited document."""

    title: str | None
    number: str | None
    line: int


@dataclass(frozen=True)
class Member:
    """A member of the coordinating body of a measure; unit: its name for matching, or None."""

    path: str
    name: str
    unit: str | None
    line: int


@dataclass(frozen=True)
class EntityRecord:
    """A thing that an item names. position: of its first character in the item's text, from 1."""

    measure: int | None
    path: str
    kind: str
    name: str
    line: int
    position: int


_PLAIN_FIELDS = ("title", "doc_number", "issuer", "issued", "published", "place")


@dataclass
class DocumentTable:
    """Table of a document: the lines above it, its rows, and ranges of merged cells.

    merges: first and last row, first and last column.
    """

    above: list[str]
    rows: list[list[str | None]]
    merges: list[list[int]]


@dataclass
class Reading:
    """The reading of one document, with its findings."""

    title: str | None = None
    doc_number: str | None = None
    issuer: str | None = None
    issued: str | None = None
    published: str | None = None
    place: str | None = None
    cites: list[CitationRecord] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    quantities: list[QuantityRecord] = field(default_factory=list)
    deadlines: list[DeadlineRecord] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    entities: list[EntityRecord] = field(default_factory=list)
    goals: list[Measure] = field(default_factory=list)  # sections and groups that hold figures
    findings: list[Finding] = field(default_factory=list)
    is_plan: bool = True  # False for a report or a list: its tables alone may become rows
    tables: list[DocumentTable] = field(default_factory=list)  # of a document without tasks

    @property
    def restarts(self) -> bool:
        """Tell whether the numbers of the items start again and so do not identify an item."""
        numbers = [measure.ordinal for measure in self.measures]
        return len(set(numbers)) < len(numbers)

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as values for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> Reading:
        """Return the reading from a result of :meth:`to_dict`."""
        measures = [
            Measure(**(m | {"units": [UnitRole(**u) for u in m["units"]]}))
            for m in values["measures"]
        ]
        return cls(
            **{name: values[name] for name in (*_PLAIN_FIELDS, "is_plan")},
            tables=[DocumentTable(**table) for table in values["tables"]],
            cites=[CitationRecord(**c) for c in values["cites"]],
            sections=[Section(**s) for s in values["sections"]],
            measures=measures,
            quantities=[QuantityRecord(**q) for q in values["quantities"]],
            deadlines=[DeadlineRecord(**d) for d in values["deadlines"]],
            members=[Member(**m) for m in values["members"]],
            entities=[EntityRecord(**e) for e in values["entities"]],
            goals=[Measure(**m) for m in values["goals"]],
            findings=[Finding(**f) for f in values["findings"]],
        )
