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
    """The aims of a document. findings: deadlines whose year is not stated."""

    def __init__(self, issued: Issued) -> None:
        self.issued = issued
        self.findings: list[Finding] = []
        self.quantities: list[QuantityRecord] = []
        self.deadlines: list[DeadlineRecord] = []
        self._seen: set[tuple[str, int | None, int | str | None]] = set()

    def __len__(self) -> int:
        return len(self.quantities) + len(self.deadlines)

    def take(
        self, body: Passage, excluded_spans: list[tuple[int, int]], number: int | None, path: str
    ) -> None:
        """Add all aims in the text of an item outside ``excluded_spans`` (its lists of units)."""
        dates = deadlines(body, excluded_spans, self.issued)
        ends = [match.start() for match in _SENTENCE_END.finditer(body.plain)]
        used = set()
        for quantity in quantities(body, excluded_spans):
            deadline = _deadline_of(quantity, dates, ends)
            used |= {id(deadline)} if deadline else set()
            self.quantities.append(_quantity_record(quantity, number, path, deadline))
        for date in dates:
            self.take_deadline(date, body, number, path, has_quantity=id(date) in used)

    def take_deadline(
        self,
        deadline: Deadline,
        body: Passage,
        number: int | None,
        path: str,
        *,
        has_quantity: bool,
    ) -> None:
        """Add a deadline, unless the item has it already."""
        unsaid = deadline.year is None and deadline.span_years is None
        key = (path, deadline.year, deadline.text.plain if unsaid else deadline.span_years)
        if key not in self._seen:
            self._seen.add(key)
            if unsaid:
                line, words = deadline.text.line, deadline.text.original
                self.findings.append(Finding("unread-text.year", "warning", row=line, value=words))
            text, about = deadline.text.original.replace("\n", ""), _about(body, deadline)
            line = deadline.text.line or 0
            self.deadlines.append(
                DeadlineRecord(
                    number,
                    path,
                    deadline.year,
                    deadline.span_years,
                    text,
                    line,
                    about,
                    has_quantity,
                )
            )


def _quantity_record(
    quantity: Quantity, number: int | None, path: str, deadline: Deadline | None
) -> QuantityRecord:
    low, high = quantity.value if isinstance(quantity.value, tuple) else (quantity.value, None)
    return QuantityRecord(
        measure=number,
        path=path,
        text=quantity.text.replace("\n", ""),
        indicator=quantity.indicator.replace("\n", ""),
        comparator=quantity.comparator,
        value=low,
        high=high,
        unit=quantity.unit,
        line=quantity.line,
        deadline=deadline.year if deadline else None,
    )


def _deadline_of(quantity: Quantity, dates: list[Deadline], ends: list[int]) -> Deadline | None:
    """Return the last deadline before a figure in its sentence. ``ends``: of sentences, sorted."""
    at = bisect_left(ends, quantity.start)
    start = ends[at - 1] if at else 0
    before = [date for date in dates if start <= date.start <= quantity.start and date.year]
    return before[-1] if before else None


def _about(body: Passage, deadline: Deadline) -> str:
    """Return the subject of a deadline: the clause behind it."""
    rest = body.part(deadline.end, deadline.end + _LONGEST_ABOUT).stripped(",: \n")
    end = re.search(r"[,。;\n]", rest.plain)
    return rest.part(0, end.start() if end else None).original or deadline.text.original
