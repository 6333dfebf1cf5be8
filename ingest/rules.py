"""Rules of ``source.toml`` for one file: how its sheets are to be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class FileRules:
    """Rules that ``[files."NAME"]`` declares for one file.

    rename: heading → column. columns: letter of a column, or letters of a sum → column. unit: of
    all figures of its dimension. hidden: hidden parts are read too. plausible_up_to: column → the
    largest number that a person has found right. wider_rows_apart: a row for a city or a group does
    not hold the rows for its parts. sheets: what ``[files."NAME".sheets."SHEET"]`` declares of one
    sheet, with all that holds for the file.
    """

    table: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    unit: tuple[str, ...] = ()
    carry_down: tuple[str, ...] = ()
    hidden: bool = False
    plausible_up_to: Mapping[str, float] = field(default_factory=dict)
    wider_rows_apart: bool = False
    sheets: Mapping[str, FileRules] = field(default_factory=dict)

    def of_sheet(self, name: str | None) -> FileRules:
        """Return the rules for one sheet of the file."""
        return self.sheets.get(name or "", self)


NO_RULES = FileRules()
