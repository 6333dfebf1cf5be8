"""Files packed with gzip: unpacked in memory, within the limits of size and ratio."""

from __future__ import annotations

import gzip
import io
import zlib

from graph.processes.limits import FileLimits
from ingest.readers import BadFileError, Sheet, delimited
from ingest.readers.archives import LEAST_BYTES

SUFFIX = ".gz"
MAGIC = b"\x1f\x8b"


def unpack(content: bytes) -> bytes:
    """Return what a gzip file holds.

    Raises:
        BadFileError: it is none, is damaged, or unpacks to too much.
    """
    if not content.startswith(MAGIC):
        raise BadFileError("bad-file.not_its_name", kind=SUFFIX)
    limits = FileLimits()
    most = int(min(limits.unpacked_bytes, limits.unpack_ratio * max(len(content), LEAST_BYTES)))
    try:
        with gzip.open(io.BytesIO(content)) as file:
            unpacked = file.read(most + 1)
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise BadFileError("bad-file.damaged", kind="GZIP") from None
    if len(unpacked) > most:
        raise BadFileError("bad-file.too_large", megabytes=most // 1024**2)
    return unpacked


def unpacked_size(content: bytes) -> int:
    """Return the size in bytes that a gzip file says it unpacks to, below 4 GiB."""
    return max(len(content), int.from_bytes(content[-4:], "little"))


def read_delimited(content: bytes, name: str) -> list[Sheet]:
    """Read the one sheet of a packed CSV or TSV file."""
    return delimited.read(unpack(content), name[: -len(SUFFIX)])
