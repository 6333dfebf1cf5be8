"""Places of rows, in short: files with runs of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from graph.rules.verdicts import Evidence
from graph.words import runs

ORIGINS = ("targets", "measures", "policies")  # the rows that set a clause
Spans = dict[str, tuple[str, ...]]  # file → runs of rows


def spans(evidence: Iterable[Evidence], tables: Sequence[str] = ()) -> Spans:
    """Return file → its rows as runs; ``tables``: of these only. A sheet stands behind its file.

    >>> spans([Evidence("enrolment", "k", "f/a.csv", None, row) for row in (7, 8, 11)])
    {'f/a.csv': ('7–8', '11')}
    """
    rows: dict[str, set[int]] = {}
    for row in evidence:
        if row.row is not None and (not tables or row.table in tables):
            sheet = f"[{row.sheet}]" if row.sheet else ""
            rows.setdefault(f"{row.file or row.table}{sheet}", set()).add(row.row)
    return {file: tuple(runs(sorted(numbers))) for file, numbers in rows.items()}


def figures(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """Return the rows a verdict rests on, without the one that sets its clause (the first)."""
    return evidence[1:] if evidence and evidence[0].table in ORIGINS else evidence
