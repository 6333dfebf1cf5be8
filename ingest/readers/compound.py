"""The container of old Office files: refused where its chains of sectors run in circles.

The reader follows a chain to its end, so a damaged file whose chain has none fills the memory.
Source: [MS-CFB], Compound File Binary File Format, sections 2.2 and 2.3.
"""

from __future__ import annotations

import struct

from ingest.readers import BadFileError

_HEADER_SECTORS = 109  # addresses of allocation sectors that the header itself holds
_LAST_SECTOR = 0xFFFFFFFA


def refuse_circles(content: bytes) -> None:
    """Raise where following the allocation table comes back to a sector it has passed."""
    try:
        (shift,) = struct.unpack_from("<H", content, 30)
        addresses = struct.unpack_from(f"<{_HEADER_SECTORS}I", content, 76)
    except struct.error:
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    if shift not in (9, 12):
        raise BadFileError("bad-file.damaged", kind="Excel")
    size = 1 << shift
    following: list[int] = []
    for address in addresses:
        start = (address + 1) * size
        if address < _LAST_SECTOR and start + size <= len(content):
            following += struct.unpack_from(f"<{size // 4}I", content, start)
    passed = [False] * len(following)
    for start in range(len(following)):
        here: set[int] = set()
        sector = start
        while sector < len(following) and not passed[sector]:
            passed[sector] = True
            here.add(sector)
            sector = following[sector]
        if sector in here:
            raise BadFileError("bad-file.damaged", kind="Excel")
