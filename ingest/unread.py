"""Files that may hold data and that no reader opens: named, with what to do."""

from __future__ import annotations

from pathlib import PurePosixPath

from graph.findings import Finding

_LOOKED_AT = 1000  # bytes at the beginning of a file
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
    """What to say of a .json that is a list, as of records; None for settings and the like."""
    if PurePosixPath(name).suffix.lower() != ".json":
        return None
    if not content[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"["):
        return None
    return Finding("unread-file", "warning", file=name, value=".json", reason="unread-file.export")


def unread_file(name: str) -> Finding | None:
    """What to say of a file that is not read, by its name; None where there is nothing to say."""
    ending = PurePosixPath(name).suffix.lower()
    if (reason := _UNREAD.get(ending)) is None:
        return None
    return Finding("unread-file", "warning", file=name, value=ending, reason=reason)
