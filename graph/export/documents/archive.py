"""Office files are archives: rewritten so that the same document has the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, date, datetime, time

EPOCH = (1980, 1, 1, 0, 0, 0)
CORE = "docProps/core.xml"
INSIDE = (".xlsx", ".docx", ".pptx")
_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def day_of(as_of: str | None) -> datetime:
    """Return the date of the data at midnight; without one, the earliest that archives know."""
    day = date.fromisoformat(as_of[:10]) if as_of else date(1980, 1, 1)
    return datetime.combine(day, time(), UTC)


def settled(content: bytes, as_of: str | None) -> bytes:
    """Take all dates of the archive from the data, in itself and in archives inside."""
    moment = day_of(as_of).strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == CORE:
                data = _MOMENT.sub(moment, data)
            elif entry.filename.endswith(INSIDE):
                data = settled(data, as_of)
            copy = zipfile.ZipInfo(entry.filename, EPOCH)
            copy.compress_type, copy.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            new.writestr(copy, data)
    return out.getvalue()
