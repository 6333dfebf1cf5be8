"""Read tables kept by the hash of their source: an unchanged source is not parsed again."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from graph.masking import without_personal
from ingest.sheets import ReadTable

# Faults of the moment, perhaps: another time there may be more memory, or less to do.
PASSING_FAULTS = ["bad-file.too_slow", "bad-file.too_greedy", "bad-file.crash"]
SIGNED = r"[人员名字]\s*[:：]"  # before the name of a person


class ReadCache:
    """A folder of read files; ``version`` is part of every name."""

    def __init__(self, folder: Path | None, version: str) -> None:
        self.folder = folder
        self.version = version

    def get_or_read(self, identity: str, read: Callable[[], list[ReadTable]]) -> list[ReadTable]:
        """The tables of a file: as kept, or read now and kept."""
        if self.folder is None:
            return read()
        place = self.folder / f"{identity[:32]}-{_short(self.version)}"
        if (place / "tables.json").is_file():
            return _load(place)
        tables = read()
        if not any(t.findings["reason"].is_in(PASSING_FAULTS).any() for t in tables):
            _keep(place, tables)
        return tables


def _short(version: str) -> str:
    import hashlib

    return hashlib.sha256(version.encode()).hexdigest()[:12]


def _keep(place: Path, tables: list[ReadTable]) -> None:
    """Written beside its final name and moved there: a killed run leaves nothing half done."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
    told = []
    for number, table in enumerate(tables):
        if table.frame.width:
            _masked(table.frame).write_parquet(beside / f"{number}.parquet", compression="lz4")
        if table.beside.width:
            table.beside.write_parquet(beside / f"{number}.beside.parquet", compression="lz4")
        table.findings.write_parquet(beside / f"{number}.findings.parquet", compression="lz4")
        table.left_out.write_parquet(beside / f"{number}.left_out.parquet", compression="lz4")
        told.append(
            {
                "table": table.table,
                "file": table.file,
                "sheet": table.sheet,
                "read": table.read,
                "headings": table.headings,
                "letters": table.letters,
            }
        )
    (beside / "tables.json").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    try:
        beside.rename(place)
    except OSError:  # another builder kept the same file first
        shutil.rmtree(beside, ignore_errors=True)


def _masked(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without names of persons: such a cell names no thing, masked or not."""
    for name in (name for name, kind in frame.schema.items() if kind == pl.String):
        signed = frame[name].filter(frame[name].str.contains(SIGNED)).unique()
        if len(signed):
            masks = {text: without_personal(text) for text in signed}
            frame = frame.with_columns(pl.col(name).replace(masks))
    return frame


def _load(place: Path) -> list[ReadTable]:
    tables = []
    for number, told in enumerate(json.loads((place / "tables.json").read_text(encoding="utf-8"))):
        frame = place / f"{number}.parquet"
        around = place / f"{number}.beside.parquet"
        tables.append(
            ReadTable(
                told["table"],
                told["file"],
                told["sheet"],
                pl.read_parquet(frame) if frame.is_file() else pl.DataFrame(),
                told["read"],
                told["headings"],
                pl.read_parquet(place / f"{number}.findings.parquet"),
                told["letters"],
                pl.read_parquet(place / f"{number}.left_out.parquet"),
                pl.read_parquet(around) if around.is_file() else pl.DataFrame(),
            )
        )
    return tables
