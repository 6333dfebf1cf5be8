"""Answers of all query languages in the same form: columns, and rows of plain JSON values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from graph.processes.limits import QueryLimits
from graph.processes.worker import call_in_child


@dataclass(frozen=True)
class Answer:
    """An answer. ``truncated``: the row limit was reached and there is more."""

    columns: list[str]
    rows: list[list[Any]]
    truncated: bool = False

    def records(self) -> list[dict[str, Any]]:
        """Return each row as an object by column name."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def answer_of_worker(
    target: str, order: dict[str, Any], limits: QueryLimits, slack_s: float = 0.0
) -> Answer:
    """Return the answer of ``"module:function"`` from a worker process, which gets the limits, too.

    ``slack_s``: the seconds it may take beyond the time limit of the query.

    Raises:
        LimitReached: a limit was reached. TwinChainError: whatever the function raised.
    """
    bounds = {
        "rows": limits.rows,
        "timeout_s": limits.timeout_s,
        "memory_bytes": limits.memory_bytes,
    }
    answer = call_in_child(
        target,
        {**bounds, **order},
        timeout_s=limits.timeout_s + slack_s,
        memory_bytes=limits.memory_bytes,
    )
    return Answer(**answer)


def plain(value: Any) -> Any:
    """Return a value as JSON writes it: whole numbers as integers, days as ISO 8601 text.

    >>> plain(Decimal("12.0")), plain(Decimal("1.5")), plain(date(2024, 4, 24))
    (12, 1.5, '2024-04-24')
    """
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return str(value)
