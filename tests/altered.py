"""Homes whose tables differ from those of a fixture, without another build."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import polars as pl

from graph.builds.home import Home


def altered_home(source: Path, to: Path, **kept: pl.DataFrame) -> Path:
    """Copy the build of a home into another, with other rows in some tables."""
    home, build = Home(to), Home(source).folder()
    copytree(build, home.builds / build.name)
    (home.path / "current").write_text(build.name)
    for name, rows in kept.items():
        file = home.builds / build.name / "tables" / f"{name}.parquet"
        assert file.is_file()
        rows.write_parquet(file)
    return home.path
