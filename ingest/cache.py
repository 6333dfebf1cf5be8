"""Cache of read tables by the hash of their source: an unchanged source is not parsed again."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

from graph.masking import without_personal
from ingest.sheets import ReadTable

# Faults that may pass: later there may be more memory, or less to do.
PASSING_FAULTS = ["bad-file.too_slow", "bad-file.too_greedy", "bad-file.crash"]
BESIDE = ("findings", "left_out", "beside")  # frames of a read table that are often empty
OF_TABLE = (  # what is kept of a read table beside its frames
    "table", "file", "sheet", "read", "headings", "letters", "unused", "is_recognised", "year",
    "year_from",
)  # fmt: skip
SIGNED = r"[人员名字]\s*[:：]"  # before the name of a person


class ReadCache:
    """Folder of read files; ``version`` is part of every name."""

    def __init__(self, folder: Path | None, version: str) -> None:
        self.folder = folder
        self.version = version

    def get_or_read(self, identity: str, read: Callable[[], list[ReadTable]]) -> list[ReadTable]:
        """Return the tables of a file: as kept, or read now and kept."""
        if self.folder is None:
            return read()
        place = self.place(identity)
        if (place / "tables.json").is_file():
            return _load(place)
        tables = read()
        if not any(t.findings["reason"].is_in(PASSING_FAULTS).any() for t in tables):
            _keep(place, tables)
        return tables

    def place(self, identity: str) -> Path:
        """Return where the tables of a file are kept."""
        assert self.folder
        return self.folder / f"{identity[:32]}-{_short_hash(self.version)}"


def _short_hash(version: str) -> str:
    import hashlib

    return hashlib.sha256(version.encode()).hexdigest()[:12]


def _keep(place: Path, tables: list[ReadTable]) -> None:
    """Write tables beside their final place, then move them: a killed run leaves no half."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=".new-", dir=place.parent))
    entries = []
    for number, table in enumerate(tables):
        if table.frame.width:
            _mask_names(table.frame).write_parquet(new / f"{number}.parquet", compression="lz4")
        for what in BESIDE:
            rows: pl.DataFrame = getattr(table, what)
            if rows.height:
                rows.write_parquet(new / f"{number}.{what}.parquet", compression="lz4")
        entries.append({name: getattr(table, name) for name in OF_TABLE})
    (new / "tables.json").write_text(json.dumps(entries, ensure_ascii=False), encoding="utf-8")
    try:
        new.rename(place)
    except OSError:  # another builder kept the same file first
        shutil.rmtree(new, ignore_errors=True)


def _mask_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with names of persons masked: such a cell names no thing anyway."""
    signed = frame.select(
        pl.col(pl.String).filter(pl.col(pl.String).str.contains(SIGNED)).unique().implode()
    )
    masks = {
        name: {text: without_personal(text) for text in texts}
        for name, texts in (signed.row(0, named=True) if signed.width else {}).items()
        if texts
    }
    return frame.with_columns(pl.col(name).replace(mask) for name, mask in masks.items())


def _load(place: Path) -> list[ReadTable]:
    tables = []
    for number, entry in enumerate(json.loads((place / "tables.json").read_text(encoding="utf-8"))):
        frame = place / f"{number}.parquet"
        files = {what: place / f"{number}.{what}.parquet" for what in BESIDE}
        entry |= {what: pl.read_parquet(file) for what, file in files.items() if file.is_file()}
        rows = pl.read_parquet(frame) if frame.is_file() else pl.DataFrame()
        tables.append(ReadTable(frame=rows, **entry))
    return tables
