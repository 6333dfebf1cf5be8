"""Reports on files that may hold data and that no reader opens, with what to do."""

from __future__ import annotations

from graph.findings import Finding
from ingest.readers import suffix_of

# Ending → what to do with it, a reason of the rule ``unread-file``.
_UNREAD = {
    **dict.fromkeys(
        (".et", ".ett", ".xlsb", ".xlt", ".xltx", ".xltm", ".fods", ".sxc", ".numbers", ".dif"),
        "unread-file.spreadsheet",
    ),
    **dict.fromkeys(
        (".mdb", ".accdb", ".dbf", ".db", ".sqlite", ".sav", ".dta", ".xml"),
        "unread-file.export",
    ),
    **dict.fromkeys((".zip", ".rar", ".7z", ".gz", ".tar", ".tgz"), "unread-file.archive"),
    **dict.fromkeys(
        (".geojson", ".gpkg", ".shp", ".kml", ".kmz", ".gdb", ".topojson"), "unread-file.shapes"
    ),
    **dict.fromkeys(
        (".ofd", ".caj", ".wpt", ".rtf", ".odt", ".ppt", ".pptx", ".dps"), "unread-file.document"
    ),
}


def unread_file(name: str) -> Finding | None:
    """Report a file that is not read, by its name; None where there is nothing to report."""
    ending = suffix_of(name)
    if (reason := _UNREAD.get(ending)) is None:
        return None
    return Finding(reason, "warning", file=name, value=ending)
