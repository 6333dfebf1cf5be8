"""Figures and deadlines of a text, as records with the item they belong to."""

from __future__ import annotations

import re
from bisect import bisect_left

from graph.findings import Finding
from ingest.policy.deadlines import Deadline, Issued, deadlines
from ingest.policy.passages import Passage
from ingest.policy.quantities import Quantity, quantities
from ingest.policy.records import DeadlineRecord, QuantityRecord

_LONGEST_ABOUT = 80
_SENTENCE_END = re.compile("[。;\n]")


class Aims:
    """What a document wants to reach. findings: deadlines whose year is not said."""

    def __init__(self, issued: Issued) -> None:
        self.issued = issued
        self.findings: list[Finding] = []
        self.quantities: list[QuantityRecord] = []
        self.deadlines: list[DeadlineRecord] = []
        self._seen: set[tuple[str, int | None, int | str | None]] = set()

    def __len__(self) -> int:
        return len(self.quantities) + len(self.deadlines)

    def take(
        self, body: Passage, left_out: list[tuple[int, int]], number: int | None, path: str
    ) -> None:
        """All aims of an item's text but for what stands in ``left_out`` (its lists of units)."""
        dates = deadlines(body, left_out, self.issued)
        ends = [hit.start() for hit in _SENTENCE_END.finditer(body.plain)]
        used = set()
        for q in quantities(body, left_out):
            by = _deadline_of(q, dates, ends)
            used |= {id(by)} if by else set()
            self.quantities.append(_quantity_record(q, number, path, by))
        for d in dates:
            self.take_deadline(d, body, number, path, has_quantity=id(d) in used)

    def take_deadline(
        self, d: Deadline, body: Passage, number: int | None, path: str, *, has_quantity: bool
    ) -> None:
        """One deadline, once an item."""
        unsaid = d.year is None and d.span_years is None
        key = (path, d.year, d.text.plain if unsaid else d.span_years)
        if key not in self._seen:
            self._seen.add(key)
            if unsaid:
                line, words = d.text.line, d.text.shown
                self.findings.append(
                    Finding(
                        "unread-text", "warning", row=line, value=words, reason="unread-text.year"
                    )
                )
            text, about = d.text.shown.replace("\n", ""), _about(body, d)
            line = d.text.line or 0
            self.deadlines.append(
                DeadlineRecord(number, path, d.year, d.span_years, text, line, about, has_quantity)
            )


def _quantity_record(
    q: Quantity, number: int | None, path: str, by: Deadline | None
) -> QuantityRecord:
    low, high = q.value if isinstance(q.value, tuple) else (q.value, None)
    return QuantityRecord(
        measure=number,
        path=path,
        text=q.text.replace("\n", ""),
        indicator=q.indicator.replace("\n", ""),
        comparator=q.comparator,
        value=low,
        high=high,
        unit=q.unit,
        line=q.line,
        deadline=by.year if by else None,
    )


def _deadline_of(q: Quantity, dates: list[Deadline], ends: list[int]) -> Deadline | None:
    """The last deadline before a figure in its sentence. ``ends``: of all sentences, in order."""
    at = bisect_left(ends, q.start)
    start = ends[at - 1] if at else 0
    before = [d for d in dates if start <= d.start <= q.start and d.year]
    return before[-1] if before else None


def _about(body: Passage, d: Deadline) -> str:
    """What is to be reached: the clause behind the deadline."""
    rest = body.part(d.end, d.end + _LONGEST_ABOUT).stripped(",: \n")
    end = re.search(r"[,。;\n]", rest.plain)
    return rest.part(0, end.start() if end else None).shown or d.text.shown
