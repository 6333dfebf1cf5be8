"""What a query, a file and an upload may take, so that none of them hurts another."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class QueryLimits:
    """Bounds of one query: seconds of wall time, rows of the answer, bytes of resident memory."""

    timeout_s: float = 30.0
    rows: int = 10_000
    memory_bytes: int = 4 * 1024**3


@dataclass(frozen=True)
class FileLimits:
    """Bounds of one input file: bytes on disk, bytes and ratio once unpacked, sheets.

    What reading a workbook may take, time and memory, grows with what it holds: ``read_s`` and
    ``read_memory_bytes`` are what even the smallest may take.
    """

    file_bytes: int = 1024**3
    unpacked_bytes: int = 2 * 1024**3
    unpack_ratio: float = 200.0
    sheets: int = 500
    read_s: float = 4.0
    read_bytes_per_s: float = 8e6
    read_memory_bytes: int = 640 * 1024**2
    memory_per_byte: int = 8
    most_memory_bytes: int = 3 * 1024**3


@dataclass(frozen=True)
class UploadLimits:
    """Bounds of what a browser hands in: bytes of the file, and of checking it time and memory."""

    file_bytes: int = 200 * 1024**2
    check_s: float = 600.0
    check_memory_bytes: int = 4 * 1024**3
