"""The reader of documents in a process of their own, with limits of time and memory.

On a hostile file a parser may fill the memory or never end; then the file becomes a finding and the
command continues.
"""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from graph.processes import Emit
from graph.processes.limits import FileLimits
from graph.processes.walls import forbid_network, limit_memory
from ingest.policy.records import Reading
from ingest.readers import BadFileError
from ingest.readers.isolated import told_by_child, unpacked_bytes

LEAST_S = 60.0
BYTES_PER_S = 50_000.0
MOST_S = 300.0
CONVERTED = (".doc", ".wps")
# Faults of the limits keep their messages; all others get messages for documents.
_OF_LIMITS = (
    "bad-file.too_slow",
    "bad-file.too_greedy",
    "bad-file.crash",
    "bad-file.too_large",
    "bad-file.parts",
)


def read_document(content: bytes, name: str) -> Reading:
    """Return the reading of a document.

    Raises:
        BadFileError: it cannot be read; the reason says why.
    """
    try:
        return _read(content, name)
    except BadFileError as fault:
        if fault.reason in _OF_LIMITS:
            raise
        reason = fault.reason.partition(".")[2]
        raise BadFileError(f"bad-document.{reason}", **fault.values) from None


def _read(content: bytes, name: str) -> Reading:
    if len(content) > FileLimits().file_bytes:
        raise BadFileError("bad-file.too_large", megabytes=len(content) // 1024**2)
    if not content:
        raise BadFileError("bad-file.empty")
    if PurePosixPath(name).suffix.lower() in CONVERTED:
        from ingest.policy.office import as_docx

        content, name = as_docx(content), f"{name}.docx"
    size = unpacked_bytes(content)
    memory = FileLimits().most_memory_bytes
    seconds = min(LEAST_S + size / BYTES_PER_S, MOST_S)
    with tempfile.TemporaryDirectory(prefix="twinchain-read-") as folder:
        (Path(folder) / "content").write_bytes(content)
        request = {"folder": folder, "name": PurePosixPath(name).name, "memory": memory}
        answer = told_by_child("ingest.policy.isolated:read_in_child", request, seconds, memory)
    return Reading.from_dict(answer["reading"])


def read_in_child(request: dict[str, Any], _emit: Emit) -> dict[str, Any]:
    """Return the reading as plain values, within the child process."""
    from ingest.policy.documents import lines_of
    from ingest.policy.reading import read

    content = (Path(request["folder"]) / "content").read_bytes()
    forbid_network()
    limit_memory(request["memory"])
    try:
        return {"reading": read(lines_of(content, request["name"])).to_dict()}
    except BadFileError as fault:
        return {"bad": fault.reason, "values": fault.values}
