"""Reader of JSON: arrays of records, alone or within objects, or a record a line.

Numbers stay as they are written. Keys are the headings; those of an object within a record stand
behind its own (``city/name``). Rows are numbered as the records, from 1.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any

import polars as pl

from graph.findings import Finding
from graph.processes.limits import FileLimits
from ingest.readers import NO_RECORDS, BadFileError, Sheet, isolated
from ingest.readers.delimited import refuse_wide
from ingest.readers.encodings import decode, refuse_other_files
from ingest.readers.packed import SUFFIX as PACKED
from ingest.readers.packed import unpack

LINES = (".jsonl", ".ndjson")
_SMALL = 1 << 22  # bytes; what a file of this size may take hurts nobody
_DEEPEST = 4  # objects around an array of records
_LIST_SEPARATOR = ";"
_SCALARS = {str, type(None)}


def read(content: bytes, name: str) -> list[Sheet]:
    """Read a JSON file, a large or packed one in a child process with limits."""
    is_small = len(content) <= _SMALL and not name.lower().endswith(PACKED)
    return read_here(content, name) if is_small else isolated.read(content, name)


def read_here(content: bytes, name: str) -> list[Sheet]:
    """Read each array of records of a file as a sheet, named by its key where there are several.

    Raises:
        BadFileError: it is no JSON, or holds no records.
    """
    if name.lower().endswith(PACKED):
        content, name = unpack(content), name[: -len(PACKED)]
    suffix = name[name.rfind(".") :].lower()
    refuse_other_files(content, suffix)
    text = decode(content)
    if not text.strip():
        raise BadFileError("bad-file.empty")
    arrays = _arrays_of_lines(text) if suffix in LINES or _has_records_in_lines(text) else None
    if arrays is None:
        arrays = _arrays_in(_parse(text), "")
    if not arrays:
        raise BadFileError(NO_RECORDS)
    if len(arrays) > (limit := FileLimits().sheets):
        raise BadFileError("bad-file.sheets", count=len(arrays), limit=limit)
    is_alone = len(arrays) == 1
    return [_sheet(None if is_alone else key, array, text) for key, array in arrays.items()]


def _parse(text: str) -> Any:
    """Return the value of a JSON text; numbers and truth values as they are written."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise BadFileError("bad-file.json", line=error.lineno, at=error.colno) from None
    except RecursionError:
        raise BadFileError("bad-file.nested") from None


def _has_records_in_lines(text: str) -> bool:
    """Tell whether a text has a whole object on its first line, and more below."""
    first, _, rest = text.lstrip().partition("\n")
    if not first.startswith("{") or not rest.lstrip().startswith("{"):
        return False
    try:
        return isinstance(_parse(first), dict)
    except BadFileError:
        return False


def _arrays_of_lines(text: str) -> dict[str, list[Any]] | None:
    """Return one record a line, None for a line that is no JSON; None where the text is an array.

    A damaged line costs its own record only.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if lines[0].lstrip().startswith("["):
        return None
    try:
        records: list[Any] = _parse("[" + ",".join(lines) + "]")
    except BadFileError:
        records = [_parse_line(line) for line in lines]
    return {"": records} if _are_records(records) else {}


def _parse_line(line: str) -> Any:
    try:
        return _parse(line)
    except BadFileError:
        return None


def _arrays_in(value: Any, key: str, depth: int = 0) -> dict[str, list[Any]]:
    """Return the arrays of records, or of rows, by their keys: the outermost that are there.

    Where several objects hold such arrays it is no list of records: settings, results.
    """
    if isinstance(value, list):
        return {key: value} if _are_records(value) else {}
    if not isinstance(value, dict) or depth > _DEEPEST:
        return {}
    paths = {f"{key}/{name}" if key else name: member for name, member in value.items()}
    lists = [item for item in paths.items() if isinstance(item[1], list)]
    arrays = {path: member for path, member in lists if _are_records(member)}
    if arrays:
        return {path: _with_headings(array, lists) for path, array in arrays.items()}
    objects = [item for item in paths.items() if isinstance(item[1], dict)]
    within = [a for path, member in objects if (a := _arrays_in(member, path, depth + 1))]
    return within[0] if len(within) == 1 else {}


def _with_headings(array: list[Any], lists: list[tuple[str, Any]]) -> list[Any]:
    """Return rows below headings that stand beside them: ``{"columns": […], "data": [[…]]}``."""
    if not isinstance(array[0], list):
        return array
    beside = [
        member
        for _, member in lists
        if len(member) == len(array[0]) and all(isinstance(text, str) for text in member)
    ]
    return [beside[0], *array] if len(beside) == 1 else array


def _are_records(array: list[Any]) -> bool:
    """Tell whether an array holds records, or several rows, and not only empty ones."""
    are_rows = len(array) > 1 and all(isinstance(member, list) for member in array)
    return any(member for member in array if are_rows or isinstance(member, dict))


def _sheet(name: str | None, array: list[Any], text: str) -> Sheet:
    if all(isinstance(member, list) for member in array):
        return _sheet_of_rows(name, array, text)
    records = [member if isinstance(member, dict) else {} for member in array]
    keys = dict.fromkeys(chain.from_iterable(records))
    refuse_wide(len(array), len(keys), text)
    columns: list[tuple[str, list[str | None]]] = []
    notes = [Finding("records", "info", sheet=name, values={"count": len(array)})]
    odd = [number for number, member in enumerate(array, 1) if not isinstance(member, dict)]
    if odd:
        notes.append(Finding("odd-record", row=odd[0], values={"count": len(odd)}))
    for key in keys:
        values = [record.get(key) for record in records]
        for inner, cells, lost in _columns_of(key, values):
            columns.append((inner, cells))
            if lost:
                notes.append(
                    Finding("nested-value", "warning", column=inner, values={"count": lost})
                )
        refuse_wide(len(array), len(columns), text)
    if not columns:
        raise BadFileError(NO_RECORDS)
    numbers = pl.int_range(0, len(array) + 1, dtype=pl.Int64, eager=True)
    return Sheet(name, _frame(columns), numbers, notes=notes, is_of_records=True)


def _columns_of(
    key: str, values: list[Any], is_within: bool = False
) -> Iterator[tuple[str, list[str | None], int]]:
    """Yield headings, cells, and how many values no cell can hold; objects give further columns."""
    kinds = set(map(type, values))
    if kinds <= _SCALARS:
        yield key, values, 0
        return
    objects = [value if isinstance(value, dict) else {} for value in values]
    inner_keys = {} if is_within else dict.fromkeys(chain.from_iterable(objects))
    texts = [_as_text(value) for value in values]
    lost = sum(
        text is None and bool(value) and not (isinstance(value, dict) and inner_keys)
        for value, text in zip(values, texts, strict=True)
    )
    if lost or kinds - {dict, type(None)}:
        yield key, texts, lost
    for inner in inner_keys:
        within = [record.get(inner) for record in objects]
        yield from _columns_of(f"{key}/{inner}", within, is_within=True)


def _as_text(value: Any) -> str | None:
    """Write a value as a cell; None for objects, and for arrays of other things than texts."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        is_flat = all(isinstance(member, str) for member in value)
        return _LIST_SEPARATOR.join(value) if value and is_flat else None
    return value if isinstance(value, str) else None


def _frame(columns: list[tuple[str, list[str | None]]]) -> pl.DataFrame:
    """Return columns as the cells of a sheet, with their keys as the first row."""
    series = [
        pl.Series(f"c{i}", [key, *cells], dtype=pl.String) for i, (key, cells) in enumerate(columns)
    ]
    return pl.DataFrame(series)


def _sheet_of_rows(name: str | None, array: list[Any], text: str) -> Sheet:
    """Return an array of arrays as a sheet: the first of them holds the headings."""
    rows = [[_as_text(value) for value in row] for row in array]
    width = max(map(len, rows))
    refuse_wide(len(rows), width, text)
    columns = {f"c{i}": [row[i] if i < len(row) else None for row in rows] for i in range(width)}
    cells = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String()))
    numbers = pl.int_range(1, len(rows) + 1, dtype=pl.Int64, eager=True)
    finding = Finding("records", "info", sheet=name, values={"count": len(rows)})
    return Sheet(name, cells, numbers, notes=[finding])
