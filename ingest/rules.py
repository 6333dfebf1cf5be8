"""Rules of ``source.toml`` for one file: how its sheets are to be read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NoReturn

from graph.errors import WrongInput
from graph.findings import Finding
from graph.ontology import Ontology
from ingest.lasting_names import first_fitting
from ingest.nearest import near
from ingest.text import fold
from ingest.units import SHARE, is_unit

DECLARATION_FILE = "source.toml"
SET_ASIDE = ""  # what a column means that is not to be read


@dataclass(frozen=True)
class FileRules:
    """Rules that ``[files."NAME"]`` declares for one file.

    header_row: 0 where there is none. rename: heading → column. columns: letter of a column, or
    letters of a sum → column; of both, :data:`SET_ASIDE` is none. constants: column that the sheet
    does not have → the text of all its cells. where: heading → the cells that choose a row. rows:
    first and last row of data, as the file numbers them. skip: nothing is read. unit: of all
    figures of its dimension. hidden: hidden parts are read too. plausible_up_to: column → the
    largest number that a person has found right. wider_rows_apart: a row for a city or a group does
    not hold the rows for its parts. area: that the rows are of. sheets: what
    ``[files."NAME".sheets."SHEET"]`` declares of one sheet, with all that holds for the file.
    """

    table: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rows: tuple[tuple[int, int | None], ...] = ()
    skip: bool = False
    unit: tuple[str, ...] = ()
    carry_down: tuple[str, ...] = ()
    hidden: bool = False
    plausible_up_to: Mapping[str, float] = field(default_factory=dict)
    wider_rows_apart: bool = False
    area: str | None = None
    sheets: Mapping[str, FileRules] = field(default_factory=dict)

    def of_sheet(self, name: str | None) -> FileRules:
        """Return the rules for one sheet of the file."""
        fitting = first_fitting(self.sheets, name or "")
        return self.sheets[fitting] if fitting else self

    def sets_aside(self, letter: str, path: Sequence[str]) -> bool:
        """Tell whether a column is not to be read; ``path``: the headings above it, top first."""
        headings = {fold(cell) for cell in (*path[-1:], "/".join(path))}
        letters = [place.upper() for place, column in self.columns.items() if column == SET_ASIDE]
        words = [fold(word) for word, column in self.rename.items() if column == SET_ASIDE]
        return letter in letters or any(word in headings for word in words)


NO_RULES = FileRules()
_KEYS = tuple(FileRules.__dataclass_fields__)
_SHEET_KEYS = tuple(key for key in _KEYS if key not in ("sheet", "sheets"))
_RANGE = re.compile(r"\s*(\d{1,9})\s*(?:([-–—~～:])\s*(\d{1,9})?)?\s*")
_LETTERS = re.compile(r"[A-Za-z]{1,3}(\s*\+\s*[A-Za-z]{1,3})*")


@dataclass(frozen=True)
class _Key:
    """What the value of a key may be, examples of it, and the form in which it is kept."""

    is_right: Callable[[Any], bool]
    examples: Sequence[str]
    keep: Callable[[Any], Any] = lambda value: value


def rules_of_file(name: str, rules: Any, ontology: Ontology) -> tuple[FileRules, list[Finding]]:
    """Return the settings of a file and of its sheets; a sheet's go before the file's.

    Raises:
        WrongInput: a value cannot be what its key asks for.
    """
    setting = f'files."{name}"'
    require_table(setting, rules)
    of_file = {key: value for key, value in rules.items() if key != "sheets"}
    findings = [unknown_setting(f"{setting}.{k}", k, _KEYS) for k in rules if k not in _KEYS]
    sheets: dict[str, FileRules] = {}
    for sheet, of_sheet in require_table(f"{setting}.sheets", rules.get("sheets", {})).items():
        place = f'{setting}.sheets."{sheet}"'
        require_table(place, of_sheet)
        unknown = [key for key in of_sheet if key not in _SHEET_KEYS]
        findings += [unknown_setting(f"{place}.{key}", key, _SHEET_KEYS) for key in unknown]
        sheets[sheet] = _read_rules(place, of_file | of_sheet, ontology)
    return replace(_read_rules(setting, of_file, ontology), sheets=sheets), findings


def _read_rules(setting: str, rules: Mapping[str, Any], ontology: Ontology) -> FileRules:
    values = {}
    for name, key in _keys(ontology).items():
        if name in rules:
            if not key.is_right(rules[name]):
                refuse_setting(f"{setting}.{name}", str(rules[name]), key.examples)
            values[name] = key.keep(rules[name])
    return FileRules(**values)


def _keys(ontology: Ontology) -> dict[str, _Key]:
    tables = [table.name for table in ontology.input_tables()]
    units = ["人", "百人", "万元", '["人", "万元"]', SHARE]
    return {
        "table": _Key(lambda v: v in tables, tables),
        "sheet": _Key(_is_text, ['"…"']),
        "header_row": _Key(lambda v: _is_number(v) and v >= 0, ["1", "2", "0"]),
        "rename": _Key(_maps_to(_is_text), ['{"…" = "…"}']),
        "columns": _Key(
            lambda v: _maps_to(_is_text)(v) and all(map(_LETTERS.fullmatch, v)),
            ['{F = "…"}', '{"D+E" = "…"}'],
        ),
        "constants": _Key(
            _maps_to(_is_one_or_several(_is_plain)), ['{year = 2025, basis = "survey"}'], _as_texts
        ),
        "where": _Key(
            _maps_to(_is_one_or_several(_is_plain)), ['{批次 = ["本科批", "专科批"]}'], _as_choices
        ),
        "rows": _Key(
            _is_one_or_several(_is_range), ['"5-120"', '"5-"', '["5-40", "60-80"]'], _as_ranges
        ),
        "skip": _SWITCH,
        "unit": _Key(
            _is_one_or_several(lambda u: _is_text(u) and is_unit(u, ontology)), units, _as_tuple
        ),
        "carry_down": _Key(
            lambda v: isinstance(v, list) and all(map(_is_text, v)), ['["…", "…"]'], tuple
        ),
        "area": _Key(_is_text, ['"…"']),
        "hidden": _SWITCH,
        "wider_rows_apart": _SWITCH,
        "plausible_up_to": _Key(
            _maps_to(lambda v: isinstance(v, int | float)), ["{graduates = 15000}"]
        ),
    }


_SWITCH = _Key(lambda v: isinstance(v, bool), ["true", "false"])


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_plain(value: Any) -> bool:
    """Tell whether a value can stand in one cell."""
    return isinstance(value, str | int | float | date)


def _is_one_or_several(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: all(map(is_right, value if isinstance(value, list) else [value]))


def _maps_to(is_right: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, dict) and all(map(is_right, value.values()))


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _as_texts(values: Mapping[str, Any]) -> dict[str, str]:
    """Write values as the cells of a sheet: several in one cell behind semicolons."""
    return {name: ";".join(map(_as_text, _as_tuple(value))) for name, value in values.items()}


def _as_choices(values: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(map(_as_text, _as_tuple(value))) for name, value in values.items()}


def _is_range(value: Any) -> bool:
    match = _RANGE.fullmatch(str(value)) if _is_text(value) or _is_number(value) else None
    return match is not None and 1 <= int(match[1]) <= int(match[3] or match[1])


def _as_ranges(value: Any) -> tuple[tuple[int, int | None], ...]:
    """Return ranges of rows: first and last, which is None where the range is open.

    >>> _as_ranges(["5-120", "130-", 7])
    ((5, 120), (130, None), (7, 7))
    """
    matches = [match for part in _as_tuple(value) if (match := _RANGE.fullmatch(str(part)))]
    lasts = [int(m[3]) if m[3] else None if m[2] else int(m[1]) for m in matches]
    return tuple((int(m[1]), last) for m, last in zip(matches, lasts, strict=True))


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def require_table(setting: str, value: Any) -> dict[str, Any]:
    """Return the keys and values of a setting, which must be a table of TOML."""
    if not isinstance(value, dict):
        refuse_setting(setting, str(value), ["{…}"])
    return dict(value)


def unknown_setting(
    setting: str,
    word: str,
    words: Mapping[str, str] | Iterable[str],
    reason: str = "unknown-setting",
) -> Finding:
    """Report a setting that has no effect; ``words``: what its ``word`` may be, as for near."""
    return Finding(
        reason, "warning", DECLARATION_FILE, value=setting, values={"near": near(word, words)}
    )


def refuse_setting(setting: str, value: str, allowed: Iterable[str]) -> NoReturn:
    """Raise the error of a setting with a value that it cannot have."""
    raise WrongInput("error.bad_setting", setting=setting, value=value, allowed=" | ".join(allowed))
