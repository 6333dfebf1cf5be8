"""Corrections of how a sheet is read, kept as the settings of ``source.toml``.

What holds for next year's file too stands under its name without the year; the year itself under
the name of this year's file alone.
"""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from graph.errors import WrongInput
from graph.ontology import load
from ingest.datasets import parse_declaration
from ingest.lasting_names import fits, fits_file, without_year
from ingest.lenient_toml import read_toml
from ingest.text import fold

Settings = dict[str, Any]
SKIP = "-"  # in place of a table: the sheet is not to be read
_YEAR, _IN_CHINESE = "year", "年份"  # the constant that next year's file must not take over


@dataclass(frozen=True)
class SheetPlace:
    """File, or sheet of a file with several; ``files`` and ``sheets``: all that stand beside it.

    ``is_complete``: these are all that there are.
    """

    file: str
    sheet: str | None
    files: tuple[str, ...]
    sheets: tuple[str, ...] = ()
    is_complete: bool = True

    @property
    def lasting(self) -> tuple[str, str | None]:
        """Return its names without the year, where they mean nothing else."""
        if not self.is_complete:
            return self.file, self.sheet
        file = without_year(self.file)
        if sum(fits_file(file, other) for other in self.files) > 1:
            file = self.file
        if self.sheet is None:
            return file, None
        sheet = without_year(self.sheet)
        alone = sum(fits(sheet, other) for other in self.sheets) == 1
        return file, sheet if alone else self.sheet


# Corrections --------------------------------------------------------------------------------------


def with_table(settings: Settings, place: SheetPlace, value: str | None) -> Settings:
    """Return settings by which a sheet is a table, or :data:`SKIP`; None: what it is found to be.

    Columns that were named for another table are forgotten.
    """
    changed = copy.deepcopy(settings)
    for key in ("columns", "rename"):
        _set(changed, place, key, None)
    _set(changed, place, "table", None if value == SKIP else value)
    _set(changed, place, "skip", True if value == SKIP else None)
    return changed


def with_header_row(settings: Settings, place: SheetPlace, value: int | None) -> Settings:
    """Return settings by which a row is the (last) heading row; None: the one that is found."""
    changed = copy.deepcopy(settings)
    _set(changed, place, "header_row", value)
    return changed


def with_year(settings: Settings, place: SheetPlace, value: int | None) -> Settings:
    """Return settings by which all rows of a sheet are of a year; None: none is set."""
    changed = copy.deepcopy(settings)
    own = _section(changed, place.file, place.sheet)
    constants = own.setdefault("constants", {})
    _forget_year(constants)
    if value is not None:
        constants[_YEAR] = value
    _without_empty(changed)
    return changed


def with_columns(
    settings: Settings, place: SheetPlace, columns: Mapping[str, str], headings: Mapping[str, str]
) -> Settings:
    """Return settings by which letters mean columns, :data:`ingest.rules.SET_ASIDE` none.

    A column is named by its heading where that is the only one of its kind: it may stand elsewhere
    next year. ``headings``: letter → heading of all columns of the sheet.
    """
    changed = copy.deepcopy(settings)
    folded = [fold(heading) for heading in headings.values()]
    by_letter = _named(changed, place, "columns")
    by_heading = _named(changed, place, "rename")
    for letter, column in columns.items():
        heading = headings.get(letter, "")
        by_letter = {k: v for k, v in by_letter.items() if letter not in _letters(k)}
        by_heading = {k: v for k, v in by_heading.items() if fold(k) != fold(heading)}
        if fold(heading) and folded.count(fold(heading)) == 1:
            by_heading[heading] = column
        else:
            by_letter[letter] = column
    _set(changed, place, "columns", by_letter or None)
    _set(changed, place, "rename", by_heading or None)
    return changed


def _letters(key: str) -> list[str]:
    return [letter.strip().upper() for letter in key.split("+")]


def _sections(settings: Settings, place: SheetPlace) -> list[Settings]:
    """Return the sections that hold for a sheet by its own and by its lasting names."""
    file, sheet = place.lasting
    return [_section(settings, file, sheet), _section(settings, place.file, place.sheet)]


def _section(settings: Settings, file: str, sheet: str | None) -> Settings:
    section: Settings = settings.setdefault("files", {}).setdefault(file, {})
    if sheet is not None:
        section = section.setdefault("sheets", {}).setdefault(sheet, {})
    return section


def _named(settings: Settings, place: SheetPlace, key: str) -> dict[str, str]:
    lasting, own = _sections(settings, place)
    return {**lasting.get(key, {}), **own.get(key, {})}


def _set(settings: Settings, place: SheetPlace, key: str, value: Any) -> None:
    """Set a key under the lasting names of a sheet, and nowhere else; None takes it out."""
    sections = _sections(settings, place)
    for section in sections:
        section.pop(key, None)
    if value is not None:
        sections[0][key] = value
    _without_empty(settings)


def _without_empty(settings: Settings) -> None:
    """Take out tables that hold nothing."""
    for key, value in list(settings.items()):
        if isinstance(value, dict):
            _without_empty(value)
            if not value:
                del settings[key]


# From year to year --------------------------------------------------------------------------------


def kept_for(settings: Settings, files: Collection[str]) -> Settings:
    """Return what settings of another upload hold for these files, but for the year."""
    sections = settings.get("files", {})
    kept = copy.deepcopy(
        {n: section for n, section in sections.items() if any(fits_file(n, f) for f in files)}
    )
    for section in kept.values():
        for part in (section, *section.get("sheets", {}).values()):
            _forget_year(part.get("constants", {}))
    of_all = {key: settings[key] for key in ("school_year",) if key in settings}
    whole: Settings = {**of_all, "files": kept}
    _without_empty(whole)
    return whole if "files" in whole else {}


def _forget_year(constants: Settings) -> None:
    for name in (_YEAR, _IN_CHINESE):
        constants.pop(name, None)


# Texts --------------------------------------------------------------------------------------------


def read_settings(text: str) -> Settings:
    """Return the settings of a ``source.toml``, as they are written.

    Raises:
        WrongInput: it is no TOML, or a value cannot be what its key asks for.
    """
    try:
        settings = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise WrongInput("error.bad_source_toml", problem=str(error)) from None
    parse_declaration(settings, load())
    return settings


def settings_text(settings: Settings) -> str:
    """Write settings as the text of a ``source.toml``; empty where there are none.

    >>> print(settings_text({"files": {"a.csv": {"header_row": 3, "rename": {"人": "name"}}}}))
    [files."a.csv"]
    header_row = 3
    rename = {"人" = "name"}
    <BLANKLINE>
    """
    blocks = [_lines({k: v for k, v in settings.items() if k != "files"})]
    for file, section in settings.get("files", {}).items():
        sheets = section.get("sheets", {})
        own = _lines({k: v for k, v in section.items() if k != "sheets"})
        blocks.append([f"[files.{_text(file)}]", *own] if own or not sheets else [])
        for sheet, of_sheet in sheets.items():
            blocks.append([f"[files.{_text(file)}.sheets.{_text(sheet)}]", *_lines(of_sheet)])
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _lines(values: Mapping[str, Any]) -> list[str]:
    return [f"{_key(key)} = {_written(value)}" for key, value in values.items()]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return f"{{{', '.join(_lines(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    return _text(value) if isinstance(value, str) else repr(value)


def _key(name: str) -> str:
    return name if name.replace("_", "").isalnum() and name.isascii() else _text(name)


def _text(text: str) -> str:
    """Write a TOML string; JSON's escapes are TOML's, which wants one more."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
