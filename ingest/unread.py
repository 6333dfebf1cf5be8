"""Reports on files that may hold data and that no reader opens, with what to do."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from graph.findings import Finding

_LOOKED_AT = 1000  # bytes at the beginning of a file
_LARGEST_SETTINGS = 1 << 22  # bytes; no larger object is looked into, it is data
# Ending → what to do with it, a reason of the rule ``unread-file``.
_UNREAD = {
    **dict.fromkeys(
        (".et", ".ett", ".xlsb", ".xlt", ".xltx", ".xltm", ".fods", ".sxc", ".numbers", ".dif"),
        "unread-file.spreadsheet",
    ),
    **dict.fromkeys(
        (".mdb", ".accdb", ".dbf", ".db", ".sqlite", ".sav", ".dta", ".jsonl", ".ndjson", ".xml"),
        "unread-file.export",
    ),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"), "unread-file.archive"),
    **dict.fromkeys(
        (".ofd", ".caj", ".wpt", ".rtf", ".odt", ".ppt", ".pptx", ".dps"), "unread-file.document"
    ),
}


def records_unread(name: str, content: bytes) -> Finding | None:
    """Report a .json that is a list, as of records, or wraps one; None for settings."""
    if PurePosixPath(name).suffix.lower() != ".json":
        return None
    begin = content[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if begin != b"[" and not (begin == b"{" and _wraps_records(content)):
        return None
    return Finding("unread-file", "warning", file=name, value=".json", reason="unread-file.export")


def _wraps_records(content: bytes) -> bool:
    """Tell whether an object holds records: in a member, or within the only one that nests.

    >>> _wraps_records(b'{"code": 0, "data": {"total": 2, "list": [{"a": 1}, {"a": 2}]}}')
    True
    >>> _wraps_records(b'{"editor": {"tabs": [1, 2]}, "files": {"exclude": []}}')
    False
    """
    if len(content) > _LARGEST_SETTINGS:
        return True
    try:
        value: Any = json.loads(content.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):  # no JSON, so no records
        return False
    while isinstance(value, dict):
        nested = [member for member in value.values() if isinstance(member, (dict, list))]
        if any(_are_records(member) for member in nested):
            return True
        value = nested[0] if len(nested) == 1 else None
    return False


def _are_records(value: Any) -> bool:
    return isinstance(value, list) and sum(isinstance(member, (dict, list)) for member in value) > 1


def unread_file(name: str) -> Finding | None:
    """Report a file that is not read, by its name; None where there is nothing to report."""
    ending = PurePosixPath(name).suffix.lower()
    if (reason := _UNREAD.get(ending)) is None:
        return None
    return Finding("unread-file", "warning", file=name, value=ending, reason=reason)
