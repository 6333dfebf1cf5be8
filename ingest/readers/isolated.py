"""Reader of workbooks, Parquet and JSON files in a child process, with limits of time and memory.

The time is the processor's: an honest file is not refused because the machine is busy. A hostile
file may make a library fill the memory, or abort. Where that happens in the child, it becomes a
finding about the file, and the command goes on. The child hands its sheets back as Parquet files,
which lie in memory where the system has a folder for that: a file may list people.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import polars as pl

from graph.errors import BuildFailed, NoAnswer
from graph.findings import Finding
from graph.lazy import imported
from graph.processes import Emit
from graph.processes.limits import FileLimits
from graph.processes.walls import forbid_network, limit_memory, limit_processor
from graph.processes.worker import call_in_child
from ingest.readers import BadFileError, CellFault, Merge, Sheet, packed, suffix_of

_SIGNS_OF_MEMORY = ("memory allocation of", "out of memory", "MemoryError")
WAIT_FACTOR = 5  # longest time to wait for a child, as a multiple of its processor time

_IN_MEMORY, _ROOM = Path("/dev/shm"), 8
_OUT_OF_TIME = -signal.SIGXCPU if sys.platform.startswith("linux") else None

# Suffix → "module:function", called in the child.
READERS = {
    ".xlsx": "ingest.readers.workbook:read",
    ".xlsm": "ingest.readers.workbook:read",
    ".xls": "ingest.readers.workbook:read",
    ".ods": "ingest.readers.workbook:read",
    ".parquet": "ingest.readers.parquet:read",
    **dict.fromkeys(
        (".json", ".jsonl", ".ndjson", ".json.gz", ".jsonl.gz", ".ndjson.gz"),
        "ingest.readers.records:read_here",
    ),
}


def read(content: bytes, name: str) -> list[Sheet]:
    """Read a file with the reader of its suffix, in a child process.

    Raises:
        BadFileError: the file cannot be read, or not within the limits.
    """
    size = unpacked_bytes(content)
    beside = _folder_in_memory(len(content) + size)
    with tempfile.TemporaryDirectory(prefix="twinchain-read-", dir=beside) as folder:
        (Path(folder) / "content").write_bytes(content)
        is_packed = suffix_of(name).endswith(packed.SUFFIX)
        memory = _memory_bytes(size, size if is_packed else len(content))
        seconds = FileLimits().read_s + size / FileLimits().read_bytes_per_s
        request = {"folder": folder, "name": name, "memory": memory, "cpu_s": seconds}
        target = "ingest.readers.isolated:read_in_child"
        answer = told_by_child(target, request, WAIT_FACTOR * seconds, memory)
        return [_load_sheet(Path(folder), sheet) for sheet in answer["sheets"]]


def _folder_in_memory(needed: int) -> Path | None:
    """Return a folder that is no disk, where there is one with ample room for so many bytes."""
    folder = _IN_MEMORY
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        return None
    return folder if shutil.disk_usage(folder).free > _ROOM * needed else None


def told_by_child(
    target: str, request: dict[str, Any], seconds: float, memory: int
) -> dict[str, Any]:
    """Return the answer of a function that reads one file in a child process.

    Raises:
        BadFileError: the answer says so (``bad``, ``values``), or a limit was reached.
    """
    try:
        answer: dict[str, Any] = call_in_child(
            target, request, timeout_s=seconds, memory_bytes=memory
        )
    except NoAnswer as refusal:
        if refusal.key == "error.time_limit":
            raise BadFileError("bad-file.too_slow", seconds=round(seconds)) from None
        raise BadFileError("bad-file.too_greedy", megabytes=memory // 1024**2) from None
    except BuildFailed as failure:
        code = failure.values.get("code")
        if any(sign in str(failure.values.get("tail")) for sign in _SIGNS_OF_MEMORY):
            raise BadFileError("bad-file.too_greedy", megabytes=memory // 1024**2) from None
        if "cpu_s" in request and code == _OUT_OF_TIME:
            raise BadFileError("bad-file.too_slow", seconds=round(request["cpu_s"])) from None
        if not isinstance(code, int) or code >= 0:  # a fault of the program, or of the system
            raise
        raise BadFileError("bad-file.crash") from None
    if "bad" in answer:
        raise BadFileError(answer["bad"], **answer["values"])
    return answer


def unpacked_bytes(content: bytes) -> int:
    """Return the size in bytes a file says it unpacks to; its own where it is not packed."""
    if content.startswith(packed.MAGIC):
        return packed.unpacked_size(content)
    if content.startswith(b"PK"):
        with contextlib.suppress(zipfile.BadZipFile, NotImplementedError, ValueError):
            return sum(e.file_size for e in zipfile.ZipFile(io.BytesIO(content)).infolist())
    return len(content)


def _memory_bytes(unpacked: int, packed: int) -> int:
    """Return the bytes reading may take, by the unpacked size, which the packed one caps."""
    limits = FileLimits()
    holds = min(limits.memory_per_byte * unpacked, 10 * limits.memory_per_byte * packed)
    return min(limits.read_memory_bytes + holds, limits.most_memory_bytes)


# In the child -------------------------------------------------------------------------------------


def read_in_child(request: dict[str, Any], _emit: Emit) -> dict[str, Any]:
    """Read a file in the child: cells go to Parquet files, the rest of the sheets is the answer."""
    folder = Path(request["folder"])
    name = request["name"]
    reader = imported(READERS[suffix_of(name)])
    forbid_network()
    limit_memory(request["memory"])
    limit_processor(request["cpu_s"])
    try:
        sheets: list[Sheet] = reader((folder / "content").read_bytes(), name)
    except BadFileError as fault:
        return {"bad": fault.reason, "values": fault.values}
    return {
        "sheets": [_describe_sheet(folder, number, sheet) for number, sheet in enumerate(sheets)]
    }


# What of a sheet is plain values.
PLAIN = ("name", "first_column", "is_hidden", "hidden_rows", "hidden_columns", "is_of_records")


def _describe_sheet(folder: Path, number: int, sheet: Sheet) -> dict[str, Any]:
    sheet.cells.write_parquet(folder / f"{number}.parquet", compression="lz4")
    return {
        "cells": f"{number}.parquet",
        **{name: getattr(sheet, name) for name in PLAIN},
        "faults": [[f.index, f.column, f.what] for f in sheet.faults],
        "merges": [list(vars(merge).values()) for merge in sheet.merges],
        "notes": [vars(note) for note in sheet.notes],
        "about_file": [vars(note) for note in sheet.about_file],
    }


def _load_sheet(folder: Path, answer: dict[str, Any]) -> Sheet:
    cells = pl.read_parquet(folder / answer["cells"], memory_map=False)
    first = 0 if answer["is_of_records"] else 1
    return Sheet(
        cells=cells,
        rows=pl.int_range(first, first + cells.height, dtype=pl.Int64, eager=True),
        faults=[CellFault(*fault) for fault in answer["faults"]],
        merges=[Merge(*merge) for merge in answer["merges"]],
        notes=[Finding(**note) for note in answer["notes"]],
        about_file=[Finding(**note) for note in answer["about_file"]],
        **{name: answer[name] for name in PLAIN},
    )
