"""Checks of zipped files before anything is unpacked: size, encryption, macros and links."""

from __future__ import annotations

import io
import zipfile

from graph.findings import Finding
from graph.processes.limits import FileLimits
from ingest.readers import BadFileError

_ENCRYPTED_BIT = 1
LEAST_BYTES = 1 << 20  # below this a high ratio is harmless
MOST_PARTS = 20_000


def refuse_bombs(content: bytes, kind: str) -> None:
    """Raise where an archive is damaged, has a password, or unpacks to too much."""
    limits = FileLimits()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        raise BadFileError("bad-file.damaged", kind=kind) from None
    if any(entry.flag_bits & _ENCRYPTED_BIT for entry in entries):
        raise BadFileError("bad-file.encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    allowed = min(limits.unpacked_bytes, limits.unpack_ratio * max(len(content), LEAST_BYTES))
    if len(entries) > MOST_PARTS:
        raise BadFileError("bad-file.parts", count=len(entries), limit=MOST_PARTS)
    if unpacked > allowed:
        raise BadFileError("bad-file.too_large", megabytes=unpacked // 1024**2)


def warnings(archive: zipfile.ZipFile) -> list[Finding]:
    """Report macros and links to other files in a workbook, which are never run or followed."""
    names = archive.namelist()
    links = sum(name.startswith("xl/externalLinks/externalLink") for name in names)
    findings = []
    if any(name.rpartition("/")[2] == "vbaProject.bin" for name in names) or any(
        name.startswith("Basic/") for name in names
    ):
        findings.append(Finding("macros", "info"))
    if links:
        findings.append(Finding("external-links", "info", values={"count": links}))
    return findings
