"""Every row that was kept is counted for the sheet it came from."""

from __future__ import annotations

from pathlib import Path

from graph.door import open_build
from graph.telling.sources import COLUMNS, source_rows


def test_rows_are_counted_by_sheet(homes: dict[str, Path]) -> None:
    tables = open_build(homes["tiny"]).tables
    found = source_rows(tables, "zh")
    assert tuple(found.columns) == COLUMNS
    by_file = dict(found.select("file", "rows").iter_rows())
    assert by_file["demand.csv"] == tables["demand"].height
    assert by_file["areas.csv"] == tables["areas"].height
