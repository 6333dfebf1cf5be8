"""What ``source.toml`` declares of one file: how its sheets are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FileRules:
    """What ``[files."NAME"]`` declares of one file.

    rename: heading → column; columns: letter of a column → column.
    """

    table: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    carry_down: tuple[str, ...] = ()


NO_RULES = FileRules()
