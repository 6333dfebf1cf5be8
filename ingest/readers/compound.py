"""Container of old Office files: sectors in chains, which make up named streams.

A chain that runs in circles is refused: readers follow it to its end and would fill the memory.
Source: [MS-CFB], Compound File Binary File Format, sections 2.2 to 2.6.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.readers import BadFileError

_HEADER_SECTORS = 109  # addresses of allocation sectors that the header itself holds
_LAST_SECTOR = 0xFFFFFFFA
_ENTRY_BYTES = 128
_MINI_SECTOR_BYTES = 64
_ROOT, _STREAM = 5, 2


@dataclass(frozen=True)
class Container:
    """Sectors of a file: their size and, for each, the one that follows it in its chain."""

    content: bytes
    size: int
    following: list[int]

    def chain(self, sector: int) -> bytes:
        """Return the bytes of a chain from its first sector on."""
        sectors = []
        while sector < len(self.following):
            sectors.append(self.content[(sector + 1) * self.size : (sector + 2) * self.size])
            sector = self.following[sector]
        return b"".join(sectors)

    def stream(self, *names: str) -> bytes | None:
        """Return the stream that has one of the names, or None."""
        (directory,) = struct.unpack_from("<I", self.content, 48)
        (most_mini,) = struct.unpack_from("<I", self.content, 56)
        (mini_table,) = struct.unpack_from("<I", self.content, 60)
        entries = list(_entries(self.chain(directory)))
        wanted = {name.lower() for name in names}
        for name, kind, start, length in entries:
            if kind != _STREAM or name.lower() not in wanted:
                continue
            if length >= most_mini:
                return self.chain(start)[:length]
            root = next((first for _n, k, first, _l in entries if k == _ROOT), _LAST_SECTOR)
            return self._mini_stream(start, self.chain(root), self.chain(mini_table))[:length]
        return None

    @staticmethod
    def _mini_stream(start: int, sectors: bytes, table: bytes) -> bytes:
        """Return a short stream, made of small sectors within a stream of their own."""
        following = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
        size = _MINI_SECTOR_BYTES
        pieces: list[bytes] = []
        while start < len(following) and len(pieces) < len(following):
            pieces.append(sectors[start * size : (start + 1) * size])
            start = following[start]
        return b"".join(pieces)


def open_container(content: bytes) -> Container:
    """Read the table of the sectors of a file.

    Raises:
        BadFileError: it is damaged, or a chain comes back to a sector it has passed.
    """
    try:
        (shift,) = struct.unpack_from("<H", content, 30)
        addresses = list(struct.unpack_from(f"<{_HEADER_SECTORS}I", content, 76))
        (further,) = struct.unpack_from("<I", content, 68)
    except struct.error:
        raise BadFileError("bad-file.damaged", kind="Excel") from None
    if shift not in (9, 12):
        raise BadFileError("bad-file.damaged", kind="Excel")
    size = 1 << shift
    addresses_per_sector = size // 4
    visited: set[int] = set()
    while (
        further < _LAST_SECTOR and (further + 2) * size <= len(content) and further not in visited
    ):
        visited.add(further)
        *listed, further = struct.unpack_from(
            f"<{addresses_per_sector}I", content, (further + 1) * size
        )
        addresses += listed
    following: list[int] = []
    for address in addresses:
        start = (address + 1) * size
        if address < _LAST_SECTOR and start + size <= len(content):
            following += struct.unpack_from(f"<{addresses_per_sector}I", content, start)
    _refuse_circles(following)
    return Container(content, size, following)


def _refuse_circles(following: list[int]) -> None:
    passed = [False] * len(following)
    for start in range(len(following)):
        chain: set[int] = set()
        sector = start
        while sector < len(following) and not passed[sector]:
            passed[sector] = True
            chain.add(sector)
            sector = following[sector]
        if sector in chain:
            raise BadFileError("bad-file.damaged", kind="Excel")


def _entries(directory: bytes) -> Iterator[tuple[str, int, int, int]]:
    """Yield name, kind, first sector and length of each entry."""
    for at in range(0, len(directory) - _ENTRY_BYTES + 1, _ENTRY_BYTES):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", directory, at + 116)
        yield name, directory[at + 66], start, size
