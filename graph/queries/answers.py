"""Answers of any query language in one form: columns, rows of plain JSON values."""

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
        """One object a row."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def answer_of_worker(
    target: str, order: dict[str, Any], limits: QueryLimits, slack_s: float = 0.0
) -> Answer:
    """What ``"module:function"`` answers in a worker process, which is told the limits, too.

    ``slack_s``: what it may take beside the time of the question.

    Raises:
        LimitReached: a limit was reached. TwinChainError: whatever the function raised.
    """
    told = {"rows": limits.rows, "timeout_s": limits.timeout_s, "memory_bytes": limits.memory_bytes}
    answer = call_in_child(
        target,
        {**told, **order},
        timeout_s=limits.timeout_s + slack_s,
        memory_bytes=limits.memory_bytes,
    )
    return Answer(**answer)


def plain(value: Any) -> Any:
    """A value as JSON has it: whole numbers as integers, days as ISO 8601 text.

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
