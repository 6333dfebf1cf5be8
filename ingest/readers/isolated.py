"""Workbooks and Parquet files are read in a process of their own, with a limit of time and memory.

The time is the processor's: an honest file is not refused because others keep the machine busy.
Their libraries may fill the memory, or abort, on a file made to hurt. A child that does so is a
finding about the file; the command goes on. The child hands its sheets back as Parquet files.
"""

from __future__ import annotations

import contextlib
import io
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
from ingest.readers import BadFileError, CellFault, Merge, Sheet

_TOLD_OF_MEMORY = ("memory allocation of", "out of memory", "MemoryError")
WAIT_FACTOR = 5  # how much longer than its time of the processor a reading may be waited for

_OUT_OF_TIME = -signal.SIGXCPU if sys.platform.startswith("linux") else None

# Suffix → "module:function", called in the child.
READERS = {
    ".xlsx": "ingest.readers.workbook:read",
    ".xlsm": "ingest.readers.workbook:read",
    ".xls": "ingest.readers.workbook:read",
    ".ods": "ingest.readers.workbook:read",
    ".parquet": "ingest.readers.parquet:read",
}


def read(content: bytes, name: str) -> list[Sheet]:
    """What the reader of the file's suffix gives, from a child process.

    Raises:
        BadFileError: the file cannot be read, or not within the limits.
    """
    size = unpacked_bytes(content)
    with tempfile.TemporaryDirectory(prefix="twinchain-read-") as folder:
        (Path(folder) / "content").write_bytes(content)
        memory = _memory_bytes(size, len(content))
        seconds = FileLimits().read_s + size / FileLimits().read_bytes_per_s
        request = {"folder": folder, "name": name, "memory": memory, "cpu_s": seconds}
        target = "ingest.readers.isolated:read_in_child"
        told = told_by_child(target, request, WAIT_FACTOR * seconds, memory)
        return [_sheet_from(Path(folder), sheet) for sheet in told["sheets"]]


def told_by_child(
    target: str, request: dict[str, Any], seconds: float, memory: int
) -> dict[str, Any]:
    """What the function of the child answers, which reads one file.

    Raises:
        BadFileError: the answer says so (``bad``, ``values``), or a limit was reached.
    """
    try:
        told: dict[str, Any] = call_in_child(
            target, request, timeout_s=seconds, memory_bytes=memory
        )
    except NoAnswer as refused:
        if refused.key == "error.time_limit":
            raise BadFileError("bad-file.too_slow", seconds=round(seconds)) from None
        raise BadFileError("bad-file.too_greedy", megabytes=memory // 1024**2) from None
    except BuildFailed as died:
        code = died.values.get("code")
        if any(sign in str(died.values.get("tail")) for sign in _TOLD_OF_MEMORY):
            raise BadFileError("bad-file.too_greedy", megabytes=memory // 1024**2) from None
        if "cpu_s" in request and code == _OUT_OF_TIME:
            raise BadFileError("bad-file.too_slow", seconds=round(request["cpu_s"])) from None
        if not isinstance(code, int) or code >= 0:  # a fault of the program, or of the system
            raise
        raise BadFileError("bad-file.crash") from None
    if "bad" in told:
        raise BadFileError(told["bad"], **told["values"])
    return told


def unpacked_bytes(content: bytes) -> int:
    """What a file says it unpacks to; the file's own size where it is no zip."""
    if content.startswith(b"PK"):
        with contextlib.suppress(zipfile.BadZipFile, NotImplementedError, ValueError):
            return sum(e.file_size for e in zipfile.ZipFile(io.BytesIO(content)).infolist())
    return len(content)


def _memory_bytes(unpacked: int, packed: int) -> int:
    """What reading may take: more for a file that holds more, but not for one that only says so."""
    limits = FileLimits()
    holds = min(limits.memory_per_byte * unpacked, 10 * limits.memory_per_byte * packed)
    return min(limits.read_memory_bytes + holds, limits.most_memory_bytes)


# In the child -------------------------------------------------------------------------------------


def read_in_child(request: dict[str, Any], _emit: Emit) -> dict[str, Any]:
    """The child's part: the sheets into Parquet files, what else is known of them as the answer."""
    folder = Path(request["folder"])
    name = request["name"]
    reader = imported(READERS[name[name.rfind(".") :].lower()])
    forbid_network()
    limit_memory(request["memory"])
    limit_processor(request["cpu_s"])
    try:
        sheets: list[Sheet] = reader((folder / "content").read_bytes(), name)
    except BadFileError as fault:
        return {"bad": fault.reason, "values": fault.values}
    return {"sheets": [_told(folder, number, sheet) for number, sheet in enumerate(sheets)]}


def _told(folder: Path, number: int, sheet: Sheet) -> dict[str, Any]:
    sheet.cells.write_parquet(folder / f"{number}.parquet", compression="lz4")
    return {
        "cells": f"{number}.parquet",
        "name": sheet.name,
        "faults": [[f.index, f.column, f.what] for f in sheet.faults],
        "merges": [list(vars(merge).values()) for merge in sheet.merges],
        "notes": [vars(note) for note in sheet.notes],
        "about_file": [vars(note) for note in sheet.about_file],
        "first_column": sheet.first_column,
        "is_hidden": sheet.is_hidden,
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
    }


def _sheet_from(folder: Path, told: dict[str, Any]) -> Sheet:
    cells = pl.read_parquet(folder / told["cells"], memory_map=False)
    return Sheet(
        told["name"],
        cells,
        pl.int_range(1, cells.height + 1, dtype=pl.Int64, eager=True),
        faults=[CellFault(*fault) for fault in told["faults"]],
        merges=[Merge(*merge) for merge in told["merges"]],
        notes=[Finding(**note) for note in told["notes"]],
        about_file=[Finding(**note) for note in told["about_file"]],
        first_column=told["first_column"],
        is_hidden=told["is_hidden"],
        hidden_rows=told["hidden_rows"],
        hidden_columns=told["hidden_columns"],
    )
